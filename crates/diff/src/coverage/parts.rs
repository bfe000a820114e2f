//! Contributions of deployables, gathered by cause into parts that add up.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::Verdict;
use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};

use super::decisive::Shares;
use crate::rounding::apportion;
use crate::split::{Member, contributions, mean};
use crate::{Cohort, Effect, Fraction, Part, Points, Range, Reason, Split};

/// Decimals of a hundredth in the points of a part.
const DECIMALS: u32 = 2;

/// A number between bounds, exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bounded {
    pub(crate) lo: BigRational,
    pub(crate) hi: BigRational,
}

/// A deployable that counts before, after, or both.
pub(super) struct Contributor {
    pub(super) id: String,
    pub(super) before: Option<Bounded>,
    pub(super) after: Option<Bounded>,
    pub(super) who: Who,
}

/// What there is to say of it.
pub(super) enum Who {
    /// It counts in both: what each cause did to it.
    Staying(Shares),
    /// It counts in one: why, and where it stands there.
    Passing(Reason, Verdict),
}

/// The parts in the making, by what they are told apart by.
type Sums<'c> = BTreeMap<(Reason, Option<Effect>), (Bounded, BTreeSet<&'c str>)>;

/// The difference of the means, split into parts; each told apart by its effect when asked for.
pub(super) fn split(contributors: &[Contributor], effects: bool) -> Split {
    let lo = members(contributors, |bounded| &bounded.lo);
    let hi = members(contributors, |bounded| &bounded.hi);
    let stays = contributors.iter().filter(|it| it.before.is_some() && it.after.is_some()).count();
    let mut sums = Sums::new();
    for (place, (lo, hi)) in contributions(&lo).into_iter().zip(contributions(&hi)).enumerate() {
        let Some(contributor) = contributors.get(place) else {
            continue;
        };
        match &contributor.who {
            Who::Passing(reason, on_path) => {
                let key = (*reason, effects.then(|| effect_of(*on_path)));
                add(&mut sums, key, Bounded { lo, hi }, &contributor.id);
            }
            Who::Staying(shares) => {
                for (reason, share) in shares {
                    let of = |part: &BigRational| part / BigRational::from_integer(stays.into());
                    let part = Bounded { lo: of(&share.lo), hi: of(&share.hi) };
                    let key = (*reason, effects.then(|| direction(&part)));
                    add(&mut sums, key, part, &contributor.id);
                }
            }
        }
    }
    ends(&lo, &hi, &sums)
}

fn members(contributors: &[Contributor], bound: fn(&Bounded) -> &BigRational) -> Vec<Member> {
    let value = |it: &Option<Bounded>| it.as_ref().map(bound).cloned();
    contributors
        .iter()
        .map(|it| Member { before: value(&it.before), after: value(&it.after) })
        .collect()
}

fn add<'c>(sums: &mut Sums<'c>, key: (Reason, Option<Effect>), part: Bounded, id: &'c str) {
    let (sum, ids) = sums.entry(key).or_insert_with(|| {
        (Bounded { lo: BigRational::zero(), hi: BigRational::zero() }, BTreeSet::new())
    });
    sum.lo += part.lo;
    sum.hi += part.hi;
    ids.insert(id);
}

fn effect_of(on_path: Verdict) -> Effect {
    match on_path {
        Verdict::Holds => Effect::On,
        Verdict::Fails => Effect::Off,
        Verdict::Partial | Verdict::Unknown | Verdict::NotApplicable => Effect::Open,
    }
}

/// Up is onto the path or nearer to it; with the bounds apart, nobody can tell.
fn direction(part: &Bounded) -> Effect {
    if part.lo.is_negative() && part.hi.is_positive()
        || part.lo.is_positive() && part.hi.is_negative()
    {
        Effect::Open
    } else if part.lo.is_negative() || part.hi.is_negative() {
        Effect::Off
    } else {
        Effect::On
    }
}

/// The whole: before, after, the cohort, and the parts rounded so that they add up.
fn ends(lo: &[Member], hi: &[Member], sums: &Sums<'_>) -> Split {
    let both = |side: Side| {
        let (lo, hi) = (side(lo), side(hi));
        let count = lo.len();
        (count > 0).then(|| share(Fraction(mean(lo.into_iter())), Fraction(mean(hi.into_iter()))))
    };
    let stays = stays_before(lo).len();
    let (before, after) = (both(all_before), both(all_after));
    let change = change(before.as_ref(), after.as_ref());
    let round = |bound: fn(&Bounded) -> &BigRational, total: i64| {
        let parts: Vec<Fraction> =
            sums.values().map(|(sum, _)| Fraction(bound(sum).clone())).collect();
        apportion(&parts.iter().collect::<Vec<_>>(), total, DECIMALS)
    };
    let points = round(|it| &it.lo, change.points.lo)
        .into_iter()
        .zip(round(|it| &it.hi, change.points.hi))
        .map(|(lo, hi)| Points { lo, hi });
    let parts = sums.iter().zip(points).map(|(((reason, effect), (sum, ids)), points)| Part {
        reason: *reason,
        effect: *effect,
        by: Range { lo: Fraction(sum.lo.clone()), hi: Fraction(sum.hi.clone()), points },
        deployables: ids.iter().map(|id| (*id).to_owned()).collect(),
    });
    Split {
        parts: parts.collect(),
        cohort: Cohort {
            deployables: u32::try_from(stays).unwrap_or(u32::MAX),
            before: both(stays_before),
            after: both(stays_after),
        },
        before,
        after,
        change,
    }
}

/// The values of some members.
type Side = fn(&[Member]) -> Vec<&BigRational>;

fn all_before(members: &[Member]) -> Vec<&BigRational> {
    members.iter().filter_map(|it| it.before.as_ref()).collect()
}

fn all_after(members: &[Member]) -> Vec<&BigRational> {
    members.iter().filter_map(|it| it.after.as_ref()).collect()
}

fn stays_before(members: &[Member]) -> Vec<&BigRational> {
    members.iter().filter(|it| it.after.is_some()).filter_map(|it| it.before.as_ref()).collect()
}

fn stays_after(members: &[Member]) -> Vec<&BigRational> {
    members.iter().filter(|it| it.before.is_some()).filter_map(|it| it.after.as_ref()).collect()
}

/// A share as it is printed.
fn share(lo: Fraction, hi: Fraction) -> Range {
    let points = Points { lo: lo.shown(DECIMALS), hi: hi.shown(DECIMALS) };
    Range { lo, hi, points }
}

/// After less before, printed as the difference of what is printed.
fn change(before: Option<&Range>, after: Option<&Range>) -> Range {
    let nothing = share(Fraction::zero(), Fraction::zero());
    let (before, after) = (before.unwrap_or(&nothing), after.unwrap_or(&nothing));
    Range {
        lo: Fraction(&after.lo.0 - &before.lo.0),
        hi: Fraction(&after.hi.0 - &before.hi.0),
        points: Points {
            lo: after.points.lo - before.points.lo,
            hi: after.points.hi - before.points.hi,
        },
    }
}
