//! Measures over teams, as far as catalogue entries name them.

use std::collections::BTreeMap;

use milepost_core::{Bounds, Measure, Unknown};

use super::Context;
use super::census::{Answer, not_applicable, number, of_answers, unknown};
use super::delivery::{coarse, model, models_fine};
use crate::assemble::Component;
use crate::steps::{State, owner_of, taking, team_name, team_of};

/// The share of a team's deployables that makes it a team with CI (five-stages.2.ci-some).
const NEARLY_ALL: f64 = 0.8;

/// A team by the name it is first written by, and its counted deployables.
type Team<'a> = (&'a str, Vec<&'a Component<'a>>);

/// The teams, each with what it owns. The answer of the measure instead, where the owners of most are
/// not known, because what the few do says nothing of the rest; and where there is one team, which
/// is like itself (trap T49).
fn teams<'a>(context: &Context<'a>, id: &str) -> Result<Vec<Team<'a>>, Box<Measure>> {
    let mut teams: BTreeMap<String, Team<'a>> = BTreeMap::new();
    let mut owned = 0;
    for (component, _) in context.counted() {
        if let Some((team, owner)) = team_of(component).zip(owner_of(component)) {
            teams.entry(team).or_insert_with(|| (owner, Vec::new())).1.push(component);
            owned += 1;
        }
    }
    let all = context.counted().count();
    if teams.len() == 1 && owned == all {
        return Err(Box::new(not_applicable(id, "one team")));
    }
    if teams.len() < 2 || owned * 2 < all {
        return Err(Box::new(unknown(id, Some(Unknown::NoTeam))));
    }
    Ok(teams.into_values().collect())
}

/// How many teams there are beside the platform team, or the answer of the measure instead.
pub(super) fn of_products(context: &Context<'_>, id: &str) -> Result<usize, Box<Measure>> {
    let platform = context.estate.settings.platform_team.as_deref().map(team_name);
    let teams = teams(context, id)?;
    let products = teams.iter().filter(|(name, _)| Some(team_name(name)) != platform);
    Ok(products.count())
}

/// Teams with CI on nearly all of their deployables.
pub(super) fn with_ci(context: &Context<'_>, id: &str) -> Measure {
    let teams = match teams(context, id) {
        Ok(teams) => teams,
        Err(measure) => return *measure,
    };
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
    let count = match teams(context, id) {
        Ok(teams) => crate::standard::as_f64(teams.len()),
        Err(measure) => return *measure,
    };
    let ways = models_fine(context, id);
    match ways.value {
        Some(ways) => number(id, Some(Bounds { lo: ways.lo / count, hi: ways.hi / count })),
        None if ways.open.is_empty() => number(id, None),
        None => unknown(id, Some(Unknown::External)),
    }
}

/// Teams with at least two deployables whose usual model is not the organisation's.
pub(super) fn models(context: &Context<'_>, id: &str) -> Measure {
    let mut teams = match teams(context, id) {
        Ok(teams) => teams,
        Err(measure) => return *measure,
    };
    teams.retain(|(_, components)| components.len() >= 2);
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
