//! What the files a repository began with were like, among those of older repositories as they were
//! then.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_core::{Beginning, HistoryPath, Like, Repository, Sketch};
use rayon::prelude::*;

use super::Told;
use super::states::{File, First};
use crate::sketch::Name;

/// Of a hundred lines, those that both have at least.
const HALF: u32 = 50;

/// Older repositories told of one that began: so many of the most alike, and so many of the oldest, where
/// what many were made from is.
const TOLD: usize = 10;

/// What a repository began with, with names for what it will have numbers for.
pub(super) struct Begun {
    files: Vec<String>,
    lines: u32,
    like: Vec<Alike>,
}

/// How like the files of an older repository they are.
struct Alike {
    repository: String,
    shared: Shared,
    file: String,
    theirs: String,
}

/// What some files and those of the same names in an older repository have in common.
#[derive(Default, Clone, Copy)]
struct Shared {
    files: u32,
    /// Lines that both have.
    both: u32,
    /// Lines that either has.
    of: u32,
}

/// The same with the file that has most lines in common, where the older one has it, and how many
/// these are.
type Best<'t> = (Shared, (&'t str, &'t str, u32));

/// A repository that others can be like.
struct Holder<'t> {
    repository: &'t Repository,
    name: Name,
    /// Its files by the last part of their paths, which few repositories name for themselves; each
    /// with its path without the name of the repository.
    files: BTreeMap<&'t str, Vec<(String, &'t File)>>,
}

/// What each repository began with, where that was lately.
pub(super) fn beginnings(repositories: &[Repository], told: &[Told]) -> Vec<Option<Begun>> {
    let any = told.iter().any(|told| told.states.first.is_some());
    let holders = if any { holders(repositories, told) } else { Vec::new() };
    let begun = |(repository, told): (&Repository, &Told)| {
        let first = told.states.first.as_ref()?;
        Some(Begun {
            files: first.settled.iter().map(|(path, _)| path.clone()).collect(),
            lines: lines(&first.settled),
            like: most(repository, first, &holders),
        })
    };
    repositories.par_iter().zip(told).map(begun).collect()
}

/// What others can be like, the oldest first.
fn holders<'t>(repositories: &'t [Repository], told: &'t [Told]) -> Vec<Holder<'t>> {
    let hold = |(repository, told): (&'t Repository, &'t Told)| {
        let name = Name::of(repository.name());
        let mut files: BTreeMap<&str, Vec<(String, &File)>> = BTreeMap::new();
        for file in &told.states.files {
            files.entry(last(&file.path)).or_default().push((name.masked(&file.path), file));
        }
        Holder { repository, name, files }
    };
    let mut holders: Vec<Holder<'_>> = repositories.iter().zip(told).map(hold).collect();
    holders.retain(|it| it.repository.born.is_some() && !it.files.is_empty());
    holders.sort_by_key(|it| (it.repository.born, &it.repository.id));
    holders
}

/// The older repositories with at least half of the lines in common: the most alike and the oldest,
/// the most alike first.
fn most(repository: &Repository, first: &First, holders: &[Holder<'_>]) -> Vec<Alike> {
    let own = Name::of(repository.name());
    let settled = Files::of(&first.settled, |path| own.masked(path));
    let came = Files::of(&first.came, str::to_owned);
    let older = holders.iter().take_while(|it| it.repository.born < repository.born);
    let older =
        older.filter(|it| !it.repository.roots.iter().any(|it| repository.roots.contains(it)));
    let mut found: Vec<Alike> = Vec::new();
    let mut whole = 0;
    for holder in older {
        let settled = settled.alike(first.at, holder, |path, masked| path == masked);
        let came = came.alike(first.at, holder, |path, masked| {
            let depth = |path: &str| path.matches('/').count();
            depth(path) == depth(masked) && holder.name.masked(path) == masked
        });
        let best = [came, settled].into_iter().flatten().reduce(|came, settled| {
            if settled.0.share() > came.0.share() { settled } else { came }
        });
        let Some((shared, (file, theirs, _))) = best.filter(|(it, _)| it.share() >= HALF) else {
            continue;
        };
        let (file, theirs) = (file.to_owned(), theirs.to_owned());
        found.push(Alike { repository: holder.repository.id.clone(), shared, file, theirs });
        whole += usize::from(shared.share() == 100);
        // No younger one is more alike than these.
        if whole == TOLD {
            break;
        }
    }
    told(found)
}

/// Of what is in the order of births, the first and the most alike.
fn told(found: Vec<Alike>) -> Vec<Alike> {
    let mut found: Vec<(usize, Alike)> = found.into_iter().enumerate().collect();
    found.sort_by_key(|(place, it)| (Reverse(it.shared.share()), *place));
    let mut rank = 0..;
    found.retain(|(place, _)| *place < TOLD || rank.next().is_some_and(|rank| rank < TOLD));
    found.into_iter().map(|(_, alike)| alike).collect()
}

fn lines(files: &[(String, Sketch)]) -> u32 {
    files.iter().map(|(_, sketch)| sketch.lines).sum()
}

/// The last part of a path.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Files a repository began with.
struct Files<'t> {
    /// Each with what it is looked for by.
    all: Vec<(String, &'t str, &'t Sketch)>,
    /// Lines of all of them.
    lines: u32,
}

