//! The stage, how steady it is, and what stands between it and the next.

use milepost_core::{Assessment, CriterionKind, Snapshot, Unknown, Verdict};
use milepost_score::{Model, Rulebook, StageCard};

use super::rows::{Row, Source};
use crate::line::{Line, listed, shorten, width as columns};
use crate::numbers;
use crate::paint::{self, FAINT, OPEN, STRONG};
use crate::why;

/// Columns of a row before its name.
const INDENT: usize = 4;
/// Thresholds that are named before the rest is counted.
const NAMED: usize = 3;

/// The stage by the first model in full, and by every other in one line.
pub(super) fn lines(snapshot: &Snapshot, rules: &Rulebook, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (place, assessment) in snapshot.assessments.iter().enumerate() {
        let Some(model) = rules.models.iter().find(|m| m.id == assessment.model) else {
            let text = format!("No model {} in these rules.", assessment.model);
            lines.push(Line::new().styled(OPEN, text));
            continue;
        };
        lines.push(headline(assessment, model, width));
        if place == 0 {
            let source = Source { snapshot, rules, model, assessment };
            lines.extend(full(source, width));
        }
    }
    lines
}

/// `Stage 2..4 of 5, Scripted to Paved`, and the model at the right.
fn headline(assessment: &Assessment, model: &Model, width: usize) -> Line {
    let highest = model.stages.last().map_or(0, |stage| stage.number);
    let title = model.title.as_str();
    Line::new()
        .styled(STRONG, format!("Stage {}", interval(assessment)))
        .text(format!(" of {highest}, {}", names(assessment, model)))
        .ending(width, FAINT, title)
}

/// `3`, or `2..4`.
pub(crate) fn interval(assessment: &Assessment) -> String {
    if assessment.lo == assessment.hi {
        assessment.lo.to_string()
    } else {
        format!("{}..{}", assessment.lo, assessment.hi)
    }
}

fn names(assessment: &Assessment, model: &Model) -> String {
    let name = |number| {
        let stage = model.stages.iter().find(|stage| stage.number == number);
        stage.map_or("", |stage| stage.name.as_str())
    };
    if assessment.lo == assessment.hi {
        name(assessment.lo).to_owned()
    } else {
        format!("{} to {}", name(assessment.lo), name(assessment.hi))
    }
}

fn full(source: Source<'_>, width: usize) -> Vec<Line> {
    if source.snapshot.counted().next().is_none() {
        return nothing(source.snapshot);
    }
    let assessment = source.assessment;
    let mut lines = vec![robustness(assessment)];
    lines.extend(signs(source, width));
    for stage in &source.model.stages {
        if stage.number == assessment.lo + 1 {
            lines.extend(next(source, stage, width));
        } else if stage.number > assessment.lo && stage.number <= assessment.hi + 1 {
            lines.extend(later(source, stage, width));
        }
    }
    if source.model.stages.last().is_some_and(|last| last.number == assessment.lo) {
        lines.push(Line::indented(2).text("There is no stage above it."));
    }
    lines
}

/// What can be said when nothing is run: a model of stages has nothing to speak of.
fn nothing(snapshot: &Snapshot) -> Vec<Line> {
    let mut lines = Vec::new();
    if snapshot.repositories.is_empty() {
        lines
            .push(Line::indented(2).text("No repository was found, so there is nothing to judge."));
        return lines;
    }
    lines.push(
        Line::indented(2)
            .text("Nothing here is seen to be built and run, so every share is of nothing"),
    );
    lines
        .push(Line::indented(2).text(
            "and the stage says only what could be. Scan the repositories of your services.",
        ));
    lines
}

fn robustness(assessment: &Assessment) -> Line {
    let line = Line::indented(2);
    if assessment.fragile.is_empty() {
        return line.styled(FAINT, "steady under ±10 % thresholds");
    }
    let prefix = format!("{}.", assessment.model);
    let named: Vec<String> = assessment
        .fragile
        .iter()
        .take(NAMED)
        .map(|fragile| match fragile.trim_start_matches(&prefix).split_once(' ') {
            Some((rule, name)) => format!("{rule} ({name})"),
            None => fragile.clone(),
        })
        .collect();
    let more = assessment.fragile.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more thresholds") } else { String::new() };
    line.styled(OPEN, format!("hangs on: {}{more}", named.join(", ")))
}

