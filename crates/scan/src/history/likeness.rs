//! What the files a repository began with were like, among those of older repositories as they were
//! then.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiff::Timestamp;
use milepost_core::{Beginning, HistoryPath, Like, Repository};
use rayon::prelude::*;

use super::Told;
use super::sketch::{Name, Sketch};
use super::states::File;

/// Of a hundred lines, those that both have at least.
const HALF: u32 = 50;

/// Older repositories told of one that began.
const TOLD: usize = 50;

/// What a repository began with, with names for what it will have numbers for.
pub(super) struct Begun {
    files: Vec<String>,
    lines: u32,
    like: Vec<Alike>,
}

/// How like the files of an older repository they are.
#[derive(Default)]
struct Alike {
    files: u32,
    /// Lines that both have.
    both: u32,
    /// Lines that only the older one has, in files that both have.
    theirs: u32,
    /// Lines of the files together.
    all: u32,
    /// The file with most lines in common, where the older one has it, and how many these are.
    best: (String, String, u32),
    repository: String,
    born: Option<Timestamp>,
}

/// Files that can be like others, by the last part of their paths, which few repositories name for
/// themselves.
struct Holders<'t> {
    names: Vec<Name>,
    /// Each with the place of its repository, and its path without its name.
    files: BTreeMap<&'t str, Vec<(usize, String, &'t File)>>,
}

/// What each repository began with, where that was lately.
pub(super) fn beginnings(repositories: &[Repository], told: &[Told]) -> Vec<Option<Begun>> {
    let names = repositories.iter().map(|it| Name::of(it.name())).collect();
    let mut holders = Holders { names, files: BTreeMap::new() };
    if told.iter().any(|told| told.states.first.is_some()) {
        for (place, (told, name)) in told.iter().zip(&holders.names).enumerate() {
            for file in &told.states.files {
                let held = holders.files.entry(last(&file.path)).or_default();
                held.push((place, name.masked(&file.path), file));
            }
        }
    }
    let begun = |(repository, told): (&Repository, &Told)| {
        let first = told.states.first.as_ref()?;
        let older = |place: usize| repositories.get(place).filter(|it| is_older(it, repository));
        let own = Name::of(repository.name());
        let settled = alike((&first.settled, first.at), &holders, |path, _| own.masked(path));
        let mut best = alike((&first.came, first.at), &holders, |path, name| name.masked(path));
        for (place, alike) in settled {
            match best.entry(place) {
                Entry::Vacant(free) => _ = free.insert(alike),
                Entry::Occupied(mut it) if alike.share() > it.get().share() => _ = it.insert(alike),
                Entry::Occupied(_) => {}
            }
        }
        Some(Begun {
            files: first.settled.iter().map(|(path, _)| path.clone()).collect(),
            lines: lines(&first.settled),
            like: most(best, older),
        })
    };
    repositories.par_iter().zip(told).map(begun).collect()
}

/// Whether a repository began before another, and not with the same commit.
fn is_older(it: &Repository, than: &Repository) -> bool {
    let before = it.born.zip(than.born).is_some_and(|(it, than)| it < than);
    before && !it.roots.iter().any(|root| than.roots.contains(root))
}

fn lines(files: &[(String, Sketch)]) -> u32 {
    files.iter().map(|(_, sketch)| sketch.lines).sum()
}

/// The last part of a path.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// How like files are to those of each repository that has some of the same names at an instant;
/// `named` is the path of a file without the name that the other may have it by.
fn alike(
    (files, at): (&[(String, Sketch)], Timestamp),
    holders: &Holders<'_>,
    named: impl Fn(&str, &Name) -> String,
) -> BTreeMap<usize, Alike> {
    let all = lines(files);
    let mut found: BTreeMap<usize, Alike> = BTreeMap::new();
    for (path, sketch) in files {
        let mut closest: BTreeMap<usize, (u32, u32, &str)> = BTreeMap::new();
        for (place, masked, file) in holders.files.get(last(path)).into_iter().flatten() {
            let same = holders.names.get(*place).is_some_and(|name| named(path, name) == *masked);
            let Some(there) = state(file, at).filter(|_| same) else { continue };
            let (both, either) = sketch.common(there);
            // Two files of one repository may have the same name but for its own.
            let best = closest.entry(*place).or_insert((both, either, file.path.as_str()));
            if both > best.0 {
                *best = (both, either, file.path.as_str());
            }
        }
        for (place, (both, either, theirs)) in closest {
            let alike = found.entry(place).or_insert_with(|| Alike { all, ..Alike::default() });
            alike.files += 1;
            alike.both += both;
            alike.theirs += either.saturating_sub(sketch.lines);
            if both > alike.best.2 {
                alike.best = (path.clone(), theirs.to_owned(), both);
            }
        }
    }
    found
}

/// The older repositories with at least half of the lines in common, the most alike first.
fn most<'r>(
    found: BTreeMap<usize, Alike>,
    older: impl Fn(usize) -> Option<&'r Repository>,
) -> Vec<Alike> {
    let found = found.into_iter().filter_map(|(place, alike)| {
        let Repository { id, born, .. } = older(place)?;
        let half = alike.both > 0 && alike.share() >= HALF;
        half.then(|| Alike { repository: id.clone(), born: *born, ..alike })
    });
    let mut found: Vec<Alike> = found.collect();
    found.sort_by(|a, b| {
        let rank = |it: &Alike| (Reverse(it.share()), it.born);
        rank(a).cmp(&rank(b)).then_with(|| a.repository.cmp(&b.repository))
    });
    found.truncate(TOLD);
    found
}

impl Alike {
    /// Of a hundred lines that either has, those that both have.
    fn share(&self) -> u32 {
        self.both * 100 / (self.all + self.theirs).max(1)
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
            let (file, theirs, _) = it.best;
            Some(Like {
                repository: it.repository,
                files: it.files,
                lines: it.both,
                of: it.all + it.theirs,
                file: place(&file)?,
                theirs,
            })
        });
        let like = like.collect();
        let mut files: Vec<u32> = self.files.iter().filter_map(|path| place(path)).collect();
        files.sort_unstable();
        Beginning { files, lines: self.lines, like }
    }
}
