//! What is handed to charts where they are installed: files of values that are for every environment,
//! whatever their names say, and values that command lines and definitions set themselves.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Call, ChartValues, Delivery, DeployModel, Fact, Repository, Step, Use, What};

use super::called::Called;
use super::install::Install;
use super::{Component, Running, facts_of};

/// What is handed to the charts of a repository.
#[derive(Debug, Default, Clone)]
pub(super) struct Handed<'a> {
    /// Paths of files of values that are for all environments, whatever their names say.
    bases: BTreeSet<&'a str>,
    /// What installs a chart with Helm.
    installs: Vec<Install<'a>>,
}

impl<'a> Handed<'a> {
    /// What is handed to the charts of a component, by its own repository and by what runs it from
    /// elsewhere; `repositories` are all there are.
    pub(super) fn of(repositories: &'a [Repository], component: &Component<'a>) -> Self {
        let repository = component.repository;
        let (links, pipelines) = (&component.links, &component.pipelines);
        let bases = bases(repository);
        let own = facts_of(repository, What::as_delivery).map(|(fact, _)| (repository, fact));
        let elsewhere = links.iter().filter(|link| link.repository.id != repository.id);
        let all = own.chain(elsewhere.map(|link| (link.repository, link.fact)));
        let mut installs: Vec<Install<'a>> =
            all.filter_map(|at| Install::declared(repositories, at, repository)).collect();
        let commands = by_commands(repository, &bases, (&installs, pipelines));
        // Where command lines are all and none of them sets anything, nothing is to be told of them.
        let sets =
            |it: &Install<'_>| !it.delivery.sets.is_empty() || !it.delivery.values.is_empty();
        if !installs.is_empty() || commands.iter().any(sets) {
            installs.extend(commands);
        }
        Self { bases, installs }
    }

    /// What installs one of the charts in `folders`, or one that cannot be told.
    pub(super) fn installs(&self, folders: &BTreeSet<&str>) -> Vec<&Install<'a>> {
        let meant = |it: &&Install<'_>| it.folder().is_none_or(|folder| folders.contains(folder));
        self.installs.iter().filter(meant).collect()
    }

    /// The definitions that a use of a chart goes with.
    pub(super) fn installs_of(&self, (fact, used): (&Fact, &Use)) -> Vec<&Install<'a>> {
        let name = used.name.as_deref();
        self.installs.iter().filter(|it| it.is_of(&fact.path, &used.source, name)).collect()
    }
}

/// The command lines of a repository that install a chart, those of units as its `pipelines` call them.
/// One that only makes so what a helmfile defines installs nothing besides.
fn by_commands<'a>(
    repository: &'a Repository,
    bases: &BTreeSet<&str>,
    (declared, pipelines): (&[Install<'a>], &[&'a Running<'a>]),
) -> Vec<Install<'a>> {
    let routes = facts_of(repository, What::as_delivery);
    let routes =
        routes.filter(|(fact, it)| fact.detector == "ci" && it.model == DeployModel::CiHelm);
    let named: BTreeMap<&str, &str> = facts_of(repository, What::as_chart_values)
        .filter(|(fact, _)| !bases.contains(fact.path.as_str()))
        .filter_map(|(fact, values)| Some((name(&fact.path), values.environment.as_deref()?)))
        .collect();
    let install = |(fact, delivery): (&'a Fact, &'a Delivery)| {
        let files = steps_at(repository, fact).flat_map(|step| &step.values);
        let environments = files.filter_map(|file| named.get(name(file)).copied()).collect();
        Install::by_command((fact, delivery), environments)
    };
    let helmfile =
        |step: &Step| matches!(&step.call, Call::Command(head) if head.starts_with("helmfile "));
    let follows = |(fact, route): &(&'a Fact, &'a Delivery)| {
        let defined = declared.iter().any(|it| it.delivery.model == DeployModel::CiHelm);
        defined && route.sets.is_empty() && steps_at(repository, fact).any(helmfile)
    };
    let called: Vec<&Called<'a>> = pipelines.iter().flat_map(|it| &it.called).collect();
    let runs = |fact: &Fact| {
        let mut here =
            facts_of(repository, What::as_pipeline).filter(|(it, _)| it.path == fact.path);
        here.any(|(_, pipeline)| pipeline.role.runs())
    };
    let by_calls = |fact: &Fact| called.iter().any(|it| it.is_at(&repository.id, fact));
    let own = routes.filter(|route| !follows(route));
    let own = own.filter(|(fact, _)| !by_calls(fact) || runs(fact)).map(install);
    own.chain(called.iter().filter_map(|it| Install::by_call(it, repository, &named))).collect()
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
