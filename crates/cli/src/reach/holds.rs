//! One run at a time in a folder of copies.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use milepost_mirror::{Hold, MirrorError};

/// The folders of copies that this run holds, one for each host.
#[derive(Default)]
pub(crate) struct Holds {
    held: BTreeMap<PathBuf, Hold>,
}

impl Holds {
    /// The right to change a folder, taken the first time it is asked for.
    pub(super) fn of(&mut self, folder: &Path) -> Result<Hold, MirrorError> {
        if let Some(hold) = self.held.get(folder) {
            return Ok(hold.clone());
        }
        let hold = Hold::take(folder)?;
        self.held.insert(folder.to_owned(), hold.clone());
        Ok(hold)
    }
}
