//! What is remembered between visits to the same repository, so that a blob is parsed once, ever:
//! in one process, from one instant to the next; on disk, from one run to the next.
//!
//! Everything remembered stands under the id of what it was read from, so it cannot go stale: a
//! scan that remembers gives the same bytes as one that does not.

mod cache;
mod shelf;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use milepost_git::{Found, Past};

pub use cache::{Cache, trim};
pub(crate) use shelf::{Seen, Shelf};

/// What is remembered of the repositories of a scan.
#[derive(Default)]
pub struct Memory {
    cache: Option<Cache>,
    /// What is kept in this process; `None` when each repository is visited once.
    kept: Option<Mutex<BTreeMap<PathBuf, Remembered>>>,
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
        Self { cache, kept: None }
    }

    /// Remembers from one visit to the next, and what `cache` keeps on disk.
    pub fn of_many_visits(cache: Option<Cache>) -> Self {
        Self { cache, kept: Some(Mutex::default()) }
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
        match &self.kept {
            Some(kept) => {
                lock(kept).insert(found.path.clone(), remembered);
            }
            None => remembered.shelf.store(),
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
}

/// A visit that panicked gave nothing back, so what is in the map is whole.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
