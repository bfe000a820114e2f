//! Where a test builds and runs: a folder of its own, gone afterwards.

use std::path::{Path, PathBuf};

use milepost_organisation::{Files, Form, Organisation, files_of};
use tempfile::TempDir;

/// A folder of its own for one test, gone afterwards.
pub struct Ground {
    folder: TempDir,
}

impl Ground {
    /// An empty folder.
    ///
    /// # Panics
    /// When the system gives none.
    #[expect(clippy::new_without_default, reason = "it makes a folder, which is no default")]
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("the system gives a temporary folder") }
    }

    /// The folder, as the system names it: without links.
    ///
    /// # Panics
    /// When it is gone.
    pub fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().expect("the folder lives as long as this does")
    }

    /// Builds `fixtures/orgs/<name>` as bare repositories below the folder `<name>`.
    ///
    /// # Panics
    /// When it cannot be built.
    pub fn bare(&self, name: &str) -> PathBuf {
        self.build(name, Files::new(), Form::Bare)
    }

    /// Builds `fixtures/orgs/<name>` with work trees below the folder `<name>`.
    ///
    /// # Panics
    /// When it cannot be built.
    pub fn worktrees(&self, name: &str) -> PathBuf {
        self.build(name, Files::new(), Form::Worktree)
    }

    /// Builds `fixtures/orgs/<name>` with further files, by `<repository>/<path>`.
    ///
    /// # Panics
    /// When it cannot be built.
    pub fn build(&self, name: &str, further: Files, form: Form) -> PathBuf {
        let mut files = files_of(&fixture(name)).expect("the fixture can be read");
        files.extend(further);
        let organisation = Organisation::from_files(files).expect("the history is valid");
        let into = self.path().join(name);
        organisation.build(&into, form).expect("the fixture can be built");
        into
    }
}

/// The folder of a fixture organisation.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/orgs").join(name)
}
