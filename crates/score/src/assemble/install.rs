//! What installs a chart with Helm: command lines, and definitions that something follows (GitOps,
//! helmfiles, kustomizations, Terraform).

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::place::is_under;
use milepost_core::{Delivery, DeployModel, Fact, Repository, UnitKind, What};

use super::called::Called;
use super::links::repository_of;
use super::set::Says;
use super::switched::File;
use super::{Doing, facts_of};

/// What installs a chart with Helm.
#[derive(Debug, Clone)]
pub(super) struct Install<'a> {
    pub(super) delivery: &'a Delivery,
    /// Where it stands.
    fact: &'a Fact,
    /// The folder of the chart, or where it comes from; `None` where that cannot be told.
    folder: Option<&'a str>,
    /// The environment it is for, as written.
    environment: Option<String>,
    /// Environments that the files of values beside it are for.
    environments: BTreeSet<&'a str>,
    /// Of values that inputs decide, whether a caller hands over that they are false or nothing.
    given: BTreeMap<&'a str, bool>,
    /// The units that lead to it, the one called first in front.
    through: Vec<String>,
    /// Files of values that it hands over itself, later ones over earlier.
    files: Vec<(&'a Fact, File<'a>)>,
    /// Whether it hands over values that are not in sight.
    unseen: bool,
}

/// Commands that make what is defined in a way of delivery so.
const RUN_BY: &[(DeployModel, &[&str])] = &[
    (DeployModel::CiHelm, &["`helmfile "]),
    (DeployModel::CiKustomize, &["`kubectl apply", "`kustomize "]),
    (DeployModel::GitopsArgocd, &["`argocd app sync", "`argocd app wait"]),
    (DeployModel::GitopsFlux, &["`flux reconcile"]),
];

impl<'a> Install<'a> {
    /// A command line, which hands over files that are for these environments.
    pub(super) fn by_command(
        (fact, delivery): (&'a Fact, &'a Delivery),
        environments: BTreeSet<&'a str>,
    ) -> Self {
        let chart = delivery.chart.as_deref();
        let folder = chart.map(|chart| chart.strip_prefix("./").unwrap_or(chart));
        Self { folder, environments, ..Self::of(fact, delivery) }
    }

    /// A command line of a unit as one call leads to it, for a chart of the repository `of`. `named`
    /// are files of values there that their names tell the environment of.
    pub(super) fn by_call(
        called: &Called<'a>,
        of: &'a Repository,
        named: &BTreeMap<&str, &'a str>,
    ) -> Option<Self> {
        let (fact, delivery) = called.route()?;
        let asked = delivery.inputs.iter();
        let given = asked
            .filter_map(|(path, input)| Some((path.as_str(), is_nothing(called.literal(input)?))));
        let given = given.collect();
        let written: Vec<String> =
            delivery.values.iter().filter_map(|file| called.filled(file)).collect();
        let last = |file: &str| file.rsplit('/').next().unwrap_or_default().to_owned();
        let environments =
            written.iter().filter_map(|file| named.get(last(file).as_str()).copied()).collect();
        let found = || written.iter().map(|file| file_of(of, file));
        let unseen = delivery.unseen || found().any(|it| it.is_none());
        let files = found().flatten().collect();
        let (environment, through) = (called.environment.clone(), called.through.clone());
        let install = Self::by_command((fact, delivery), environments);
        Some(Self { environment, given, through, files, unseen, ..install })
    }

    /// A route of which nothing more is known yet.
    fn of(fact: &'a Fact, delivery: &'a Delivery) -> Self {
        Self {
            delivery,
            fact,
            folder: None,
            environment: delivery.environment.clone(),
            environments: BTreeSet::new(),
            given: BTreeMap::new(),
            through: Vec::new(),
            files: Vec::new(),
            unseen: delivery.unseen,
        }
    }

    /// What a fact of the repository `at` defines, where that installs a chart of the repository `of`
    /// or, in that itself, of anywhere.
    pub(super) fn declared(
        repositories: &'a [Repository],
        (at, fact): (&'a Repository, &'a Fact),
        of: &Repository,
    ) -> Option<Self> {
        let delivery = fact.what.as_delivery().filter(|_| fact.detector != "ci")?;
        let own = at.id == of.id;
        let folder = match (&delivery.chart, &delivery.source) {
            (Some(chart), _) => own.then(|| Some(chart.strip_prefix("./").unwrap_or(chart))),
            (None, Some(source)) => {
                let (address, folder) = parted(source);
                let here = match address.strip_prefix('@') {
                    Some(_) => own,
                    None => repository_of(source)?.eq_ignore_ascii_case(&of.id),
                };
                here.then_some(folder)
            }
            (None, None) => own.then_some(None),
        }?;
        let found = || delivery.values.iter().map(|path| file_at(repositories, at, path));
        let unseen = delivery.unseen || found().any(|it| it.is_none()) || is_patched(at, fact);
        let files: Vec<_> = found().flatten().collect();
        let environments = files.iter().filter_map(|(_, file)| file.environment()).collect();
        Some(Self { folder, environments, files, unseen, ..Self::of(fact, delivery) })
    }

