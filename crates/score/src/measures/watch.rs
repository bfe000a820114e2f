//! Measures of how deployables are watched.

use std::collections::BTreeMap;

use milepost_core::{Measure, Unknown};

use super::Context;
use super::census::{Answer, Ways, share};
use super::pipelines::answer;
use crate::steps::{State, Taking, taking};

/// Deployables that emit metrics or traces through the stack most of them use.
pub(super) fn observed(context: &Context<'_>, id: &str) -> Measure {
    let mut users: BTreeMap<String, u32> = BTreeMap::new();
    for (component, _) in context.counted() {
        let ways = taking("gp.20", context.estate, component).map(|taking| taking.ways);
        for way in ways.into_iter().flatten() {
            *users.entry(way.unit).or_default() += 1;
        }
    }
    let modal = users.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    let modal = modal.map(|(stack, _)| stack);
    share(context, id, |component| {
        let Some(taking) = taking("gp.20", context.estate, component) else {
            return Answer::Open(Unknown::Unmeasured);
        };
        let through = taking.ways.iter().find(|way| Some(&way.unit) == modal.as_ref());
        match (through, &taking.state) {
            (Some(way), _) => Answer::Yes(way.evidence.clone()),
            (None, State::Taken) => Answer::No("another stack".to_owned(), Vec::new()),
            (None, _) => answer(Some(taking)),
        }
    })
}

pub(super) fn top_share(context: &Context<'_>, id: &str) -> Measure {
    stacks(context).top_share(id)
}

pub(super) fn ways(context: &Context<'_>, id: &str) -> Measure {
    stacks(context).effective(id)
}

/// The stack of each deployable that has one; several together are a way of their own.
fn stacks(context: &Context<'_>) -> Ways {
    Ways::ask(context, |component| {
        let taking = taking("gp.20", context.estate, component)?;
        if taking.state != State::Taken {
            return Some(Err(Unknown::External));
        }
        let mut names: Vec<&str> = taking.ways.iter().map(|way| way.unit.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let lines = taking.ways.iter().flat_map(|way| way.evidence.clone()).collect();
        Some(Ok((names.join(" + "), lines)))
    })
}

/// Deployables with an alert on each of the four golden signals.
pub(super) fn alerts(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| whole(taking("gp.21", context.estate, component)))
}

/// Deployables with a declared objective. That none is declared as code proves that none is.
pub(super) fn objectives(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| answer(taking("gp.23", context.estate, component)))
}

/// Deployables set up to publish their documentation.
pub(super) fn published(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| answer(taking("gp.28", context.estate, component)))
}

/// Yes only when nothing is missing.
fn whole(taking: Option<Taking>) -> Answer {
    match taking {
        Some(Taking { deviation: Some(why), state: State::Taken, ways, .. }) => {
            Answer::No(why, ways.into_iter().flat_map(|way| way.evidence).collect())
        }
        taking => answer(taking),
    }
}
