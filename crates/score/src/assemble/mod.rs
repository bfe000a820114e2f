//! Facts put together: whose unit is whose, what a pipeline does in the end, what is built and run.

mod about;
mod built;
mod called;
mod certainty;
mod charts;
mod class;
mod coded;
mod common;
mod component;
mod condition;
mod contest;
mod dead;
mod entry;
mod follow;
mod group;
mod handed;
mod identity;
mod images;
mod included;
mod install;
mod links;
pub(crate) mod owners;
mod ownership;
mod parts;
mod pipelines;
mod portals;
pub(crate) mod printed;
pub(crate) mod released;
mod running;
mod scripts;
pub(crate) mod segment;
mod set;
mod shipped;
mod siblings;
mod stores;
mod switched;
mod told;
mod units;
mod watching;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Span, Timestamp};
use milepost_core::{Evidence, Fact, Hosted, Image, Repository, SharedUnit, UnitKind, What};
use rayon::prelude::*;

use crate::rules::Rules;
use crate::settings::Settings;

pub(crate) use charts::{Brings, Charts, is_probed};
pub(crate) use component::Component;
pub(crate) use condition::asked;
pub(crate) use dead::of_each as dead_of_each;
pub(crate) use entry::{Entries, Entry};
pub(crate) use links::{Link, Links};
pub(crate) use ownership::{Ownership, family};
pub(crate) use running::{Doing, Running, is_computed};
pub(crate) use shipped::serves;
pub(crate) use stores::{Stores, writes_secrets};
pub(crate) use switched::Brought;
pub(crate) use units::{Definition, Home, Units, canonical, uses};
pub(crate) use watching::Watching;

/// Days after which a repository without a commit counts as inactive (rubric 0.5, W365).
const ACTIVE_DAYS: i64 = 365;

/// An organisation put together.
pub(crate) struct Estate<'a> {
    pub(crate) repositories: &'a [Repository],
    pub(crate) settings: &'a Settings,
    pub(crate) rules: &'a Rules,
    pub(crate) organisation: String,
    pub(crate) at: Timestamp,
    pub(crate) ownership: Ownership,
    pub(crate) units: Units<'a>,
    /// The highest versions anybody asks for.
    pub(crate) asked: released::Asked<'a>,
    /// The versions that are out.
    pub(crate) releases: released::Releases<'a>,
    pub(crate) charts: Charts<'a>,
    pub(crate) entries: Entries<'a>,
    /// Where a portal takes entries from that no repository shows, and where that is set up.
    pub(crate) entries_elsewhere: Option<(&'a str, Evidence)>,
    /// What watches components and stands elsewhere.
    pub(crate) watching: Watching<'a>,
    /// Stores that secrets come from, wherever they are defined.
    pub(crate) stores: Stores<'a>,
    /// What runs components and stands elsewhere.
    pub(crate) links: Links<'a>,
    /// Names of the organisation's images that other repositories build on, in lower case.
    pub(crate) bases: BTreeSet<String>,
    /// What every pipeline that runs does in the end, by repository id.
    pub(crate) running: BTreeMap<&'a str, Vec<Running<'a>>>,
}

impl<'a> Estate<'a> {
    pub(crate) fn new(
        repositories: &'a [Repository],
        settings: &'a Settings,
        rules: &'a Rules,
    ) -> Self {
        let organisation = organisation(repositories, settings);
        let ownership = Ownership::new(&organisation, settings, rules, repositories);
        let units = Units::index(repositories);
        let charts = Charts::index(repositories);
        let entries = Entries::index(repositories);
        let entries_elsewhere = portals::elsewhere(repositories, &ownership, rules);
        let links = Links::index(repositories, &ownership);
        let bases = bases(repositories, &ownership);
        let running = repositories
            .par_iter()
            .map(|repository| {
                let owns = |source: &str| ownership.owns_call(source);
                (repository.id.as_str(), pipelines::running(repository, &units, owns))
            })
            .collect();
        let at = settings.at.unwrap_or_else(|| instant(repositories, settings.present));
        Self {
            repositories,
            settings,
            rules,
            organisation,
            at,
            ownership,
            units,
            asked: released::Asked::index(repositories),
            releases: released::Releases::index(repositories),
            charts,
            entries,
            entries_elsewhere,
            links,
            stores: Stores::index(repositories),
            watching: Watching::index(repositories),
            bases,
            running,
        }
    }

