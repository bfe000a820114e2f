//! Configurations: charts, overlays, values and pipelines. What one thing has for several environments
//! is one, and a pipeline that calls a unit of the organisation is none: what it does stands there.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{
    Call, Evidence, Fact, Pipeline, Repository, Sketch, UnitKind, What, environment,
};

use crate::assemble::{Ownership, evidence, facts};

/// What sort of configuration it is; only those of one sort are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Chart,
    Overlay,
    Values,
    Pipeline,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Chart => "chart",
            Self::Overlay => "overlay",
            Self::Values => "values",
            Self::Pipeline => "pipeline",
        }
    }
}

/// One configuration, and what its files say.
#[derive(Clone)]
pub(super) struct Configuration<'a> {
    /// The repository and the place in it: `acme/deploy//apps/orders`.
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) repository: &'a Repository,
    /// The first fact of each of its files, by path.
    pub(super) files: BTreeMap<&'a str, &'a Fact>,
    pub(super) sketch: Sketch,
    /// Its files as written.
    pub(super) written: BTreeSet<u32>,
}

impl Configuration<'_> {
    /// What tells it from all others.
    pub(super) fn key(&self) -> (Kind, String) {
        (self.kind, self.id.clone())
    }

    /// Lines that show it.
    pub(super) fn lines(&self, most: usize) -> Vec<Evidence> {
        let files = self.files.values().take(most);
        files.map(|fact| evidence(self.repository, fact, self.kind.name())).collect()
    }
}

/// The configurations of a repository, in the order of sorts and places.
pub(super) fn of_repository<'a>(
    ownership: &Ownership,
    repository: &'a Repository,
) -> Vec<Configuration<'a>> {
    let files = Files::of(ownership, repository);
    let mut found: BTreeMap<(Kind, String), Configuration<'_>> = BTreeMap::new();
    for (path, wording) in &repository.wordings {
        let Some((kind, place)) = files.place(repository, path) else { continue };
        let Some(fact) = files.first.get(path.as_str()) else { continue };
        let id = format!("{}//{place}", repository.id);
        let set = found.entry((kind, place)).or_insert_with(|| Configuration {
            id,
            kind,
            repository,
            files: BTreeMap::new(),
            sketch: Sketch::default(),
            written: BTreeSet::new(),
        });
        set.files.insert(path, fact);
        set.sketch = set.sketch.with(&wording.sketch);
        set.written.insert(wording.written);
    }
    found.into_values().collect()
}

/// What the files of a repository are.
struct Files<'a> {
    /// The first fact of each.
    first: BTreeMap<&'a str, &'a Fact>,
    /// Pipelines, and whether what each does stands in it alone.
    pipelines: BTreeMap<&'a str, bool>,
    /// Files of values, with the environment each is for.
    values: BTreeMap<&'a str, Option<&'a str>>,
    /// Folders of charts and of overlays.
    homes: BTreeMap<&'a str, Kind>,
}

impl<'a> Files<'a> {
    fn of(ownership: &Ownership, repository: &'a Repository) -> Self {
        let mut files = Self {
            first: BTreeMap::new(),
            pipelines: BTreeMap::new(),
            values: BTreeMap::new(),
            homes: BTreeMap::new(),
        };
        for fact in facts(repository) {
            let path = fact.path.as_str();
            files.first.entry(path).or_insert(fact);
            match &fact.what {
                What::Pipeline(pipeline) => {
                    let shares = calls(pipeline).any(|unit| ownership.owns_call(unit));
                    let own = pipeline.generated.is_none() && !shares;
                    *files.pipelines.entry(path).or_insert(true) &= own;
                }
                What::ChartValues(values) => {
                    files.values.insert(path, values.environment.as_deref());
                }
                What::Chart(chart) if !chart.vendored => {
                    files.homes.insert(folder(path), Kind::Chart);
                }
                What::Use(used) if used.unit == UnitKind::Base && is_kustomization(path) => {
                    files.homes.entry(folder(path)).or_insert(Kind::Overlay);
                }
                _ => {}
            }
        }
        files
    }

    /// What a file is part of, and the place of that.
    fn place(&self, repository: &Repository, path: &str) -> Option<(Kind, String)> {
        if let Some(own) = self.pipelines.get(path) {
            let counts = *own && !repository.dead.contains_key(path);
            return counts.then(|| (Kind::Pipeline, of_any_environment(path)));
        }
        let folder = folder(path);
        let own_defaults = self.homes.get(folder) == Some(&Kind::Chart);
        match self.values.get(path) {
            Some(None) if own_defaults && is_defaults(path) => {}
            Some(None) => return Some((Kind::Values, path.to_owned())),
            Some(Some(_)) => return Some((Kind::Values, of_all(folder))),
            None => {}
        }
        let around = above(path).filter_map(|home| Some((home, *self.homes.get(home)?)));
        let (home, kind) = around.last()?;
        let place = match kind {
            Kind::Overlay => without_environments(home),
            _ => home.to_owned(),
        };
        Some((kind, place))
    }
}

/// The units that a pipeline calls.
fn calls(pipeline: &Pipeline) -> impl Iterator<Item = &str> {
    let steps = pipeline.jobs.iter().flat_map(|job| &job.steps);
    steps.filter_map(|step| match &step.call {
        Call::Unit(source) => Some(source.as_str()),
        Call::Command(_) => None,
    })
}

/// The path of a file without a word for an environment that its name ends with.
fn of_any_environment(path: &str) -> String {
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    let rest = stem.rsplit_once(['-', '_']);
    let rest = rest.filter(|(_, word)| environment::of_code(word) == Some(*word));
    rest.map_or_else(|| path.to_owned(), |(rest, _)| format!("{rest}.{ending}"))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folders a file lies in, the root in front.
fn above(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
    std::iter::once("").chain(ends)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn is_kustomization(path: &str) -> bool {
    matches!(name(path), "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}

fn is_defaults(path: &str) -> bool {
    matches!(name(path), "values.yaml" | "values.yml")
}

/// The place of files of values for several environments.
fn of_all(folder: &str) -> String {
    format!("{}/values", without_environments(folder)).trim_start_matches('/').to_owned()
}

/// A folder without the parts of its path that say an environment.
fn without_environments(folder: &str) -> String {
    let is =
        |part: &&str| environment::is_word(part) || environment::of_qualifier(part) == Some(*part);
    folder.split('/').filter(|part| !is(part)).collect::<Vec<_>>().join("/")
}
