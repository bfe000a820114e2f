//! Content that a scan asked for and partial clones lack, so that it can be sent for in one go.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use milepost_git::{Found, Past, Reader};

use crate::Plan;

/// Ids of content that is lacking, by the clone that lacks it.
#[derive(Debug, Default)]
pub struct Lacking {
    by_clone: Mutex<BTreeMap<PathBuf, BTreeSet<String>>>,
}

impl Lacking {
    /// What the visit of a clone asked for and did not get.
    pub(crate) fn note(&self, found: &Found, absent: BTreeSet<String>) {
        let mut all = self.by_clone.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(found.path.clone()).or_default().extend(absent);
    }

    /// Everything that is lacking.
    pub fn all(self) -> BTreeMap<PathBuf, BTreeSet<String>> {
        self.by_clone.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the visit of a clone. What it lacked is noted, and what was worked out without it is not
/// remembered: another fetch may bring it.
pub(crate) fn close(plan: &Plan<'_>, found: &Found, reader: Reader) -> Past {
    let absent = reader.absent();
    if absent.is_empty() {
        return reader.close();
    }
    if let Some(trace) = plan.trace {
        trace.lacked(found, absent.clone());
    }
    if let Some(lacking) = plan.lacking {
        lacking.note(found, absent);
    }
    Past::default()
}
