//! Who was looked at, when, and how much there is.

use milepost_core::{Certainty, Deployable, Snapshot};

use crate::line::Line;
use crate::numbers::{many, percent};
use crate::paint::{FAINT, OPEN, STRONG};

/// The first lines.
pub(super) fn lines(snapshot: &Snapshot) -> Vec<Line> {
    let counted = snapshot.counted().count();
    let head = Line::new().styled(STRONG, &snapshot.organisation).text(format!(
        " at {} · {} · {}",
        day(snapshot),
        many(snapshot.repositories.len(), "repository", "repositories"),
        many(counted, "deployable", "deployables"),
    ));
    let mut lines = vec![head];
    let beside = beside(snapshot);
    if !beside.is_empty() {
        let text = format!("beside them: {}", beside.join(" · "));
        lines.push(Line::indented(2).styled(FAINT, text));
    }
    lines.extend(warning(snapshot));
    lines
}

/// A warning when so much of what is run is left out that the rest may not speak for it (trap T53).
fn warning(snapshot: &Snapshot) -> Vec<Line> {
    if !snapshot.population.thinned {
        return Vec::new();
    }
    let population = snapshot.population;
    let reasons: Vec<String> = [
        (population.by_lifecycle, "by lifecycle"),
        (population.by_configuration, "by the configuration"),
        (population.by_template, "in templates"),
        (population.by_inactivity, "quiet for a year"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    let out = population.run - population.counted;
    let share = percent(out, population.run);
    let text = format!("{out} of {} that are run do not count ({share}):", population.run);
    vec![
        Line::indented(2).styled(OPEN, "warning: ").text(text),
        Line::indented(4).text(reasons.join(", ")),
    ]
}

/// The day the organisation is seen at, in UTC.
pub(super) fn day(snapshot: &Snapshot) -> String {
    snapshot.at.to_string().chars().take(10).collect()
}

/// What was found and is not counted, by the first reason that fits.
fn beside(snapshot: &Snapshot) -> Vec<String> {
    let left_out = |d: &&Deployable| d.left_out.is_some();
    let possible = |d: &&Deployable| d.certainty == Certainty::Possible;
    let others: Vec<&Deployable> = snapshot.deployables.iter().filter(|d| !d.counted).collect();
    let (left, others): (Vec<_>, Vec<_>) = others.into_iter().partition(left_out);
    let (possible, others): (Vec<_>, Vec<_>) = others.into_iter().partition(possible);
    let dormant = others.iter().filter(|d| !d.active).count();
    [
        (possible.len(), "possible (built, not seen to be run)"),
        (dormant, "dormant for a year"),
        (left.len(), "left out"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect()
}
