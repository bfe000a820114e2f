//! The coverage before and after, split exactly into what caused the difference.

mod decisive;
mod parts;
mod population;

use std::collections::BTreeMap;

use milepost_core::{Deployable, Share, Verdict};
use num_rational::BigRational;

pub(crate) use population::{came, went};

use crate::comparison::{Comparison, Pair};
use crate::fraction::ratio;
use crate::{Coverage, Passage, Reason, Sameness, StepChange, old_standards};
use parts::{Bounded, Contributor, Who};

/// The coverage, from the changes of steps by the ids after.
pub(crate) fn of(
    all: &Comparison<'_>,
    changes: &BTreeMap<&str, Vec<StepChange>>,
    came: &[Passage],
    went: &[Passage],
) -> Coverage {
    let passing = Passing { came: by_id(came), went: by_id(went) };
    let otherwise = match all.rules.same {
        Sameness::Same => Reason::Unexplained,
        Sameness::Configuration | Sameness::Rules => Reason::Rules,
    };
    let contributors = |value: Value, shares: SharesOf| -> Vec<Contributor> {
        let none = Vec::new();
        let both = all.pairs.iter().filter(|pair| pair.before.counted || pair.after.counted);
        let both = both.map(|pair| {
            let steps = changes.get(pair.after.id.as_str()).unwrap_or(&none);
            let (before, after) = (value(pair.before), value(pair.after));
            let who = match (&before, &after) {
                (None, Some(_)) => passing.came(pair.after),
                (Some(_), None) => passing.went(pair.before),
                _ => Who::Staying(shares(*pair, steps, otherwise)),
            };
            Contributor { id: pair.after.id.clone(), before, after, who }
        });
        let all = both.chain(alone(all, value, &passing));
        all.filter(|it| it.before.is_some() || it.after.is_some()).collect()
    };
    Coverage {
        before: census(&all.from.deployables),
        after: census(&all.to.deployables),
        by_old_standards: old_standards::census(all),
        on: parts::split(&contributors(on_path, decisive::of_path), true),
        steps: parts::split(&contributors(of_steps, decisive::of_steps), false),
    }
}

/// What is measured of a deployable that counts.
type Value = fn(&Deployable) -> Option<Bounded>;
/// What each cause did to a deployable that counts in both; with the cause of what no step tells.
type SharesOf = fn(Pair<'_>, &[StepChange], Reason) -> decisive::Shares;

/// Whether it is on the path, as a number.
fn on_path(deployable: &Deployable) -> Option<Bounded> {
    let (lo, hi) = match deployable.on_path {
        Verdict::Holds => (1, 1),
        Verdict::Fails => (0, 0),
        Verdict::Partial | Verdict::Unknown | Verdict::NotApplicable => (0, 1),
    };
    deployable.counted.then(|| Bounded { lo: ratio(lo, 1), hi: ratio(hi, 1) })
}

/// The share of applicable steps it takes the standard way, exactly.
fn of_steps(deployable: &Deployable) -> Option<Bounded> {
    let share = steps_of(deployable);
    let total = usize_of(share.total());
    (deployable.counted && total > 0).then(|| Bounded {
        lo: ratio(usize_of(share.yes), total),
        hi: ratio(usize_of(share.yes + share.unknown), total),
    })
}

fn steps_of(deployable: &Deployable) -> Share {
    use milepost_core::StandingName::{Absent, Excepted, NotApplicable, OwnWay, Standard, Unknown};
    let mut share = Share::default();
    for standing in &deployable.standings {
        match standing.standing {
            Standard => share.yes += 1,
            OwnWay | Absent | Excepted => share.no += 1,
            Unknown => share.unknown += 1,
            NotApplicable => {}
        }
    }
    share
}

fn usize_of(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// Deployables on the path, of those that count.
fn census(deployables: &[Deployable]) -> Share {
    let mut share = Share::default();
    for deployable in deployables.iter().filter(|it| it.counted) {
        match deployable.on_path {
            Verdict::Holds => share.yes += 1,
            Verdict::Fails => share.no += 1,
            Verdict::Partial | Verdict::Unknown | Verdict::NotApplicable => share.unknown += 1,
        }
    }
    share
}

/// Why each deployable came or went, by id.
struct Passing<'p> {
    came: BTreeMap<&'p str, Reason>,
    went: BTreeMap<&'p str, Reason>,
}

impl Passing<'_> {
    fn came(&self, deployable: &Deployable) -> Who {
        passing(&self.came, deployable)
    }

    fn went(&self, deployable: &Deployable) -> Who {
        passing(&self.went, deployable)
    }
}

fn by_id(passages: &[Passage]) -> BTreeMap<&str, Reason> {
    passages.iter().map(|passage| (passage.id.as_str(), passage.reason)).collect()
}

fn passing(reasons: &BTreeMap<&str, Reason>, deployable: &Deployable) -> Who {
    let reason = reasons.get(deployable.id.as_str()).copied();
    Who::Passing(reason.unwrap_or(Reason::Unexplained), deployable.on_path)
}

/// Deployables of one snapshot only that count there.
fn alone(all: &Comparison<'_>, value: Value, passing: &Passing<'_>) -> Vec<Contributor> {
    let pairs = &all.matched.deployables;
    let left = all.from.deployables.iter().filter(|it| pairs.after(&it.id).is_none());
    let new = all.to.deployables.iter().filter(|it| pairs.before(&it.id).is_none());
    let left = left.map(|it| Contributor {
        id: it.id.clone(),
        before: value(it),
        after: None,
        who: passing.went(it),
    });
    let new = new.map(|it| Contributor {
        id: it.id.clone(),
        before: None,
        after: value(it),
        who: passing.came(it),
    });
    left.chain(new).collect()
}

/// A number as both bounds.
fn exactly(value: BigRational) -> Bounded {
    Bounded { lo: value.clone(), hi: value }
}
