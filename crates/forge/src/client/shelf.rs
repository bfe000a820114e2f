//! Answers kept with what GitHub calls their state (`ETag`): when it says that nothing changed, the
//! answer that is kept is the answer, and the call does not count against the limit.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How long an answer is kept that nobody asks for.
const KEPT: Duration = Duration::from_hours(14 * 24);

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
    /// The instant of the run, as which every use is noted.
    now: SystemTime,
}

impl Shelf {
    /// The answers to `whose` calls, used at `now`.
    pub(super) fn at(folder: &Path, whose: &str, now: Timestamp) -> Self {
        Self { folder: folder.to_owned(), whose: whose.to_owned(), now: now.into() }
    }

    /// What is kept of an answer; what cannot be read was never kept.
    pub(super) fn find(&self, asked: &str) -> Option<Kept> {
        let kept: Kept = serde_json::from_slice(&fs::read(self.path(asked)).ok()?).ok()?;
        (kept.asked == asked).then_some(kept)
    }

    /// Notes that an answer is still used. Where that cannot be noted, it is asked for anew once it
    /// has gone.
    pub(super) fn touch(&self, asked: &str) {
        let file = File::options().write(true).open(self.path(asked));
        file.and_then(|file| file.set_modified(self.now)).ok();
    }

    /// Removes the answers, whoever's they are, that nobody used for a while.
    pub(super) fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let used = entry.metadata().and_then(|it| it.modified());
            let unused = used.map(|used| self.now.duration_since(used).unwrap_or_default());
            if unused.is_ok_and(|unused| unused > KEPT) {
                fs::remove_file(entry.path()).ok();
            }
        }
    }

    /// Keeps an answer, whole or not at all.
    pub(super) fn keep(&self, kept: &Kept) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(serde_json::to_string(kept)?.as_bytes())?;
        file.as_file().set_modified(self.now)?;
        file.persist(self.path(&kept.asked)).map_err(|error| error.error)?;
        Ok(())
    }

    fn path(&self, asked: &str) -> PathBuf {
        let hash = blake3::hash(format!("{}\n{asked}", self.whose).as_bytes());
        self.folder.join(format!("{}.json", hash.to_hex()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(folder: &Path, day: u32) -> Shelf {
        let now = format!("2026-01-{day:02}T03:00:00Z").parse().unwrap();
        Shelf::at(folder, "mona", now)
    }

    fn answer(asked: &str) -> Kept {
        let (etag, body) = ("\"1\"".to_owned(), "[]".to_owned());
        Kept { asked: asked.to_owned(), etag, next: None, body }
    }

    #[test]
    fn an_answer_nobody_used_for_two_weeks_goes_and_one_in_use_stays() {
        let folder = tempfile::tempdir().unwrap();
        let first = shelf(folder.path(), 1);
        first.keep(&answer("/orgs/acme")).unwrap();
        first.keep(&answer("/orgs/gone")).unwrap();
        shelf(folder.path(), 9).touch("/orgs/acme");
        shelf(folder.path(), 15).sweep();
        assert!(first.find("/orgs/gone").is_some(), "fourteen days are not over");
        shelf(folder.path(), 16).sweep();
        assert_eq!(first.find("/orgs/gone"), None);
        assert_eq!(first.find("/orgs/acme"), Some(answer("/orgs/acme")));
    }
}
