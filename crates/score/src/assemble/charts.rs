//! Charts by name: what the ones in the scan bring along, which a chart that depends on them gets.

use std::collections::BTreeMap;

use milepost_core::place::is_under;
use milepost_core::{
    Chart, ChartPart, ChartValues, DocumentRole, Fact, Repository, UnitKind, Version, What,
    Workload,
};

use super::segment::JOBS;
use super::{facts, facts_of};

/// Kinds that run for as long as nobody stops them; jobs run as well.
const LASTING: &[&str] =
    &["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout", "Pod"];

/// What a chart of this name in the scan brings along: everything that stands in its folder.
#[derive(Debug, Clone, Default)]
pub(crate) struct Brings<'a> {
    folder: &'a str,
    facts: Vec<&'a Fact>,
}

impl<'a> Brings<'a> {
    pub(super) fn under(folder: &'a str, facts: impl Iterator<Item = &'a Fact>) -> Self {
        Self { folder, facts: facts.filter(|it| is_under(&it.path, folder)).collect() }
    }

    /// Everything it brings along.
    pub(crate) fn facts(&self) -> impl Iterator<Item = &'a Fact> {
        self.facts.iter().copied()
    }

    /// Names of the charts it depends on, each with the version that is held of it.
    pub(super) fn dependencies(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        let beside = |fact: &&Fact| folder_of(fact) == self.folder;
        let facts = self.facts().filter(beside);
        facts.filter_map(|fact| match &fact.what {
            What::Use(used) if used.unit == UnitKind::Chart => {
                let name = used.source.rsplit('/').next().unwrap_or(&used.source);
                Some((name, used.version.as_deref()))
            }
            _ => None,
        })
    }

    /// Its own default values: what stands in `values.yaml` beside the chart.
    pub(super) fn defaults(&self) -> impl Iterator<Item = (&'a Fact, &'a ChartValues)> {
        let files = self.facts().filter(|fact| folder_of(fact) == self.folder);
        files.filter_map(|fact| match &fact.what {
            What::ChartValues(values) if values.environment.is_none() => Some((fact, values)),
            _ => None,
        })
    }

    /// What of it `pick` picks.
    pub(crate) fn of<T>(&self, pick: impl Fn(&'a What) -> Option<T>) -> impl Iterator<Item = T> {
        self.facts.iter().filter_map(move |fact| pick(&fact.what))
    }

    /// Whether it asks for something that runs.
    pub(crate) fn runs_something(&self) -> bool {
        // A chart may leave it to one it depends on, by templates of that one's making.
        let depends = || self.charts().any(|chart| !chart.dependencies.is_empty());
        let runs = |kind: &str| LASTING.contains(&kind) || JOBS.contains(&kind);
        self.workloads().any(|workload| runs(&workload.kind)) || depends()
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

    /// Whether it is a library, which asks for nothing by itself.
    pub(crate) fn is_library(&self) -> bool {
        let mut beside = self.facts().filter(|fact| folder_of(fact) == self.folder);
        beside.any(|fact| fact.what.as_chart().is_some_and(|chart| chart.library))
    }

    fn charts(&self) -> impl Iterator<Item = &'a Chart> {
        self.of(|what| match what {
            What::Chart(chart) => Some(chart),
            _ => None,
        })
    }

    /// What it runs, or lets those run who print its parts.
    fn workloads(&self) -> impl Iterator<Item = &'a Workload> {
        let parts = self.of(What::as_chart_part).flat_map(ChartPart::workloads);
        self.of(What::as_workload).chain(parts)
    }
}

/// A chart that is defined in the scan.
struct Defined<'a> {
    repository: &'a Repository,
    name: &'a str,
    folder: &'a str,
    /// What it brings along as it stands.
    now: Brings<'a>,
    /// What it brings along at the versions that are asked for.
    versions: BTreeMap<&'a str, Brings<'a>>,
}

impl<'a> Defined<'a> {
    fn new(repository: &'a Repository, fact: &'a Fact, name: &'a str) -> Self {
        let folder = folder_of(fact);
        let now = Brings::under(folder, facts(repository));
        let mut chart = Self { repository, name, folder, now, versions: BTreeMap::new() };
        for state in &repository.versions {
            chart.add_state(state);
        }
        chart
    }

    /// Adds what it brings along in a state that is asked for. Charts of one repository may have
    /// versions of one name: the state of another one need not hold this.
    fn add_state(&mut self, state: &'a Version) {
        let live = state.facts.iter().filter(|fact| fact.aside.is_none());
        let brings = Brings::under(self.folder, live);
        if brings.charts().any(|chart| chart.name == self.name) {
            let names = state.asked.keys().map(String::as_str);
            self.versions.extend(names.map(|asked| (asked, brings.clone())));
        }
    }

    /// What it brings along at the version asked for. A state without facts is the one its
    /// repository was read at, and so is what cannot be found; a state in which this chart is not
    /// says nothing.
    fn at(&self, asked: Option<&str>) -> Option<&Brings<'a>> {
        let Some(asked) = asked else { return Some(&self.now) };
        if let Some(brings) = self.versions.get(asked) {
            return Some(brings);
        }
        let states = self.repository.versions.iter();
        let mut named = states.filter(|it| it.asked.contains_key(asked)).peekable();
        let as_it_stands = named.peek().is_none() || named.any(|state| state.facts.is_empty());
        as_it_stands.then_some(&self.now)
    }
}

/// The charts in the scan, by name.
pub(crate) struct Charts<'a> {
    by_name: BTreeMap<&'a str, Defined<'a>>,
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
                let name = chart.name.as_str();
                by_name.entry(name).or_insert_with(|| Defined::new(repository, fact, name));
            }
        }
        Self { by_name }
    }

    /// What the chart of this name brings along at the version asked for; `None` when that is not
    /// in the scan.
    pub(crate) fn named(&self, name: &str, asked: Option<&str>) -> Option<&Brings<'a>> {
        self.by_name.get(name)?.at(asked)
    }
}

fn folder_of(fact: &Fact) -> &str {
    fact.path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a workload has both probes that tell whether it works.
pub(crate) fn is_probed(workload: &Workload) -> bool {
    ["liveness", "readiness"].iter().all(|probe| workload.probes.iter().any(|found| found == probe))
}
