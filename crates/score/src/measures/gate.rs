//! Whether the platform team has to agree before the way to production changes: by owners of the code
//! that GitHub makes approve, or by reviewers of the environment. A file of code owners alone is
//! advice.

use milepost_core::{ApiFacts, Evidence, HostedEnvironment, Measure, Repository, Unknown, What};

use super::Context;
use super::census::{Answer, share, unknown};
use super::delivery::reaches_production;
use crate::assemble::{Component, Doing, evidence, owners};
use crate::settings::EnvironmentClass;
use crate::steps::{deploys, team_name};

/// Deployables in production whose way there cannot be changed without the platform team.
pub(super) fn gated(context: &Context<'_>, id: &str) -> Measure {
    let Some(team) = context.estate.settings.platform_team.as_deref().map(team_name) else {
        return unknown(id, Some(Unknown::NoTeam));
    };
    if context.estate.repositories.iter().all(|it| facts(it).is_none_or(|it| it.guard.is_none())) {
        return unknown(id, Some(Unknown::NoApi));
    }
    share(context, id, |component| {
        if matches!(reaches_production(context, component), Answer::Outside) {
            return Answer::Outside;
        }
        let files = files(context, component);
        if files.is_empty() {
            return Answer::Open(Unknown::External);
        }
        let gates = files.into_iter().map(|at| (gate(context, &at, &team), at));
        let reviewed = deploys(context.estate, component)
            .into_iter()
            .map(|doing| (reviewed(context, doing, &team), doing.at.clone()));
        judged(gates.chain(reviewed).collect())
    })
}

/// One gate is enough; what may be one leaves it open.
fn judged(gates: Vec<(Result<bool, Unknown>, Evidence)>) -> Answer {
    let closed = gates.iter().filter(|(gate, _)| *gate == Ok(true));
    let closed: Vec<Evidence> = closed.map(|(_, at)| at.clone()).collect();
    if !closed.is_empty() {
        return Answer::Yes(closed);
    }
    if let Some(code) = gates.iter().find_map(|(gate, _)| gate.err()) {
        return Answer::Open(code);
    }
    let lines = gates.into_iter().map(|(_, at)| at).collect();
    Answer::No("others may change how it gets to production".to_owned(), lines)
}

/// The files by which a component gets to production, wherever they stand: pipelines that deploy it,
/// and what a GitOps controller reads.
fn files(context: &Context<'_>, component: &Component<'_>) -> Vec<Evidence> {
    let deploying = deploys(context.estate, component).into_iter().map(|doing| doing.at.clone());
    let own = component.facts_of(What::as_delivery);
    let own = own.map(|(fact, _)| evidence(component.repository, fact, "delivers it"));
    let links = component.links.iter().filter(|link| link.delivery().is_some());
    let linked = links.map(|link| link.evidence("delivers it"));
    let mut files: Vec<Evidence> = deploying.chain(own).chain(linked).collect();
    files.sort();
    files.dedup_by(|a, b| (&a.repository, &a.path) == (&b.repository, &b.path));
    files
}

fn facts(repository: &Repository) -> Option<&ApiFacts> {
    repository.hosted.as_ref()?.facts.as_ref()
}

/// Whether a change of a file needs the platform team: owners of it must approve, and there are no
/// others.
fn gate(context: &Context<'_>, at: &Evidence, team: &str) -> Result<bool, Unknown> {
    let mut all = context.estate.repositories.iter();
    let repository = all.find(|it| it.id == at.repository).ok_or(Unknown::External)?;
    let guard = facts(repository).and_then(|facts| facts.guard.as_ref()).ok_or(Unknown::NoApi)?;
    let owners = owners::of_path(repository, &at.path);
    let of_team = |owner: &String| owner.contains('/') && team_name(owner) == team;
    Ok(guard.owners && owners.is_some_and(|(_, owners)| owners.iter().all(of_team)))
}

/// Whether a deploy to production needs the platform team: it reviews the environment, and nobody else
/// does. Who the people are that review beside teams is not told.
fn reviewed(context: &Context<'_>, doing: &Doing, team: &str) -> Result<bool, Unknown> {
    let class = |name: &str| context.estate.settings.environment(name);
    let named = doing.environment.as_deref();
    let Some(name) = named.filter(|name| class(name) == EnvironmentClass::Production) else {
        return Ok(false);
    };
    let mut all = context.estate.repositories.iter();
    let repository = all.find(|it| it.id == doing.at.repository).ok_or(Unknown::External)?;
    let environments = facts(repository).and_then(|facts| facts.environments.as_ref());
    let environments = environments.ok_or(Unknown::NoApi)?;
    let is_it = |it: &&HostedEnvironment| it.reviewed && it.name.eq_ignore_ascii_case(name);
    let Some(environment) = environments.iter().find(is_it) else { return Ok(false) };
    let others = environment.teams.iter().any(|it| !it.eq_ignore_ascii_case(team));
    match (others, environment.people) {
        (true, _) => Ok(false),
        (false, true) => Err(Unknown::NoTeam),
        (false, false) => Ok(!environment.teams.is_empty()),
    }
}
