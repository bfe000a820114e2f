//! A difference of two snapshots for eyes: the report of one screen and the lists behind it, and
//! the same as Markdown.

mod changes;
mod coverage;
mod figures;
mod header;
mod markdown;
mod population;
mod stages;
mod standards;
mod steps;
mod through;
mod words;

use milepost_diff::Diff;
use milepost_score::Rulebook;

use crate::line::Page;

pub use markdown::markdown as diff_markdown;

/// Fewer columns than these are not laid out for; a narrower terminal wraps.
const NARROW: usize = 60;

/// What changed: one screen first, `width` columns wide, then every change with its lines, which
/// are as long as they are.
pub fn diff(diff: &Diff, rules: &Rulebook, width: usize) -> String {
    let width = width.max(NARROW);
    let mut page = Page::default();
    page.extend(header::lines(diff, width));
    if diff.is_empty() && diff.through.as_ref().is_none_or(Vec::is_empty) {
        page.gap();
        page.extend(header::nothing());
        return page.within(width);
    }
    let sections = [
        stages::lines(diff, rules, width),
        coverage::lines(diff, width),
        standards::lines(diff, width),
        steps::lines(diff),
        steps::regressions(diff, width),
        population::lines(diff, width),
        through::lines(diff),
    ];
    for lines in sections.into_iter().filter(|lines| !lines.is_empty()) {
        page.gap();
        page.extend(lines);
    }
    let mut text = page.within(width);
    text.push_str(&changes::page(diff, rules).whole());
    text
}
