//! When routes shipped to production, and which of several is the active one: the one that shipped
//! last (trap T29).
//!
//! A workflow that names an environment is told of by the host, where that was asked. Else the history
//! tells what would have started the route: what came to the default branch, a tag, or a version set
//! where a GitOps controller reads it. Of what waits for a person, and of what two routes may have
//! done, nothing is told.

use std::collections::BTreeSet;

use jiff::Timestamp;
use milepost_core::{CiSystem, Deployment};

use super::rivals::running;
use crate::assemble::{Component, Doing, Estate, Running, is_computed};
use crate::measures::{added, merged, set_elsewhere, tagged};
use crate::settings::EnvironmentClass;

/// When a route shipped, as far back as is told; `None` where nothing tells.
pub(super) type Ships = Option<BTreeSet<Timestamp>>;

/// When each of several routes shipped, which are told by what they do.
pub(super) fn of_pipelines(
    estate: &Estate<'_>,
    component: &Component<'_>,
    routes: &[Vec<&Doing>],
) -> Vec<Ships> {
    let production: Vec<Vec<&Doing>> = routes
        .iter()
        .map(|doings| doings.iter().copied().filter(|it| reaches_production(estate, it)).collect())
        .collect();
    let named: Vec<BTreeSet<String>> = production
        .iter()
        .map(|doings| doings.iter().filter_map(|it| environment(component, it)).collect())
        .collect();
    let mut ships: Vec<Ships> = production
        .iter()
        .zip(&named)
        .map(|(doings, named)| {
            let asked = !named.is_empty() && is_told(component);
            if asked { Some(BTreeSet::new()) } else { by_what_starts(component, doings) }
        })
        .collect();
    for told in told(estate, component) {
        let there =
            |doings: &Vec<&Doing>| doings.iter().any(|it| was_there(component, it, told.at));
        let mut may_be =
            production.iter().zip(&named).enumerate().filter(|(_, (doings, named))| {
                named.contains(&told.environment.to_ascii_lowercase()) && there(doings)
            });
        match (may_be.next(), may_be.next()) {
            (Some((index, _)), None) => {
                if let Some(Some(ships)) = ships.get_mut(index) {
                    ships.insert(told.at);
                }
            }
            (Some(_), Some(_)) => return vec![None; routes.len()],
            (None, _) => {}
        }
    }
    ships
}

/// When a GitOps controller was given another version: in a repository beside the component's own,
/// whose files other routes read as well.
pub(super) fn of_gitops(estate: &Estate<'_>, component: &Component<'_>) -> Ships {
    let set = set_elsewhere(estate, component);
    (!set.is_empty()).then_some(set)
}

/// The active one of several routes: it shipped last, and since it did for the first time no other
/// has. `None` where that cannot be told, or several are at work.
pub(super) fn active(ships: &[&Ships]) -> Option<usize> {
    let told: Option<Vec<&BTreeSet<Timestamp>>> = ships.iter().map(|it| it.as_ref()).collect();
    let told = told?;
    let last = told.iter().enumerate().max_by_key(|(_, ships)| ships.last())?;
    let (index, first) = (last.0, last.1.first()?);
    let others = told.iter().enumerate().filter(|(other, _)| *other != index);
    let over = |ships: &BTreeSet<Timestamp>| ships.last().is_none_or(|last| last < first);
    others.into_iter().all(|(_, ships)| over(ships)).then_some(index)
}

/// Whether the host was asked what was deployed of what is all its repository runs.
fn is_told(component: &Component<'_>) -> bool {
    let facts = component.repository.api_facts();
    component.is_alone() && facts.is_some_and(|facts| facts.deployments.is_some())
}

/// Deployments to production, as far as they are known to be of the component.
fn told<'a>(
    estate: &'a Estate<'_>,
    component: &Component<'a>,
) -> impl Iterator<Item = &'a Deployment> {
    let settings = estate.settings;
    component
        .told_deployments(settings)
        .filter(move |it| settings.environment(&it.environment) == EnvironmentClass::Production)
}

/// Whether a deploy reaches production, as far as its environment says.
fn reaches_production(estate: &Estate<'_>, doing: &Doing) -> bool {
    let named = doing.environment.as_deref().filter(|name| !is_computed(name));
    named.is_none_or(|name| estate.settings.environment(name) == EnvironmentClass::Production)
}

/// The environment by which the host knows of a deploy, in lower case: that of a workflow's job.
fn environment(component: &Component<'_>, doing: &Doing) -> Option<String> {
    let of_host =
        running(component, doing).is_some_and(|it| it.pipeline.system == CiSystem::GithubActions);
    let named = doing.environment.as_deref().filter(|name| of_host && !is_computed(name));
    named.map(str::to_ascii_lowercase)
}

/// Whether the definition of a deploy was there at an instant, as far as history tells.
fn was_there(component: &Component<'_>, doing: &Doing, at: Timestamp) -> bool {
    let history = component.repository.history.as_ref();
    let came = history.and_then(|history| added(history, &doing.at.path));
    came.is_none_or(|came| came <= at)
}

/// When what starts these deploys happened, where nobody has to let them through.
fn by_what_starts(component: &Component<'_>, doings: &[&Doing]) -> Ships {
    let history = component.repository.history.as_ref()?;
    if doings.is_empty() || doings.iter().any(|doing| doing.gated) {
        return None;
    }
    let mut ships = BTreeSet::new();
    for doing in doings {
        if doing.starts.on_push {
            ships.extend(merged(component, history, &doing.at.path));
        } else if running(component, doing).is_some_and(Running::of_versions_only) {
            let tags = tagged(component, history);
            let came = added(history, &doing.at.path);
            ships.extend(tags.into_iter().filter(|at| came.is_none_or(|came| came <= *at)));
        } else {
            return None;
        }
    }
    // Tags may not have been fetched.
    (!ships.is_empty() || doings.iter().all(|doing| doing.starts.on_push)).then_some(ships)
}

#[cfg(test)]
mod tests;
