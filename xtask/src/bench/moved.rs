//! Copies of repositories, set back to what they were.

use std::fs;
use std::path::{Path, PathBuf};

use git2::{Oid, Repository};
use jiff::Timestamp;
use milepost_git::{Found, Past, Reader, Source};
use walkdir::WalkDir;

/// A default branch that was set back, and where it was.
pub(super) struct Moved {
    path: PathBuf,
    name: String,
    newest: Oid,
}

impl Moved {
    /// Sets the default branch of a copy back to what it was at an instant, if it was there.
    pub(super) fn back(found: &Found, then: Timestamp) -> anyhow::Result<Option<Self>> {
        let at = |source| Reader::open(found, source, Past::default()).1.commit;
        let then = at(Source::At(then.as_second()));
        let (Some(newest), Some(then)) = (at(Source::DefaultBranch), then) else {
            return Ok(None);
        };
        let Some(branch) = newest.branch else { return Ok(None) };
        let path = found.path.clone();
        let name = format!("refs/heads/{branch}");
        let moved = Self { path, name, newest: Oid::from_str(&newest.id)? };
        moved.to(Oid::from_str(&then.id)?)?;
        Ok(Some(moved))
    }

    /// Sets the branch to where it was.
    pub(super) fn to_newest(&self) -> anyhow::Result<()> {
        self.to(self.newest)
    }

    fn to(&self, commit: Oid) -> anyhow::Result<()> {
        let repository = Repository::open(&self.path)?;
        repository.reference(&self.name, commit, true, "moved")?;
        Ok(())
    }
}

/// Copies a folder with everything in it, and says where to.
pub(super) fn copied(from: &Path, to: PathBuf) -> anyhow::Result<PathBuf> {
    for entry in WalkDir::new(from) {
        let entry = entry?;
        let place = to.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(place)?;
        } else if entry.file_type().is_file() {
            fs::copy(entry.path(), place)?;
        }
    }
    Ok(to)
}
