//! Which steps decided that a deployable came onto the path, left it, or takes more of it, and what
//! caused each. Where several causes had a hand in it, each has an equal share: for a condition
//! that takes all of several steps, that is what each contributes on average over every order in
//! which they could have come about.

use std::collections::BTreeMap;

use milepost_core::{StandingName, Verdict};
use num_rational::BigRational;
use num_traits::Zero as _;

use super::exactly;
use super::parts::Bounded;
use crate::comparison::Pair;
use crate::fraction::ratio;
use crate::split::{Member, contributions};
use crate::{Reason, StepChange};

/// What each cause did to a deployable, for each bound; the sum is its whole change.
pub(crate) type Shares = BTreeMap<Reason, Bounded>;

/// Causes of a change of whether it is on the path.
pub(super) fn of_path(pair: Pair<'_>, steps: &[StepChange], otherwise: Reason) -> Shares {
    let core: Vec<&StepChange> = steps.iter().filter(|step| step.core).collect();
    let is_on: fn(Verdict) -> bool = |verdict| verdict == Verdict::Holds;
    let may_be: fn(Verdict) -> bool = |verdict| verdict != Verdict::Fails;
    let mut shares = Shares::new();
    let both = |holds: fn(Verdict) -> bool| (holds(pair.before.on_path), holds(pair.after.on_path));
    for (reason, part) in bound(both(is_on), &core, counts_as_taken, otherwise) {
        shares.entry(reason).or_insert_with(none).lo = part;
    }
    for (reason, part) in bound(both(may_be), &core, may_count_as_taken, otherwise) {
        shares.entry(reason).or_insert_with(none).hi = part;
    }
    shares
}

fn none() -> Bounded {
    exactly(BigRational::zero())
}

/// One bound: the change, shared equally among the core steps that turned it.
fn bound(
    (before, after): (bool, bool),
    core: &[&StepChange],
    counts: fn(StandingName) -> bool,
    otherwise: Reason,
) -> BTreeMap<Reason, BigRational> {
    if before == after {
        return BTreeMap::new();
    }
    let whole = if after { ratio(1, 1) } else { -ratio(1, 1) };
    let turned = |step: &&&StepChange| {
        counts(step.before.standing) == before && counts(step.after.standing) == after
    };
    let turned: Vec<&&StepChange> = core.iter().filter(turned).collect();
    if turned.is_empty() {
        return BTreeMap::from([(otherwise, whole)]);
    }
    let mut parts = BTreeMap::new();
    for step in &turned {
        *parts.entry(step.reason).or_insert_with(BigRational::zero) +=
            &whole * ratio(1, turned.len());
    }
    parts
}

fn counts_as_taken(standing: StandingName) -> bool {
    matches!(standing, StandingName::Standard | StandingName::NotApplicable)
}

fn may_count_as_taken(standing: StandingName) -> bool {
    counts_as_taken(standing) || standing == StandingName::Unknown
}

/// Causes of a change of the share of steps it takes the standard way: the same split as that of
/// the organisation, with steps for deployables.
pub(super) fn of_steps(pair: Pair<'_>, steps: &[StepChange], otherwise: Reason) -> Shares {
    let lo = members(pair, counts_lo);
    let hi = members(pair, counts_hi);
    let mut shares = Shares::new();
    let reason = |id: &str| {
        let step = steps.iter().find(|step| step.step == id);
        step.map_or(otherwise, |step| step.reason)
    };
    for (id, part) in parts(&lo) {
        shares.entry(reason(id)).or_insert_with(none).lo += part;
    }
    for (id, part) in parts(&hi) {
        shares.entry(reason(id)).or_insert_with(none).hi += part;
    }
    shares
}

/// What each step did to the share, where it did anything.
fn parts<'m>(members: &[(&'m str, Member)]) -> Vec<(&'m str, BigRational)> {
    let (ids, members): (Vec<&str>, Vec<Member>) = members.iter().cloned().unzip();
    let parts = ids.into_iter().zip(contributions(&members));
    parts.filter(|(_, part)| !part.is_zero()).collect()
}

/// What a standing counts for; `None` where the step does not apply.
type Counts = fn(StandingName) -> Option<BigRational>;

fn counts_lo(standing: StandingName) -> Option<BigRational> {
    match standing {
        StandingName::Standard => Some(ratio(1, 1)),
        StandingName::NotApplicable => None,
        _ => Some(BigRational::zero()),
    }
}

fn counts_hi(standing: StandingName) -> Option<BigRational> {
    match standing {
        StandingName::Unknown => Some(ratio(1, 1)),
        other => counts_lo(other),
    }
}

/// Every step of either side.
fn members(pair: Pair<'_>, counts: Counts) -> Vec<(&str, Member)> {
    let value = |standing: Option<&milepost_core::Standing>| counts(standing?.standing);
    let before = pair.before.standings.iter().map(|standing| standing.step.as_str());
    let after = pair.after.standings.iter().map(|standing| standing.step.as_str());
    let new = after.filter(|step| pair.before.standing(step).is_none());
    before
        .chain(new)
        .map(|step| {
            let before = value(pair.before.standing(step));
            let after = value(pair.after.standing(step));
            (step, Member { before, after })
        })
        .collect()
}
