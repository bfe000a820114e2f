//! What is remembered between visits to the same repository, so that a blob is parsed once, ever:
//! in one process, from one instant to the next; on disk, from one run to the next.
//!
//! Everything remembered stands under the id of what it was read from, so it cannot go stale: a
//! scan that remembers gives the same bytes as one that does not.

mod cache;
mod instant;
mod shelf;
mod text;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use milepost_git::{Found, Past};

pub use cache::{Cache, trim};
use instant::Stamps;
pub use instant::Trace;
pub(crate) use shelf::{Seen, Shelf};

/// What is remembered of the repositories of a scan.
#[derive(Default)]
pub struct Memory {
    cache: Option<Cache>,
    /// What is kept in this process; `None` when each repository is visited once.
    kept: Option<Mutex<BTreeMap<PathBuf, Remembered>>>,
    /// What the folders of repositories were like before anything of them was read.
    stamps: OnceLock<Stamps>,
}

/// What is remembered of one repository.
#[derive(Default)]
pub(crate) struct Remembered {
    pub(crate) past: Past,
    pub(crate) shelf: Shelf,
}

impl Memory {
    /// Remembers nothing but what `cache` keeps on disk.
    pub fn of_one_visit(cache: Option<Cache>) -> Self {
        Self { cache, ..Self::default() }
    }

    /// Remembers from one visit to the next, and what `cache` keeps on disk.
    pub fn of_many_visits(cache: Option<Cache>) -> Self {
        Self { cache, kept: Some(Mutex::default()), ..Self::default() }
    }

    /// Hands over what is remembered of a repository, to whoever visits it now.
    pub(crate) fn take(&self, found: &Found) -> Remembered {
        let kept = self.kept.as_ref().and_then(|kept| lock(kept).remove(&found.path));
        kept.unwrap_or_else(|| {
            let stored = self.cache.clone().map(|cache| (cache, found.place.to_string()));
            Remembered { past: Past::default(), shelf: Shelf::new(stored, self.kept.is_some()) }
        })
    }

    /// Takes back what is remembered after a visit.
    pub(crate) fn give_back(&self, found: &Found, mut remembered: Remembered) {
        remembered.shelf.close();
        match &self.kept {
            Some(kept) => {
                lock(kept).insert(found.path.clone(), remembered);
            }
            None => remembered.shelf.store(),
        }
    }

    /// What was made of all these repositories at an instant, in seconds since 1970, when that was
    /// last remembered under `key`, which names everything else it depends on; `None` unless each of
    /// them would be read as the same again.
    pub fn recall(&self, found: &[Found], (at, key): (i64, &str)) -> Option<String> {
        let cache = self.cache.as_ref()?;
        let stamps = self.stamps.get_or_init(|| instant::stamps(found));
        instant::recall(cache, (found, stamps), (at, key))
    }

    /// Remembers, for runs to come, what was made of all these repositories at an instant that
    /// [`Memory::recall`] was asked for: one line of text.
    pub fn remember(&self, found: &[Found], (key, trace): (&str, Trace), made: String) {
        if let (Some(cache), Some(stamps)) = (&self.cache, self.stamps.get()) {
            instant::remember(cache, (found, stamps), (key, trace), made);
        }
    }

    /// Writes what many visits remember to the cache; `found` are the repositories visited.
    pub fn save(&self, found: &[Found]) {
        let Some(kept) = &self.kept else { return };
        let mut kept = lock(kept);
        for found in found {
            if let Some(remembered) = kept.get_mut(&found.path) {
                remembered.shelf.store();
            }
        }
    }

    /// Why the cache could not be written, when something was to be: the next run reads it anew.
    pub fn unwritten(&self) -> Option<&io::Error> {
        self.cache.as_ref()?.unwritten()
    }
}

/// A visit that panicked gave nothing back, so what is in the map is whole.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
