//! Charts by name: what the ones in the scan bring along, which a chart that depends on them gets.

use std::collections::BTreeMap;

use milepost_core::place::is_under;
use milepost_core::{DocumentRole, Fact, Repository, What, Workload};

use super::{facts, facts_of};

/// Kinds that run for as long as nobody stops them, or on a schedule.
const RUNNING: &[&str] =
    &["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout", "Pod", "CronJob", "Job"];

/// What a chart of this name in the scan brings along: everything that stands in its folder.
#[derive(Debug, Clone, Default)]
pub(crate) struct Brings<'a> {
    facts: Vec<&'a Fact>,
}

impl<'a> Brings<'a> {
    /// What of it `pick` picks.
    pub(crate) fn of<T>(&self, pick: impl Fn(&'a What) -> Option<T>) -> impl Iterator<Item = T> {
        self.facts.iter().filter_map(move |fact| pick(&fact.what))
    }

    /// Whether it asks for something that runs.
    pub(crate) fn runs_something(&self) -> bool {
        // A chart may leave it to one it depends on, by templates of that one's making.
        let depends = || {
            self.of(|what| match what {
                What::Chart(chart) if !chart.dependencies.is_empty() => Some(()),
                _ => None,
            })
        };
        self.workloads().any(|workload| RUNNING.contains(&workload.kind.as_str()))
            || depends().next().is_some()
    }

    /// Whether something it runs has liveness and readiness probes, written out in its templates or
    /// set by its default values.
    pub(crate) fn probes(&self) -> bool {
        let defaults = || {
            self.of(|what| match what {
                What::ChartValues(values) if values.environment.is_none() => Some(&values.keys),
                _ => None,
            })
        };
        let sets =
            |probe: &str| defaults().flatten().any(|key| key.to_ascii_lowercase().contains(probe));
        let by_default = || self.runs_something() && sets("liveness") && sets("readiness");
        self.workloads().any(is_probed) || by_default()
    }

    /// Whether alerts, or values of theirs, link to a runbook.
    pub(crate) fn links_runbook(&self) -> bool {
        let link = |what: &'a What| match what {
            What::DocumentLink(link) => Some(link.role),
            _ => None,
        };
        self.of(link).any(|role| role == DocumentRole::Runbook)
    }

    fn workloads(&self) -> impl Iterator<Item = &'a Workload> {
        self.of(What::as_workload)
    }
}

/// The charts in the scan, by name.
pub(crate) struct Charts<'a> {
    by_name: BTreeMap<&'a str, Brings<'a>>,
}

impl<'a> Charts<'a> {
    pub(super) fn index(repositories: &'a [Repository]) -> Self {
        let mut by_name = BTreeMap::new();
        for repository in repositories {
            let charts = facts_of(repository, |what| match what {
                What::Chart(chart) if !chart.vendored => Some(chart),
                _ => None,
            });
            for (fact, chart) in charts {
                let folder = fact.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                by_name.entry(chart.name.as_str()).or_insert_with(|| Brings {
                    facts: facts(repository).filter(|it| is_under(&it.path, folder)).collect(),
                });
            }
        }
        Self { by_name }
    }

    /// What the chart of this name brings along; `None` when it is not in the scan.
    pub(crate) fn named(&self, name: &str) -> Option<&Brings<'a>> {
        self.by_name.get(name)
    }
}

/// Whether a workload has both probes that tell whether it works.
pub(crate) fn is_probed(workload: &Workload) -> bool {
    ["liveness", "readiness"].iter().all(|probe| workload.probes.iter().any(|found| found == probe))
}
