//! What the files a repository began with were like, among those of older repositories as they were
//! then.

use std::cmp::Reverse;
use std::collections::BTreeMap;

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
struct Alike {
    repository: String,
    born: Option<Timestamp>,
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

/// A file that others can be like.
struct Held<'t> {
    /// The place of its repository.
    place: usize,
    /// Its path without the name of its repository.
    masked: String,
    file: &'t File,
}

/// Files that can be like others, by the last part of their paths, which few repositories name for
/// themselves; those of one repository follow each other.
type Holders<'t> = BTreeMap<&'t str, Vec<Held<'t>>>;

/// What each repository began with, where that was lately.
pub(super) fn beginnings(repositories: &[Repository], told: &[Told]) -> Vec<Option<Begun>> {
    let names: Vec<Name> = repositories.iter().map(|it| Name::of(it.name())).collect();
    let any = told.iter().any(|told| told.states.first.is_some());
    let holders = if any { holders(told, &names) } else { Holders::new() };
    let begun = |(repository, told): (&Repository, &Told)| {
        let first = told.states.first.as_ref()?;
        let older: Vec<bool> = repositories.iter().map(|it| is_older(it, repository)).collect();
        let older = |held: &&Held<'_>| older.get(held.place).copied().unwrap_or_default();
        let own = Name::of(repository.name());
        let settled = alike((&first.settled, first.at), &holders, |path| {
            let own = own.masked(path);
            move |held| older(&held) && held.masked == own
        });
        let mut best = alike((&first.came, first.at), &holders, |path| {
            let names = &names;
            move |held| older(&held) && is_the_same(path, held, names)
        });
        for (place, alike) in settled {
            let came = best.entry(place).or_insert(alike);
            if alike.0.share() > came.0.share() {
                *came = alike;
            }
        }
        Some(Begun {
            files: first.settled.iter().map(|(path, _)| path.clone()).collect(),
            lines: lines(&first.settled),
            like: most(best, repositories),
        })
    };
    repositories.par_iter().zip(told).map(begun).collect()
}

fn holders<'t>(told: &'t [Told], names: &[Name]) -> Holders<'t> {
    let mut holders = Holders::new();
    for (place, (told, name)) in told.iter().zip(names).enumerate() {
        for file in &told.states.files {
            let held = Held { place, masked: name.masked(&file.path), file };
            holders.entry(last(&file.path)).or_default().push(held);
        }
    }
    holders
}

/// Whether a file that was copied is still named as where it came from.
fn is_the_same(path: &str, held: &Held<'_>, names: &[Name]) -> bool {
    let depth = |path: &str| path.matches('/').count();
    let masked = || names.get(held.place).is_some_and(|name| name.masked(path) == held.masked);
    path == held.file.path || depth(path) == depth(&held.masked) && masked()
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
/// `same` says of a path which files have its name.
fn alike<'t, S: Fn(&Held<'t>) -> bool>(
    (files, at): (&'t [(String, Sketch)], Timestamp),
    holders: &Holders<'t>,
    same: impl Fn(&'t str) -> S,
) -> BTreeMap<usize, Best<'t>> {
    let all = lines(files);
    let mut found: BTreeMap<usize, Best<'t>> = BTreeMap::new();
    for (path, sketch) in files {
        let is_same = same(path);
        let held = holders.get(last(path)).into_iter().flatten();
        let there = held.filter(|held| is_same(held));
        let there = there.filter_map(|held| Some((held, state(held.file, at)?)));
        let mut common: Vec<(usize, &str, (u32, u32))> = there
            .map(|(held, there)| (held.place, held.file.path.as_str(), sketch.common(there)))
            .collect();
        // Two files of one repository may have the same name but for its own.
        common.sort_by_key(|(place, _, (both, _))| (*place, Reverse(*both)));
        common.dedup_by_key(|(place, _, _)| *place);
        for (place, theirs, (both, either)) in common {
            let nothing = (Shared { of: all, ..Shared::default() }, ("", "", 0));
            let (shared, best) = found.entry(place).or_insert(nothing);
            shared.files += 1;
            shared.both += both;
            shared.of += either.saturating_sub(sketch.lines);
            if both > best.2 {
                *best = (path, theirs, both);
            }
        }
    }
    found
}

/// The older repositories with at least half of the lines in common, the most alike first.
fn most(found: BTreeMap<usize, Best<'_>>, repositories: &[Repository]) -> Vec<Alike> {
    let found = found.into_iter().filter_map(|(place, (shared, (file, theirs, _)))| {
        let Repository { id, born, .. } = repositories.get(place)?;
        let half = shared.both > 0 && shared.share() >= HALF;
        half.then(|| Alike {
            repository: id.clone(),
            born: *born,
            shared,
            file: file.to_owned(),
            theirs: theirs.to_owned(),
        })
    });
    let mut found: Vec<Alike> = found.collect();
    found.sort_by(|a, b| {
        let rank = |it: &Alike| (Reverse(it.shared.share()), it.born);
        rank(a).cmp(&rank(b)).then_with(|| a.repository.cmp(&b.repository))
    });
    found.truncate(TOLD);
    found
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
