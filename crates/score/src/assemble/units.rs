//! Units: where each is defined in the scan, and who uses it.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{
    CiSystem, Evidence, Fact, Pipeline, Repository, SharedUnit, UnitKind, Use, Version, What,
};

use super::ownership::Ownership;
use super::{evidence, facts, facts_of};

/// A definition of a unit that pipelines call.
#[derive(Clone, Copy)]
pub(crate) struct Definition<'a> {
    pub(crate) home: Home<'a>,
    pub(crate) fact: &'a Fact,
    pub(crate) pipeline: &'a Pipeline,
}

/// A file of a repository in the state it is read at: as it stands, or at a version that is asked
/// for.
#[derive(Clone, Copy)]
pub(crate) struct Home<'a> {
    pub(crate) repository: &'a Repository,
    /// The version asked for; `None` as it stands.
    pub(crate) state: Option<&'a Version>,
    pub(crate) path: &'a str,
}

impl<'a> Home<'a> {
    /// What the file uses, with the lines.
    pub(crate) fn uses(self) -> impl Iterator<Item = (u32, &'a Use)> {
        let facts = self.state.map_or(&self.repository.facts, |state| &state.facts);
        let here = facts.iter().filter(move |fact| fact.aside.is_none() && fact.path == self.path);
        here.filter_map(|fact| Some((fact.line, fact.what.as_use()?)))
    }

    /// The version the file asks for of what it calls `source` on `line`. What is its own is of
    /// the same state.
    pub(crate) fn asked(&self, source: &str, line: u32) -> Option<&'a str> {
        if source.starts_with("./") || !source.contains(['/', ':']) {
            return self.state.and_then(|state| state.asked.keys().next()).map(String::as_str);
        }
        let facts = self.state.map_or(&self.repository.facts, |state| &state.facts);
        let here = facts.iter().filter(|fact| fact.path == self.path);
        here.filter_map(|fact| match &fact.what {
            What::Use(used) if is_call_of(source, &used.source) => Some((fact.line, used)),
            _ => None,
        })
        .min_by_key(|(at, _)| at.abs_diff(line))
        .and_then(|(_, used)| used.version.as_deref())
    }
}

/// Whether a call belongs to a use: of the unit itself, of an orb's command, of a library's step.
fn is_call_of(call: &str, used: &str) -> bool {
    let Some(head) = call.get(..used.len()) else { return false };
    let rest = call.get(used.len()..).unwrap_or_default();
    head.eq_ignore_ascii_case(used) && (rest.is_empty() || rest.starts_with([':', '/']))
}

