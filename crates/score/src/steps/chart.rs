//! gp.10, of a component with a chart.

use std::collections::BTreeSet;

use milepost_core::place::is_under;
use milepost_core::{Chart, DeployModel, Evidence, Fact, UnitKind, Unknown, Use, Verb, What};

use super::{Taking, Way};
use crate::assemble::segment::is_job;
use crate::assemble::{Brings, Component, Doing, Estate, evidence, facts, family};

/// Whether a chart packages something: one whose templates write objects (an ingress, say) and nothing
/// that runs, print nothing and stand on no other chart packages nothing.
pub(crate) fn packages(component: &Component<'_>, (fact, chart): (&Fact, &Chart)) -> bool {
    let folder = fact.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let below = || facts(component.repository).filter(|it| is_under(&it.path, folder));
    let may_run = |what: &What| match what {
        What::Workload(_) => true,
        What::ChartPart(part) => part.name.is_none() || part.workloads().next().is_some(),
        What::Use(used) => used.unit == UnitKind::PlatformKind,
        _ => false,
    };
    !chart.dependencies.is_empty()
        || below().any(|it| may_run(&it.what))
        || !below().any(|it| matches!(it.what, What::Object(_)))
}

/// Whether one of its charts packages something.
pub(super) fn is_packaged(component: &Component<'_>) -> bool {
    component.charts.iter().any(|chart| packages(component, *chart))
}

/// Packaged by a chart of its own, which may stand on the organisation's.
pub(super) fn chart(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    if let Some(at) = dormant(estate, component) {
        let why = format!("{at} is a chart that nothing which deploys it uses");
        return Taking::unknown(Unknown::External, why);
    }
    let charts = component.charts.iter().filter(|chart| packages(component, **chart));
    let ways: Vec<Way> = charts.flat_map(|chart| chart_ways(estate, component, chart)).collect();
    let mut taking = Taking::taken(ways);
    let own = own_templates(component);
    let most = estate.rules.profile.number("standard.chart", "own-templates");
    if crate::standard::as_f64(own.len()) > most {
        let first = own.first().copied().unwrap_or_default();
        taking.deviation =
            Some(format!("{} templates of its own ask for workloads: {first}…", own.len()));
    }
    taking
}

/// Ways to deploy that install no chart.
const WITHOUT_CHART: &[DeployModel] = &[
    DeployModel::CiKubectl,
    DeployModel::CiKustomize,
    DeployModel::ServerlessFw,
    DeployModel::Sam,
    DeployModel::Cdk,
    DeployModel::PaasCli,
    DeployModel::SshCopy,
    DeployModel::ComposeRemote,
];

/// The first of its charts when all that deploys it is in sight, installs no chart and names none:
/// they are left over from another way (trap T13).
fn dormant(estate: &Estate<'_>, component: &Component<'_>) -> Option<Evidence> {
    let deploys = super::deploys(estate, component);
    let installs_none = |doing: &&Doing| match doing.verb {
        Verb::Deploy(model) => WITHOUT_CHART.contains(&model) && doing.through.is_empty(),
        _ => false,
    };
    let folders = component.charts.iter().filter_map(|(fact, _)| fact.path.rsplit_once('/'));
    let folders: Vec<String> = folders.map(|(folder, _)| folder.to_ascii_lowercase()).collect();
    let uses_chart = |doing: &Doing| {
        let named = |text: &String| folders.iter().any(|folder| text.contains(folder.as_str()));
        doing.by.contains("helm") || doing.about.iter().any(named)
    };
    let all = !deploys.is_empty() && deploys.iter().all(installs_none);
    let routed = || !super::deploy::routes(estate, component).is_empty();
    if !all || component.doings().any(uses_chart) || routed() {
        return None;
    }
    let (fact, _) = component.charts.first()?;
    Some(evidence(component.repository, fact, ""))
}

/// The organisation's charts a chart depends on, or itself where there is none. A chart that asks
/// for nothing that runs (alerts, say) packages nothing.
fn chart_ways(
    estate: &Estate<'_>,
    component: &Component<'_>,
    (fact, chart): &(&Fact, &Chart),
) -> Vec<Way> {
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(f, _)| f.to_owned());
    let owned: Vec<Way> = component
        .facts_of(|what| match what {
            What::Use(used) if used.unit == UnitKind::Chart => Some(used),
            _ => None,
        })
        .filter(|(used_at, _)| folder(&used_at.path) == folder(&fact.path))
        .filter(|(_, used)| estate.ownership.is_owned(UnitKind::Chart, &used.source))
        .filter(|(used_at, used)| runs_something(estate, component, (used_at, used)))
        .map(|(used_at, used)| chart_way(component, used_at, used))
        .collect();
    if owned.is_empty() {
        let unit = format!("its own chart {}", chart.name);
        let evidence = vec![evidence(component.repository, fact, "its own chart")];
        return vec![Way { evidence, ..Way::own(&unit) }];
    }
    owned
}

fn chart_way(component: &Component<'_>, fact: &Fact, used: &Use) -> Way {
    Way {
        family: Some(family(UnitKind::Chart, &used.source)),
        version: used.held(&component.repository.facts, fact).map(ToOwned::to_owned),
        evidence: vec![evidence(component.repository, fact, chart_name(&used.source))],
        ..Way::own(&used.source)
    }
}

/// Whether a chart asks for something that runs; one that is not in the scan may.
fn runs_something(
    estate: &Estate<'_>,
    component: &Component<'_>,
    (fact, used): (&Fact, &Use),
) -> bool {
    let version = used.held(&component.repository.facts, fact);
    let brings = estate.charts.named(chart_name(&used.source), version);
    brings.is_none_or(Brings::runs_something)
}

/// What the chart that a way goes by brings along, at the version it asks for.
pub(super) fn brings<'e>(estate: &'e Estate<'_>, way: &Way) -> Option<&'e Brings<'e>> {
    estate.charts.named(chart_name(&way.unit), way.version.as_deref())
}

fn chart_name(source: &str) -> &str {
    source.rsplit('/').next().unwrap_or(source)
}

/// Template files of the component's charts that ask for workloads themselves, rather than print
/// what another chart asks for.
fn own_templates<'a>(component: &Component<'a>) -> BTreeSet<&'a str> {
    let printing = component.facts_of(What::as_chart_part);
    let printing = printing.filter(|(_, part)| part.name.is_none()).map(|(fact, _)| &fact.path);
    let printing: BTreeSet<&String> = printing.collect();
    component
        .facts_of(What::as_workload)
        .map(|(fact, _)| &fact.path)
        .filter(|path| path.contains("/templates/") && !printing.contains(path))
        .map(String::as_str)
        .collect()
}

/// Whether all that runs of a component runs to an end: its own workloads are jobs, and no chart it
/// stands on may bring another.
pub(crate) fn is_batch(estate: &Estate<'_>, component: &Component<'_>) -> bool {
    let runs = |(fact, used): (&Fact, &Use)| {
        used.unit == UnitKind::Chart && runs_something(estate, component, (fact, used))
    };
    is_job(component) && !component.facts_of(What::as_use).any(runs)
}
