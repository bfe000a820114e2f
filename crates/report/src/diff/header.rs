//! What is compared, and what a reader has to know first.

use milepost_diff::{Diff, Note, Sameness};

use super::words;
use crate::line::{Line, listed, wrap};
use crate::numbers::many;
use crate::paint::{FAINT, OPEN, STRONG};

/// The first lines.
pub(super) fn lines(diff: &Diff, width: usize) -> Vec<Line> {
    let (from, to) = (&diff.from, &diff.to);
    let head = Line::new().styled(STRONG, &to.organisation).text(format!(
        " from {} to {}",
        words::day(&from.at.to_string()),
        words::day(&to.at.to_string()),
    ));
    let counts = format!(
        "{} → {} · {} → {}",
        from.repositories,
        many(usize_of(to.repositories), "repository", "repositories"),
        from.deployables,
        many(usize_of(to.deployables), "deployable", "deployables"),
    );
    let mut lines = vec![head, Line::indented(2).styled(FAINT, counts)];
    for note in notes(diff) {
        let wrapped = wrap(&note, width.saturating_sub(2)).into_iter();
        lines.extend(wrapped.map(|line| Line::indented(2).styled(OPEN, line)));
    }
    lines.extend(rules(diff, width));
    lines
}

fn usize_of(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// What there is to say when nothing changed.
pub(super) fn nothing() -> Vec<Line> {
    vec![Line::new().text("Nothing changed that milepost looks at.")]
}

/// The notes as sentences.
pub(super) fn notes(diff: &Diff) -> Vec<String> {
    diff.notes.iter().map(|it| note(it, diff)).collect()
}

fn note(note: &Note, diff: &Diff) -> String {
    match note {
        Note::Organisations { before, after } => {
            format!("Two organisations are compared: {before} and {after}.")
        }
        Note::Backwards => "The first snapshot is the later one: read it backwards.".to_owned(),
        Note::ComputedAnew { first } => format!(
            "Other rules had made the {} snapshot; it was computed anew from the same commits.",
            if *first { "first" } else { "second" }
        ),
        Note::OtherRules { unclear } => {
            let what = match diff.rules.same {
                Sameness::Rules => "Other rules made the two",
                _ => "Another configuration or other thresholds made the two",
            };
            let apart = match unclear {
                0 => "what they did stands apart".to_owned(),
                n => format!(
                    "what they did stands apart, except where files changed as well ({n} deployables)"
                ),
            };
            format!("{what}: {apart}.")
        }
        Note::ManyCame { deployables, of } => format!(
            "{deployables} of {of} deployables came: read the line of those that count in both."
        ),
        Note::ManyLeftOut { deployables, of } => {
            format!("{deployables} of {of} deployables do not count any more, and are listed.")
        }
        Note::Campaign { name, deployables, of, .. } => format!(
            "{deployables} of {of} deployables took on {name} at once: see whether it is used."
        ),
        Note::FewerSeen { repositories } => {
            let what = many(usize_of(*repositories), "repository", "repositories");
            format!("{what} of then not in sight now: nothing in there counts as a regression.")
        }
    }
}

/// Which rules differ.
fn rules(diff: &Diff, width: usize) -> Option<Line> {
    let versions: Vec<String> = versions(diff);
    let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
    let line = Line::indented(2).styled(FAINT, "other rules: ");
    (!versions.is_empty()).then(|| listed(line, &versions, width))
}

/// `milepost 0.1.0 → 0.2.0`, for everything that differs.
pub(super) fn versions(diff: &Diff) -> Vec<String> {
    let version = |it: &Option<String>| it.clone().unwrap_or_else(|| "none".to_owned());
    let versions = diff.rules.versions.iter();
    versions
        .map(|(name, it)| format!("{name} {} → {}", version(&it.before), version(&it.after)))
        .collect()
}
