//! What bucket and folder both held when they were last the same.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};

/// Its file, which is no snapshot's name.
const NAME: &str = ".bucket.json";

/// What was last the same, by the name of the snapshot.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Note {
    of: BTreeMap<String, Same>,
}

/// One snapshot, as both knew it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Same {
    /// What the bucket calls this state of it.
    pub(crate) tag: String,
    /// The hash of its bytes.
    pub(crate) hash: String,
}

impl Note {
    /// The note in a folder; without one that can be read, nothing is known to have been the same.
    pub(crate) fn read(folder: &Path) -> Self {
        let text = fs::read(folder.join(NAME)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Writes it. One that is cut off is read as none, which costs bringing everything again.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        if self.of.is_empty() {
            return match fs::remove_file(folder.join(NAME)) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        }
        fs::write(folder.join(NAME), serde_json::to_vec(self)?)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Same> {
        self.of.get(name)
    }

    pub(crate) fn put(&mut self, name: &str, same: Same) {
        self.of.insert(name.to_owned(), same);
    }

    pub(crate) fn forget(&mut self, name: &str) {
        self.of.remove(name);
    }
}
