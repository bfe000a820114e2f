//! Whether everything in the store is whole.

use std::io::BufWriter;

use milepost_core::Snapshot;

use crate::compare::Compare;
use crate::error::{Broken, StoreError};
use crate::store::{Entry, Store};
use crate::text::{BLOCK, Text};

/// What verifying says of one file.
#[derive(Debug)]
pub struct Verified {
    /// The file.
    pub entry: Entry,
    /// What is wrong with it, if anything is.
    pub verdict: Result<(), StoreError>,
}

impl Store {
    /// Reads every snapshot wholly and writes it again in memory: each must be canonical, of the
    /// instant its name says, and of the organisation of the oldest.
    ///
    /// # Errors
    /// When the folder cannot be listed. What is wrong with a file is said of that file.
    pub fn verify(&self) -> Result<Vec<Verified>, StoreError> {
        let mut organisation = None;
        let entries = self.list()?.into_iter();
        let verified = entries.map(|entry| {
            let verdict = self.read(&entry).and_then(|snapshot| {
                let expected = organisation.get_or_insert_with(|| snapshot.organisation.clone());
                is_of(expected, &entry, &snapshot)?;
                is_canonical(&entry, &snapshot)
            });
            Verified { entry, verdict }
        });
        Ok(verified.collect())
    }
}

fn is_of(expected: &str, entry: &Entry, snapshot: &Snapshot) -> Result<(), StoreError> {
    let (found, expected) = (snapshot.organisation.clone(), expected.to_owned());
    if found == expected {
        return Ok(());
    }
    Err(broken(entry, Broken::Organisation { found, expected }))
}

/// The texts are compared: another version of zstd may compress the same text to other bytes.
fn is_canonical(entry: &Entry, snapshot: &Snapshot) -> Result<(), StoreError> {
    let difference = Text::open(&entry.path).and_then(|text| {
        let mut written = BufWriter::with_capacity(BLOCK, Compare::with(text));
        milepost_snapshot::write_to(snapshot, &mut written)?;
        written.into_inner()?.first_difference()
    });
    match difference.map_err(|error| StoreError::text(&entry.path, error))? {
        None => Ok(()),
        Some(line) => Err(broken(entry, Broken::NotCanonical { line })),
    }
}

fn broken(entry: &Entry, why: Broken) -> StoreError {
    StoreError::Broken { file: entry.path.clone(), why }
}
