//! Catalogue entries of a component: beside it, or in a central catalogue that names it.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Entity, Evidence, Fact, Repository, ToolFamily, What};

use super::{Component, evidence, facts_of};

/// A catalogue entry, and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) repository: &'a Repository,
    pub(crate) fact: &'a Fact,
    pub(crate) entity: &'a Entity,
}

impl Entry<'_> {
    /// The line of the entry.
    pub(crate) fn evidence(&self, shows: &str) -> Evidence {
        evidence(self.repository, self.fact, shows)
    }
}

/// Entries of components in a repository; skeletons of templates are none.
fn in_repository(repository: &Repository) -> impl Iterator<Item = Entry<'_>> {
    facts_of(repository, |what| match what {
        What::Entity(entity) if entity.kind == "Component" && !entity.skeleton => Some(entity),
        _ => None,
    })
    .map(move |(fact, entity)| Entry { repository, fact, entity })
}

/// Entries beside a component: by name, or by being the only ones. One that was copied from another
/// repository and kept its name describes what it was copied from (trap T43).
pub(super) fn beside<'a>(
    component: &Component<'a>,
    known: &Entries<'_>,
    alone: bool,
) -> Vec<Entry<'a>> {
    let last = component.path.rsplit('/').next().unwrap_or_default();
    let all: Vec<Entry<'a>> = in_repository(component.repository).collect();
    let is_own = |entry: &&Entry<'_>| {
        let name = &entry.entity.name;
        name == component.repository.name() && (alone || component.path.is_empty())
            || name == last
            || component.charts.iter().any(|(_, chart)| chart.name == *name)
    };
    let own: Vec<Entry<'a>> = all.iter().filter(is_own).copied().collect();
    let only = alone && all.len() == 1 && !all.iter().any(|entry| known.is_copied(entry));
    if own.is_empty() && only { all } else { own }
}

/// Entries that may say the same before it says nothing of any of them (trap T43).
const TOGETHER: usize = 5;

/// Entries with the same annotation, and the owners they name.
#[derive(Default)]
struct Said<'a> {
    references: BTreeSet<&'a str>,
    owners: BTreeSet<&'a str>,
}

/// Providers of a portal that read files of repositories, as milepost does, or bring people.
const READS_REPOSITORIES: &[&str] =
    &["github", "gitlab", "bitbucket", "azuredevops", "gerrit", "gitea", "ldap", "microsoftgraph"];
const BRINGS_PEOPLE: &str = "org";

/// What entries of the whole organisation say of one another, and whether there are more of them.
pub(crate) struct Entries<'a> {
    /// Entries by the repository they name, in lower case (trap T42).
    by_slug: BTreeMap<String, Vec<Entry<'a>>>,
    /// The repository that each entry is named for and lies in, by its reference.
    named_for: BTreeMap<&'a str, &'a str>,
    /// Entries by what they are annotated with.
    annotated: BTreeMap<(&'a str, &'a str), Said<'a>>,
    /// A provider by which a portal gets entries that lie in no repository, and where it is set up.
    provider: Option<(&'a str, Evidence)>,
}

impl<'a> Entries<'a> {
    pub(super) fn index(repositories: &'a [Repository]) -> Self {
        let mut entries = Self {
            by_slug: BTreeMap::new(),
            named_for: BTreeMap::new(),
            annotated: BTreeMap::new(),
            provider: repositories.iter().find_map(provider),
        };
        for entry in repositories.iter().flat_map(in_repository) {
            let entity = entry.entity;
            if let Some(slug) = entity.annotations.get("github.com/project-slug") {
                entries.by_slug.entry(slug.to_ascii_lowercase()).or_default().push(entry);
            }
            if entity.name == entry.repository.name() {
                entries.named_for.insert(&entity.reference, &entry.repository.id);
            }
            for (key, value) in &entity.annotations {
                let said = entries.annotated.entry((key, value)).or_default();
                said.references.insert(&entity.reference);
                said.owners.extend(entity.owner.as_deref());
            }
        }
        entries
    }

    /// Entries of a central catalogue that name the repository.
    pub(super) fn naming(&self, repository: &Repository) -> Vec<Entry<'a>> {
        self.by_slug.get(&repository.id.to_ascii_lowercase()).cloned().unwrap_or_default()
    }

    /// Whether an entry has the reference of one that lies in the repository of its name.
    fn is_copied(&self, entry: &Entry<'_>) -> bool {
        let home = self.named_for.get(entry.entity.reference.as_str());
        home.is_some_and(|home| *home != entry.repository.id)
    }

    /// How many entries of how many owners an annotation stands in, when it stands in so many that
    /// it was pasted rather than meant (trap T43).
    pub(crate) fn pasted(&self, key: &str, value: &str) -> Option<(usize, usize)> {
        let said = self.annotated.get(&(key, value))?;
        let (entries, owners) = (said.references.len(), said.owners.len());
        (entries > TOGETHER && owners > 1).then_some((entries, owners))
    }

    /// The provider by which a portal gets entries that lie in no repository (trap T42).
    pub(crate) fn elsewhere(&self) -> Option<&(&'a str, Evidence)> {
        self.provider.as_ref()
    }
}

fn provider(repository: &Repository) -> Option<(&str, Evidence)> {
    let portals = facts_of(repository, |what| match what {
        What::Tool(tool) if tool.family == ToolFamily::Portal => Some(tool),
        _ => None,
    });
    portals.into_iter().find_map(|(fact, tool)| {
        let names = tool.signs.iter().filter_map(|sign| sign.strip_prefix("provider "));
        let name = names.into_iter().find(|name| {
            let lower = name.to_ascii_lowercase();
            let reads = READS_REPOSITORIES.iter().any(|known| lower.starts_with(known));
            !reads && !lower.ends_with(BRINGS_PEOPLE)
        })?;
        Some((name, evidence(repository, fact, "")))
    })
}
