//! Steps that keep a service up to date and accounted for: dependency updates, cost labels.

use std::collections::BTreeSet;

use milepost_core::{CostLabel, Fact, UnitKind, Updates, Use, What, cost};

use super::seen::{Seen, add};
use super::{Taking, Way};
use crate::assemble::{Component, Estate, evidence, family};

/// gp.32: dependencies are kept up to date by a machine, by the organisation's preset.
pub(super) fn updates(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let all: Vec<_> = component.facts_of(What::as_updates).filter(|(_, it)| !it.preset).collect();
    let enabled: Vec<_> = all.iter().copied().filter(|(_, it)| it.enabled).collect();
    if enabled.is_empty() {
        let off = all.first().map(|(fact, it)| {
            format!("{} is switched off at {}", it.tool, evidence(component.repository, fact, ""))
        });
        return Taking::absent(
            &off.unwrap_or_else(|| "nothing keeps its dependencies up to date".to_owned()),
        );
    }
    let mut ways: Vec<Way> = Vec::new();
    let mut alone: Vec<(&Fact, &Updates)> = Vec::new();
    for (fact, it) in enabled {
        let presets = presets(estate, component, fact);
        if presets.is_empty() {
            alone.push((fact, it));
        }
        ways.extend(presets);
    }
    // Whatever else does the same beside the preset is a rival of it.
    let rival = alone.first().filter(|_| !ways.is_empty()).map(|(fact, it)| {
        format!("{} does it as well, at {}", it.tool, evidence(component.repository, fact, ""))
    });
    ways.extend(alone.into_iter().map(|(fact, it)| Way {
        evidence: vec![evidence(component.repository, fact, it.tool.clone())],
        ..Way::own(&format!("{} of its own", it.tool))
    }));
    let mut taking = Taking::taken(ways);
    taking.deviation = rival;
    taking
}

/// The organisation's presets that the configuration of an updater extends.
fn presets(estate: &Estate<'_>, component: &Component<'_>, configuration: &Fact) -> Vec<Way> {
    component
        .facts_of(preset)
        .filter(|(at, _)| at.path == configuration.path)
        .filter(|(_, used)| estate.ownership.is_owned(UnitKind::Preset, &used.source))
        .map(|(at, used)| Way {
            family: Some(family(UnitKind::Preset, &used.source)),
            version: used.version.clone(),
            evidence: vec![evidence(component.repository, at, used.source.clone())],
            ..Way::own(&used.source)
        })
        .collect()
}

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
    for (fact, labels) in component.facts_of(What::as_cost_labels) {
        let kinds = meant(labels.labels.iter());
        if !kinds.is_empty() {
            add(&mut ways, "labels in its own files", evidence(component.repository, fact, ""));
            found.extend(kinds);
        }
    }
    for (way, brought) in Seen::of(estate, component, What::as_cost_labels).brought {
        let kinds: BTreeSet<CostLabel> =
            brought.iter().flat_map(|it| meant(it.labels.iter())).collect();
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

fn preset(what: &What) -> Option<&Use> {
    match what {
        What::Use(used) if used.unit == UnitKind::Preset => Some(used),
        _ => None,
    }
}
