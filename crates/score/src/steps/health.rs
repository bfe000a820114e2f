//! gp.04: whether the service tells its platform that it is alive and ready.

use std::collections::BTreeSet;

use milepost_core::{ChartValues, Evidence, Runtime, Unknown, What, Workload};

use super::chart::{brings, is_batch, is_packaged};
use super::packaging::{is_functions, is_run_in_sight, packaging, running};
use super::{Taking, Way};
use crate::assemble::{Brings, Component, Estate, evidence, is_probed};

/// gp.04: health is checked, as what runs it says or as the organisation's chart it stands on does.
pub(super) fn health(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    if is_batch(estate, component) {
        return Taking::not_applicable("all that runs of it runs to an end");
    }
    if is_functions(estate, component) {
        return Taking::not_applicable("all that runs of it is functions");
    }
    let packaged = packaging(estate, component);
    let runs = running(estate, component);
    let mut own = own_checks(component, &runs);
    if own.is_empty() {
        own.extend(probes_by_values(component));
    }
    let shared: Vec<&Way> = packaged.ways.iter().filter(|way| way.family.is_some()).collect();
    let inherited = shared.iter().filter(|way| brings(estate, way).is_some_and(Brings::probes));
    let inherited: Vec<Way> = inherited.map(|way| (*way).clone()).collect();
    if !inherited.is_empty() || !own.is_empty() {
        return Taking::taken(inherited.into_iter().chain(own).collect());
    }
    if let Some(way) = shared.first() {
        let (code, decides) = match brings(estate, way) {
            Some(_) => (Unknown::Dynamic, "up to its values"),
            None => (Unknown::External, "not seen"),
        };
        return Taking::unknown(code, format!("whether {} checks health is {decides}", way.unit));
    }
    unchecked(estate, component, &runs)
}

/// Where nothing in sight checks it.
fn unchecked(
    estate: &Estate<'_>,
    component: &Component<'_>,
    runs: &[(Evidence, &Workload)],
) -> Taking {
    if !is_run_in_sight(estate, component) {
        let why = "nothing visible runs it, and so nothing says how its health is checked";
        return Taking::unknown(Unknown::External, why);
    }
    if runs.iter().any(|(_, workload)| workload.unseen) {
        let why = "what its templates print is not in the scan";
        return Taking::unknown(Unknown::External, why);
    }
    if !is_packaged(component) {
        return Taking::absent("nothing that runs it asks whether it is alive and ready");
    }
    Taking::absent("no workload of its chart has liveness and readiness probes")
}

/// Checks that what runs it asks for: of Kubernetes both probes, of other runtimes whatever they know.
/// Compose heeds the check that is built into an image as well.
fn own_checks(component: &Component<'_>, runs: &[(Evidence, &Workload)]) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for (at, workload) in runs {
        let on_kubernetes = workload.runtime == Runtime::Kubernetes;
        let is_checked =
            if on_kubernetes { is_probed(workload) } else { !workload.probes.is_empty() };
        if is_checked {
            let evidence = vec![Evidence { shows: workload.probes.join(", "), ..at.clone() }];
            ways.push(Way {
                evidence,
                ..Way::own(&format!("probes of its own {}", workload.kind))
            });
        }
    }
    let composed = runs.iter().any(|(_, it)| it.runtime == Runtime::Compose);
    let built_in = component.images.iter().find(|(_, image)| image.healthcheck);
    if let Some((fact, _)) = built_in.filter(|_| composed) {
        let evidence = vec![evidence(component.repository, fact, "a health check of its image")];
        ways.push(Way { evidence, ..Way::own("the health check of its image") });
    }
    ways
}

/// The probes that values of its own charts set for what those run themselves: a template that prints a
/// whole value writes nothing of it.
fn probes_by_values(component: &Component<'_>) -> Option<Way> {
    component.facts_of(What::as_workload).find(|(fact, _)| fact.path.contains("/templates/"))?;
    let handed: BTreeSet<&str> = component.dependencies().collect();
    let own = |key: &str| !key.split('.').next().is_some_and(|first| handed.contains(first));
    let sets = |values: &ChartValues, probe: &str| {
        let mut keys = values.keys.iter().filter(|key| own(key) && !values.off.contains(key));
        keys.find(|key| key.to_ascii_lowercase().contains(probe)).cloned()
    };
    component.values.iter().find_map(|(fact, values)| {
        let liveness = sets(values, "livenessprobe")?;
        sets(values, "readinessprobe")?;
        let line = values.line_of(&liveness).unwrap_or(fact.line);
        let at = evidence(component.repository, fact, liveness);
        let evidence = vec![Evidence { line, ..at }];
        Some(Way { evidence, ..Way::own("probes that its values set") })
    })
}
