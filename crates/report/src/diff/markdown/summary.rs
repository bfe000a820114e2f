//! The summary: stages, the coverage and what it is made of, and regressions.

use milepost_core::Share;
use milepost_diff::{Diff, Split};
use milepost_score::Rulebook;

use super::writing::{code, codes, table};
use crate::diff::figures::{Figures, OF_MEAN, OF_PATH, Pair};
use crate::diff::{coverage, header, stages, words};

/// Deployables named beside a part.
const NAMED: usize = 6;
/// Regressions named before the rest is counted.
const LOST: usize = 10;

pub(super) fn text(diff: &Diff, rules: &Rulebook) -> String {
    let day = |it: &milepost_diff::End| words::day(&it.at.to_string());
    let (organisation, from, to) = (code(&diff.to.organisation), day(&diff.from), day(&diff.to));
    let mut blocks = vec![format!("## {organisation}: {from} → {to}\n")];
    let notes = header::notes(diff).into_iter();
    blocks.extend(notes.map(|note| format!("> **Note:** {note}\n")));
    let versions = header::versions(diff);
    if !versions.is_empty() {
        let versions = codes(versions.iter().map(String::as_str), NAMED);
        blocks.push(format!("Other rules: {versions}\n"));
    }
    blocks.push(table(["", "before", "after", "change"], &rows(diff, rules)));
    blocks.extend(parts(diff));
    let old = diff.coverage.by_old_standards.map(coverage::old_standards);
    blocks.extend(old.map(|old| format!("The standards changed: {old}.\n")));
    blocks.extend(regressions(diff));
    blocks.join("\n")
}

fn rows(diff: &Diff, rules: &Rulebook) -> Vec<[String; 4]> {
    let mut rows = Vec::new();
    for stage in &diff.stages {
        let model = rules.models.iter().find(|model| model.id == stage.model);
        let title = model.map_or(stage.model.as_str(), |model| model.title.as_str());
        let (before, after) = (stages::interval(stage.before), stages::interval(stage.after));
        rows.push([format!("stage, {title}"), before, after, String::new()]);
    }
    let (on, mean) = (&diff.coverage.on, &diff.coverage.steps);
    let figures = Figures::of(on, OF_PATH);
    let counted = |share: Share, pair: Option<Pair>| {
        format!("{} ({} of {})", figures.share(pair), share.yes, share.total())
    };
    rows.push([
        "**on the golden path**".to_owned(),
        counted(diff.coverage.before, figures.before),
        format!("**{}**", counted(diff.coverage.after, figures.after)),
        format!("**{}**", figures.change()),
    ]);
    rows.push(cohort(on, &figures));
    let figures = Figures::of(mean, OF_MEAN);
    rows.push([
        "steps taken the standard way, on average".to_owned(),
        figures.share(figures.before),
        figures.share(figures.after),
        figures.change(),
    ]);
    rows.push(count("deployables", diff.from.deployables, diff.to.deployables));
    rows.push(count("repositories", diff.from.repositories, diff.to.repositories));
    rows
}

fn cohort(split: &Split, figures: &Figures) -> [String; 4] {
    let name = format!("of the {} that count in both", split.cohort.deployables);
    let Some((before, after)) = figures.cohort else {
        return [name, "–".to_owned(), "–".to_owned(), String::new()];
    };
    let change = figures.change_of(before, after);
    [name, figures.share(Some(before)), figures.share(Some(after)), change]
}

fn count(name: &str, before: u32, after: u32) -> [String; 4] {
    [name.to_owned(), before.to_string(), after.to_string(), String::new()]
}

/// What the coverage is made of.
fn parts(diff: &Diff) -> Option<String> {
    let parts = &diff.coverage.on.parts;
    let figures = Figures::of(&diff.coverage.on, OF_PATH);
    let open = figures.is_open();
    let rows: Vec<[String; 3]> = parts
        .iter()
        .zip(&figures.parts)
        .map(|(part, (lo, hi))| {
            let lo = figures.signed(*lo);
            let points = if open { format!("{lo} (upper {})", figures.signed(*hi)) } else { lo };
            let what = format!("{} {}", part.deployables.len(), words::part(part));
            let names = part.deployables.iter().map(|id| words::short(diff, id));
            [points, what, codes(names, NAMED)]
        })
        .collect();
    (!rows.is_empty()).then(|| table(["points", "made of", "deployables"], &rows))
}

fn regressions(diff: &Diff) -> Option<String> {
    let lost: Vec<_> = diff.regressions().collect();
    let head = format!("**Regressions: {}**\n\n", lost.len());
    let named = lost.iter().take(LOST).map(|(deployable, change)| {
        let ways = words::ways(diff, change);
        let ways = if ways.is_empty() { ways } else { format!(", {}", code(&ways)) };
        let (name, standings) = (words::short(diff, &deployable.id), words::standings(change));
        format!("- {} · {}: {standings}{ways}\n", code(name), change.name)
    });
    let more = lost.len().saturating_sub(LOST);
    let more = (more > 0).then(|| format!("- … and {more} more, below\n"));
    let text = std::iter::once(head).chain(named).chain(more).collect();
    (!lost.is_empty()).then_some(text)
}