/// Where each unit is defined, by its identity in lower case.
pub(crate) struct Units<'a> {
    pipelines: BTreeMap<String, Definition<'a>>,
    /// The same in the states that are asked for.
    versions: BTreeMap<(&'a str, String), Definition<'a>>,
    /// States that are asked for, by repository and the name they are asked for by.
    states: BTreeMap<(String, &'a str), &'a Version>,
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
        let mut units = Self {
            pipelines: BTreeMap::new(),
            versions: BTreeMap::new(),
            states: BTreeMap::new(),
            orbs: BTreeMap::new(),
            others: BTreeMap::new(),
        };
        for repository in repositories {
            for fact in facts(repository) {
                match &fact.what {
                    What::Pipeline(pipeline) if may_be_called(pipeline) => {
                        let home = Home { repository, state: None, path: &fact.path };
                        let definition = Definition { home, fact, pipeline };
                        if pipeline.system == CiSystem::Circleci {
                            let owner = repository.owner().to_ascii_lowercase();
                            units.orbs.entry(owner).or_default().insert(&repository.id);
                        }
                        for key in pipeline_keys(repository, fact, pipeline) {
                            units.pipelines.entry(key).or_insert(definition);
                        }
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
            repository.versions.iter().for_each(|state| units.add_state(repository, state));
        }
        units
    }

    fn add_state(&mut self, repository: &'a Repository, state: &'a Version) {
        let id = repository.id.to_ascii_lowercase();
        for asked in state.asked.keys() {
            self.states.insert((id.clone(), asked), state);
        }
        for fact in state.facts.iter().filter(|fact| fact.aside.is_none()) {
            if let What::Pipeline(pipeline) = &fact.what
                && may_be_called(pipeline)
            {
                let home = Home { repository, state: Some(state), path: &fact.path };
                let definition = Definition { home, fact, pipeline };
                for key in pipeline_keys(repository, fact, pipeline) {
                    self.versions.entry((&state.commit, key)).or_insert(definition);
                }
            }
        }
    }

    /// The definition of a unit that pipelines call, by its canonical identity, in the state that
    /// is asked for; as it stands when that state is not in the scan.
    pub(crate) fn pipeline(&self, identity: &str, asked: Option<&str>) -> Option<Definition<'a>> {
        let lower = identity.to_ascii_lowercase();
        if let Some(key) = key_of_include(&lower) {
            return self.at(&key, asked);
        }
        let key = match lower.split_once(':') {
            Some((orb, part)) if !self.pipelines.contains_key(&lower) => {
                format!("{}:{part}", self.orb(orb)?.to_ascii_lowercase())
            }
            _ => lower,
        };
        self.at(&key, asked)
    }

    /// The definition with this key in the state asked for. A state that holds no unit is the one
    /// its repository was read at.
    fn at(&self, key: &str, asked: Option<&str>) -> Option<Definition<'a>> {
        let stands = self.pipelines.get(key).copied();
        let id = match stands {
            Some(definition) => definition.home.repository.id.to_ascii_lowercase(),
            None => key.split(':').next()?.splitn(3, '/').take(2).collect::<Vec<_>>().join("/"),
        };
        let state = asked.and_then(|asked| self.states.get(&(id, asked)));
        match state.filter(|state| !state.facts.is_empty()) {
            Some(state) => self.versions.get(&(state.commit.as_str(), key.to_owned())).copied(),
            None => stands,
        }
    }

    /// The definition of a step of a Jenkins library: the file of its name, wherever it is.
    pub(crate) fn library_step(
        &self,
        identity: &str,
        asked: Option<&str>,
    ) -> Option<Definition<'a>> {
        let name = identity.rsplit('/').next().unwrap_or(identity).to_ascii_lowercase();
        self.at(&format!("jenkins/{name}"), asked)
    }

    /// The repository that holds the source of an orb, when its owner has only one.
    pub(crate) fn orb(&self, orb: &str) -> Option<&'a str> {
        let owner = orb.split('/').next()?.to_ascii_lowercase();
        let sources = self.orbs.get(&owner)?;
        (sources.len() == 1).then(|| sources.first().copied()).flatten()
    }

    /// The line that defines a unit, when it is in the scan.
    fn defined(&self, kind: UnitKind, identity: &str) -> Option<Evidence> {
        let lower = identity.to_ascii_lowercase();
        match kind {
            UnitKind::Workflow | UnitKind::Action | UnitKind::Include | UnitKind::Component => self
                .pipeline(&lower, None)
                .map(|definition| evidence(definition.home.repository, definition.fact, "")),
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
        let mut consumers: BTreeMap<(UnitKind, String), Users<'_>> = BTreeMap::new();
        for repository in repositories {
            for used in uses(repository).filter(|used| !used.source.starts_with("./")) {
                let users = consumers.entry(used_as(used)).or_default();
                users.add(repository, used);
            }
        }
        let mut shared: Vec<SharedUnit> = consumers
            .into_iter()
            .filter(|(_, users)| users.versions.len() > 1)
            .map(|((kind, _), users)| {
                let source = users.spelling();
                let mut versions: BTreeMap<String, u32> = BTreeMap::new();
                for version in users.versions.values().flatten() {
                    *versions.entry(version.clone()).or_default() += 1;
                }
                SharedUnit {
                    kind,
                    owned: ownership.is_owned(kind, &source),
                    defined: self.defined(kind, &source),
                    consumers: u32::try_from(users.versions.len()).unwrap_or(u32::MAX),
                    versions,
                    switched: Vec::new(),
                    source,
                }
            })
            .collect();
        shared.sort_by(|a, b| b.consumers.cmp(&a.consumers).then_with(|| a.source.cmp(&b.source)));
        shared
    }
}

