//! Charts by name: what the ones in the scan ask for, which a chart that depends on them gets.

use std::collections::BTreeMap;

use milepost_core::place::is_under;
use milepost_core::{DocumentRole, Repository, What, Workload};

use super::{facts, facts_of};

/// Kinds that run for as long as nobody stops them, or on a schedule.
const RUNNING: &[&str] =
    &["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout", "Pod", "CronJob", "Job"];

/// What a chart of this name in the scan brings along.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Brings {
    /// Something that runs.
    pub(crate) workload: bool,
    /// Liveness and readiness probes on it.
    pub(crate) probes: bool,
    /// Alerts, or values of theirs, that link to a runbook.
    pub(crate) runbook: bool,
}

/// The charts in the scan, by name.
pub(crate) struct Charts {
    by_name: BTreeMap<String, Brings>,
}

impl Charts {
    pub(super) fn index(repositories: &[Repository]) -> Self {
        let mut by_name = BTreeMap::new();
        for repository in repositories {
            let charts: Vec<(&str, &str)> = facts_of(repository, |what| match what {
                What::Chart(chart) if !chart.vendored => Some(chart),
                _ => None,
            })
            .map(|(fact, chart)| (folder(&fact.path), chart.name.as_str()))
            .collect();
            for (folder, name) in &charts {
                let brings = brings(repository, folder);
                by_name.entry((*name).to_owned()).or_insert(brings);
            }
        }
        Self { by_name }
    }

    /// What the chart of this name brings along; `None` when it is not in the scan.
    pub(crate) fn named(&self, name: &str) -> Option<Brings> {
        self.by_name.get(name).copied()
    }
}

/// Whether a workload has both probes that tell whether it works.
pub(crate) fn is_probed(workload: &Workload) -> bool {
    ["liveness", "readiness"].iter().all(|probe| workload.probes.iter().any(|found| found == probe))
}

/// What stands in the folder of a chart.
fn brings(repository: &Repository, folder: &str) -> Brings {
    let mut brings = Brings::default();
    for fact in facts(repository).filter(|fact| is_under(&fact.path, folder)) {
        match &fact.what {
            What::Workload(workload) => {
                brings.workload |= RUNNING.contains(&workload.kind.as_str());
                brings.probes |= is_probed(workload);
            }
            What::DocumentLink(link) => brings.runbook |= link.role == DocumentRole::Runbook,
            _ => {}
        }
    }
    brings
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