    /// The one image of the organisation's that is built under this name: of its folder, or of its
    /// repository.
    pub(crate) fn image_named(&self, name: &str) -> Option<&'a Image> {
        let mut built = self.repositories.iter().filter_map(|repository| {
            facts_of(repository, What::as_image)
                .filter(|(_, image)| image.variant.is_none())
                .find(|(fact, _)| {
                    let folder = fact.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                    let last = folder.rsplit('/').next().unwrap_or_default();
                    let built = if last.is_empty() { repository.name() } else { last };
                    built.eq_ignore_ascii_case(name)
                })
                .map(|(_, image)| image)
        });
        let only = built.next();
        only.filter(|_| built.next().is_none())
    }

    /// Whether a repository changed in the year before the instant, and is one that the
    /// organisation itself changes, as far as its host tells.
    pub(crate) fn is_active(&self, repository: &Repository) -> bool {
        let ended = |it: &Hosted| it.archived || it.fork || it.mirror;
        if repository.hosted.as_ref().is_some_and(ended) {
            return false;
        }
        let start = self.at.checked_sub(Span::new().hours(ACTIVE_DAYS * 24));
        match (repository.committed, start) {
            (Some(committed), Ok(start)) => committed >= start,
            _ => true,
        }
    }

    /// What is run somewhere, sorted by id.
    pub(crate) fn components(&self) -> Vec<Component<'_>> {
        let mut components: Vec<_> = self
            .repositories
            .par_iter()
            .flat_map_iter(|repository| component::of(self, repository))
            .collect();
        components.sort_by(|a, b| a.id.cmp(&b.id));
        contest::settle(self, &mut components);
        components
    }

    /// The class of every repository, in their order.
    pub(crate) fn classes(
        &self,
        components: &[Component<'_>],
        shared: &[SharedUnit],
    ) -> Vec<milepost_core::Class> {
        let known = class::Known::new(components, shared, &self.running);
        self.repositories.iter().map(|repository| class::of(repository, &known)).collect()
    }

    /// Every unit used from another repository, most used first.
    pub(crate) fn shared_units(&self) -> Vec<SharedUnit> {
        self.units.shared(self.repositories, &self.ownership)
    }
}

/// The facts of a repository that are evidence.
pub(crate) fn facts(repository: &Repository) -> impl Iterator<Item = &Fact> {
    repository.facts.iter().filter(|fact| fact.aside.is_none())
}

/// The facts of one kind, picked out by `pick`.
pub(crate) fn facts_of<'a, T>(
    repository: &'a Repository,
    pick: fn(&'a What) -> Option<T>,
) -> impl Iterator<Item = (&'a Fact, T)> {
    facts(repository).filter_map(move |fact| Some((fact, pick(&fact.what)?)))
}

/// Where a fact stands.
pub(crate) fn evidence(repository: &Repository, fact: &Fact, shows: impl Into<String>) -> Evidence {
    Evidence {
        repository: repository.id.clone(),
        path: fact.path.clone(),
        line: fact.line,
        shows: shows.into(),
    }
}

/// A repository as a whole, as a place a reader can open.
pub(crate) fn whole(repository: &Repository, shows: impl Into<String>) -> Evidence {
    let shows = shows.into();
    Evidence { repository: repository.id.clone(), path: String::new(), line: 0, shows }
}

/// Names of owned images that container builds of other repositories stand on, in lower case.
fn bases(repositories: &[Repository], ownership: &Ownership) -> BTreeSet<String> {
    repositories
        .iter()
        .flat_map(units::uses)
        .filter(|used| used.unit == UnitKind::BaseImage)
        .filter(|used| ownership.is_owned(UnitKind::BaseImage, &used.source))
        .filter_map(|used| used.source.rsplit('/').next().map(str::to_ascii_lowercase))
        .collect()
}

/// The organisation: as configured, else the account most repositories belong to.
fn organisation(repositories: &[Repository], settings: &Settings) -> String {
    if let Some(name) = &settings.organisation {
        return name.clone();
    }
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    for repository in repositories {
        *owners.entry(repository.owner()).or_default() += 1;
    }
    owners
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)))
        .map_or_else(|| "organisation".to_owned(), |(owner, _)| owner.to_owned())
}

/// The instant an organisation is seen at: that of its newest commit, which no commit may move
/// beyond the present (trap T73).
#[must_use]
pub fn instant<'r>(
    repositories: impl IntoIterator<Item = &'r Repository>,
    present: impl Into<Option<Timestamp>>,
) -> Timestamp {
    let present = present.into();
    let commits = repositories.into_iter().filter_map(|repository| repository.committed);
    let honest = commits.filter(|committed| present.is_none_or(|present| *committed <= present));
    honest.max().or(present).unwrap_or(Timestamp::UNIX_EPOCH)
}
