//! Units: where each is defined in the scan, and who uses it.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{
    CiSystem, Evidence, Fact, Pipeline, Repository, SharedUnit, UnitKind, Use, What,
};

use super::ownership::Ownership;
use super::{evidence, facts, facts_of};

/// A definition of a unit that pipelines call.
#[derive(Clone, Copy)]
pub(crate) struct Definition<'a> {
    pub(crate) repository: &'a Repository,
    pub(crate) fact: &'a Fact,
    pub(crate) pipeline: &'a Pipeline,
}

/// Where each unit is defined, by its identity in lower case.
pub(crate) struct Units<'a> {
    pipelines: BTreeMap<String, Definition<'a>>,
    /// Repositories that hold the source of an orb, by their owner: the name an orb is published
    /// under stands nowhere in its source, so an orb is its owner's only one or nobody's.
    orbs: BTreeMap<String, BTreeSet<&'a str>>,
    others: BTreeMap<(UnitKind, String), Evidence>,
}

/// The identity of a unit as every repository would write it: a unit of the same repository is
/// named by the repository's id, and so is a command that an orb's source calls by its bare name.
pub(crate) fn canonical(source: &str, repository: &Repository) -> String {
    if !source.contains(['/', ':']) {
        return format!("{}:{source}", repository.id);
    }
    match source.strip_prefix("./") {
        Some("") => repository.id.clone(),
        Some(path) => format!("{}/{path}", repository.id),
        None => source.to_owned(),
    }
}

impl<'a> Units<'a> {
    pub(crate) fn index(repositories: &'a [Repository]) -> Self {
        let mut units =
            Self { pipelines: BTreeMap::new(), orbs: BTreeMap::new(), others: BTreeMap::new() };
        for repository in repositories {
            for fact in facts(repository) {
                match &fact.what {
                    What::Pipeline(pipeline) if pipeline.role.is_called() => {
                        let definition = Definition { repository, fact, pipeline };
                        if pipeline.system == CiSystem::Circleci {
                            let owner = repository.owner().to_ascii_lowercase();
                            units.orbs.entry(owner).or_default().insert(&repository.id);
                        }
                        let key = pipeline_key(repository, fact, pipeline).to_ascii_lowercase();
                        units.pipelines.entry(key).or_insert(definition);
                    }
                    What::Chart(chart) if !chart.vendored => {
                        let key = (UnitKind::Chart, chart.name.to_ascii_lowercase());
                        units.others.entry(key).or_insert_with(|| evidence(repository, fact, ""));
                    }
                    What::Infrastructure(_) => {
                        let key = (UnitKind::Module, module_key(repository, fact));
                        units.others.entry(key).or_insert_with(|| evidence(repository, fact, ""));
                    }
                    _ => {}
                }
            }
        }
        units
    }

