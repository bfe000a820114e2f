//! The report of one screen.

mod header;
mod hints;
mod matrix;
mod path;
mod rolls;
mod rows;
mod stage;
mod steps;
mod troubles;

pub(crate) use header::Beside;
use milepost_core::Snapshot;
use milepost_score::Rulebook;

use crate::line::Page;

/// Columns from which on the matrix of deployables and steps is shown.
const WIDE: usize = 140;
/// Fewer columns than these are not laid out for; a narrower terminal wraps.
const NARROW: usize = 60;

/// The report of one screen, `width` columns wide.
pub fn screen(snapshot: &Snapshot, rules: &Rulebook, width: usize) -> String {
    let width = width.max(NARROW);
    let mut page = Page::default();
    page.extend(header::lines(snapshot));
    page.extend(rolls::lines(snapshot));
    page.gap();
    page.extend(stage::lines(snapshot, rules, width));
    if snapshot.counted().next().is_some() {
        page.gap();
        page.extend(path::lines(snapshot, rules));
        page.extend(steps::lines(snapshot, width));
        if width >= WIDE {
            page.gap();
            page.extend(matrix::lines(snapshot, width));
        }
    }
    let troubles = troubles::lines(snapshot, width);
    if !troubles.is_empty() {
        page.gap();
        page.extend(troubles);
    }
    let hints = hints::lines(snapshot, rules, width);
    if !hints.is_empty() {
        page.gap();
        page.extend(hints);
    }
    page.within(width)
}
