//! The lists, folded away.

use milepost_diff::{DeployableChange, Diff, Passage, StepChange, StepTotals};
use milepost_score::Rulebook;

use super::writing::{code, codes, folded, link, table};
use crate::diff::{
    changes, coverage,
    figures::{Figures, OF_MEAN},
    population, stages, standards, steps, words,
};
use crate::numbers::many;

/// Names in one line of a list.
const NAMED: usize = 20;

/// Everything but the deployables one by one.
pub(super) fn short(diff: &Diff, rules: &Rulebook) -> Vec<String> {
    let lists = [
        verdicts(diff, rules),
        standard(diff),
        step_table(diff),
        mean(diff),
        around(diff),
        passages("Counted now and not then", &diff.population.came),
        passages("Counted then and not now", &diff.population.went),
    ];
    lists.into_iter().flatten().collect()
}

fn verdicts(diff: &Diff, rules: &Rulebook) -> Option<String> {
    let verdict = |it: Option<milepost_core::Verdict>| it.map_or("–", milepost_core::Verdict::name);
    let rows: Vec<[String; 4]> = diff
        .stages
        .iter()
        .flat_map(|stage| stages::of_model(diff, &stage.model))
        .map(|change| {
            [
                stages::name(change, rules),
                format!("{} → {}", verdict(change.before), verdict(change.after)),
                stages::figures(change, rules),
                stages::tail(change).trim().to_owned(),
            ]
        })
        .collect();
    let heading = many(rows.len(), "verdict changed", "verdicts changed");
    let heads = ["criterion", "verdict", "measured", "for"];
    (!rows.is_empty()).then(|| folded(&heading, &table(heads, &rows)))
}

fn standard(diff: &Diff) -> Option<String> {
    let rows: Vec<[String; 3]> = diff
        .standards
        .iter()
        .map(|change| {
            let said = code(&standards::said(diff, change));
            let adoption = standards::adoption(diff, change);
            [
                change.name.clone(),
                said,
                if adoption.is_empty() { adoption } else { code(&adoption) },
            ]
        })
        .collect();
    let heading = many(rows.len(), "standard changed", "standards changed");
    let heads = ["step", "standard", "adoption"];
    (!rows.is_empty()).then(|| folded(&heading, &table(heads, &rows)))
}

fn step_table(diff: &Diff) -> Option<String> {
    if diff.steps.is_empty() {
        return None;
    }
    let shown = steps::columns_of(diff);
    let titles: Vec<&str> = shown.iter().map(|(title, _)| *title).collect();
    let rule = " --: |".repeat(titles.len());
    let head = format!("| step | {} |\n| --- |{rule}\n", titles.join(" | "));
    let rows = diff.steps.iter().map(|totals| {
        let counts = shown.iter().map(|(_, count)| count(totals).to_string());
        let counts: Vec<String> = counts.collect();
        format!("| {} | {} |\n", step_name(totals), counts.join(" | "))
    });
    let table: String = std::iter::once(head).chain(rows).collect();
    Some(folded(&format!("Steps: {}", steps::summary(diff)), &table))
}

fn step_name(totals: &StepTotals) -> String {
    if totals.core { format!("**{}**", totals.name) } else { totals.name.clone() }
}

fn mean(diff: &Diff) -> Option<String> {
    let split = &diff.coverage.steps;
    let figures = Figures::of(split, OF_MEAN);
    let lo = coverage::mean_parts(split, &figures, |points| points.0);
    let hi = coverage::mean_parts(split, &figures, |points| points.1);
    let list = |label: &str, parts: &[String]| format!("- {label}: {}\n", parts.join(" · "));
    let mut text = String::new();
    if !lo.is_empty() {
        text.push_str(&list(if figures.is_open() { "lower bound" } else { "points" }, &lo));
    }
    if figures.is_open() && !hi.is_empty() {
        text.push_str(&list("upper bound", &hi));
    }
    (!text.is_empty()).then(|| folded("What the average of steps is made of", &text))
}

fn around(diff: &Diff) -> Option<String> {
    let facts = population::facts(diff);
    let lines: Vec<String> = facts
        .iter()
        .map(|fact| {
            format!("- {}: {}\n", fact.what, codes(fact.names.iter().map(String::as_str), NAMED))
        })
        .collect();
    (!lines.is_empty()).then(|| folded("Repositories and shared units", &lines.concat()))
}

fn passages(heading: &str, passages: &[Passage]) -> Option<String> {
    let lines: Vec<String> = passages
        .iter()
        .map(|it| {
            let detail = it.detail.as_ref().map(|it| format!(": {}", code(it))).unwrap_or_default();
            let (cause, on_path) = (words::cause(it.reason), words::on_path(it.on_path));
            format!("- {} {cause}{detail}, {on_path}\n", code(&it.id))
        })
        .collect();
    let heading = format!("{heading}: {}", passages.len());
    (!lines.is_empty()).then(|| folded(&heading, &lines.concat()))
}

/// Every deployable that changed, as far as there is room.
pub(super) fn deployables(diff: &Diff, room: usize) -> String {
    if diff.deployables.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    let mut left = diff.deployables.len();
    for deployable in &diff.deployables {
        let said = changed(diff, deployable);
        if text.len() + said.len() > room {
            break;
        }
        text.push_str(&said);
        left -= 1;
    }
    if left > 0 {
        let more = format!("\n… and {left} more: `milepost diff --format text` has them all.\n");
        text.push_str(&more);
    }
    let heading = many(diff.deployables.len(), "deployable changed", "deployables changed");
    folded(&heading, text.trim_start())
}

fn changed(diff: &Diff, deployable: &DeployableChange) -> String {
    let heading = format!("\n**{}** {}\n", code(&deployable.id), summary(deployable));
    let rows: Vec<[String; 4]> = deployable.steps.iter().map(|change| row(diff, change)).collect();
    if rows.is_empty() {
        return heading;
    }
    format!("{heading}\n{}", table(["step", "standing", "way", "evidence"], &rows))
}

fn summary(deployable: &DeployableChange) -> String {
    let was = deployable.was.as_deref().map(|was| (was, code(was)));
    let said = changes::summary(deployable);
    was.map_or(said.clone(), |(was, quoted)| said.replacen(was, &quoted, 1))
}

fn row(diff: &Diff, change: &StepChange) -> [String; 4] {
    let name = if change.core { format!("**{}**", change.name) } else { change.name.clone() };
    let lost = if change.regression { " ⚠️" } else { "" };
    let standings = format!("{}{lost}{}", words::standings(change), changes::reason(change));
    let ways = words::ways(diff, change);
    let mut shown = Vec::new();
    if let Some(cause) = &change.by {
        let address = words::commit(diff, cause);
        shown.push(format!("by {}", link(&words::by(cause), address.as_deref())));
    }
    if let Some((place, address)) = words::evidence(diff, change) {
        shown.push(link(&place, address.as_deref()));
    }
    [name, standings, if ways.is_empty() { ways } else { code(&ways) }, shown.join("<br>")]
}
