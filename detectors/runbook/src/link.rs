//! Links from a front page to runbooks that stand elsewhere.

use std::collections::BTreeSet;

use milepost_core::{DocumentLink, DocumentRole};
use milepost_prose::runbook::is_named as names_runbook;
use milepost_prose::{Matter, Page, Weight};

/// The most links of one document that are told.
const MOST_LINKS: usize = 40;

/// The links of a README that are titled or aimed at a runbook, and those that a section with
/// such a title lists, with the line of each.
pub(crate) fn of_readme(page: &Page) -> Vec<(u32, DocumentLink)> {
    let mut seen = BTreeSet::new();
    let whole = page.whole();
    let lists = indexes(page);
    whole
        .links()
        .filter(|(line, text, target)| {
            let listed = lists.iter().any(|lines| lines.contains(line));
            leads_elsewhere(target) && (listed || names_runbook(text) || names_runbook(target))
        })
        .filter(|(_, _, target)| seen.insert((*target).to_owned()))
        .take(MOST_LINKS)
        .map(|(line, _, target)| (line, link(target)))
        .collect()
}

/// The lines of sections that are titled as runbooks and mostly say where to read on.
fn indexes(page: &Page) -> Vec<std::ops::RangeInclusive<u32>> {
    let is_title = |index: usize| match page.pieces.get(index).map(|piece| &piece.matter) {
        Some(Matter::Heading { title, level }) => *level > 1 && names_runbook(title),
        _ => false,
    };
    (0..page.pieces.len())
        .filter(|index| is_title(*index))
        .filter_map(|index| page.section(index))
        .filter(|part| Weight::of(part, true).is_index())
        .filter_map(|part| Some(part.pieces.first()?.line..=part.pieces.last()?.line))
        .take(MOST_LINKS)
        .collect()
}

fn leads_elsewhere(target: &str) -> bool {
    !target.is_empty() && !target.starts_with('#') && !target.starts_with("mailto:")
}

fn link(target: &str) -> DocumentLink {
    DocumentLink { role: DocumentRole::Runbook, target: target.to_owned(), from: None }
}
