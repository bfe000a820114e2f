//! The mirror: what is wanted on one side, copies on the other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;

use crate::budget::Budget;
use crate::copies::{self, Copies};
use crate::note::Note;
use crate::{FetchError, MirrorError, Transport};

/// Repositories fetched at once: the work is mostly waiting.
const AT_ONCE: usize = 8;

/// How often a fetch that failed in passing is tried, and how long is waited before the second and
/// the third time.
const WAITS: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(3)];

/// A push this shortly before the list was made may not have been the last of its second.
const SETTLED: SignedDuration = SignedDuration::from_secs(2);

/// A repository of a host, as the host lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// The number its host gave it.
    pub id: u64,
    /// `owner/name`.
    pub name: String,
    /// Where it is fetched from.
    pub url: String,
    /// Its default branch.
    pub branch: Option<String>,
    /// When the host last saw a push.
    pub pushed: Option<Timestamp>,
}

/// What became of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was pushed since it was made.
    Unchanged,
    /// It was brought up to what was pushed.
    Updated,
    /// It was made.
    New,
    /// It could not be brought up to what was pushed, and is as it was if there is one.
    Failed(FetchError),
}

/// A repository and its copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// `owner/name`.
    pub name: String,
    /// Where the copy is; absent when there is none.
    pub path: Option<PathBuf>,
    /// What became of it.
    pub outcome: Outcome,
}

/// Copies of the repositories of one host in a folder, held by one run at a time.
pub struct Mirror<T> {
    copies: Copies,
    transport: T,
    at_once: rayon::ThreadPool,
    most: Option<u64>,
}

impl<T: Transport> Mirror<T> {
    /// Takes the folder of a mirror, which is made where there is none. `most` are the bytes that
    /// all copies together may take.
    ///
    /// # Errors
    /// When the folder cannot be used, or another run is at work in it.
    pub fn take(folder: &Path, transport: T, most: Option<u64>) -> Result<Self, MirrorError> {
        let refused = |why| MirrorError::Folder { path: folder.to_owned(), why };
        let at_once = rayon::ThreadPoolBuilder::new().num_threads(AT_ONCE).build();
        let at_once = at_once.map_err(|error| refused(std::io::Error::other(error)))?;
        Ok(Self { copies: Copies::take(folder)?, transport, at_once, most })
    }

