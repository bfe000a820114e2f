//! Steps that documents take: a runbook of substance, decisions on record.

use milepost_core::{DocumentRole, Unknown, What};

use super::{Taking, Way};
use crate::assemble::{Brings, Component, Estate, evidence};

/// gp.25: a runbook of substance, here or linked.
pub(super) fn runbook(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let own = documents(component, DocumentRole::Runbook);
    if !own.is_empty() {
        return Taking::taken(own);
    }
    let link = component.facts_of(|what| match what {
        What::DocumentLink(link) if link.role == DocumentRole::Runbook => Some(link),
        _ => None,
    });
    // What stands elsewhere proves that somebody wrote one, not that it says anything (trap T71).
    if let Some((fact, link)) = link.into_iter().next() {
        let why =
            format!("linked to {} at {}", link.target, evidence(component.repository, fact, ""));
        return Taking::unknown(Unknown::External, why);
    }
    if let Some(name) = chart_with_runbook(estate, component) {
        let why = format!("the alerts of the chart {name} link to one");
        return Taking::unknown(Unknown::External, why);
    }
    Taking::absent("no runbook of substance")
}

/// A chart it depends on whose alerts link to a runbook, by name.
fn chart_with_runbook(estate: &Estate<'_>, component: &Component<'_>) -> Option<String> {
    component
        .charts
        .iter()
        .flat_map(|(_, chart)| &chart.dependencies)
        .map(|dependency| dependency.name.clone())
        .find(|name| estate.charts.named(name).is_some_and(Brings::links_runbook))
}

/// gp.30: at least one decision of substance on record.
pub(super) fn decisions(_: &Estate<'_>, component: &Component<'_>) -> Taking {
    Taking::of(documents(component, DocumentRole::Adr), "no decision record of substance")
}

/// Documents of substance, by where they are kept: the place is what several may share (std.6).
fn documents(component: &Component<'_>, role: DocumentRole) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    let found = component.facts_of(|what| match what {
        What::Document(document) if document.substance => Some(document),
        _ => None,
    });
    for (fact, document) in found.filter(|(_, document)| document.role == role) {
        let place = place(&fact.path, document.section);
        let shows = document.title.clone().unwrap_or_default();
        let at = evidence(component.repository, fact, shows);
        match ways.iter_mut().find(|way| way.unit == place) {
            Some(way) => way.evidence.push(at),
            None => ways.push(Way {
                family: Some(place.clone()),
                unit: place,
                version: None,
                depth: 0,
                evidence: vec![at],
            }),
        }
    }
    ways
}

/// Where a document is kept, without its own name.
fn place(path: &str, section: bool) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if section {
        return format!("a section of {name}");
    }
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/") }
}
