//! Catalogue entries of a component: beside it, or in a central catalogue that names it.

use std::collections::BTreeMap;

use milepost_core::{Entity, Evidence, Fact, Repository, What};

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

/// Entries beside a component: by name, or by being the only ones.
pub(super) fn beside<'a>(component: &Component<'a>, alone: bool) -> Vec<Entry<'a>> {
    let last = component.path.rsplit('/').next().unwrap_or_default();
    let all: Vec<Entry<'a>> = in_repository(component.repository).collect();
    let is_own = |entry: &&Entry<'_>| {
        let name = &entry.entity.name;
        name == component.repository.name()
            || name == last
            || component.charts.iter().any(|(_, chart)| chart.name == *name)
    };
    let own: Vec<Entry<'a>> = all.iter().filter(is_own).copied().collect();
    if own.is_empty() && alone && all.len() == 1 { all } else { own }
}

/// Entries by the repository they name, in lower case (trap T42).
pub(crate) struct Entries<'a> {
    by_slug: BTreeMap<String, Vec<Entry<'a>>>,
}

impl<'a> Entries<'a> {
    pub(super) fn index(repositories: &'a [Repository]) -> Self {
        let mut by_slug: BTreeMap<String, Vec<Entry<'a>>> = BTreeMap::new();
        for entry in repositories.iter().flat_map(in_repository) {
            if let Some(slug) = entry.entity.annotations.get("github.com/project-slug") {
                by_slug.entry(slug.to_ascii_lowercase()).or_default().push(entry);
            }
        }
        Self { by_slug }
    }

    /// Entries of a central catalogue that name the repository.
    pub(super) fn naming(&self, repository: &Repository) -> Vec<Entry<'a>> {
        self.by_slug.get(&repository.id.to_ascii_lowercase()).cloned().unwrap_or_default()
    }
}