/// Who uses a unit.
#[derive(Default)]
struct Users<'a> {
    /// By repository, the versions it asks for.
    versions: BTreeMap<&'a str, BTreeSet<String>>,
    /// How many uses spell its name in each way.
    spellings: BTreeMap<&'a str, usize>,
}

impl<'a> Users<'a> {
    fn add(&mut self, repository: &'a Repository, used: &'a Use) {
        let version = used.version.clone().unwrap_or_else(|| "none".to_owned());
        self.versions.entry(&repository.id).or_default().insert(version);
        *self.spellings.entry(&used.source).or_default() += 1;
    }

    /// The name as most spell it.
    fn spelling(&self) -> String {
        let most = self.spellings.iter().rev().max_by_key(|(_, uses)| **uses);
        most.map(|(spelling, _)| (*spelling).to_owned()).unwrap_or_default()
    }
}

/// What a unit is told apart by: capitals make no difference to GitHub.
fn used_as(used: &Use) -> (UnitKind, String) {
    let source = match used.unit {
        UnitKind::Action | UnitKind::Workflow => used.source.to_ascii_lowercase(),
        _ => used.source.clone(),
    };
    (used.unit, source)
}

/// The uses in a repository that are evidence.
pub(crate) fn uses(repository: &Repository) -> impl Iterator<Item = &Use> {
    facts_of(repository, What::as_use).map(|(_, used)| used)
}

/// The key of a file that GitLab includes from a project or by an address:
/// `[https://host/]group/project/-/path`.
fn key_of_include(lower: &str) -> Option<String> {
    let (project, path) = lower.split_once("/-/")?;
    let project = match project.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        None => project,
    };
    Some(format!("{project}/{path}"))
}

/// The keys of a definition: the identity others call it by, and for a component of GitLab its name
/// with and without the server.
fn pipeline_keys(repository: &Repository, fact: &Fact, pipeline: &Pipeline) -> Vec<String> {
    let mut keys = vec![pipeline_key(repository, fact, pipeline)];
    let component = fact.path.strip_prefix("templates/").filter(|_| is_gitlab(pipeline));
    if let Some(file) = component {
        let name = file.strip_suffix("/template.yml").unwrap_or(file).trim_end_matches(".yml");
        keys.push(format!("{}/{name}", repository.id));
        keys.extend(repository.host.iter().map(|host| format!("{host}/{}/{name}", repository.id)));
    }
    keys.iter().map(|key| key.to_ascii_lowercase()).collect()
}

/// Whether others may call a definition. GitLab lets any file be included.
fn may_be_called(pipeline: &Pipeline) -> bool {
    pipeline.role.is_called() || is_gitlab(pipeline)
}

fn is_gitlab(pipeline: &Pipeline) -> bool {
    pipeline.system == CiSystem::GitlabCi
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

#[cfg(test)]
mod tests {
    use crate::made_up::{repository, snapshot, uses};
    use crate::settings::Settings;

    #[test]
    fn capitals_make_no_unit_another_one() {
        let by = |name: &str, source: &str| repository(name, vec![uses("ci.yml", source, "v1")]);
        let all = [
            by("acme/a", "Azure/login/.github/workflows/x.yml"),
            by("acme/b", "azure/login/.github/workflows/x.yml"),
            by("acme/c", "azure/login/.github/workflows/x.yml"),
        ];
        let units = snapshot(all.to_vec(), &Settings::default()).units;
        let found: Vec<_> = units.iter().map(|it| (it.source.as_str(), it.consumers)).collect();
        assert_eq!(found, [("azure/login/.github/workflows/x.yml", 3)]);
    }
}
