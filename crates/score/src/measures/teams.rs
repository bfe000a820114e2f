//! Measures over teams, as far as catalogue entries name them.

use std::collections::BTreeMap;

use milepost_core::{Bounds, Measure, Unknown};

use super::Context;
use super::census::{Answer, number, of_answers, unknown};
use super::delivery::{coarse, model, models_fine};
use crate::assemble::Component;
use crate::steps::{State, owner_of, taking};

/// The share of a team's deployables that makes it a team with CI (five-stages.2.ci-some).
const NEARLY_ALL: f64 = 0.8;

/// The counted deployables of each team; none where the owners of most are not known, because what
/// the few do says nothing of the rest.
fn teams<'a>(context: &Context<'a>) -> BTreeMap<&'a str, Vec<&'a Component<'a>>> {
    let mut teams: BTreeMap<&str, Vec<&Component<'_>>> = BTreeMap::new();
    for (component, _) in context.counted() {
        if let Some(owner) = owner_of(component) {
            teams.entry(owner).or_default().push(component);
        }
    }
    let owned: usize = teams.values().map(Vec::len).sum();
    if owned * 2 < context.counted().count() { BTreeMap::new() } else { teams }
}

/// Teams with CI on nearly all of their deployables.
pub(super) fn with_ci(context: &Context<'_>, id: &str) -> Measure {
    let teams = teams(context);
    if teams.is_empty() {
        return unknown(id, Some(Unknown::NoTeam));
    }
    of_answers(
        id,
        teams.into_iter().map(|(team, components)| {
            let state = |component: &&Component<'_>| {
                taking("gp.05", context.estate, component).map(|taking| taking.state)
            };
            let with = components.iter().filter(|c| state(c) == Some(State::Taken)).count();
            let enough = crate::standard::as_f64(with)
                >= NEARLY_ALL * crate::standard::as_f64(components.len());
            let answer =
                if enough { Answer::Yes(vec![]) } else { Answer::No(String::new(), vec![]) };
            (team.to_owned(), answer)
        }),
    )
}

/// Finely told deploy models for each team.
pub(super) fn models_per_team(context: &Context<'_>, id: &str) -> Measure {
    let count = crate::standard::as_f64(teams(context).len());
    let ways = models_fine(context, id).value;
    match ways {
        Some(ways) if count > 0.0 => {
            number(id, Some(Bounds { lo: ways.lo / count, hi: ways.hi / count }))
        }
        _ => unknown(id, Some(Unknown::NoTeam)),
    }
}

/// Teams with at least two deployables whose usual model is not the organisation's.
pub(super) fn models(context: &Context<'_>, id: &str) -> Measure {
    let mut teams = teams(context);
    teams.retain(|_, components| components.len() >= 2);
    if teams.is_empty() {
        return unknown(id, Some(Unknown::NoTeam));
    }
    let mode = most(coarse(context).counts().clone());
    of_answers(
        id,
        teams.into_iter().map(|(team, components)| {
            let answer = match usual_model(context, &components) {
                None => Answer::Open(Unknown::External),
                own if own == mode => Answer::No(own.unwrap_or_default(), Vec::new()),
                Some(_) => Answer::Yes(Vec::new()),
            };
            (team.to_owned(), answer)
        }),
    )
}

/// The model most of a team's deployables follow.
fn usual_model(context: &Context<'_>, components: &[&Component<'_>]) -> Option<String> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for (model, _) in components.iter().filter_map(|component| model(context, component).ok()) {
        *counts.entry(model).or_default() += 1;
    }
    most(counts)
}

fn most(counts: BTreeMap<String, u32>) -> Option<String> {
    let best = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    best.map(|(way, _)| way)
}
