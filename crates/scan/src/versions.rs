//! Shared units at the versions that are asked for: what is defined in one repository of the scan
//! and used from another, by a tag, a branch or a commit, is read as it is there.
//!
//! A unit that is read may ask for others in turn, so this goes round until nobody asks for
//! anything new.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use milepost_core::{CiSystem, Fact, Release, Repository, UnitKind, Use, Version, What};
use milepost_git::{Found, Reader};
use rayon::prelude::*;

use crate::claims::Claims;
use crate::memory::Remembered;
use crate::{Locate, Plan, chart, lacking, repository};

/// Rounds of units that ask for units; deeper chains are cut.
const ROUNDS: usize = 8;

/// What is asked of one repository: a name of a state, and what of it is wanted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    /// The name of the state, as written.
    asked: String,
    /// What the unit is called, which its tags may start with.
    unit: String,
    /// The file or folder that holds it.
    part: String,
}

/// Reads every state that is asked for into the `versions` of its repository.
pub(crate) fn follow(
    plan: &Plan<'_>,
    claims: &Claims,
    locate: Locate<'_>,
    repositories: &mut [Repository],
) {
    let known = Known::of(repositories);
    let mut done: BTreeSet<(usize, Wanted)> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let asked = known.asked(repositories);
        let new: BTreeSet<(usize, Wanted)> = asked.difference(&done).cloned().collect();
        if new.is_empty() {
            break;
        }
        let mut of_each: BTreeMap<usize, BTreeSet<Wanted>> = BTreeMap::new();
        for (index, wanted) in &new {
            of_each.entry(*index).or_default().insert(wanted.clone());
        }
        let read: Vec<(usize, Read)> = of_each
            .into_par_iter()
            .filter_map(|(index, wanted)| {
                let repository = repositories.get(index)?;
                let found = locate(index, &repository.id)?;
                Some((index, versions(plan, claims, (&found, repository), &wanted)))
            })
            .collect();
        for (index, read) in read {
            if let Some(repository) = repositories.get_mut(index) {
                read.versions.into_iter().for_each(|it| merge(&mut repository.versions, it));
                repository.releases = read.releases;
            }
        }
        done.extend(new);
    }
}

/// Who defines what.
struct Known {
    /// Repositories by their ids, in lower case.
    by_id: BTreeMap<String, usize>,
    /// Those that hold steps of a Jenkins library.
    libraries: Vec<usize>,
    /// Those that hold the source of an orb, and in which folder, by their owners in lower case.
    orbs: BTreeMap<String, Vec<(usize, String)>>,
    /// The folder of each chart, by the chart's name in lower case.
    charts: BTreeMap<String, (usize, String)>,
}

impl Known {
    fn of(repositories: &[Repository]) -> Self {
        let mut known = Self {
            by_id: BTreeMap::new(),
            libraries: Vec::new(),
            orbs: BTreeMap::new(),
            charts: BTreeMap::new(),
        };
        for (index, repository) in repositories.iter().enumerate() {
            known.by_id.entry(repository.id.to_ascii_lowercase()).or_insert(index);
            if called(repository, CiSystem::Jenkins).is_some() {
                known.libraries.push(index);
            }
            if let Some(path) = called(repository, CiSystem::Circleci) {
                let folder = path.split('/').next().unwrap_or(path).to_owned();
                let owner = repository.owner().to_ascii_lowercase();
                known.orbs.entry(owner).or_default().push((index, folder));
            }
            for fact in live(&repository.facts) {
                if let What::Chart(chart) = &fact.what {
                    let place = (index, folder(&fact.path).to_owned());
                    known.charts.entry(chart.name.to_ascii_lowercase()).or_insert(place);
                }
            }
        }
        known
    }

    /// Everything that is asked for, by the repository that defines it. What a repository asks of
    /// itself is read as it stands; what a version of it asks of itself is not, because only the
    /// parts of a version are read that somebody asks for.
    fn asked(&self, repositories: &[Repository]) -> BTreeSet<(usize, Wanted)> {
        let mut asked = BTreeSet::new();
        for (index, repository) in repositories.iter().enumerate() {
            let elsewhere = |(at, _): &(usize, Wanted)| *at != index;
            asked.extend(self.all_wanted(&repository.facts).filter(elsewhere));
            for version in &repository.versions {
                asked.extend(self.all_wanted(&version.facts));
                for used in live(&version.facts).filter_map(used) {
                    asked.extend(version.asked.keys().filter_map(|name| local(index, name, used)));
                }
            }
        }
        asked
    }

    /// What `facts` ask of which repositories.
    fn all_wanted<'s>(&'s self, facts: &'s [Fact]) -> impl Iterator<Item = (usize, Wanted)> + 's {
        live(facts).filter_map(|fact| self.wanted(used(fact)?, used(fact)?.held(facts, fact)?))
    }

