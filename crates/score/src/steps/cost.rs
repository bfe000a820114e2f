//! gp.33: what a service runs carries labels that say who pays.

use std::collections::BTreeSet;

use milepost_core::{CostLabel, CostLabels, What, cost};

use super::seen::{Seen, add};
use super::{Taking, Way};
use crate::assemble::{Component, Estate};

/// gp.33: at least three of the five labels that say who pays.
pub(super) fn cost_labels(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let least = estate.rules.profile.number("standard.cost", "labels");
    let (found, ways) = labels(estate, component);
    if crate::standard::as_f64(found.len()) >= least {
        return Taking::taken(ways);
    }
    let names: Vec<&str> = found.iter().map(|label| label.name()).collect();
    let said = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    Taking::absent(&format!("of the five labels it carries {said}"))
}

/// Which of the five labels what a component runs carries, and what sets them.
pub(crate) fn labels(
    estate: &Estate<'_>,
    component: &Component<'_>,
) -> (BTreeSet<CostLabel>, Vec<Way>) {
    let mut found = BTreeSet::new();
    let mut ways = Vec::new();
    let carried = Seen::of(estate, component, What::as_cost_labels);
    let included = included(carried.all());
    for (at, labels) in carried.own {
        let kinds = carried_by(labels, &included);
        if !kinds.is_empty() {
            add(&mut ways, "labels in its own files", at);
            found.extend(kinds);
        }
    }
    for (way, brought) in carried.brought {
        let kinds: BTreeSet<CostLabel> =
            brought.iter().flat_map(|it| carried_by(it, &included)).collect();
        if !kinds.is_empty() {
            found.extend(kinds);
            ways.push(way);
        }
    }
    let workloads = Seen::of(estate, component, What::as_workload);
    for (at, it) in workloads.own {
        let kinds = meant(it.labels.iter());
        if !kinds.is_empty() {
            add(&mut ways, "labels in its own files", at);
            found.extend(kinds);
        }
    }
    for (way, brought) in workloads.brought {
        let kinds: BTreeSet<CostLabel> =
            brought.iter().flat_map(|it| meant(it.labels.iter())).collect();
        if !kinds.is_empty() {
            found.extend(kinds);
            ways.push(way);
        }
    }
    (found, ways)
}

fn meant<'l>(labels: impl Iterator<Item = (&'l String, &'l String)>) -> BTreeSet<CostLabel> {
    labels
        .filter(|(_, value)| !super::catalogue::is_placeholder(value))
        .filter_map(|(key, _)| cost::label_of(key))
        .collect()
}

/// The named templates of labels that something includes, by their names: what a template of labels
/// includes itself comes with it.
fn included<'l>(all: impl Iterator<Item = &'l CostLabels>) -> BTreeSet<&'l str> {
    let calls: Vec<(&str, Option<&str>)> = all
        .filter_map(|labels| labels.on.strip_prefix("include "))
        .map(|call| call.split_once(" by ").map_or((call, None), |(name, by)| (name, Some(by))))
        .collect();
    let mut found: BTreeSet<&str> = BTreeSet::new();
    loop {
        let before = found.len();
        for (name, by) in &calls {
            if by.is_none_or(|by| found.contains(by)) {
                found.insert(name);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// The labels a carrier says, unless it is a template that nothing includes.
fn carried_by(labels: &CostLabels, included: &BTreeSet<&str>) -> Vec<CostLabel> {
    let unused = |name: &str| !included.contains(name);
    if labels.on.strip_prefix("template ").is_some_and(unused) {
        return Vec::new();
    }
    meant(labels.labels.iter()).into_iter().collect()
}
