//! Between the mirror and whoever fetches: git, or a fake.

use std::collections::BTreeSet;
use std::path::Path;

use crate::FetchError;

/// Fetches into bare repositories.
pub trait Transport: Sync {
    /// Takes over every branch and tag of the origin as it is now, with their commits and folders,
    /// and forgets those that are gone. Where the server allows it, the content of files is left
    /// out. With `first`, nothing was fetched into it before.
    ///
    /// # Errors
    /// When it cannot be fetched; the repository is then as it was.
    fn update(&self, path: &Path, first: bool) -> Result<(), FetchError>;

    /// Fetches the content of files by their ids, all in one batch.
    ///
    /// # Errors
    /// When any of it cannot be fetched.
    fn bring(&self, path: &Path, blobs: &BTreeSet<String>) -> Result<(), FetchError>;
}
