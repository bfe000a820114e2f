//! Routes that take the same step beside each other: a move from one to the other that is half done
//! (trap T29).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use milepost_core::{Evidence, Verb};

use super::Way;
use super::deploy::deploys;
use super::pipeline::ways;
use super::shipped::{self, Ships};
use crate::assemble::{Component, Doing, Estate, Running, is_computed};
use crate::settings::EnvironmentClass;

/// One of several routes by which a step is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    /// What reports call it: a CI system, a file, GitOps.
    pub(crate) name: String,
    /// The ways it takes the step, the organisation's units first.
    pub(crate) ways: Vec<Way>,
    /// When it shipped to production, where that is told.
    ships: Ships,
    /// Whether it shipped last, and no other since it did for the first time.
    pub(crate) active: bool,
}

/// A route in the making.
struct Candidate<'d> {
    name: String,
    doings: Vec<&'d Doing>,
    /// When its definitions last changed, where that is known.
    changed: Option<Timestamp>,
    /// What of it deploys.
    deploys: Vec<&'d Doing>,
}

/// The routes of `doings` where several CI systems do them, the active one in front, where that is
/// told, else the one that changed longest ago; none where one system does.
pub(super) fn by_system(
    estate: &Estate<'_>,
    component: &Component<'_>,
    doings: &[&Doing],
) -> Vec<Route> {
    let mut systems: BTreeMap<&str, Candidate<'_>> = BTreeMap::new();
    for doing in doings {
        let Some(running) = running(component, doing) else { continue };
        let name = running.pipeline.system.name();
        let candidate = systems.entry(name).or_insert_with(|| Candidate {
            name: name.to_owned(),
            doings: Vec::new(),
            changed: None,
            deploys: Vec::new(),
        });
        let changed = component.repository.changed.get(&doing.at.path).copied();
        candidate.changed = candidate.changed.max(changed);
        candidate.doings.push(doing);
    }
    for doing in deploys(estate, component) {
        let name = running(component, doing).map(|it| it.pipeline.system.name());
        if let Some(candidate) = name.and_then(|name| systems.get_mut(name)) {
            candidate.deploys.push(doing);
        }
    }
    in_order(estate, component, systems.into_values().collect())
}

/// The routes by which a component is deployed to the same environment, the active or else the older
/// one in front: by several CI systems, by several pipelines, or by a pipeline beside GitOps.
pub(super) fn of_deploys(
    estate: &Estate<'_>,
    component: &Component<'_>,
    doings: &[&Doing],
    declared: &[Way],
) -> Vec<Route> {
    let mut routes = by_system(estate, component, doings);
    if routes.is_empty() {
        routes = by_pipeline(estate, component, doings);
    }
    let pushes = doings.iter().copied().filter(|doing| {
        let gitops = matches!(doing.verb, Verb::Deploy(model) if model.is_gitops());
        !gitops && reaches(estate, doing).contains(PRODUCTION)
    });
    let pushes: Vec<&Doing> = pushes.collect();
    if declared.is_empty() || pushes.is_empty() {
        return routes;
    }
    if routes.is_empty() {
        let ways = ways(estate, component, &pushes);
        let ships = shipped::of_pipelines(estate, component, &[pushes]).pop().flatten();
        routes.push(Route { name: "a pipeline".to_owned(), ways, ships, active: false });
    }
    let ships = shipped::of_gitops(estate, component);
    let gitops = Route { name: "GitOps".to_owned(), ways: declared.to_vec(), ships, active: false };
    routes.push(gitops);
    active_first(routes)
}

