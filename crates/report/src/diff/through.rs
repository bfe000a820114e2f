//! What changed and back in between, which the two ends hide.

use milepost_diff::{Detour, Diff, Leg};

use crate::line::Line;
use crate::numbers::many;
use crate::paint::{self, FAINT, STRONG};

/// A line for each standing that changed and back, and one for each time it did.
pub(super) fn lines(diff: &Diff) -> Vec<Line> {
    let Some(detours) = &diff.through else {
        return Vec::new();
    };
    let count = many(detours.len(), "standing", "standings");
    let head = Line::new()
        .styled(STRONG, "In between")
        .styled(FAINT, format!("  {count} changed and changed again"));
    let mut lines = vec![head];
    for detour in detours {
        lines.push(named(detour));
        lines.extend(detour.legs.iter().map(leg));
    }
    lines
}

fn named(detour: &Detour) -> Line {
    Line::indented(2).text(&detour.deployable).text("  ").styled(STRONG, &detour.name)
}

fn leg(leg: &Leg) -> Line {
    let (sign, style) = paint::standing(leg.standing);
    let day: String = leg.until.to_string().chars().take(10).collect();
    let line = Line::indented(4)
        .styled(FAINT, day)
        .text("  ")
        .styled(style, sign)
        .text(" ")
        .text(leg.standing.name())
        .text("  ")
        .text(leg.way.as_deref().unwrap_or_default());
    match &leg.by {
        Some(cause) => {
            let id: String = cause.commit.chars().take(8).collect();
            let subject = cause.subject.as_deref().unwrap_or_default();
            line.styled(FAINT, format!("  {id} in {}: {subject}", cause.repository))
        }
        None => line,
    }
}
