//! Measures of clusters, and of what asks them for an old API.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{
    Bounds, Cluster, Evidence, Measure, Member, Object, Unknown, What, Workload, kubernetes,
};

use super::Context;
use super::census::{Answer, number, of_answers, unknown};
use crate::assemble::{evidence, facts_of};

/// Clusters by their names in code, and as destinations of deployments.
pub(super) fn named(context: &Context<'_>, id: &str) -> Measure {
    let mut found: BTreeMap<String, Vec<Evidence>> = BTreeMap::new();
    for (at, cluster) in all(context) {
        let name =
            cluster.name.clone().unwrap_or_else(|| format!("{}//{}", at.repository, at.path));
        found.entry(name).or_default().push(at);
    }
    counted(id, found)
}

/// Clusters by what declares them: resource or module, whatever their number.
pub(super) fn shapes(context: &Context<'_>, id: &str) -> Measure {
    let mut found: BTreeMap<String, Vec<Evidence>> = BTreeMap::new();
    for (at, cluster) in all(context) {
        let by = cluster.declared_by.clone().unwrap_or_default();
        found.entry(format!("{} {by}", cluster.provider).trim().to_owned()).or_default().push(at);
    }
    counted(id, found)
}

fn counted(id: &str, found: BTreeMap<String, Vec<Evidence>>) -> Measure {
    if found.is_empty() {
        return unknown(id, Some(Unknown::External));
    }
    let count = crate::standard::as_f64(found.len());
    let yes = found.into_iter().map(|(id, evidence)| Member { id, way: String::new(), evidence });
    Measure { yes: yes.collect(), ..number(id, Some(Bounds::exactly(count))) }
}

/// Objects whose API the declared clusters, or the next version, no longer serve (trap T63). What
/// stands under a branch that asks the cluster first is passed over. Without a declared version, an
/// API that is gone from the newest may still be served.
pub(super) fn removed_apis(context: &Context<'_>, id: &str) -> Measure {
    let oldest = versions(context).into_iter().min();
    let next = oldest.map(|(major, minor)| (major, minor + 1));
    let mut answers: BTreeMap<String, Answer> = BTreeMap::new();
    for repository in context.estate.repositories.iter().filter(|r| context.estate.is_active(r)) {
        for (fact, (api_version, kind)) in facts_of(repository, asked) {
            let at = evidence(repository, fact, format!("{api_version} {kind}"));
            let answer = match (kubernetes::removed_in(api_version, kind), next) {
                (None, _) => Answer::No("served".to_owned(), Vec::new()),
                (Some(gone), Some(next)) if gone <= next => Answer::Yes(vec![at]),
                (Some(_), Some(_)) => Answer::No("still served".to_owned(), vec![at]),
                (Some(_), None) => Answer::Open(Unknown::External),
            };
            answers.insert(format!("{}//{}:{}", repository.id, fact.path, fact.line), answer);
        }
    }
    of_answers(id, answers.into_iter())
}

/// How many minor versions the oldest declared cluster is behind the newest release known at the
/// instant of the snapshot. Clusters that upgrade themselves say nothing.
pub(super) fn lag(context: &Context<'_>, id: &str) -> Measure {
    let newest = kubernetes::newest_at(context.estate.at);
    let (Some((_, oldest)), Some((_, newest))) = (versions(context).into_iter().min(), newest)
    else {
        return unknown(id, Some(Unknown::External));
    };
    number(id, Some(Bounds::exactly(f64::from(newest.saturating_sub(oldest)))))
}

/// Versions that clusters are declared with, and keep.
fn versions(context: &Context<'_>) -> BTreeSet<(u32, u32)> {
    all(context)
        .into_iter()
        .filter(|(_, cluster)| !cluster.upgrades_itself)
        .filter_map(|(_, cluster)| kubernetes::version(cluster.version.as_deref()?))
        .collect()
}

fn all<'a>(context: &Context<'a>) -> Vec<(Evidence, &'a Cluster)> {
    let active = context.estate.repositories.iter().filter(|r| context.estate.is_active(r));
    active
        .flat_map(|repository| {
            facts_of(repository, What::as_cluster).map(move |(fact, cluster)| {
                (evidence(repository, fact, cluster.provider.clone()), cluster)
            })
        })
        .collect()
}

/// The API version and kind of what is asked of a cluster.
fn asked(what: &What) -> Option<(&str, &str)> {
    match what {
        What::Object(Object { api_version, kind, guarded: false, .. })
        | What::Workload(Workload { api_version: Some(api_version), kind, .. }) => {
            Some((api_version, kind))
        }
        _ => None,
    }
}
