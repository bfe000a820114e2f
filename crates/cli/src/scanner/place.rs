//! A repository, and where it is.

use jiff::Timestamp;
use milepost_git::{Commit, Found, Past, Reader, Source};

/// A repository, and where it is.
pub(crate) struct Place {
    /// `owner/name`.
    pub(crate) id: String,
    pub(super) found: Found,
}

impl Place {
    pub(super) fn of(found: &Found) -> Self {
        Self { id: milepost_git::identity(found).to_string(), found: found.clone() }
    }

    /// The commits of its default branch after one instant and up to another, the oldest first.
    pub(crate) fn line(&self, from: Timestamp, to: Timestamp) -> Vec<Commit> {
        self.open().line(from.as_second(), to.as_second())
    }

    /// The first line of what a commit says of itself.
    pub(crate) fn subject(&self, commit: &str) -> Option<String> {
        self.open().subject(commit)
    }

    fn open(&self) -> Reader {
        Reader::of_objects(&self.found, Source::DefaultBranch, Past::default())
    }
}
