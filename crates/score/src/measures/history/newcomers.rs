//! How soon somebody new has a change in production.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use milepost_core::{Bounds, Change, Measure, Member, Unknown};

use super::series::{Rung, Series};
use super::tale::changes;
use super::{HALF_YEAR, YEAR, before, count, hours, median};
use crate::measures::Context;
use crate::measures::census::{number, unknown};

/// When each newcomer of the last half year first wrote something: who has no change before that in
/// all of what is told. Somebody who was away for most of a year counts as new again.
pub(super) fn newcomers(context: &Context<'_>) -> Result<BTreeMap<u32, Timestamp>, Unknown> {
    let (recent, year) = (before(context.estate.at, HALF_YEAR), before(context.estate.at, YEAR));
    let mut first: BTreeMap<u32, Timestamp> = BTreeMap::new();
    let mut known: BTreeSet<u32> = BTreeSet::new();
    for repository in context.estate.repositories.iter().filter(|it| it.commit.is_some()) {
        let history = repository.history.as_ref().filter(|it| it.reaches(year));
        for change in &history.ok_or(Unknown::Shallow)?.changes {
            if change.at < recent {
                known.extend(&change.by);
                continue;
            }
            let written = change.authored.unwrap_or(change.at);
            for person in &change.by {
                let first = first.entry(*person).or_insert(written);
                *first = written.min(*first);
            }
        }
    }
    first.retain(|person, _| !known.contains(person));
    Ok(first)
}

/// The median hours from when a newcomer first wrote something to when a change of theirs was in
/// production. When they joined stands elsewhere, so it took at least that long: nothing bounds it
/// but the year that is looked at.
pub(in crate::measures) fn first_deploy(context: &Context<'_>, id: &str) -> Measure {
    let newcomers = match newcomers(context) {
        Ok(newcomers) => newcomers,
        Err(code) => return unknown(id, Some(code)),
    };
    let mut took: BTreeMap<u32, f64> = BTreeMap::new();
    let mut waiting: BTreeSet<u32> = BTreeSet::new();
    let mut members: BTreeSet<&str> = BTreeSet::new();
    for (component, tale) in context.tales() {
        let Some(history) = tale.history else { continue };
        let of_new = |change: &Change| {
            change.by.iter().copied().filter(|by| newcomers.contains_key(by)).collect::<Vec<u32>>()
        };
        for change in changes(history, component) {
            for person in of_new(change) {
                let shipped = tale.series.as_ref().ok().and_then(|series| ships(series, change));
                let (Some(at), Some(start)) = (shipped, newcomers.get(&person)) else {
                    waiting.insert(person);
                    continue;
                };
                let hours = hours(*start, at);
                let least = took.entry(person).or_insert(hours);
                *least = least.min(hours);
                members.insert(&component.id);
            }
        }
    }
    waiting.retain(|person| !took.contains_key(person));
    judged(context, id, took.into_values().collect(), (waiting.len(), &members))
}

/// When a change was in production, at the earliest: a version set in git does not say what it
/// brings.
fn ships(series: &Series<'_>, change: &Change) -> Option<Timestamp> {
    if series.rung == Rung::Merge {
        let is_it = |it: &&Change| it.commit == change.commit;
        let mut events = series.events.iter().filter_map(|event| event.change);
        return events.find(is_it).map(|it| it.at);
    }
    series.events.iter().map(|event| event.at).filter(|at| *at >= change.at).min()
}

fn judged(
    context: &Context<'_>,
    id: &str,
    took: Vec<f64>,
    (waiting, members): (usize, &BTreeSet<&str>),
) -> Measure {
    let least = context.least("new");
    let all = count(took.len());
    let code = match (all, waiting) {
        (0, 0) => Some(Unknown::TooFew),
        _ if waiting > took.len() => Some(Unknown::NoApi),
        _ => (all < least).then_some(Unknown::TooFew),
    };
    // Of few people nothing is shown that is one person's (trap T75).
    let lo = median(took).filter(|_| all >= least);
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let value = lo.map(|lo| Bounds { lo, hi: lo.max(YEAR as f64 * 24.0) });
    let member = |id: &&str| Member {
        id: (*id).to_owned(),
        way: "a newcomer's change".to_owned(),
        evidence: Vec::new(),
    };
    let yes = if lo.is_some() { members.iter().map(member).collect() } else { Vec::new() };
    Measure { value, unknown: code, yes, ..number(id, None) }
}
