//! Where a service runs: its namespace, and the route by which traffic reaches it.

use milepost_core::DeployModel::{CiHelm, CiKubectl, CiKustomize, GitopsArgocd, GitopsFlux};
use milepost_core::{CostLabel, DeployModel, Object, Runtime, Unknown, Verb, What, cost};

use super::chart::is_batch;
use super::packaging::is_hosted;
use super::seen::{Seen, add};
use super::{Taking, Way};
use crate::assemble::{Component, Estate, evidence};
use crate::rules::is_among;

/// gp.11: a namespace that says whose it is and how much depends on it.
pub(super) fn namespace(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    if !on_kubernetes(component) {
        let runs = super::host::unseen(estate, component);
        return match runs.filter(|_| !is_placed(estate, component)) {
            Some(runs) => {
                let why = format!("{runs}; in what namespace, if in any, is not seen");
                Taking::unknown(Unknown::External, why)
            }
            None => Taking::not_applicable("does not run on Kubernetes, as far as can be seen"),
        };
    }
    let seen = Seen::of(estate, component, What::as_object).only(|it| it.kind == "Namespace");
    if seen.own.is_empty() && seen.brought.is_empty() {
        let why = "its namespace is not defined beside it";
        return Taking::unknown(Unknown::Unmapped, why);
    }
    let bare = seen.all().find(|it| !has(it, CostLabel::Team) || !has(it, CostLabel::Tier));
    let bare = bare.map(|it| it.name.clone().unwrap_or_else(|| "its namespace".to_owned()));
    let mut taking = Taking::taken(seen.ways(|_| "a namespace of its own".to_owned()));
    taking.deviation = bare.map(|name| format!("{name} does not carry both team and tier"));
    taking
}

/// gp.35: traffic comes in by one kind of route, the same everywhere.
pub(super) fn network(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let seen = Seen::of(estate, component, What::as_object)
        .only(|it| is_among(&estate.rules.lists.routes, &it.kind) || is_asked_for(&it.kind));
    if seen.all().next().is_none() {
        let declared = declared(estate, component);
        return if declared.is_empty() {
            without_route(estate, component)
        } else {
            Taking::taken(declared)
        };
    }
    let ways = seen.ways(|it| match &it.class {
        Some(class) => format!("{} {class}", it.kind),
        None => it.kind.clone(),
    });
    let several = ways.iter().filter(|way| way.unit.contains(' ')).count() > 1;
    let mut taking = Taking::taken(ways);
    taking.deviation = several.then(|| "several classes of routes beside each other".to_owned());
    taking
}

/// Whether an application of a platform's own kind asks for a route, which its key tells.
fn is_asked_for(kind: &str) -> bool {
    let key = kind.rsplit_once('.').map(|(_, key)| key);
    matches!(key, Some("ingress" | "ingresses" | "publicPort"))
}

/// Resources of its infrastructure by which traffic comes in: each is its own, whoever declares the like.
fn declared(estate: &Estate<'_>, component: &Component<'_>) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for (fact, declared) in component.facts_of(What::as_infrastructure) {
        let routes = declared.resources.keys();
        for kind in routes.filter(|it| is_among(&estate.rules.lists.route_resources, it)) {
            add(&mut ways, kind, evidence(component.repository, fact, kind.clone()));
        }
    }
    ways.into_iter().map(|way| Way { family: None, ..way }).collect()
}

/// Without a route in sight. Of a cluster the routes stand beside what runs there; elsewhere they may be
/// part of what a host does for it.
fn without_route(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    if let Some(runs) = super::host::unseen(estate, component) {
        let why = format!("{runs}; how traffic reaches it is not seen");
        return Taking::unknown(Unknown::External, why);
    }
    if on_kubernetes(component) || is_batch(estate, component) {
        return Taking::not_applicable("no route leads to it, as far as can be seen");
    }
    Taking::unknown(Unknown::External, "how traffic reaches it, if it does, is not seen")
}

/// Whether its deploys tell that it runs somewhere else than on Kubernetes.
fn is_placed(estate: &Estate<'_>, component: &Component<'_>) -> bool {
    let elsewhere = [
        DeployModel::ComposeRemote,
        DeployModel::SshCopy,
        DeployModel::Nomad,
        DeployModel::PaasGit,
    ];
    is_hosted(estate, component)
        || super::models(estate, component).iter().any(|model| elsewhere.contains(model))
}

fn has(object: &Object, wanted: CostLabel) -> bool {
    object.labels.iter().any(|(key, value)| {
        cost::label_of(key) == Some(wanted) && !super::catalogue::is_placeholder(value)
    })
}

/// Whether something tells that it runs on Kubernetes.
pub(super) fn on_kubernetes(component: &Component<'_>) -> bool {
    let models = [CiHelm, CiKubectl, CiKustomize, GitopsArgocd, GitopsFlux];
    let deployed = |verb| matches!(verb, Verb::Deploy(model) if models.contains(&model));
    !component.charts.is_empty()
        || component.doings().any(|doing| deployed(doing.verb))
        || component.workloads().iter().any(|(_, it)| it.runtime == Runtime::Kubernetes)
}
