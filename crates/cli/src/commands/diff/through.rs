//! What changed between the two instants and back, which their ends alone hide.
//!
//! The organisation is read at the end of every day on which something was committed, judged by the
//! standards of the newer side; what came and went within one day is not seen.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use milepost_core::{Snapshot, StandingName, end_of_day};
use milepost_diff::{Detour, Leg};
use milepost_score::Settings;

use super::causes::Causes;
use crate::scanner::{Depth, Scanner};

/// How every step of every deployable is taken, by the ids of both.
type Standings = BTreeMap<(String, String), (StandingName, Option<String>)>;

/// Standings that changed more than once, of deployables and steps, sorted.
pub(super) fn detours(
    scanner: &Scanner<'_>,
    settings: &Settings,
    causes: &Causes<'_>,
    (from, to): (&Snapshot, &Snapshot),
) -> anyhow::Result<Vec<Detour>> {
    let days: Vec<Option<Timestamp>> =
        days(scanner, from.at, to.at).into_iter().map(Some).collect();
    let seen = scanner.scan_each(&days, (settings, Depth::Files), |_, snapshot| {
        (snapshot.at, standings(&snapshot))
    })?;
    let mut legs: BTreeMap<(String, String), Vec<Leg>> = BTreeMap::new();
    for pair in seen.windows(2) {
        let [(before_at, before), (after_at, after)] = pair else { continue };
        for (key, (standing, way)) in after {
            if before.get(key).is_none_or(|(was, _)| was == standing) {
                continue;
            }
            let by = causes.between(&key.0, &key.1, (*before_at, *after_at))?;
            let leg = Leg { standing: *standing, way: way.clone(), until: *after_at, by };
            legs.entry(key.clone()).or_default().push(leg);
        }
    }
    let name = |step: &str| {
        let standard = to.standards.iter().find(|standard| standard.step == step);
        standard.map_or_else(|| step.to_owned(), |standard| standard.name.clone())
    };
    let detours = legs.into_iter().filter(|(_, legs)| legs.len() > 1);
    Ok(detours
        .map(|((deployable, step), legs)| Detour { deployable, name: name(&step), step, legs })
        .collect())
}

/// The end of every day on which something was committed anywhere, and both instants.
fn days(scanner: &Scanner<'_>, from: Timestamp, to: Timestamp) -> BTreeSet<Timestamp> {
    let mut days: BTreeSet<Timestamp> = [from, to].into();
    for place in scanner.places().values() {
        for commit in place.line(from, to) {
            let made = Timestamp::from_second(commit.time).ok();
            let day = made.map(|made| made.to_zoned(TimeZone::UTC).date());
            days.extend(day.and_then(end_of_day).filter(|end| *end < to));
        }
    }
    days
}

fn standings(snapshot: &Snapshot) -> Standings {
    let deployables = snapshot.deployables.iter().filter(|deployable| deployable.counted);
    deployables
        .flat_map(|deployable| {
            deployable.standings.iter().map(|standing| {
                let key = (deployable.id.clone(), standing.step.clone());
                (key, (standing.standing, standing.way.clone()))
            })
        })
        .collect()
}
