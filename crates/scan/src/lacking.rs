//! Content that a scan asked for and partial clones lack, so that it can be sent for in one go.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use milepost_git::{Found, Reader};

/// Ids of content that is lacking, by the clone that lacks it.
#[derive(Debug, Default)]
pub struct Lacking {
    by_clone: Mutex<BTreeMap<PathBuf, BTreeSet<String>>>,
}

impl Lacking {
    /// What the visit of a clone asked for and did not get.
    pub(crate) fn note(&self, found: &Found, reader: &Reader) {
        let absent = reader.absent();
        if absent.is_empty() {
            return;
        }
        let mut all = self.by_clone.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(found.path.clone()).or_default().extend(absent);
    }

    /// Everything that is lacking.
    pub fn all(self) -> BTreeMap<PathBuf, BTreeSet<String>> {
        self.by_clone.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
