//! Steps that a chart takes: packaging, health checks, environments from one definition.

use std::collections::BTreeSet;

use milepost_core::{Chart, Dependency, Fact, UnitKind, Unknown, What};

use super::{Taking, Way};
use crate::assemble::{Component, Estate, evidence, facts_of, family};

/// gp.10: packaged by a chart that stands on the organisation's own.
pub(super) fn chart(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    if component.charts.is_empty() {
        return not_packaged(component);
    }
    let ways: Vec<Way> = component
        .charts
        .iter()
        .flat_map(|chart| chart_ways(estate, component, chart))
        .collect();
    let mut taking = Taking::taken(ways);
    let own = own_templates(component);
    let most = estate
        .rules
        .profile
        .number("standard.chart", "own-templates");
    let count = u32::try_from(own.len()).unwrap_or(u32::MAX);
    if f64::from(count) > most {
        taking.deviation = Some(format!("{count} templates of its own ask for workloads"));
    }
    taking
}

/// Without a chart: nothing to package when nothing runs on Kubernetes, as far as can be seen.
fn not_packaged(component: &Component<'_>) -> Taking {
    let on_kubernetes = component.doings().any(|doing| {
        use milepost_core::DeployModel::{
            CiHelm, CiKubectl, CiKustomize, GitopsArgocd, GitopsFlux,
        };
        let kubernetes = [CiHelm, CiKubectl, CiKustomize, GitopsArgocd, GitopsFlux];
        matches!(doing.verb, milepost_core::Verb::Deploy(model) if kubernetes.contains(&model))
    });
    if on_kubernetes {
        return Taking::unknown(
            Unknown::External,
            "deployed to Kubernetes without a chart in sight",
        );
    }
    Taking::unknown(
        Unknown::Unmeasured,
        "no chart; other packaging is not looked at yet",
    )
}

/// The organisation's charts a chart depends on, or itself where there is none.
fn chart_ways(
    estate: &Estate<'_>,
    component: &Component<'_>,
    (fact, chart): &(&Fact, &Chart),
) -> Vec<Way> {
    let place = |shows: &str| vec![evidence(component.repository, fact, shows)];
    let owned: Vec<Way> = chart
        .dependencies
        .iter()
        .filter_map(|dependency| Some((dependency, source(dependency)?)))
        .filter(|(_, source)| estate.ownership.is_owned(UnitKind::Chart, source))
        .map(|(dependency, source)| Way {
            family: Some(family(UnitKind::Chart, &source)),
            unit: source,
            version: dependency.version.clone(),
            depth: 0,
            evidence: place(&dependency.name),
        })
        .collect();
    if owned.is_empty() {
        let unit = format!("its own chart {}", chart.name);
        return vec![Way {
            family: None,
            unit,
            version: None,
            depth: 0,
            evidence: place("its own chart"),
        }];
    }
    owned
}

fn source(dependency: &Dependency) -> Option<String> {
    let repository = dependency.repository.as_deref()?.trim_end_matches('/');
    (!repository.starts_with("file:")).then(|| format!("{repository}/{}", dependency.name))
}

/// Template files of the component's charts that ask for workloads.
fn own_templates<'a>(component: &Component<'a>) -> BTreeSet<&'a str> {
    component
        .facts_of(|what| match what {
            What::Workload(workload) => Some(workload),
            _ => None,
        })
        .map(|(fact, _)| fact.path.as_str())
        .filter(|path| path.contains("/templates/"))
        .collect()
}

/// gp.04: health is checked, by the chart itself or by the organisation's chart it stands on.
pub(super) fn health(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let packaged = chart(estate, component);
    let own: Vec<Way> = component
        .facts_of(|what| match what {
            What::Workload(workload) if is_probed(&workload.probes) => Some(workload),
            _ => None,
        })
        .map(|(fact, workload)| Way {
            family: None,
            unit: format!("probes of its own {}", workload.kind),
            version: None,
            depth: 0,
            evidence: vec![evidence(
                component.repository,
                fact,
                workload.probes.join(", "),
            )],
        })
        .collect();
    let shared: Vec<&Way> = packaged
        .ways
        .iter()
        .filter(|way| way.family.is_some())
        .collect();
    let inherited: Vec<Way> = shared
        .iter()
        .filter(|way| probes_in(estate, &way.unit))
        .map(|way| (*way).clone())
        .collect();
    if !inherited.is_empty() || !own.is_empty() {
        return Taking::taken(inherited.into_iter().chain(own).collect());
    }
    match shared.first() {
        Some(way) => Taking::unknown(
            Unknown::External,
            format!("whether {} checks health", way.unit),
        ),
        None if component.charts.is_empty() => Taking::unknown(
            Unknown::Unmeasured,
            "no chart; other packaging is not looked at yet",
        ),
        None => Taking::absent("no workload of its chart has liveness and readiness probes"),
    }
}

fn is_probed(probes: &[String]) -> bool {
    ["liveness", "readiness"]
        .iter()
        .all(|probe| probes.iter().any(|found| found == probe))
}

/// Whether the templates of a chart that is in the scan probe what they run.
fn probes_in(estate: &Estate<'_>, source: &str) -> bool {
    let name = source.rsplit('/').next().unwrap_or(source);
    estate.repositories.iter().any(|repository| {
        facts_of(repository, |what| match what {
            What::Workload(workload) => Some(workload),
            _ => None,
        })
        .any(|(fact, workload)| {
            fact.path.contains(&format!("{name}/templates/")) && is_probed(&workload.probes)
        })
    })
}

/// gp.19: environments are values of one chart rather than copies.
pub(super) fn environments(_: &Estate<'_>, component: &Component<'_>) -> Taking {
    if component.charts.is_empty() {
        return Taking::unknown(
            Unknown::Unmeasured,
            "no chart; other packaging is not looked at yet",
        );
    }
    let named: Vec<_> = component
        .values
        .iter()
        .filter(|(_, values)| values.environment.is_some())
        .collect();
    if named.len() < 2 {
        return Taking::unknown(
            Unknown::Unmapped,
            "its environments are not values of its chart",
        );
    }
    let evidence = named
        .iter()
        .map(|(fact, values)| {
            let shows = values.environment.clone().unwrap_or_default();
            evidence(component.repository, fact, shows)
        })
        .collect();
    let unit = "a values file per environment";
    Taking::taken(vec![Way {
        family: Some(unit.to_owned()),
        unit: unit.to_owned(),
        version: None,
        depth: 0,
        evidence,
    }])
}