/// Pipelines that deploy to the same environment in different ways, whoever starts them; those that
/// only a person starts serve emergencies and are no route.
fn by_pipeline(estate: &Estate<'_>, component: &Component<'_>, doings: &[&Doing]) -> Vec<Route> {
    let mut files: BTreeMap<&str, Candidate<'_>> = BTreeMap::new();
    for doing in doings {
        if running(component, doing).is_none_or(Running::by_hand_only) {
            continue;
        }
        let path = doing.at.path.as_str();
        let candidate = files.entry(path).or_insert_with(|| Candidate {
            name: path.to_owned(),
            doings: Vec::new(),
            changed: None,
            deploys: Vec::new(),
        });
        candidate.doings.push(doing);
        candidate.deploys.push(doing);
    }
    let meets = |one: &Candidate<'_>, other: &Candidate<'_>| {
        let places = |it: &Candidate<'_>| -> BTreeSet<String> {
            it.doings.iter().flat_map(|doing| reaches(estate, doing)).collect()
        };
        one.name != other.name && !places(one).is_disjoint(&places(other))
    };
    let all: Vec<Candidate<'_>> = files.into_values().collect();
    let met: Vec<bool> = all.iter().map(|one| all.iter().any(|other| meets(one, other))).collect();
    let rivals = all.into_iter().zip(met).filter(|(_, met)| *met).map(|(it, _)| it).collect();
    in_order(estate, component, rivals)
}

/// What stands for an environment of production, or for none being named.
const PRODUCTION: &str = "production";

/// The environments a deploy reaches, in lower case; that of production by what it is.
fn reaches(estate: &Estate<'_>, doing: &Doing) -> BTreeSet<String> {
    match doing.environment.as_deref() {
        None => BTreeSet::from([PRODUCTION.to_owned()]),
        Some(name) if is_computed(name) => BTreeSet::new(),
        Some(name) => match estate.settings.environment(name) {
            EnvironmentClass::Production => BTreeSet::from([PRODUCTION.to_owned()]),
            _ => BTreeSet::from([name.to_ascii_lowercase()]),
        },
    }
}

/// Candidates as routes, when there are several that differ: the one that changed longest ago in
/// front, where that is known, else what goes through no unit.
fn in_order(
    estate: &Estate<'_>,
    component: &Component<'_>,
    candidates: Vec<Candidate<'_>>,
) -> Vec<Route> {
    if candidates.len() < 2 {
        return Vec::new();
    }
    let deploys: Vec<Vec<&Doing>> = candidates.iter().map(|it| it.deploys.clone()).collect();
    let ships = shipped::of_pipelines(estate, component, &deploys);
    let mut routes: Vec<(Option<Timestamp>, bool, Route)> = candidates
        .into_iter()
        .zip(ships)
        .map(|(it, ships)| {
            let ways = ways(estate, component, &it.doings);
            let shared = ways.iter().any(|way| way.family.is_some());
            (it.changed, shared, Route { name: it.name, ways, ships, active: false })
        })
        .collect();
    routes.sort_by(|a, b| {
        let by_age = a.0.cmp(&b.0);
        by_age.then(a.1.cmp(&b.1)).then_with(|| a.2.name.cmp(&b.2.name))
    });
    let routes: Vec<Route> = routes.into_iter().map(|(_, _, route)| route).collect();
    let differ = routes.first().is_some_and(|first| routes.iter().any(|it| !it.is_like(first)));
    if differ { active_first(routes) } else { Vec::new() }
}

/// Routes with the active one in front, where there is one (trap T29).
fn active_first(mut routes: Vec<Route>) -> Vec<Route> {
    for route in &mut routes {
        // It may have been so among fewer.
        route.active = false;
    }
    let ships: Vec<&Ships> = routes.iter().map(|route| &route.ships).collect();
    if let Some(index) = shipped::active(&ships) {
        let mut active = routes.remove(index);
        active.active = true;
        routes.insert(0, active);
    }
    routes
}

impl Route {
    /// Whether it is known never to have shipped, as far back as is told.
    pub(crate) fn never_shipped(&self) -> bool {
        self.ships.as_ref().is_some_and(BTreeSet::is_empty)
    }

    /// Whether another route goes the same way: through the same families, or by the same tools.
    fn is_like(&self, other: &Self) -> bool {
        let families = |route: &Self| -> BTreeSet<String> {
            let named = route.ways.iter();
            named.map(|way| way.family.clone().unwrap_or_else(|| way.unit.clone())).collect()
        };
        families(self) == families(other)
    }

    /// The lines that show it.
    pub(crate) fn lines(&self) -> Vec<Evidence> {
        self.ways.iter().flat_map(|way| way.evidence.clone()).collect()
    }
}

pub(super) fn running<'c>(component: &'c Component<'_>, doing: &Doing) -> Option<&'c Running<'c>> {
    component.pipelines.iter().copied().find(|running| running.fact.path == doing.at.path)
}
