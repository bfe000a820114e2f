//! Between the mirror and whoever fetches: git, or a fake.

use std::collections::BTreeSet;
use std::path::Path;

use crate::FetchError;

/// Fetches into bare repositories.
pub trait Transport: Sync {
    /// Makes an empty repository in the folder `path`, which is there.
    ///
    /// # Errors
    /// When it cannot be made.
    fn begin(&self, path: &Path) -> Result<(), FetchError>;

    /// Takes over every branch and tag of the origin as it is now, with their commits and folders,
    /// and forgets those that are gone. Where the server allows it, the content of files is left
    /// out.
    ///
    /// # Errors
    /// When it cannot be fetched; the repository is then as it was.
    fn update(&self, path: &Path) -> Result<(), FetchError>;

    /// Fetches the content of files by their ids, all in one batch.
    ///
    /// # Errors
    /// When any of it cannot be fetched.
    fn bring(&self, path: &Path, blobs: &BTreeSet<String>) -> Result<(), FetchError>;

    /// Says where the origin is now.
    ///
    /// # Errors
    /// When that cannot be written down.
    fn moved(&self, path: &Path, url: &str) -> Result<(), FetchError>;

    /// Says which branch is the default one.
    ///
    /// # Errors
    /// When that cannot be written down.
    fn default_branch(&self, path: &Path, branch: &str) -> Result<(), FetchError>;
}
