//! Changes that one hand makes in many repositories: campaigns, and mass edits that keep nothing
//! fresh (trap T38).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use milepost_core::{Bounds, Change, Measure, Member, Unknown};

use super::{YEAR, before, count};
use crate::measures::Context;
use crate::measures::census::{Answer, number, of_answers, unknown};

/// Who made a change: somebody, or any machine.
type Hand = Option<u32>;

/// Changes of one shape that one author or bot landed in enough repositories within a fortnight.
pub(in crate::measures) fn campaigns(context: &Context<'_>, id: &str) -> Measure {
    let Some(found) = found(context) else {
        return unknown(id, Some(Unknown::Shallow));
    };
    let members: Vec<Member> = found
        .iter()
        .map(|it| {
            let way = format!("in {} repositories", it.reached);
            Member { id: format!("shape {}", it.shape), way, evidence: Vec::new() }
        })
        .collect();
    let value = Bounds::exactly(f64::from(count(members.len())));
    Measure { yes: members, ..number(id, Some(value)) }
}

/// Changes of campaigns that nobody of the platform team had a hand in besides whoever runs the
/// campaign. What was not merged, or was edited until it had another shape, is not among them.
pub(in crate::measures) fn unrepaired(context: &Context<'_>, id: &str) -> Measure {
    let Some(found) = found(context) else {
        return unknown(id, Some(Unknown::Shallow));
    };
    let year = before(context.estate.at, YEAR);
    let mut answers: Vec<(String, Answer)> = Vec::new();
    for repository in context.estate.repositories {
        let changes = repository.history.iter().flat_map(|history| &history.changes);
        for change in changes.filter(|change| change.at >= year) {
            let own = found
                .iter()
                .find(|it| Some(it.shape) == change.shape && hands(change).contains(&it.hand));
            let Some(campaign) = own else { continue };
            let name = format!("{}@{}", repository.id, change.commit);
            answers.push((name, campaign.answer(context, change)));
        }
    }
    answers.sort_by(|a, b| a.0.cmp(&b.0));
    of_answers(id, answers.into_iter())
}

/// Changes of one shape that one hand landed in enough repositories.
struct Campaign {
    shape: u32,
    hand: Hand,
    reached: usize,
}

impl Campaign {
    fn answer(&self, context: &Context<'_>, change: &Change) -> Answer {
        let helped = change.by.iter().any(|person| Some(*person) != self.hand);
        match (helped, change.platform) {
            (false, _) | (true, false) => Answer::Yes(Vec::new()),
            _ if context.estate.settings.platform_people.is_empty() => {
                Answer::Open(Unknown::NoTeam)
            }
            // Whoever runs the campaign, or who merged, may be the one of the platform team.
            (true, true) if self.hand.is_some() => Answer::Open(Unknown::NoApi),
            (true, true) => Answer::No("the platform team had a hand in it".to_owned(), Vec::new()),
        }
    }
}

/// Every campaign of the last year, in the order of shapes; nothing where no history is told.
fn found(context: &Context<'_>) -> Option<Vec<Campaign>> {
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
    let mut shapes = BTreeSet::new();
    let mut found = Vec::new();
    for ((shape, hand), changes) in landed {
        let reached = most_within(changes, days);
        if crate::standard::as_f64(reached) >= least && shapes.insert(shape) {
            found.push(Campaign { shape, hand, reached });
        }
    }
    any.then_some(found)
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
