//! The same as GitHub flavoured Markdown: the summary first, the lists folded away.

use milepost_diff::Diff;
use milepost_score::Rulebook;

/// What changed, as Markdown.
pub fn markdown(diff: &Diff, _: &Rulebook) -> String {
    format!("# {}\n", diff.to.organisation)
}
