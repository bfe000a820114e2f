//! How much of the disk the copies may take.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::FetchError;
use crate::copies::{Copies, size};
use crate::mirror::{Remote, Spared};

/// The bytes that are taken, against those that may be.
pub(crate) struct Budget {
    most: Option<u64>,
    taken: AtomicU64,
}

impl Budget {
    /// So many bytes at most, or any number. What is taken is still to be counted.
    pub(crate) fn of(most: Option<u64>) -> Self {
        Self { most, taken: AtomicU64::new(0) }
    }

    /// Counts what the copies take now. Where that is more than may be, those go that nobody wants
    /// any more: they hold the past of repositories that are gone.
    pub(crate) fn count(
        &self,
        copies: &Copies,
        wanted: &[Remote],
        spared: &Spared,
    ) -> io::Result<()> {
        let Some(most) = self.most else { return Ok(()) };
        let ids: BTreeSet<u64> = wanted.iter().map(|remote| remote.id).collect();
        let mut taken = 0;
        let mut unwanted = Vec::new();
        for (id, path) in copies.all()? {
            let bytes = size(&path);
            taken += bytes;
            if !spared.holds(id) && !ids.contains(&id) {
                unwanted.push((bytes, path));
            }
        }
        for (bytes, path) in unwanted {
            if taken > most {
                fs::remove_dir_all(path)?;
                taken -= bytes;
            }
        }
        self.taken.store(taken, Ordering::Relaxed);
        Ok(())
    }

    /// Why nothing more can be taken, if nothing can.
    fn used_up(&self) -> Option<String> {
        let most = self.most?;
        let taken = self.taken.load(Ordering::Relaxed);
        (taken >= most).then(|| format!("the disk budget of {most} bytes is used up: {taken}"))
    }

    /// Fetches into a copy, and counts by how much it grew, whether or not all of it came; fetches
    /// nothing where nothing more can be taken.
    pub(crate) fn fetch<R>(
        &self,
        copy: &Path,
        fetch: impl FnOnce() -> Result<R, FetchError>,
    ) -> Result<R, FetchError> {
        if let Some(why) = self.used_up() {
            return Err(FetchError::Full(why));
        }
        if self.most.is_none() {
            return fetch();
        }
        let before = size(copy);
        let fetched = fetch();
        self.taken.fetch_add(size(copy).saturating_sub(before), Ordering::Relaxed);
        fetched
    }
}
