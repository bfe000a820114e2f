//! What hosts listed: what was left out, and where something is missing.

use milepost_core::{Roll, Snapshot};

use crate::line::Line;
use crate::numbers::many;
use crate::paint::{FAINT, STRONG};

/// A line where a list is not complete, one where a filter left something out, and one where the API
/// did not tell everything.
pub(super) fn lines(snapshot: &Snapshot) -> Vec<Line> {
    snapshot
        .rolls
        .iter()
        .flat_map(|roll| [short(roll), filtered(roll), public(roll), unseen(roll)])
        .flatten()
        .collect()
}

fn short(roll: &Roll) -> Option<Line> {
    Some(Line::indented(2).styled(STRONG, format!("not complete: {}", roll.gap()?)))
}

/// Whoever asks by nobody's right, or by that of a job, sees what is public, and nothing tells how
/// much there is besides.
fn public(roll: &Roll) -> Option<Line> {
    let text = format!("only public repositories of {} are seen with this token", roll.account);
    (!roll.sees_private).then(|| Line::indented(2).styled(FAINT, text))
}

fn unseen(roll: &Roll) -> Option<Line> {
    let unseen = roll.unseen.as_ref().filter(|unseen| !unseen.is_empty())?;
    let all = roll.listed;
    let sorts: Vec<String> = unseen.iter().map(|(sort, of)| format!("{sort} ({of})")).collect();
    let text = format!("not seen with this token, of {all}: {}", sorts.join(", "));
    Some(Line::indented(2).styled(FAINT, text))
}

fn filtered(roll: &Roll) -> Option<Line> {
    if roll.filtered.is_empty() {
        return None;
    }
    let reasons = roll.filtered.iter();
    let reasons: Vec<String> = reasons
        .map(|(reason, count)| {
            let count = usize::try_from(*count).unwrap_or(usize::MAX);
            format!("{} by {reason}", many(count, "repository", "repositories"))
        })
        .collect();
    Some(Line::indented(2).styled(FAINT, format!("left out: {}", reasons.join(", "))))
}