    /// What one use asks of which repository.
    fn wanted(&self, used: &Use, asked: &str) -> Option<(usize, Wanted)> {
        let asked = asked.to_owned();
        let lower = used.source.to_ascii_lowercase();
        let (index, part, unit) = match used.unit {
            UnitKind::Library => (*only(&self.libraries)?, "vars".to_owned(), ""),
            UnitKind::Orb => {
                let (index, folder) = only(self.orbs.get(lower.split('/').next()?)?)?;
                (*index, folder.clone(), "")
            }
            UnitKind::Chart => {
                let name = lower.rsplit('/').next()?;
                let (index, folder) = self.charts.get(name)?;
                (*index, folder.clone(), name)
            }
            UnitKind::Include => {
                let (project, path) = used.source.split_once("/-/")?;
                let project = project.split_once("://").map_or(Some(project), |(_, rest)| {
                    rest.split_once('/').map(|(_, project)| project)
                })?;
                (*self.by_id.get(&project.to_ascii_lowercase())?, path.to_owned(), "")
            }
            UnitKind::Component => {
                let project = lower.rsplit_once('/')?.0;
                let bare = || self.by_id.get(project.split_once('/')?.1);
                let index = self.by_id.get(project).or_else(bare)?;
                (*index, "templates".to_owned(), "")
            }
            _ => {
                let (index, rest) = self.repository(&lower)?;
                let rest = used.source.get(used.source.len() - rest..)?.trim_matches('/');
                (index, rest.to_owned(), "")
            }
        };
        Some((index, Wanted { asked, unit: unit.to_owned(), part }))
    }

    /// The repository an address begins with, and how long the rest behind it is.
    fn repository(&self, lower: &str) -> Option<(usize, usize)> {
        let bare = lower.strip_prefix("github.com/").unwrap_or(lower);
        let second = bare.match_indices('/').nth(1).map_or(bare.len(), |(at, _)| at);
        let id = bare.get(..second)?;
        let id = id.split(':').next()?.trim_end_matches(".git");
        Some((*self.by_id.get(id)?, bare.len() - second))
    }
}

/// What a unit that was read at `asked` uses of its own repository, which is of the same state.
fn local(index: usize, asked: &str, used: &Use) -> Option<(usize, Wanted)> {
    let path = used.source.strip_prefix("./")?;
    let part = path.to_owned();
    Some((index, Wanted { asked: asked.to_owned(), unit: String::new(), part }))
}

/// What was read of one repository in one round.
struct Read {
    versions: Vec<Version>,
    releases: Vec<Release>,
}

fn versions(
    plan: &Plan<'_>,
    claims: &Claims,
    (place, repository): (&Found, &Repository),
    wanted: &BTreeSet<Wanted>,
) -> Read {
    let Remembered { past, mut shelf } = plan.memory.take(place);
    // Versions have most files in common.
    shelf.keep_for_this_visit();
    let mut reader = Reader::of_objects(place, plan.source, past);
    shelf.know_releases(&mut reader);
    let releases = reader.releases().into_iter();
    let release = |(tag, at)| Some(Release { tag, at: Timestamp::from_second(at).ok()? });
    let mut read = Read { versions: Vec::new(), releases: releases.filter_map(release).collect() };
    let mut by_name: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for wanted in wanted {
        by_name.entry((&wanted.asked, &wanted.unit)).or_default().push(&wanted.part);
    }
    let named = |reader: &Reader, asked: &str, unit: &str| {
        if let Some(trace) = plan.trace {
            trace.asked(place, (asked, unit), reader);
        }
        reader.resolve(asked, unit)
    };
    for ((asked, unit), parts) in by_name {
        let found = match chart::range(asked, unit) {
            Some(range) => chart::chosen((repository, &read.releases), unit, &range)
                .and_then(|(state, resolved)| Some((named(&reader, state, "")?.0, resolved))),
            None => named(&reader, asked, unit),
        };
        let Some((commit, resolved)) = found else { continue };
        let is_head = repository.commit.as_deref() == Some(commit.id.as_str());
        let facts = if is_head {
            Vec::new()
        } else {
            repository::facts(plan, claims, (&mut reader, &commit), &parts, &mut shelf)
        };
        read.versions.push(Version {
            asked: [(asked.to_owned(), resolved)].into(),
            committed: Timestamp::from_second(commit.time).ok(),
            commit: commit.id,
            facts,
        });
    }
    let past = lacking::close(plan, place, reader);
    plan.memory.give_back(place, Remembered { past, shelf });
    read
}

/// Adds a state to those that are known, or its names and facts to the one of the same commit.
fn merge(known: &mut Vec<Version>, new: Version) {
    match known.binary_search_by(|version| version.commit.cmp(&new.commit)) {
        Ok(index) => {
            let Some(version) = known.get_mut(index) else { return };
            version.asked.extend(new.asked);
            for fact in new.facts {
                if !version.facts.contains(&fact) {
                    version.facts.push(fact);
                }
            }
        }
        Err(index) => known.insert(index, new),
    }
}

fn live(facts: &[Fact]) -> impl Iterator<Item = &Fact> {
    facts.iter().filter(|fact| fact.aside.is_none())
}

fn used(fact: &Fact) -> Option<&Use> {
    match &fact.what {
        What::Use(used) => Some(used),
        _ => None,
    }
}

fn only<T>(candidates: &[T]) -> Option<&T> {
    candidates.first().filter(|_| candidates.len() == 1)
}

/// The path of the first definition of a CI system in a repository that others call.
fn called(repository: &Repository, system: CiSystem) -> Option<&str> {
    live(&repository.facts).find_map(|fact| match &fact.what {
        What::Pipeline(it) if it.role.is_called() && it.system == system => {
            Some(fact.path.as_str())
        }
        _ => None,
    })
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
