//! How much of the disk the copies may take.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::copies::{Copies, size};
use crate::mirror::{Remote, Spared};

/// The bytes that are taken, against those that may be.
pub(crate) struct Budget {
    most: Option<u64>,
    taken: AtomicU64,
}

impl Budget {
    /// No limit.
    pub(crate) fn none() -> Self {
        Self { most: None, taken: AtomicU64::new(0) }
    }

    /// What the copies take now. Where that is more than may be, those go that nobody wants any
    /// more: they hold the past of repositories that are gone.
    pub(crate) fn of(
        copies: &Copies,
        most: u64,
        wanted: &[Remote],
        spared: &Spared,
    ) -> io::Result<Self> {
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
        Ok(Self { most: Some(most), taken: AtomicU64::new(taken) })
    }

    /// Why nothing more can be taken, if nothing can.
    pub(crate) fn used_up(&self) -> Option<String> {
        let most = self.most?;
        let taken = self.taken.load(Ordering::Relaxed);
        (taken >= most).then(|| format!("the disk budget of {most} bytes is used up: {taken}"))
    }

    /// A copy grew, or is new.
    pub(crate) fn take(&self, before: u64, after: u64) {
        self.taken.fetch_add(after.saturating_sub(before), Ordering::Relaxed);
    }

    /// Whether anybody asks how large copies are.
    pub(crate) fn counts(&self) -> bool {
        self.most.is_some()
    }
}
