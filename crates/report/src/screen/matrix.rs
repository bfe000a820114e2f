//! Deployables by steps: the picture people look at most.

use std::cmp::Reverse;

use milepost_core::{Deployable, Snapshot, Standard, StandingName, Verdict};

use super::steps::seen;
use crate::line::{Line, shorten, width as columns};
use crate::paint::{self, FAINT, STRONG};

/// Deployables that are shown before the rest is counted.
const SHOWN: usize = 20;
/// The widest name of a deployable.
const NAME: usize = 44;
/// Fewest letters of a step that are shown.
const LETTERS: usize = 3;
/// The heading of the first column.
const FIRST: &str = "nearest to the path";
/// The heading of the last column.
const LAST: &str = "  standard";

/// The deployables nearest to the path, a glyph for each step.
pub(super) fn lines(snapshot: &Snapshot, width: usize) -> Vec<Line> {
    let steps = seen(snapshot);
    let nearest = nearest(snapshot);
    let names = nearest
        .iter()
        .take(SHOWN)
        .map(|deployable| columns(name(snapshot, deployable)))
        .max()
        .unwrap_or(0)
        .clamp(columns(FIRST), NAME);
    let room = width.saturating_sub(2 + names + columns(LAST)) / steps.len().max(1);
    let letters = room.saturating_sub(2).max(LETTERS);
    let mut lines = vec![heading(&steps, names, letters)];
    for deployable in nearest.iter().take(SHOWN) {
        lines.push(row(snapshot, deployable, (&steps, letters), names));
    }
    let more = nearest.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!("… {more} more   ") } else { String::new() };
    lines.push(legend(Line::indented(2).styled(FAINT, more)));
    lines
}

/// Counted deployables, those nearest to the path first.
pub(super) fn nearest(snapshot: &Snapshot) -> Vec<&Deployable> {
    let steps = seen(snapshot);
    let mut nearest: Vec<&Deployable> = snapshot.counted().collect();
    nearest.sort_by_key(|deployable| {
        (
            deployable.on_path != Verdict::Holds,
            Reverse(standard(deployable, &steps, true).0),
            Reverse(standard(deployable, &steps, false).0),
            &deployable.id,
        )
    });
    nearest
}

/// Steps taken the standard way, and steps that apply.
fn standard(deployable: &Deployable, steps: &[&Standard], core: bool) -> (usize, usize) {
    let standings: Vec<StandingName> = steps
        .iter()
        .filter(|step| step.core || !core)
        .filter_map(|step| deployable.standing(&step.step))
        .map(|standing| standing.standing)
        .filter(|standing| *standing != StandingName::NotApplicable)
        .collect();
    let taken = standings.iter().filter(|standing| **standing == StandingName::Standard);
    (taken.count(), standings.len())
}

fn heading(steps: &[&Standard], names: usize, letters: usize) -> Line {
    let mut line = Line::indented(2).styled(STRONG, FIRST).to(2 + names);
    for step in steps {
        let style = if step.core { STRONG } else { FAINT };
        line = line.text("  ").styled(style, heading_of(step, letters));
    }
    line.styled(FAINT, LAST)
}

/// As much of the name of a step as fits.
fn heading_of(step: &Standard, letters: usize) -> &str {
    let end = step.name.char_indices().nth(letters);
    end.map_or(step.name.as_str(), |(end, _)| &step.name[..end])
}

fn row(
    snapshot: &Snapshot,
    deployable: &Deployable,
    (steps, letters): (&[&Standard], usize),
    names: usize,
) -> Line {
    let name = shorten(name(snapshot, deployable), names);
    let mut line = Line::indented(2).text(name).to(2 + names);
    for step in steps {
        let standing = deployable
            .standing(&step.step)
            .map_or(StandingName::Unknown, |standing| standing.standing);
        let (glyph, style) = paint::standing(standing);
        let column = columns(heading_of(step, letters));
        let start = line.width() + 2 + column.saturating_sub(1) / 2;
        let end = line.width() + 2 + column;
        line = line.to(start).styled(style, glyph).to(end);
    }
    let (taken, applicable) = standard(deployable, steps, false);
    line.text(format!("  {taken} of {applicable}"))
}

fn name<'a>(snapshot: &Snapshot, deployable: &'a Deployable) -> &'a str {
    let own = snapshot.organisation.len();
    match deployable.id.strip_prefix(&snapshot.organisation) {
        Some(rest) if rest.starts_with('/') => &deployable.id[own + 1..],
        _ => &deployable.id,
    }
}

fn legend(mut line: Line) -> Line {
    for standing in [
        StandingName::Standard,
        StandingName::OwnWay,
        StandingName::Absent,
        StandingName::Unknown,
        StandingName::NotApplicable,
        StandingName::Excepted,
    ] {
        let (glyph, style) = paint::standing(standing);
        line = line.styled(style, glyph).styled(FAINT, format!(" {}  ", standing.name()));
    }
    line
}