    /// Brings the copies up to what is listed at `now`, in the order of the list; `done` is called
    /// once for each, from any thread.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn update(
        &self,
        wanted: &[Remote],
        now: Timestamp,
        done: &(dyn Fn(&Copied) + Sync),
    ) -> Result<Vec<Copied>, MirrorError> {
        let budget = match self.most {
            Some(most) => Budget::of(&self.copies, most, wanted),
            None => Ok(Budget::none()),
        };
        let folder = || self.copies.path(0).with_file_name("");
        let budget = budget.map_err(|why| MirrorError::Folder { path: folder(), why })?;
        let update = |remote: &Remote| {
            let copied = self.one(remote, now, &budget);
            done(&copied);
            copied
        };
        let copied = || wanted.par_iter().with_max_len(1).map(update).collect();
        Ok(self.at_once.install(copied))
    }

    /// The copies as they are, without asking anybody.
    pub fn kept(&self, wanted: &[Remote]) -> Vec<Copied> {
        let missing = "it was never fetched, and nothing is fetched now";
        let kept = |remote: &Remote| {
            let path = Some(self.copies.path(remote.id)).filter(|path| path.exists());
            let outcome = match &path {
                Some(_) => Outcome::Unchanged,
                None => Outcome::Failed(FetchError::Refused(missing.to_owned())),
            };
            Copied { name: remote.name.clone(), path, outcome }
        };
        wanted.iter().map(kept).collect()
    }

    /// Fetches the content of files into copies, for each all at once; says of which copies that
    /// failed, and why.
    pub fn bring(&self, lacking: &[(PathBuf, BTreeSet<String>)]) -> Vec<(PathBuf, FetchError)> {
        let bring = |(path, blobs): &(PathBuf, BTreeSet<String>)| {
            let brought = patiently(|_| self.transport.bring(path, blobs));
            Some((path.clone(), brought.err()?))
        };
        self.at_once.install(|| lacking.par_iter().with_max_len(1).filter_map(bring).collect())
    }

    fn one(&self, remote: &Remote, now: Timestamp, budget: &Budget) -> Copied {
        let path = self.copies.path(remote.id);
        let outcome = self.brought_up(remote, &path, now, budget).unwrap_or_else(Outcome::Failed);
        let path = path.exists().then_some(path);
        Copied { name: remote.name.clone(), path, outcome }
    }

    fn brought_up(
        &self,
        remote: &Remote,
        path: &Path,
        now: Timestamp,
        budget: &Budget,
    ) -> Result<Outcome, FetchError> {
        let note = Note {
            name: remote.name.clone(),
            url: remote.url.clone(),
            branch: remote.branch.clone(),
            pushed: remote.pushed.filter(|pushed| now.duration_since(*pushed) > SETTLED),
        };
        let known = Note::read(path).filter(|_| path.exists());
        if known.as_ref() == Some(&note) && note.pushed.is_some() {
            return Ok(Outcome::Unchanged);
        }
        if let Some(known) = &known
            && known.pushed.is_some()
            && known.pushed == note.pushed
        {
            self.describe(path, remote)?;
            note.write(path).map_err(|error| written(&error))?;
            return Ok(Outcome::Updated);
        }
        if let Some(why) = budget.used_up() {
            return Err(FetchError::Full(why));
        }
        let before = if budget.counts() { copies::size(path) } else { 0 };
        let outcome = patiently(|attempt| self.fetched(remote, path, attempt))?;
        note.write(path).map_err(|error| written(&error))?;
        if budget.counts() {
            budget.take(before, copies::size(path));
        }
        Ok(outcome)
    }

    /// Fetches into the copy that is there, or makes one. A copy that is not sound is made anew.
    fn fetched(&self, remote: &Remote, path: &Path, attempt: usize) -> Result<Outcome, FetchError> {
        if !path.exists() {
            self.made(remote, path)?;
            return Ok(Outcome::New);
        }
        if attempt == 0 {
            copies::sweep(path);
        }
        match self.describe(path, remote).and_then(|()| self.transport.update(path)) {
            Err(FetchError::Broken(_)) => self.made(remote, path)?,
            updated => updated?,
        }
        Ok(Outcome::Updated)
    }

    /// Makes a copy beside where it belongs, and puts it there when it is complete.
    fn made(&self, remote: &Remote, path: &Path) -> Result<(), FetchError> {
        let unfinished = self.copies.unfinished(remote.id);
        let begun = self.begun(remote, &unfinished);
        let placed =
            begun.and_then(|()| replace(&unfinished, path).map_err(|error| written(&error)));
        if placed.is_err() {
            // What stays is removed by the next run.
            fs::remove_dir_all(&unfinished).ok();
        }
        placed
    }

    fn begun(&self, remote: &Remote, unfinished: &Path) -> Result<(), FetchError> {
        if unfinished.exists() {
            fs::remove_dir_all(unfinished).map_err(|error| written(&error))?;
        }
        fs::create_dir(unfinished).map_err(|error| written(&error))?;
        self.transport.begin(unfinished)?;
        self.describe(unfinished, remote)?;
        self.transport.update(unfinished)
    }

    /// Says in a copy where its origin is and which branch is the default one.
    fn describe(&self, path: &Path, remote: &Remote) -> Result<(), FetchError> {
        self.transport.moved(path, &remote.url)?;
        match &remote.branch {
            Some(branch) => self.transport.default_branch(path, branch),
            None => Ok(()),
        }
    }
}

/// Tries what may fail in passing until it does not, but not forever.
fn patiently<R>(attempt: impl Fn(usize) -> Result<R, FetchError>) -> Result<R, FetchError> {
    for (index, wait) in WAITS.iter().enumerate() {
        match attempt(index) {
            Err(FetchError::Passing(_)) => thread::sleep(*wait),
            decided => return decided,
        }
    }
    attempt(WAITS.len())
}

/// Puts a folder where another may be.
fn replace(new: &Path, path: &Path) -> std::io::Result<()> {
    if path.exists() {
        fs::remove_dir_all(path)?;
    }
    fs::rename(new, path)
}

fn written(error: &std::io::Error) -> FetchError {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            FetchError::Full(error.to_string())
        }
        _ => FetchError::Passing(error.to_string()),
    }
}
