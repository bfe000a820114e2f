//! Where a service runs: its namespace, and the route by which traffic reaches it.

use milepost_core::DeployModel::{CiHelm, CiKubectl, CiKustomize, GitopsArgocd, GitopsFlux};
use milepost_core::{CostLabel, Object, Runtime, Unknown, Verb, What, cost};

use super::Taking;
use super::seen::{Seen, unseen_or};
use crate::assemble::{Component, Estate};
use crate::rules::is_among;

/// gp.11: a namespace that says whose it is and how much depends on it.
pub(super) fn namespace(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    if !on_kubernetes(component) {
        return Taking::not_applicable("does not run on Kubernetes, as far as can be seen");
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
        return unseen_or(component, "no route leads to it, as far as can be seen");
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
