//! What a copy was made of, in a small file inside it: written last, so that a copy with a note of
//! a state holds that state.

use std::path::Path;
use std::{fs, io};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::layout;

/// The name of the file.
const NAME: &str = "milepost.json";

/// What a copy was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Note {
    /// `owner/name`, as it was called then.
    pub(crate) name: String,
    /// Where it was fetched from.
    pub(crate) url: String,
    /// Its default branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) branch: Option<String>,
    /// When the host had last seen a push, if that is all it can have seen: a push within the same
    /// second may have come after the fetch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pushed: Option<Timestamp>,
}

impl Note {
    /// The note of a copy; a copy whose note cannot be read is made anew.
    pub(crate) fn read(copy: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(copy.join(NAME)).ok()?).ok()
    }

    /// Whether a copy with this note has every commit that one with the other has: nothing was
    /// pushed since, as far as can be told. A default branch that moved may be one that was not
    /// there.
    pub(crate) fn holds_what(&self, other: &Self) -> bool {
        self.pushed.is_some() && self.pushed == other.pushed && self.branch == other.branch
    }

    /// Leaves the note with a copy.
    pub(crate) fn write(&self, copy: &Path) -> io::Result<()> {
        layout::write(copy, NAME, &serde_json::to_string_pretty(self)?)
    }

    /// Takes the note from a copy that is not what it says.
    pub(crate) fn remove(copy: &Path) -> io::Result<()> {
        fs::remove_file(copy.join(NAME))
    }
}
