//! What is remembered of instants of the past: what was made of all repositories together, and what
//! each of them was read as. It counts for as long as each would be read as the same again.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use milepost_git::{Found, Head, Past, Reader, Source};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::cache::{Cache, Sort};

/// What each repository was read as at one instant.
#[derive(Debug, Default)]
pub struct Trace {
    by_clone: Mutex<BTreeMap<PathBuf, Mark>>,
}

/// What one repository was read as: everything of it that what was made of all depends on.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// Who it is, and its commit.
    head: String,
    /// A digest of its versions.
    releases: String,
    /// What others asked for by a name and the unit it is called by, and what that stood for.
    asked: BTreeSet<(String, String, Option<String>)>,
    /// Content that it lacked.
    absent: BTreeSet<String>,
}

impl Trace {
    /// Notes what a repository was opened as.
    pub(crate) fn opened(&self, found: &Found, reader: &Reader, head: &Head) {
        self.note(found, |mark| {
            mark.head = words(head);
            mark.releases = releases(reader);
        });
    }

    /// Notes what a name stood for, if for anything.
    pub(crate) fn asked(&self, found: &Found, (asked, unit): (&str, &str), reader: &Reader) {
        let asked = (asked.to_owned(), unit.to_owned(), meant(reader, asked, unit));
        self.note(found, |mark| {
            mark.asked.insert(asked);
        });
    }

    /// Notes content that a repository lacked.
    pub(crate) fn lacked(&self, found: &Found, absent: BTreeSet<String>) {
        self.note(found, |mark| mark.absent.extend(absent));
    }

    fn note(&self, found: &Found, add: impl FnOnce(&mut Mark)) {
        let mut all = self.by_clone.lock().unwrap_or_else(PoisonError::into_inner);
        add(all.entry(found.path.clone()).or_default());
    }
}

impl Mark {
    /// Whether a repository would be read as this once more.
    fn still_is(&self, found: &Found, at: i64) -> bool {
        let (reader, head) = Reader::open(found, Source::At(at), Past::default());
        let named = |(asked, unit, then): &(String, String, Option<String>)| {
            meant(&reader, asked, unit) == *then
        };
        self.head == words(&head)
            && (head.unborn || self.releases == releases(&reader))
            && self.asked.iter().all(named)
            && !self.absent.iter().any(|id| reader.holds(id))
    }

    /// What a repository is read as that was not there yet.
    fn unborn(found: &Found, at: i64) -> Option<Self> {
        let (reader, head) = Reader::open(found, Source::At(at), Past::default());
        head.unborn.then(|| Self {
            head: words(&head),
            releases: releases(&reader),
            ..Self::default()
        })
    }
}

/// Who a repository is, and its commit, in one line.
fn words(head: &Head) -> String {
    format!("{} {:?} {} {:?}", head.identity, head.commit, head.unborn, head.troubles)
}

/// The commit that a name stands for, and how nearly, in one line.
fn meant(reader: &Reader, asked: &str, unit: &str) -> Option<String> {
    let (commit, resolved) = reader.resolve(asked, unit)?;
    Some(format!("{} {resolved:?}", commit.id))
}

/// A digest of the versions of a repository.
fn releases(reader: &Reader) -> String {
    let mut digest = blake3::Hasher::new();
    for (tag, at) in reader.releases() {
        digest.update(tag.as_bytes()).update(b"\n").update(&at.to_le_bytes());
    }
    digest.finalize().to_hex().to_string()
}

/// What is stored of one repository.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Stored {
    /// What its folder was like; the mark need not be looked at as long as it is.
    stamp: Option<String>,
    mark: Mark,
}

/// What an instant was read from, by place, and what was made of it.
type Instant = (BTreeMap<String, Stored>, String);

/// What the folders of repositories are like, by place.
pub(super) type Stamps = BTreeMap<String, Option<String>>;

/// What the folders of repositories are like; nothing where two have one place, of which nobody can
/// say which was meant.
pub(super) fn stamps(found: &[Found]) -> Stamps {
    let stamps =
        found.par_iter().map(|found| (found.place.to_string(), milepost_git::stamp(found)));
    let stamps: Stamps = stamps.collect();
    if stamps.len() == found.len() { stamps } else { Stamps::new() }
}

/// What was made of an instant when it was last looked at, if all repositories would be read as the
/// same again.
pub(super) fn recall(
    cache: &Cache,
    (found, stamps): (&[Found], &Stamps),
    (at, key): (i64, &str),
) -> Option<String> {
    let (mut stored, made) = read(cache, key)?;
    if stored.keys().any(|place| !stamps.contains_key(place)) {
        return None;
    }
    let checked = found.par_iter().map(|found| {
        let place = found.place.to_string();
        let stamp = stamps.get(&place)?.clone();
        let known = stored.get(&place);
        if stamp.is_some() && known.is_some_and(|known| known.stamp == stamp) {
            return Some(None);
        }
        let mark = match known {
            Some(known) => known.mark.still_is(found, at).then(|| known.mark.clone())?,
            None => Mark::unborn(found, at)?,
        };
        Some(Some((place, Stored { stamp, mark })))
    });
    let changed: Vec<(String, Stored)> =
        checked.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
    if changed.iter().any(|(place, new)| stored.get(place) != Some(new)) {
        stored.extend(changed);
        write(cache, key, &(stored, made.clone()));
    }
    Some(made)
}

/// Remembers what was made of an instant.
pub(super) fn remember(
    cache: &Cache,
    (found, stamps): (&[Found], &Stamps),
    (key, trace): (&str, Trace),
    made: String,
) {
    let mut marks = trace.by_clone.into_inner().unwrap_or_else(PoisonError::into_inner);
    let stored = found.iter().map(|found| {
        let place = found.place.to_string();
        let stamp = stamps.get(&place)?.clone();
        Some((place, Stored { stamp, mark: marks.remove(&found.path)? }))
    });
    if let Some(stored) = stored.collect::<Option<BTreeMap<_, _>>>() {
        write(cache, key, &(stored, made));
    }
}

/// The names of the lines of what is stored.
const LINES: (&str, &str) = ("made", "read");

fn read(cache: &Cache, key: &str) -> Option<Instant> {
    let mut lines = cache.read(key, Sort::Instants);
    let stored = serde_json::from_str(lines.get(LINES.1)?).ok()?;
    Some((stored, lines.remove(LINES.0)?))
}

fn write(cache: &Cache, key: &str, (stored, made): &Instant) {
    if let Ok(stored) = serde_json::to_string(stored) {
        cache.write(key, Sort::Instants, &[(LINES.0, made.into()), (LINES.1, stored.into())]);
    }
}
