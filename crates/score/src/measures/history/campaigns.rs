//! Changes that one hand makes in many repositories: campaigns, and mass edits that keep nothing
//! fresh (trap T38).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use milepost_core::{Bounds, Change, Measure, Member, Unknown};

use super::{YEAR, before, count};
use crate::measures::Context;
use crate::measures::census::{number, unknown};

/// Who made a change: somebody, or any machine.
type Hand = Option<u32>;

/// Changes of one shape that one author or bot landed in enough repositories within a fortnight.
pub(in crate::measures) fn campaigns(context: &Context<'_>, id: &str) -> Measure {
    let profile = &context.estate.rules.profile;
    let (least, days) = (
        profile.number("measure.codemod", "repositories"),
        profile.number("measure.codemod", "days"),
    );
    let year = before(context.estate.at, YEAR);
    let mut landed: BTreeMap<(u32, Hand), Vec<(Timestamp, &str)>> = BTreeMap::new();
    let mut any = false;
    for repository in context.estate.repositories {
        let Some(history) = &repository.history else { continue };
        any = true;
        for change in history.changes.iter().filter(|change| change.at >= year) {
            let Some(shape) = change.shape else { continue };
            for hand in hands(change) {
                landed.entry((shape, hand)).or_default().push((change.at, &repository.id));
            }
        }
    }
    if !any {
        return unknown(id, Some(Unknown::Shallow));
    }
    let mut shapes = BTreeSet::new();
    let mut members = Vec::new();
    for ((shape, _), changes) in landed {
        let reached = most_within(changes, days);
        if crate::standard::as_f64(reached) >= least && shapes.insert(shape) {
            let way = format!("in {reached} repositories");
            members.push(Member { id: format!("shape {shape}"), way, evidence: Vec::new() });
        }
    }
    let value = Bounds::exactly(f64::from(count(members.len())));
    Measure { yes: members, ..number(id, Some(value)) }
}

fn hands(change: &Change) -> Vec<Hand> {
    if change.bot { vec![None] } else { change.by.iter().map(|person| Some(*person)).collect() }
}

/// The most repositories reached within so many days.
fn most_within(mut changes: Vec<(Timestamp, &str)>, days: f64) -> usize {
    changes.sort_unstable();
    let reached = |start: Timestamp| {
        let within = changes
            .iter()
            .filter(|(at, _)| *at >= start && super::hours(start, *at) <= days * 24.0);
        within.map(|(_, id)| *id).collect::<BTreeSet<&str>>().len()
    };
    changes.iter().map(|(start, _)| reached(*start)).max().unwrap_or_default()
}

/// Shapes that so many repositories have that a change of that shape keeps no document fresh.
pub(super) fn mass_shapes(context: &Context<'_>, most: f64) -> BTreeSet<u32> {
    let mut repositories: BTreeMap<u32, u32> = BTreeMap::new();
    for repository in context.estate.repositories {
        let changes = repository.history.iter().flat_map(|history| &history.changes);
        let shapes: BTreeSet<u32> = changes.filter_map(|change| change.shape).collect();
        for shape in shapes {
            *repositories.entry(shape).or_default() += 1;
        }
    }
    let many = repositories.into_iter().filter(|(_, number)| f64::from(*number) > most);
    many.map(|(shape, _)| shape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaign_is_what_is_reached_within_its_days() {
        let at = |day: u32| format!("2026-06-{day:02}T09:00:00Z").parse::<Timestamp>().unwrap();
        let changes = vec![(at(1), "a"), (at(2), "b"), (at(2), "b"), (at(15), "c"), (at(29), "d")];
        assert_eq!(most_within(changes.clone(), 14.0), 3);
        assert_eq!(most_within(changes, 1.0), 2);
    }
}
