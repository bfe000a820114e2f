//! The same as GitHub flavoured Markdown, for a comment or the summary of a job: the summary
//! first, the lists folded away.

mod lists;
mod summary;
mod writing;

use milepost_diff::Diff;
use milepost_score::Rulebook;

/// Most bytes that are written: a comment on GitHub holds 65 536 characters.
const MOST: usize = 60_000;

/// What changed, as Markdown.
pub fn markdown(diff: &Diff, rules: &Rulebook) -> String {
    let mut text = summary::text(diff, rules);
    if diff.is_empty() {
        text.push_str("\nNothing changed that milepost looks at.\n");
        return text;
    }
    for list in lists::short(diff, rules) {
        text.push_str(&list);
    }
    let room = MOST.saturating_sub(text.len());
    text.push_str(&lists::deployables(diff, room));
    text
}
