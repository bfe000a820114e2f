//! What pipelines hand to charts: files of values that are for every environment, whatever their names
//! say, and values that command lines set themselves.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{ChartValues, Delivery, DeployModel, Fact, Repository, Step, What};

use super::{Component, facts_of};

/// What pipelines of a repository hand to charts.
#[derive(Debug, Default, Clone)]
pub(super) struct Handed<'a> {
    /// Paths of files of values that are for all environments, whatever their names say.
    bases: BTreeSet<&'a str>,
    /// What installs a chart with Helm.
    installs: Vec<Install<'a>>,
}

/// What installs a chart with Helm.
#[derive(Debug, Clone)]
pub(super) struct Install<'a> {
    pub(super) delivery: &'a Delivery,
    /// Environments that the files of values beside it are for.
    environments: BTreeSet<&'a str>,
}

impl<'a> Handed<'a> {
    pub(super) fn of(repository: &'a Repository) -> Self {
        let bases = bases(repository);
        let routes = facts_of(repository, What::as_delivery);
        let routes: Vec<_> = routes.filter(|(_, it)| it.model == DeployModel::CiHelm).collect();
        // Where nothing is set, nothing is to be told of any of them.
        if routes.iter().all(|(_, it)| it.sets.is_empty()) {
            return Self { bases, installs: Vec::new() };
        }
        let named: BTreeMap<&str, &str> = facts_of(repository, What::as_chart_values)
            .filter(|(fact, _)| !bases.contains(fact.path.as_str()))
            .filter_map(|(fact, values)| Some((name(&fact.path), values.environment.as_deref()?)))
            .collect();
        let install = |(fact, delivery): &(&'a Fact, &'a Delivery)| {
            let files = steps_at(repository, fact).flat_map(|step| &step.values);
            let environments = files.filter_map(|file| named.get(name(file)).copied()).collect();
            Install { delivery, environments }
        };
        let installs = routes.iter().map(install).collect();
        Self { bases, installs }
    }

    /// What installs one of the charts in `folders`, or one that cannot be told.
    pub(super) fn installs(&self, folders: &BTreeSet<&str>) -> Vec<&Install<'a>> {
        let meant = |it: &&Install<'_>| it.folder().is_none_or(|folder| folders.contains(folder));
        self.installs.iter().filter(meant).collect()
    }
}

impl<'a> Install<'a> {
    /// The folder of the chart, or where it comes from; `None` where that cannot be told.
    pub(super) fn folder(&self) -> Option<&'a str> {
        let chart = self.delivery.chart.as_deref()?;
        Some(chart.strip_prefix("./").unwrap_or(chart))
    }

    /// Whether it may install the chart for an environment, one of `all`.
    pub(super) fn is_for(&self, environment: Option<&str>, all: &BTreeSet<&str>) -> bool {
        let Some(environment) = environment else { return true };
        if !self.environments.is_empty() {
            return self.environments.contains(environment);
        }
        let own = self.delivery.environment.as_deref().filter(|it| all.contains(it));
        own.is_none_or(|own| own == environment)
    }
}

/// The steps of a pipeline that stand where a fact does.
fn steps_at<'a>(repository: &'a Repository, at: &'a Fact) -> impl Iterator<Item = &'a Step> {
    let pipelines = facts_of(repository, What::as_pipeline);
    let here = pipelines.filter(|(fact, _)| fact.path == at.path);
    let steps = here.flat_map(|(_, it)| &it.jobs).flat_map(|job| &job.steps);
    steps.filter(|step| step.line == at.line)
}

/// Paths of files of values that are named for an environment, and that pipelines hand over together
/// with the file of whichever environment they deploy to: bases of all of them.
fn bases(repository: &Repository) -> BTreeSet<&str> {
    let mut beside: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let pipelines = facts_of(repository, What::as_pipeline);
    let steps = pipelines.flat_map(|(_, it)| &it.jobs).flat_map(|job| &job.steps);
    for step in steps {
        for file in &step.values {
            let others = step.values.iter().map(|other| name(other));
            let others = others.filter(|other| *other != name(file));
            beside.entry(name(file)).or_default().extend(others);
        }
    }
    let named: BTreeMap<&str, &str> = facts_of(repository, What::as_chart_values)
        .filter_map(|(fact, values)| Some((name(&fact.path), values.environment.as_deref()?)))
        .collect();
    // Of several that are handed over with what is computed each is for its own.
    let of_any = |file: &str| {
        let others = beside.get(file).map_or(&[][..], Vec::as_slice);
        others
            .iter()
            .filter_map(|other| written(other))
            .any(|start| named.keys().any(|known| *known != file && known.starts_with(start)))
    };
    let only = named.keys().filter(|file| of_any(file)).count() == 1;
    let is_base = |file: &str| {
        let own = named.get(file);
        let others = beside.get(file).into_iter().flatten();
        let others: BTreeSet<&&str> = others.filter_map(|other| named.get(other)).collect();
        own.is_some_and(|own| {
            only && of_any(file) || others.iter().filter(|it| **it != own).count() > 1
        })
    };
    let all = facts_of(repository, What::as_chart_values).map(|(fact, _)| fact);
    all.filter(|fact| is_base(name(&fact.path))).map(|fact| fact.path.as_str()).collect()
}

/// The part of a computed name that is written out in front: of `values-$ENV.yaml`, `values-`.
fn written(file: &str) -> Option<&str> {
    let (start, _) = file.split_once(['$', '<', '{'])?;
    (!start.is_empty()).then_some(start)
}

/// The name of a file, however the way there is written.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

impl<'a> Component<'a> {
    /// Its files of values, each with the environment it is for; none where it is for all.
    pub(crate) fn values_by_environment(
        &self,
    ) -> impl Iterator<Item = (&'a Fact, &'a ChartValues, Option<&'a str>)> + '_ {
        self.values.iter().map(|(fact, values)| {
            let is_base = self.handed.bases.contains(fact.path.as_str());
            (*fact, *values, values.environment.as_deref().filter(|_| !is_base))
        })
    }
}
