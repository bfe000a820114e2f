//! Catalogue entries of a component: beside it, or in a central catalogue that names it.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::place::is_under;
use milepost_core::{Entity, Evidence, Fact, Repository, What};

use super::links::{folder_at, repository_of};
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
    let all: Vec<Entry<'a>> = in_repository(component.repository).collect();
    let own: Vec<Entry<'a>> =
        all.iter().filter(|entry| is_named(entry, component, alone)).copied().collect();
    let only = alone && all.len() == 1 && !all.iter().any(|entry| known.is_copied(entry));
    if own.is_empty() && only { all } else { own }
}

/// The entry of a repository as a whole: its only one, at its root, with its name.
pub(super) fn of_whole(repository: &Repository) -> Option<Entry<'_>> {
    let mut all = in_repository(repository);
    let only = all.next().filter(|_| all.next().is_none())?;
    let of_it = only.entity.name.eq_ignore_ascii_case(repository.name());
    (of_it && !only.fact.path.contains('/')).then_some(only)
}

/// Entries of a repository with this name, in lower case.
pub(super) fn called<'a>(repository: &'a Repository, name: &str) -> Vec<Entry<'a>> {
    in_repository(repository).filter(|it| it.entity.name.eq_ignore_ascii_case(name)).collect()
}

/// Whether an entry has a name of the component: of its folder, of a chart, of the repository.
fn is_named(entry: &Entry<'_>, component: &Component<'_>, alone: bool) -> bool {
    let name = &entry.entity.name;
    let last = component.path.rsplit('/').next().unwrap_or_default();
    name == component.repository.name() && (alone || component.path.is_empty())
        || name == last
        || component.own_charts().any(|chart| chart.name == *name)
}

/// Entries that may say the same before it says nothing of any of them (trap T43).
const TOGETHER: usize = 5;

/// Entries with the same annotation, and the owners they name.
#[derive(Default)]
struct Said<'a> {
    references: BTreeSet<&'a str>,
    owners: BTreeSet<&'a str>,
}

/// An entry that names the repository it describes, and the folder in it where it does.
struct Naming<'a> {
    entry: Entry<'a>,
    folder: Option<&'a str>,
}

impl Naming<'_> {
    /// Whether it describes this component of the repository it names: by its folder where it gives
    /// one, else by its name, unless there is nothing else it could describe.
    fn means(&self, component: &Component<'_>, alone: bool) -> bool {
        match self.folder {
            Some(folder) if component.others.iter().any(|other| other == folder) => false,
            Some(folder) if !component.path.is_empty() => {
                is_under(&component.path, folder) || is_under(folder, &component.path)
            }
            Some(_) => alone,
            None => alone || is_named(&self.entry, component, alone),
        }
    }
}

/// How the annotations end that name a repository as `owner/name`: `github.com/project-slug`.
const SLUG: &str = "/project-slug";

/// The annotation that names it by the address of its source.
const SOURCE: &str = "backstage.io/source-location";

/// The repository an entry names, in lower case, with the folder in it that the entry is about.
fn named(entity: &Entity) -> Option<(String, Option<&str>)> {
    let source = entity.annotations.get(SOURCE).map(|it| it.strip_prefix("url:").unwrap_or(it));
    let address = source.and_then(|source| Some((repository_of(source)?, folder_at(source))));
    let slug = entity.annotations.iter().find(|(key, _)| key.ends_with(SLUG));
    let slug = slug.map(|(_, slug)| slug.to_ascii_lowercase());
    match (slug, address) {
        (Some(slug), Some((repository, folder))) if slug == repository => Some((slug, folder)),
        (Some(slug), _) => Some((slug, None)),
        (None, address) => address,
    }
}

/// What entries of the whole organisation say of one another.
pub(crate) struct Entries<'a> {
    /// Entries by the repository they name, in lower case (trap T42).
    naming: BTreeMap<String, Vec<Naming<'a>>>,
    /// The repository that each entry is named for and lies in, by its reference.
    named_for: BTreeMap<&'a str, &'a str>,
    /// Entries by what they are annotated with.
    annotated: BTreeMap<(&'a str, &'a str), Said<'a>>,
}

impl<'a> Entries<'a> {
    pub(super) fn index(repositories: &'a [Repository]) -> Self {
        let mut entries = Self {
            naming: BTreeMap::new(),
            named_for: BTreeMap::new(),
            annotated: BTreeMap::new(),
        };
        for entry in repositories.iter().flat_map(in_repository) {
            let entity = entry.entity;
            if let Some((repository, folder)) = named(entity) {
                let naming = Naming { entry, folder };
                entries.naming.entry(repository).or_default().push(naming);
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

    /// Entries that name the component's repository and mean this component, wherever they stand
    /// (trap T42).
    pub(super) fn naming(&self, component: &Component<'_>, alone: bool) -> Vec<Entry<'a>> {
        let all = self.naming.get(&component.repository.id.to_ascii_lowercase());
        let meant = all.into_iter().flatten().filter(|it| it.means(component, alone));
        meant.map(|it| it.entry).collect()
    }

    /// Entries that describe a repository or something in it: those that lie there and name no other
    /// one, and those that name it, wherever they stand.
    pub(crate) fn about(&self, repository: &'a Repository) -> Vec<Entry<'a>> {
        let id = repository.id.to_ascii_lowercase();
        let here = in_repository(repository).filter(|entry| {
            let other = named(entry.entity).is_some_and(|(other, _)| other != id);
            !other && !self.is_copied(entry)
        });
        let naming = self.naming.get(&id).into_iter().flatten().map(|it| it.entry);
        here.chain(naming.filter(|entry| entry.repository.id != repository.id)).collect()
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
}
