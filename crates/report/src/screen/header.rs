//! Who was looked at, when, and how much there is.

use std::collections::BTreeSet;

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
    lines.extend(strangers(snapshot));
    lines.extend(warning(snapshot));
    lines
}

/// That repositories of other accounts are among those that were looked at: what is shared within
/// one account is nothing that strangers have in common.
fn strangers(snapshot: &Snapshot) -> Option<Line> {
    let owners = snapshot.repositories.iter().map(|it| it.owner().to_lowercase());
    let accounts: BTreeSet<String> = owners.filter(|owner| !owner.is_empty()).collect();
    let is_there = accounts.contains(&snapshot.organisation.to_lowercase());
    let text = match accounts.len() {
        0 => return None,
        1 if is_there => return None,
        many if is_there => {
            format!("repositories of {many} accounts, read as those of {}", snapshot.organisation)
        }
        _ => format!("none of the repositories is {}'s", snapshot.organisation),
    };
    let how = "; `owners` under [platform] names whose units are its own";
    Some(Line::indented(2).styled(OPEN, text).styled(FAINT, how))
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

/// Why something that was found is not counted: the first reason that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// It is built, and nothing shows that it is run.
    Possible,
    /// It is deployed, and its repository has been quiet for a year.
    Dormant,
    /// Its repository has been quiet for a year, and nothing shows that it is deployed.
    Quiet,
    /// Something takes it out.
    LeftOut,
}

impl Beside {
    pub(crate) const ALL: [Self; 4] = [Self::Possible, Self::Dormant, Self::Quiet, Self::LeftOut];

    pub(crate) fn of(deployable: &Deployable) -> Option<Self> {
        if deployable.counted {
            None
        } else if deployable.left_out.is_some() {
            Some(Self::LeftOut)
        } else if deployable.certainty == Certainty::Possible {
            Some(Self::Possible)
        } else {
            Some(if deployable.dormant { Self::Dormant } else { Self::Quiet })
        }
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Possible => "possible (built, not seen to be run)",
            Self::Dormant => "dormant for a year",
            Self::Quiet => "quiet for a year, and not seen to be deployed",
            Self::LeftOut => "left out",
        }
    }
}

/// How many there are of each sort that is not counted.
fn beside(snapshot: &Snapshot) -> Vec<String> {
    let many = |sort: Beside| {
        let of = snapshot.deployables.iter().filter(|it| Beside::of(it) == Some(sort));
        (of.count(), sort.words())
    };
    let counts = Beside::ALL.map(many).into_iter().filter(|(count, _)| *count > 0);
    counts.map(|(count, what)| format!("{count} {what}")).collect()
}