impl<'t> Files<'t> {
    fn of(files: &'t [(String, Sketch)], by: impl Fn(&str) -> String) -> Self {
        let all = files.iter().map(|(path, sketch)| (by(path), path.as_str(), sketch));
        Self { all: all.collect(), lines: lines(files) }
    }

    /// How like they are to those of the same names that an older repository had at an instant, where
    /// it had any; `same` compares what a file is looked for by with what another is held by.
    fn alike<'h: 't>(
        &self,
        at: Timestamp,
        holder: &Holder<'h>,
        same: impl Fn(&str, &str) -> bool,
    ) -> Option<Best<'t>> {
        let mut shared = Shared { of: self.lines, ..Shared::default() };
        let mut best = ("", "", 0);
        for (by, path, sketch) in &self.all {
            let held = holder.files.get(last(path)).into_iter().flatten();
            let there = held.filter(|(masked, file)| *path == file.path || same(by, masked));
            let there = there.filter_map(|(_, file)| Some((file, sketch.common(state(file, at)?))));
            // Two files of one repository may have the same name but for its own.
            let closest = there.reduce(|one, other| if other.1.0 > one.1.0 { other } else { one });
            let Some((file, (both, either))) = closest else { continue };
            shared.files += 1;
            shared.both += both;
            shared.of += either.saturating_sub(sketch.lines);
            if both > best.2 {
                best = (path, file.path.as_str(), both);
            }
        }
        (shared.both > 0).then_some((shared, best))
    }
}

impl Shared {
    /// Of a hundred lines that either has, those that both have.
    fn share(self) -> u32 {
        self.both * 100 / self.of.max(1)
    }
}

/// What a file said at an instant, if it was there and long enough.
fn state(file: &File, at: Timestamp) -> Option<&Sketch> {
    let state = file.states.iter().find(|(since, _)| *since <= at);
    state.and_then(|(_, sketch)| sketch.as_ref())
}

impl Begun {
    /// The same with numbers for paths.
    pub(super) fn placed(self, paths: &[HistoryPath]) -> Beginning {
        let place = |path: &str| {
            let place = paths.binary_search_by(|it| it.path.as_str().cmp(path)).ok()?;
            u32::try_from(place).ok()
        };
        let like = self.like.into_iter().filter_map(|it| {
            let Shared { files, both: lines, of } = it.shared;
            let (repository, theirs) = (it.repository, it.theirs);
            Some(Like { repository, files, lines, of, file: place(&it.file)?, theirs })
        });
        let like = like.collect();
        let mut files: Vec<u32> = self.files.iter().filter_map(|path| place(path)).collect();
        files.sort_unstable();
        Beginning { files, lines: self.lines, like }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_stay_beside_the_most_alike() {
        // What services were made from is older than they are, and less alike than they are to each
        // other.
        let alike = |both: u32| Alike {
            repository: format!("acme/{both}"),
            shared: Shared { files: 2, both, of: 100 },
            file: String::new(),
            theirs: String::new(),
        };
        let told = told((60..90).map(alike).collect());
        let shares: Vec<u32> = told.iter().map(|it| it.shared.share()).collect();
        let expected: Vec<u32> = (80..90).rev().chain((60..70).rev()).collect();
        assert_eq!(shares, expected);
    }
}
