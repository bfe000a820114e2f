//! Made-up organisations: plain files and a history, built into git repositories.
//!
//! An organisation is a folder with one folder of files for each repository, as they are at its
//! newest commit, and a `history.toml` that says how they came to be ([`History`]). What is built
//! from it has fixed authors and dates, so every commit id is the same every time.
//!
//! Files that would act on the repository that holds this one are stored under another name:
//! `_gitignore` is restored as `.gitignore`, and so is every name that starts with `_git`.

mod build;
mod demo;
mod error;
mod files;
mod history;
mod tree;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

pub use demo::demo;
pub use error::Error;
pub use files::{Files, of_folder as files_of};
pub use history::{Commit, Head, History, Merged, RepositoryPlan};

/// The name of the file that says how the files came to be.
const HISTORY: &str = "history.toml";

/// In which form repositories are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Without a work tree, as `<name>.git`.
    Bare,
    /// With its files checked out, as `<name>`.
    Worktree,
}

/// A made-up organisation, not yet built.
#[derive(Debug, Clone)]
pub struct Organisation {
    files: Files,
    history: History,
}

impl Organisation {
    /// Reads an organisation from its folder.
    ///
    /// # Errors
    /// When a file cannot be read, or the history is not valid.
    pub fn from_folder(folder: &Path) -> Result<Self, Error> {
        Self::from_files(files::of_folder(folder)?)
    }

    /// Puts an organisation together from the paths below its folder and their content.
    ///
    /// # Errors
    /// When there is no history, or it is not valid.
    pub fn from_files(mut files: Files) -> Result<Self, Error> {
        let text = files.remove(HISTORY).ok_or(Error::NoHistory)?;
        let history = History::read(&String::from_utf8_lossy(&text), &files)?;
        Ok(Self { files, history })
    }

    /// The repositories and how their files came to be.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// When the newest commit of all was made.
    pub fn newest(&self) -> Option<Timestamp> {
        let commits = self.history.repositories.iter().flat_map(|r| &r.commits);
        commits.map(|commit| commit.at).max()
    }

    /// Builds every repository into the folder `into`, and says where each is, in order.
    ///
    /// # Errors
    /// When git or the disk refuses, or the history of a repository does not end with its files.
    pub fn build(&self, into: &Path, form: Form) -> Result<Vec<PathBuf>, Error> {
        self.history
            .repositories
            .iter()
            .map(|plan| build::repository(self, plan, into, form))
            .collect()
    }
}

#[cfg(test)]
mod tests;
