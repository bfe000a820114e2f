//! What hosts listed: what was left out, and where something is missing.

use milepost_core::{Roll, Snapshot};

use crate::line::Line;
use crate::numbers::many;
use crate::paint::{FAINT, STRONG};

/// What a token needs for each sort of fact: the scope of a classic one, or what a fine-grained one is
/// let do.
const NEEDS: &[(&str, &str)] = &[
    ("alerts", "security_events, or Dependabot alerts: read"),
    ("branch rules", "repo, or Metadata: read"),
    ("deployments", "repo, or Deployments: read"),
    ("environments", "repo, or Environments: read"),
    ("pull requests", "repo, or Pull requests: read"),
    ("releases", "repo, or Contents: read"),
    ("security settings", "repo, or Administration: read, of who administers the repository"),
    ("teams", "read:org, or Members: read"),
    ("workflow runs", "repo, or Actions: read"),
];

/// A line where a list is not complete, one where a filter left something out, and one where the API
/// did not tell everything.
pub(super) fn lines(snapshot: &Snapshot) -> Vec<Line> {
    snapshot
        .rolls
        .iter()
        .flat_map(|roll| {
            let lines = [short(roll), filtered(roll), public(roll)];
            lines.into_iter().flatten().chain(unseen(roll))
        })
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

/// One line for all sorts of fact that are not seen, and one for what the token needs for each.
fn unseen(roll: &Roll) -> Vec<Line> {
    let Some(unseen) = roll.unseen.as_ref().filter(|unseen| !unseen.is_empty()) else {
        return Vec::new();
    };
    let all = roll.listed;
    let sorts: Vec<String> = unseen.iter().map(|(sort, of)| format!("{sort} ({of})")).collect();
    let text = format!("not seen with this token, of {all}: {}", sorts.join(", "));
    let needs = |(sort, _): (&String, &u64)| {
        let (_, needs) = NEEDS.iter().find(|(known, _)| known == sort)?;
        Some(Line::indented(4).styled(FAINT, format!("{sort} need {needs}")))
    };
    let first = Line::indented(2).styled(FAINT, text);
    std::iter::once(first).chain(unseen.iter().filter_map(needs)).collect()
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