    /// The definition of a unit that pipelines call, by its canonical identity.
    pub(crate) fn pipeline(&self, identity: &str) -> Option<Definition<'a>> {
        let lower = identity.to_ascii_lowercase();
        if let Some(definition) = self.pipelines.get(&lower) {
            return Some(*definition);
        }
        let (orb, part) = lower.split_once(':')?;
        let source = self.orb(orb)?.to_ascii_lowercase();
        self.pipelines.get(&format!("{source}:{part}")).copied()
    }

    /// The definition of a step of a Jenkins library: the file of its name, wherever it is.
    pub(crate) fn library_step(&self, identity: &str) -> Option<Definition<'a>> {
        let name = identity.rsplit('/').next().unwrap_or(identity).to_ascii_lowercase();
        self.pipelines.get(&format!("jenkins/{name}")).copied()
    }

    /// The repository that holds the source of an orb, when its owner has only one.
    fn orb(&self, orb: &str) -> Option<&'a str> {
        let owner = orb.split('/').next()?;
        let sources = self.orbs.get(owner)?;
        (sources.len() == 1).then(|| sources.first().copied()).flatten()
    }

    /// The line that defines a unit, when it is in the scan.
    fn defined(&self, kind: UnitKind, identity: &str) -> Option<Evidence> {
        let lower = identity.to_ascii_lowercase();
        match kind {
            UnitKind::Workflow | UnitKind::Action => self
                .pipeline(&lower)
                .map(|definition| evidence(definition.repository, definition.fact, "")),
            UnitKind::Orb => self.orb(&lower).map(|repository| Evidence {
                repository: repository.to_owned(),
                path: String::new(),
                line: 0,
                shows: String::new(),
            }),
            UnitKind::Chart => {
                let name = lower.rsplit('/').next().unwrap_or(&lower).to_owned();
                self.others.get(&(UnitKind::Chart, name)).cloned()
            }
            UnitKind::Module => {
                let key = lower.split_once('/').map_or(lower.as_str(), |(_, rest)| rest);
                self.others.get(&(UnitKind::Module, key.replace("//", "/"))).cloned()
            }
            _ => None,
        }
    }

    /// Every unit used from another repository, most used first, then by name.
    pub(crate) fn shared(
        &self,
        repositories: &[Repository],
        ownership: &Ownership,
    ) -> Vec<SharedUnit> {
        let mut consumers: BTreeMap<(UnitKind, String), BTreeMap<&str, BTreeSet<String>>> =
            BTreeMap::new();
        for repository in repositories {
            for used in uses(repository).filter(|used| !used.source.starts_with("./")) {
                consumers
                    .entry((used.unit, used.source.clone()))
                    .or_default()
                    .entry(&repository.id)
                    .or_default()
                    .insert(used.version.clone().unwrap_or_else(|| "none".to_owned()));
            }
        }
        let mut shared: Vec<SharedUnit> = consumers
            .into_iter()
            .filter(|(_, users)| users.len() > 1)
            .map(|((kind, source), users)| {
                let mut versions: BTreeMap<String, u32> = BTreeMap::new();
                for version in users.values().flatten() {
                    *versions.entry(version.clone()).or_default() += 1;
                }
                SharedUnit {
                    kind,
                    owned: ownership.is_owned(kind, &source),
                    defined: self.defined(kind, &source),
                    consumers: u32::try_from(users.len()).unwrap_or(u32::MAX),
                    versions,
                    source,
                }
            })
            .collect();
        shared.sort_by(|a, b| b.consumers.cmp(&a.consumers).then_with(|| a.source.cmp(&b.source)));
        shared
    }
}

/// The uses in a repository that are evidence.
pub(crate) fn uses(repository: &Repository) -> impl Iterator<Item = &Use> {
    facts_of(repository, |what| match what {
        What::Use(used) => Some(used),
        _ => None,
    })
    .map(|(_, used)| used)
}

/// The identity others call a definition by.
fn pipeline_key(repository: &Repository, fact: &Fact, pipeline: &Pipeline) -> String {
    if pipeline.system == CiSystem::Jenkins {
        let file = fact.path.rsplit('/').next().unwrap_or(&fact.path);
        return format!("jenkins/{}", file.trim_end_matches(".groovy"));
    }
    if let (CiSystem::Circleci, Some(name)) = (pipeline.system, &pipeline.name) {
        return format!("{}:{name}", repository.id);
    }
    let folder = fact.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_action = fact.path.ends_with("action.yml") || fact.path.ends_with("action.yaml");
    match (is_action, folder) {
        (true, "") => repository.id.clone(),
        (true, folder) => format!("{}/{folder}", repository.id),
        (false, _) => format!("{}/{}", repository.id, fact.path),
    }
}

/// `owner/name[/folder]` in lower case: how a module's address ends.
fn module_key(repository: &Repository, fact: &Fact) -> String {
    let folder = fact.path.rsplit_once('/').map_or(String::new(), |(f, _)| format!("/{f}"));
    format!("{}{folder}", repository.id).to_ascii_lowercase()
}