/// Low signs that show, whatever the stage.
fn signs(source: Source<'_>, width: usize) -> Option<Line> {
    let signs: Vec<&str> = source
        .assessment
        .criteria
        .iter()
        .filter(|judgement| {
            judgement.kind == CriterionKind::LowSign && judgement.verdict == Verdict::Holds
        })
        .filter_map(|judgement| source.rules.criterion(&judgement.id))
        .map(|(_, criterion)| criterion.short.as_str())
        .collect();
    (!signs.is_empty()).then(|| listed(Line::indented(2).text("signs seen: "), &signs, width))
}

/// What stands between the organisation and the stage above the lower bound, in full.
fn next(source: Source<'_>, stage: &StageCard, width: usize) -> Vec<Line> {
    let (held, mut rows): (Vec<Row>, Vec<Row>) =
        source.rows(stage).into_iter().partition(|row| row.verdict == Verdict::Holds);
    if rows.is_empty() && held.is_empty() {
        return Vec::new();
    }
    rows.sort_by_key(|row| row.verdict.is_open());
    let mut lines =
        vec![Line::indented(2).text(format!(
            "between {} and {}, {}:",
            source.assessment.lo, stage.number, stage.name
        ))];
    let names = rows.iter().map(|row| columns(&row.name)).max().unwrap_or(0);
    let names = names.min(width / 3);
    lines.extend(rows.iter().map(|row| row_line(row, names, width)));
    if !held.is_empty() {
        let held: Vec<&str> = held.iter().map(|row| row.name.as_str()).collect();
        let (sign, style) = paint::verdict(Verdict::Holds);
        let line = Line::indented(INDENT)
            .styled(style, sign)
            .text(format!(" {}: ", numbers::many(held.len(), "holds", "hold")));
        lines.push(listed(line, &held, width));
    }
    lines
}

/// A sign, a name, its numbers, and why it is open: as many words as there is room for, and
/// every number whole.
fn row_line(row: &Row, names: usize, width: usize) -> Line {
    let (sign, style) = paint::verdict(row.verdict);
    let mut line = Line::indented(INDENT)
        .styled(style, sign)
        .text(format!(" {}", shorten(&row.name, names)))
        .to(INDENT + 2 + names);
    for figure in &row.figures {
        line = line.text(format!("  {figure}"));
    }
    let more = match row.more.as_slice() {
        [] => String::new(),
        more => format!("  {}", more.join("  ")),
    };
    let room = width.saturating_sub(line.width() + columns(&more));
    let (counts, why) = tails(row)
        .into_iter()
        .find(|(counts, why)| columns(counts) + columns(why) <= room)
        .unwrap_or_default();
    line.text(counts).text(more).styled(FAINT, why)
}

/// The counts and the reason, at less and less length.
fn tails(row: &Row) -> [(String, String); 5] {
    let spaced = |text: String| match text.as_str() {
        "" => text,
        _ => format!("  {text}"),
    };
    let long = spaced(row.share.map(numbers::share).unwrap_or_default());
    let short = row.share.map(|share| format!("{}/{}", share.yes, share.total()));
    let short = spaced(short.unwrap_or_default());
    let words = spaced(why::unknowns(&row.unknown));
    let bracketed = |codes: &[Unknown]| match codes {
        [] => String::new(),
        codes => format!("  ({})", why::listed(codes)),
    };
    let codes = bracketed(&row.unknown);
    let first = bracketed(row.unknown.get(..1).unwrap_or_default());
    [
        (long.clone(), words),
        (long, codes.clone()),
        (short.clone(), codes),
        (short.clone(), first),
        (short, String::new()),
    ]
}

/// A stage further up, in one line for what fails and one for what is open.
fn later(source: Source<'_>, stage: &StageCard, width: usize) -> Vec<Line> {
    let rows = source.rows(stage);
    let mut lines = Vec::new();
    for (failing, label) in [(true, "failing"), (false, "open")] {
        let names: Vec<&str> = rows
            .iter()
            .filter(|row| row.verdict != Verdict::Holds && row.verdict.is_open() != failing)
            .map(|row| row.name.as_str())
            .collect();
        if names.is_empty() || (!failing && !lines.is_empty()) {
            continue;
        }
        let verdict = if failing { Verdict::Fails } else { Verdict::Unknown };
        let (sign, style) = paint::verdict(verdict);
        let line = Line::indented(2)
            .text(format!("{}, {}: ", stage.number, stage.name))
            .styled(style, sign)
            .text(format!(" {} {label}: ", names.len()));
        lines.push(listed(line, &names, width));
    }
    lines
}
