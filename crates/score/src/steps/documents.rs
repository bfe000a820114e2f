//! Steps that documents take: a runbook of substance, decisions on record.

use milepost_core::{DocumentRole, Unknown, What, published};

use super::{Taking, Way};
use crate::assemble::{Brings, Component, Estate, evidence, facts_of};

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
    if let Some(way) = linked(estate, component) {
        return Taking::taken(vec![way]);
    }
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

/// A runbook of substance in another repository of the scan, which the component or a chart it
/// depends on links to.
fn linked(estate: &Estate<'_>, component: &Component<'_>) -> Option<Way> {
    let seen = super::seen::Seen::of(estate, component, |what| match what {
        What::DocumentLink(link) if link.role == DocumentRole::Runbook => Some(link),
        _ => None,
    });
    let own = seen.own.into_iter().map(|(at, link)| (at, link.target.as_str()));
    let brought = seen.brought.into_iter().flat_map(|(way, links)| {
        let at = way.evidence.into_iter().next();
        at.into_iter().flat_map(move |at| {
            links.clone().into_iter().map(move |link| (at.clone(), link.target.as_str()))
        })
    });
    own.chain(brought).find_map(|(at, target)| {
        let place = page_of(estate, target)?;
        Some(Way { family: Some(place.clone()), evidence: vec![at], ..Way::own(&place) })
    })
}

/// The repository that holds a runbook of substance at an address of GitHub's, and its path.
fn page_of(estate: &Estate<'_>, target: &str) -> Option<String> {
    let (_, rest) = target.split_once("github.com/")?;
    let mut parts = rest.splitn(5, '/');
    let (owner, name, kind, _) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let path = parts.next()?.split(['#', '?']).next()?;
    let id = format!("{owner}/{name}");
    let repository = estate.repositories.iter().find(|it| it.id.eq_ignore_ascii_case(&id))?;
    let found = facts_of(repository, |what| match what {
        What::Document(it) if it.role == DocumentRole::Runbook && it.substance => Some(it),
        _ => None,
    });
    let holds = found.into_iter().any(|(fact, _)| fact.path == path);
    (holds && matches!(kind, "blob" | "tree")).then(|| format!("{}/{path}", repository.id))
}

/// A chart it depends on whose alerts link to a runbook, by name.
fn chart_with_runbook(estate: &Estate<'_>, component: &Component<'_>) -> Option<String> {
    component
        .charts
        .iter()
        .flat_map(|(fact, chart)| chart.dependencies.iter().map(|it| (*fact, it)))
        .find(|(fact, it)| {
            let asked = (it.name.as_str(), it.version.as_deref());
            let version = published::held(&component.repository.facts, &fact.path, asked);
            let brings = estate.charts.named(&it.name, version);
            brings.is_some_and(Brings::links_runbook)
        })
        .map(|(_, dependency)| dependency.name.clone())
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
