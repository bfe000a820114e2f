//! How many standings went where, step by step, and what was lost.

use milepost_diff::{DeployableChange, Diff, Movement, Reason, StepChange, StepTotals};

use super::words;
use crate::line::{Line, shorten, width as columns};
use crate::numbers::many;
use crate::paint::{BAD, FAINT, GOOD, OPEN, PLAIN, STRONG};

/// Regressions that are named before the rest is counted.
const NAMED: usize = 6;

/// A heading, and what it counts.
type Column = (&'static str, fn(&StepTotals) -> u32);

/// The columns of the table; those in which nothing happened are left out. Gained and lost is what
/// files did; what another standard, other rules or an exemption did stands apart.
pub(super) const COLUMNS: [Column; 9] = [
    ("gained", |it| moved(it, &[Movement::Gained])),
    ("lost", |it| moved(it, &[Movement::Lost])),
    ("another way", |it| moved(it, &[Movement::Continues])),
    ("visible", |it| moved(it, &[Movement::Visible])),
    ("hidden", |it| moved(it, &[Movement::Hidden])),
    ("applies", |it| moved(it, &[Movement::Applies, Movement::Ceases])),
    ("new standard", |it| caused(it, &[Reason::Standards])),
    ("exempted", |it| caused(it, &[Reason::Exemptions])),
    ("rules", |it| caused(it, &[Reason::Rules, Reason::Unexplained])),
];

fn moved(totals: &StepTotals, movements: &[Movement]) -> u32 {
    movements.iter().filter_map(|it| totals.movements.get(it)).sum()
}

fn caused(totals: &StepTotals, reasons: &[Reason]) -> u32 {
    reasons.iter().filter_map(|it| totals.others.get(it)).sum()
}

/// The table of steps, core steps first.
pub(super) fn lines(diff: &Diff) -> Vec<Line> {
    let (core, others): (Vec<&StepTotals>, Vec<&StepTotals>) =
        diff.steps.iter().partition(|totals| totals.core);
    let all: Vec<&StepTotals> = core.iter().chain(&others).copied().collect();
    if all.is_empty() {
        return Vec::new();
    }
    let shown = columns_of(diff);
    let first = "core step";
    let names = all.iter().map(|it| columns(&it.name)).max().unwrap_or(0).max(columns(first));
    let mut lines = vec![headline(diff)];
    let mut heading = Line::indented(2).styled(FAINT, first).to(2 + names);
    for (title, _) in &shown {
        heading = heading.styled(FAINT, format!("  {title}"));
    }
    if core.is_empty() {
        heading = Line::indented(2).styled(FAINT, "other step").to(2 + names).then(titles(&shown));
    }
    lines.push(heading);
    for totals in &core {
        lines.push(row(totals, &shown, names));
    }
    if !core.is_empty() && !others.is_empty() {
        lines.push(Line::indented(2).styled(FAINT, "other step"));
    }
    for totals in &others {
        lines.push(row(totals, &shown, names));
    }
    lines
}

fn titles(shown: &[Column]) -> Line {
    shown.iter().fold(Line::new(), |line, (title, _)| line.styled(FAINT, format!("  {title}")))
}

/// The columns in which anything happened.
pub(super) fn columns_of(diff: &Diff) -> Vec<Column> {
    let any = |(_, count): &Column| diff.steps.iter().any(|it| count(it) > 0);
    COLUMNS.into_iter().filter(any).collect()
}

fn headline(diff: &Diff) -> Line {
    Line::new().styled(STRONG, "Steps").text(format!("  {}", summary(diff)))
}

/// `41 standings of 23 deployables that count in both`.
pub(super) fn summary(diff: &Diff) -> String {
    let changed = diff.deployables.iter().filter(|it| it.counted_before && it.counted_after);
    let changed: Vec<&DeployableChange> = changed.filter(|it| !it.steps.is_empty()).collect();
    let standings = changed.iter().map(|it| it.steps.len()).sum();
    format!(
        "{} of {} that count in both",
        many(standings, "standing", "standings"),
        many(changed.len(), "deployable", "deployables")
    )
}

fn row(totals: &StepTotals, shown: &[Column], names: usize) -> Line {
    let mut line = Line::indented(2).text(&totals.name).to(2 + names);
    for (title, count) in shown {
        let count = count(totals);
        let style = match (*title, count) {
            (_, 0) => FAINT,
            ("gained", _) => GOOD,
            ("lost", _) => BAD,
            ("visible" | "hidden", _) => OPEN,
            _ => PLAIN,
        };
        let end = line.width() + 2 + columns(title);
        line = line.ending(end, style, &count.to_string());
    }
    line
}

/// What was lost in files by deployables that count in both.
pub(super) fn regressions(diff: &Diff, width: usize) -> Vec<Line> {
    let lost: Vec<(&DeployableChange, &StepChange)> = diff.regressions().collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::new().styled(BAD, format!("Regressions  {}", lost.len()))];
    let names = lost.iter().take(NAMED).map(|(it, _)| columns(words::short(diff, &it.id))).max();
    let names = names.unwrap_or(0).min(width / 3);
    let steps = lost.iter().take(NAMED).map(|(_, change)| columns(&change.name)).max();
    let steps = names + 4 + steps.unwrap_or(0) + 2;
    for (deployable, change) in lost.iter().take(NAMED) {
        let name = shorten(words::short(diff, &deployable.id), names);
        let line = Line::indented(2).text(name).to(2 + names + 2).text(&change.name).to(steps);
        let line = line.styled(BAD, words::standings(change));
        lines.push(line.styled(FAINT, format!("  {}", words::ways(diff, change))));
    }
    if lost.len() > NAMED {
        let text = format!("… and {} more, below", lost.len() - NAMED);
        lines.push(Line::indented(2).styled(FAINT, text));
    }
    lines
}