    /// The folder of the chart, or where it comes from; `None` where that cannot be told.
    pub(super) fn folder(&self) -> Option<&'a str> {
        self.folder
    }

    /// Whether this fact defines it, or is a file that it hands over.
    pub(super) fn is_told_by(&self, fact: &Fact) -> bool {
        let is = |it: &Fact| std::ptr::eq(it, fact);
        is(self.fact) || self.files.iter().any(|(file, _)| is(file))
    }

    /// Whether it stands in this file and installs the chart from there, under this name.
    pub(super) fn is_of(&self, path: &str, source: &str, name: Option<&str>) -> bool {
        let (chart, own) = (self.delivery.chart.as_deref(), self.delivery.name.as_deref());
        self.fact.path == path && chart == Some(source) && own == name
    }

    /// Whether what a pipeline does is to make so what is defined here.
    pub(super) fn is_run_by(&self, doing: &Doing) -> bool {
        let of_model = RUN_BY.iter().filter(|(model, _)| *model == self.delivery.model);
        let mut heads = of_model.flat_map(|(_, heads)| *heads);
        self.fact.detector != "ci" && heads.any(|head| doing.by.starts_with(head))
    }

    /// Whether a call of units leads to it that is this one.
    pub(super) fn is_through(&self, units: &[String]) -> bool {
        !units.is_empty() && self.through == units
    }

    /// Whether it may install the chart for an environment, one of `all`.
    pub(super) fn is_for(&self, environment: Option<&str>, all: &BTreeSet<&str>) -> bool {
        let Some(environment) = environment else { return true };
        if !self.environments.is_empty() {
            return self.environments.contains(environment);
        }
        let own = self.environment.as_deref().filter(|it| all.contains(it));
        own.is_none_or(|own| own == environment)
    }

    /// Whether anything that it says is to take something away.
    pub(super) fn has_off(&self) -> bool {
        let given = self.given.values().any(|off| *off);
        given || !self.delivery.off.is_empty() || self.files.iter().any(|(_, file)| file.has_off())
    }

    /// What it says of a value: what it sets before what its files say, the last of them first.
    pub(super) fn says(&self, path: &str) -> Says {
        if self.given.get(path) == Some(&true) {
            return Says::Off;
        }
        let set = sets(self.delivery, path);
        if set != Says::Nothing {
            return set;
        }
        if self.unseen {
            return Says::Other;
        }
        let mut said = self.files.iter().rev().map(|(_, file)| file.says(path));
        said.find(|said| *said != Says::Nothing).unwrap_or(Says::Nothing)
    }
}

/// What a route itself says of a value.
fn sets(delivery: &Delivery, path: &str) -> Says {
    let has = |paths: &[String]| paths.binary_search_by(|it| it.as_str().cmp(path)).is_ok();
    let joins =
        |one: &str, other: &str| one.strip_prefix(other).is_some_and(|rest| rest.starts_with('.'));
    // What is set above it may hold it, and below it makes it something.
    let near = |it: &String| joins(it, path) || joins(path, it);
    if has(&delivery.off) {
        Says::Off
    } else if has(&delivery.sets) || delivery.sets.iter().any(near) {
        Says::Other
    } else {
        Says::Nothing
    }
}

/// The parts of `repository//path`.
fn parted(source: &str) -> (&str, Option<&str>) {
    let scheme = source.find("://").map_or(0, |at| at + "://".len());
    let Some(at) = source.get(scheme..).and_then(|rest| rest.find("//")) else {
        return (source, None);
    };
    let (address, path) = source.split_at(scheme + at);
    (address, Some(path.trim_start_matches("//").trim_end_matches('/')))
}

/// The file of values at a path that a route of the repository `at` hands over.
fn file_at<'a>(
    repositories: &'a [Repository],
    at: &'a Repository,
    path: &str,
) -> Option<(&'a Fact, File<'a>)> {
    let (repository, path) = if let Some(path) = path.strip_prefix("./") {
        (at, path)
    } else {
        let id = repository_of(path)?;
        let named = |it: &&Repository| it.id.eq_ignore_ascii_case(&id);
        (repositories.iter().find(named)?, parted(path).1?)
    };
    let mut files = facts_of(repository, What::as_chart_values);
    let (fact, values) = files.find(|(fact, _)| fact.path == path)?;
    Some((fact, File::new(fact, values)))
}

/// Whether a value that may be more than a text is false or nothing.
fn is_nothing(value: &str) -> bool {
    matches!(value.trim(), "" | "false" | "null")
}

/// The file of values of a repository that a path means, however the way there is written.
fn file_of<'a>(repository: &'a Repository, path: &str) -> Option<(&'a Fact, File<'a>)> {
    let path = path.trim_start_matches("./");
    let is = |fact: &Fact| {
        fact.path.strip_suffix(path).is_some_and(|above| above.is_empty() || above.ends_with('/'))
    };
    let mut files = facts_of(repository, What::as_chart_values).filter(|(fact, _)| is(fact));
    let (fact, values) = files.next()?;
    files.next().is_none().then(|| (fact, File::new(fact, values)))
}

/// Whether a kustomization builds upon the folder in which objects stand that a controller follows,
/// and may patch what they say.
fn is_patched(repository: &Repository, fact: &Fact) -> bool {
    let bases = facts_of(repository, What::as_use).filter(|(_, it)| it.unit == UnitKind::Base);
    let mut folders = bases.filter_map(|(_, used)| used.source.strip_prefix("./"));
    fact.detector == "gitops" && folders.any(|folder| is_under(&fact.path, folder))
}
