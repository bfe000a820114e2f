//! The stage before and after, and the verdicts that changed with their numbers.

use anstyle::Style;
use milepost_core::{CriterionKind, Verdict};
use milepost_diff::{Diff, ReadingChange, StageChange, StageIs, VerdictChange};
use milepost_score::{Model, Rulebook};

use crate::line::{Line, shorten, width as columns};
use crate::numbers::{self, Unit, many};
use crate::paint::{self, FAINT, STRONG};

/// Verdicts that are named before the rest is counted.
const NAMED: usize = 8;

/// The stage by every model, and the verdicts that changed.
pub(super) fn lines(diff: &Diff, rules: &Rulebook, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for stage in &diff.stages {
        let model = rules.models.iter().find(|model| model.id == stage.model);
        lines.push(headline(stage, model, width));
        let changed: Vec<&VerdictChange> = of_model(diff, &stage.model);
        let names: Vec<String> = changed.iter().map(|change| name(change, rules)).collect();
        let longest = names.iter().map(|name| columns(name)).max().unwrap_or(0).min(width * 2 / 5);
        for (change, name) in changed.iter().zip(&names).take(NAMED) {
            lines.push(row(change, (name, longest), rules));
        }
        let more = changed.len().saturating_sub(NAMED);
        if more > 0 {
            let text = format!("… and {}", many(more, "other verdict", "other verdicts"));
            lines.push(Line::indented(2).styled(FAINT, text));
        }
    }
    lines
}

/// The verdicts of one model that changed: what stages hang on first.
pub(super) fn of_model<'d>(diff: &'d Diff, model: &str) -> Vec<&'d VerdictChange> {
    let mut changed: Vec<&VerdictChange> =
        diff.verdicts.iter().filter(|change| change.model == model).collect();
    changed.sort_by_key(|change| {
        let gates = matches!(change.kind, CriterionKind::Gate | CriterionKind::Need);
        (!gates, change.stage)
    });
    changed
}

fn headline(stage: &StageChange, model: Option<&Model>, width: usize) -> Line {
    let highest = model.and_then(|model| model.stages.last()).map_or(0, |last| last.number);
    let names = model.map(|model| names(stage.after, model)).unwrap_or_default();
    let title = model.map_or(stage.model.as_str(), |model| model.title.as_str());
    Line::new()
        .styled(STRONG, format!("Stage {}", moved(stage)))
        .text(format!(" of {highest}{names}"))
        .ending(width, FAINT, title)
}

/// `2..3 → 3`.
pub(super) fn moved(stage: &StageChange) -> String {
    format!("{} → {}", interval(stage.before), interval(stage.after))
}

pub(super) fn interval(stage: StageIs) -> String {
    if stage.lo == stage.hi { stage.lo.to_string() } else { format!("{}..{}", stage.lo, stage.hi) }
}

/// `, Tooled to Paved`.
fn names(stage: StageIs, model: &Model) -> String {
    let name = |number| {
        let stage = model.stages.iter().find(|stage| stage.number == number);
        stage.map_or("", |stage| stage.name.as_str())
    };
    if stage.lo == stage.hi {
        format!(", {}", name(stage.lo))
    } else {
        format!(", {} to {}", name(stage.lo), name(stage.hi))
    }
}

fn row(change: &VerdictChange, (name, longest): (&str, usize), rules: &Rulebook) -> Line {
    let sign = |line: Line, verdict: Option<Verdict>| match verdict {
        Some(verdict) => line.styled(style(change.kind, verdict), paint::verdict(verdict).0),
        None => line.text(" "),
    };
    let line = sign(sign(Line::indented(2), change.before).styled(FAINT, " → "), change.after);
    let line = line.text(format!(" {}", shorten(name, longest))).to(2 + 5 + 1 + longest);
    line.text(format!("  {}", figures(change, rules))).styled(FAINT, tail(change))
}

/// A sign of a low stage that shows is nothing to be glad of.
fn style(kind: CriterionKind, verdict: Verdict) -> Style {
    let low = kind == CriterionKind::LowSign;
    paint::verdict(if low { verdict.negate() } else { verdict }).1
}

/// What the verdict is on: the criterion in a few words, and the stage it belongs to.
pub(super) fn name(change: &VerdictChange, rules: &Rulebook) -> String {
    let short = rules.criterion(&change.id).map(|(_, criterion)| criterion.short.clone());
    match (short, change.stage) {
        (Some(short), _) => short,
        (None, Some(stage)) if change.kind == CriterionKind::Need => {
            format!("what stage {stage} needs")
        }
        (None, _) => change.id.clone(),
    }
}

/// What it is for, and whether the rules alone did it.
pub(super) fn tail(change: &VerdictChange) -> String {
    let kind = match (change.kind, change.stage) {
        (CriterionKind::Gate | CriterionKind::Need, Some(stage)) => format!("  stage {stage}"),
        (kind, _) => format!("  {}", kind.name()),
    };
    let rules = if change.by_rules { ", by the rules alone" } else { "" };
    format!("{kind}{rules}")
}

/// The number that turned it, before and after, against its threshold.
pub(super) fn figures(change: &VerdictChange, rules: &Rulebook) -> String {
    let Some(reading) = change.readings.first() else {
        return String::new();
    };
    let unit = Unit::of(&reading.measures, rules);
    let value = |it: Option<milepost_core::Bounds>| {
        it.map_or_else(|| "?".to_owned(), |it| numbers::bounds(it, unit))
    };
    let before = reading.before.as_ref().map(|it| value(it.value));
    let after = reading.after.as_ref().map(|it| value(it.value));
    let values = match (before, after) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => String::new(),
    };
    format!("{values}{}", limit(reading, unit))
}

fn limit(reading: &ReadingChange, unit: Unit) -> String {
    let threshold = |it: &milepost_diff::ReadingIs| numbers::threshold(it.threshold, unit);
    let before = reading.before.as_ref().map(threshold);
    let after = reading.after.as_ref().map(threshold);
    match (before, after) {
        (Some(before), Some(after)) if before != after => {
            format!(", {} {after} (it was {before})", reading.comparison)
        }
        (_, Some(limit)) | (Some(limit), None) => format!(", {} {limit}", reading.comparison),
        (None, None) => String::new(),
    }
}
