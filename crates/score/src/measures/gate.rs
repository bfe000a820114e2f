//! What waits for the platform team: a change on the way to production that a rule holds until the
//! team agrees. What it reviews or writes where no rule asks for it is no gate (trap T65), and a
//! file of code owners that nothing enforces is advice (trap T41).

use std::collections::{BTreeMap, BTreeSet};

use globset::GlobBuilder;
use milepost_core::{Bounds, HostedEnvironment, Measure, Repository, Unknown};

use super::Context;
use super::census::{Answer, number, share, unknown};
use super::delivery::has_production;
use crate::assemble::{Component, Doing, evidence, is_computed, owners};
use crate::settings::{EnvironmentClass, Settings};
use crate::steps::{deploys, owner, team_name};

/// Who the platform team is, as the configuration says.
pub(super) struct Team<'s> {
    name: String,
    settings: &'s Settings,
}

impl<'s> Team<'s> {
    /// `None` when the configuration gives the team no name.
    pub(super) fn of(settings: &'s Settings) -> Option<Self> {
        let name = team_name(settings.platform_team.as_deref()?);
        Some(Self { name, settings })
    }

    /// Whether an owner as a file of code owners names it is the team, or one of it.
    pub(super) fn holds(&self, owner: &str) -> bool {
        let login = owner.trim_start_matches('@');
        team_name(owner) == self.name
            || self.settings.platform_people.iter().any(|people| {
                let glob = GlobBuilder::new(people).case_insensitive(true).build();
                glob.is_ok_and(|glob| glob.compile_matcher().is_match(login))
            })
    }
}

/// Deployables whose path to production cannot be changed without the platform team's approval. What
/// the catalogue calls the team's own shows nothing of what others wait for (trap T28); a file of code
/// owners that names the team for everything may be the very gate.
pub(super) fn gate(context: &Context<'_>, id: &str) -> Measure {
    let Some(team) = Team::of(context.estate.settings) else {
        return unknown(id, Some(Unknown::NoTeam));
    };
    let unseen = |it: &Repository| it.api_facts().is_none_or(|facts| facts.guard.is_none());
    if context.estate.repositories.iter().all(unseen) {
        return unknown(id, Some(Unknown::NoApi));
    }
    share(context, id, |component| {
        let entered = component.entries.iter().find_map(|entry| owner(entry.entity));
        if entered.is_some_and(|owner| team_name(owner) == team.name)
            || !has_production(context, component)
        {
            return Answer::Outside;
        }
        waits(context, component, &team)
    })
}

/// Whether anything on its way to production waits for the team: one thing that does is enough, and
/// all must be seen to say that nothing does.
fn waits(context: &Context<'_>, component: &Component<'_>, team: &Team<'_>) -> Answer {
    let paths = way_to_production(context, component);
    if paths.is_empty() {
        return Answer::Open(Unknown::External);
    }
    let of_files = paths.iter().map(|((_, path), repository)| at_the_file(repository, path, team));
    let at_doors = deploys(context.estate, component)
        .into_iter()
        .map(|doing| at_the_door(component.repository, doing, team));
    let mut open = None;
    for answer in of_files.chain(at_doors) {
        match answer {
            Answer::Yes(_) => return answer,
            Answer::Open(code) => open = open.or(Some(code)),
            Answer::No(..) | Answer::Outside => {}
        }
    }
    open.map_or_else(|| Answer::No("nothing of it waits".to_owned(), Vec::new()), Answer::Open)
}

/// Files by the id of their repository and their path, each with its repository.
type Files<'a> = BTreeMap<(&'a str, &'a str), &'a Repository>;

/// The files a change of how it gets to production is made in: what deploys it, its charts and their
/// values, and what runs it elsewhere.
fn way_to_production<'a>(context: &Context<'_>, component: &Component<'a>) -> Files<'a> {
    let own = component.repository;
    let pipelines = component.pipelines.iter().map(|running| running.fact.path.as_str());
    let deploying: BTreeSet<&str> =
        deploys(context.estate, component).iter().map(|doing| doing.at.path.as_str()).collect();
    let pipelines = pipelines.filter(|path| deploying.contains(path));
    let charts = component.charts.iter().map(|(fact, _)| fact.path.as_str());
    let values = component.values.iter().map(|(fact, _)| fact.path.as_str());
    let here = pipelines.chain(charts).chain(values).map(|path| (own, path));
    let elsewhere = component.links.iter().map(|link| (link.repository, link.fact.path.as_str()));
    let all = here.chain(elsewhere);
    all.map(|(repository, path)| ((repository.id.as_str(), path), repository)).collect()
}

/// Whether a change of a file waits: where its owners must approve, and the team is all of them.
fn at_the_file(repository: &Repository, path: &str, team: &Team<'_>) -> Answer {
    let free = || Answer::No(String::new(), Vec::new());
    let Some((fact, owners)) = owners::of_path(repository, path) else { return free() };
    if !owners.iter().all(|owner| team.holds(owner)) {
        return free();
    }
    match repository.api_facts().and_then(|facts| facts.guard.as_ref()) {
        None => Answer::Open(Unknown::NoApi),
        Some(guard) if !guard.owners => free(),
        Some(_) => Answer::Yes(vec![evidence(repository, fact, owners.join(" "))]),
    }
}

/// Whether a deploy waits at the environment of production that it names: what names none passes by
/// whoever reviews there. Who the people are that may review beside teams is not told.
fn at_the_door(repository: &Repository, doing: &Doing, team: &Team<'_>) -> Answer {
    let free = || Answer::No(String::new(), Vec::new());
    let Some(name) = doing.environment.as_deref() else { return free() };
    if is_computed(name) {
        return Answer::Open(Unknown::Dynamic);
    }
    if team.settings.environment(name) != EnvironmentClass::Production {
        return free();
    }
    let facts = repository.api_facts();
    let Some(environments) = facts.and_then(|facts| facts.environments.as_ref()) else {
        return Answer::Open(Unknown::NoApi);
    };
    let named = |it: &&HostedEnvironment| it.reviewed && it.name.eq_ignore_ascii_case(name);
    let Some(environment) = environments.iter().find(named) else { return free() };
    let others = environment.teams.iter().any(|it| team_name(it) != team.name);
    match (others, environment.people || environment.teams.is_empty()) {
        (true, _) => free(),
        (false, true) => Answer::Open(Unknown::NoTeam),
        (false, false) => Answer::Yes(vec![doing.at.clone()]),
    }
}

/// Whether the structure lets something new go live without the platform team: 1 where something
/// makes services and nothing in production waits for the team, 0 where nothing makes them or
/// everything waits. It can disprove self-service and never prove it (trap T50).
pub(super) fn structure(context: &Context<'_>, id: &str) -> Measure {
    let gate = gate(context, "gate");
    if gate.unknown.is_some() {
        return unknown(id, gate.unknown);
    }
    let templates = super::templates::services(context, "template").value;
    let (some, may_be) = templates.map_or((false, true), |it| (it.lo > 0.0, it.hi > 0.0));
    let told = gate.open.is_empty() && !(gate.yes.is_empty() && gate.no.is_empty());
    let free = told && gate.yes.is_empty();
    let held = told && gate.no.is_empty();
    let is = |it: bool| if it { 1.0 } else { 0.0 };
    let value = Bounds { lo: is(some && free), hi: is(may_be && !held) };
    Measure { yes: gate.no, no: gate.yes, open: gate.open, ..number(id, Some(value)) }
}

#[cfg(test)]
mod tests;
