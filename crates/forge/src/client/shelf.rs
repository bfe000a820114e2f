//! Answers kept with what GitHub calls their state (`ETag`): when it says that nothing changed, the
//! answer that is kept is the answer, and the call does not count against the limit.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// An answer that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    /// What was asked for: file names are hashes, and two that met would be a wrong answer.
    pub(super) asked: String,
    /// What GitHub calls its state.
    pub(super) etag: String,
    /// Where the next page is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
    /// The answer.
    pub(super) body: String,
}

/// A folder of answers.
pub(super) struct Shelf {
    folder: PathBuf,
    /// Whose answers they are: what one may see another may not.
    whose: String,
}

impl Shelf {
    /// The answers to `whose` calls.
    pub(super) fn at(folder: &Path, whose: &str) -> Self {
        Self { folder: folder.to_owned(), whose: whose.to_owned() }
    }

    /// What is kept of an answer; what cannot be read was never kept.
    pub(super) fn find(&self, asked: &str) -> Option<Kept> {
        let kept: Kept = serde_json::from_slice(&fs::read(self.path(asked)).ok()?).ok()?;
        (kept.asked == asked).then_some(kept)
    }

    /// Keeps an answer, whole or not at all.
    pub(super) fn keep(&self, kept: &Kept) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(serde_json::to_string(kept)?.as_bytes())?;
        file.persist(self.path(&kept.asked)).map_err(|error| error.error)?;
        Ok(())
    }

    fn path(&self, asked: &str) -> PathBuf {
        let hash = blake3::hash(format!("{}\n{asked}", self.whose).as_bytes());
        self.folder.join(format!("{}.json", hash.to_hex()))
    }
}
