//! The mirror: what is wanted on one side, copies on the other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;

use crate::budget::Budget;
use crate::copies;
use crate::note::Note;
use crate::{FetchError, Hold, MirrorError, Transport, layout};

/// Repositories fetched at once: the work is mostly waiting.
const AT_ONCE: usize = 8;

/// How long is waited before what failed in passing is tried again, each time.
const PASSING: &[Duration] = &[Duration::from_millis(500), Duration::from_secs(3)];

/// The same where the server says that too much was asked for; git does not pass on for how long.
const LIMITED: &[Duration] =
    &[Duration::from_secs(5), Duration::from_mins(1), Duration::from_mins(2)];

/// How many fetches in a row end in what should pass before none is tried again: the host is gone.
const GONE: usize = 16;

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

/// Which copies stay that nobody wants just now, even where there is too little space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spared {
    /// Every one: what is wanted is not known well enough.
    All,
    /// Those of these numbers: somebody else wants them.
    These(BTreeSet<u64>),
}

impl Spared {
    pub(crate) fn holds(&self, id: u64) -> bool {
        match self {
            Self::All => true,
            Self::These(ids) => ids.contains(&id),
        }
    }
}

/// Copies of the repositories of one host in a folder, held by one run at a time.
pub struct Mirror<T> {
    hold: Hold,
    transport: T,
    at_once: rayon::ThreadPool,
    budget: Budget,
    /// How many fetches in a row ended in what should pass.
    passing: AtomicUsize,
    gave_up: AtomicBool,
}

impl<T: Transport> Mirror<T> {
    /// The copies in a folder that is held. `most` are the bytes that all copies together may
    /// take.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn new(hold: Hold, transport: T, most: Option<u64>) -> Result<Self, MirrorError> {
        let at_once = rayon::ThreadPoolBuilder::new().num_threads(AT_ONCE).build();
        let at_once = at_once.map_err(|error| MirrorError::Folder {
            path: hold.copies.folder().to_owned(),
            why: std::io::Error::other(error),
        })?;
        let (passing, gave_up) = (AtomicUsize::new(0), AtomicBool::new(false));
        let budget = Budget::of(most);
        Ok(Self { hold, transport, at_once, budget, passing, gave_up })
    }

    /// Brings the copies up to what is listed at `now`, in the order of the list; `done` is called
    /// once for each, from any thread. Where there is too little space, copies that are neither
    /// wanted nor spared go.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn update(
        &self,
        wanted: &[Remote],
        spared: &Spared,
        now: Timestamp,
        done: &(dyn Fn(&Copied) + Sync),
    ) -> Result<Vec<Copied>, MirrorError> {
        let there = &self.hold.copies;
        let counted = self.budget.count(there, wanted, spared);
        counted.map_err(|why| MirrorError::Folder { path: there.folder().to_owned(), why })?;
        let update = |remote: &Remote| {
            let copied = self.one(remote, now);
            done(&copied);
            copied
        };
        let all = || wanted.par_iter().with_max_len(1).map(update).collect();
        Ok(self.at_once.install(all))
    }

    /// The copies as they are, without asking anybody.
    pub fn kept(&self, wanted: &[Remote]) -> Vec<Copied> {
        let missing = "it was never fetched, and nothing is fetched now";
        let kept = |remote: &Remote| {
            let path = Some(self.hold.copies.path(remote.id)).filter(|path| path.exists());
            let refused = |why: &str| Outcome::Failed(FetchError::Refused(why.to_owned()));
            let pushed = |path: &PathBuf| Note::read(path).and_then(|note| note.pushed);
            let outcome = match &path {
                Some(path) if pushed(path) < remote.pushed.filter(|_| pushed(path).is_some()) => {
                    refused("something was pushed to it after it was fetched last")
                }
                Some(path) if Note::read(path).is_none() => {
                    refused("it could not be fetched whole the last time")
                }
                Some(_) => Outcome::Unchanged,
                None => refused(missing),
            };
            Copied { name: remote.name.clone(), path, outcome }
        };
        wanted.iter().map(kept).collect()
    }

    /// Fetches the content of files into copies, for each all at once; says of which copies that
    /// failed, and why. It is not known before how much there is of it: where copies take as much as
    /// may be, what was not begun is not fetched.
    pub fn bring(&self, lacking: &[(PathBuf, BTreeSet<String>)]) -> Vec<(PathBuf, FetchError)> {
        let bring = |(path, blobs): &(PathBuf, BTreeSet<String>)| {
            let brought = || self.patiently(|_| self.transport.bring(path, blobs));
            let brought = self.budget.fetch(path, brought);
            if let Err(FetchError::Broken(_)) = brought {
                // Where even that fails, the copy is looked at again the next time.
                Note::remove(path).ok();
            }
            Some((path.clone(), brought.err()?))
        };
        self.at_once.install(|| lacking.par_iter().with_max_len(1).filter_map(bring).collect())
    }

    /// Whether the host was given up, said once: from then on every fetch is tried a single time,
    /// as long as all of them fail.
    pub fn just_gave_up(&self) -> bool {
        self.gave_up.swap(false, Ordering::Relaxed)
    }

    /// Tries what may fail in passing until it does not, but not forever, and once where nothing
    /// came through for long.
    fn patiently<R>(
        &self,
        attempt: impl Fn(usize) -> Result<R, FetchError>,
    ) -> Result<R, FetchError> {
        let mut index = 0;
        loop {
            let attempted = attempt(index);
            let waits = match &attempted {
                Err(FetchError::Passing(_)) => {
                    let row = self.passing.fetch_add(1, Ordering::Relaxed) + 1;
                    self.gave_up.fetch_or(row == GONE, Ordering::Relaxed);
                    if row < GONE { PASSING } else { &[] }
                }
                answered => {
                    self.passing.store(0, Ordering::Relaxed);
                    if matches!(answered, Err(FetchError::Limited(_))) { LIMITED } else { &[] }
                }
            };
            let Some(wait) = waits.get(index) else { return attempted };
            thread::sleep(*wait);
            index += 1;
        }
    }

    fn one(&self, remote: &Remote, now: Timestamp) -> Copied {
        let path = self.hold.copies.path(remote.id);
        let outcome = self.brought_up(remote, &path, now).unwrap_or_else(Outcome::Failed);
        let path = path.exists().then_some(path);
        Copied { name: remote.name.clone(), path, outcome }
    }

    fn brought_up(
        &self,
        remote: &Remote,
        path: &Path,
        now: Timestamp,
    ) -> Result<Outcome, FetchError> {
        let note = Note {
            name: remote.name.clone(),
            url: remote.url.clone(),
            branch: remote.branch.clone(),
            pushed: remote.pushed.filter(|pushed| now.duration_since(*pushed) > SETTLED),
        };
        let known = Note::read(path);
        if known.as_ref().is_some_and(|known| known.holds_what(&note)) {
            if known.as_ref() == Some(&note) {
                return Ok(Outcome::Unchanged);
            }
            describe(path, remote)?;
            note.write(path).map_err(|error| FetchError::from(&error))?;
            return Ok(Outcome::Updated);
        }
        self.budget.fetch(path, || match known {
            Some(_) => self.patiently(|attempt| self.fetched(remote, &note, path, attempt)),
            None => self.patiently(|_| self.made(remote, &note, path).map(|()| Outcome::New)),
        })
    }

    /// Fetches into the copy that is there. One that is not sound is made anew.
    fn fetched(
        &self,
        remote: &Remote,
        note: &Note,
        path: &Path,
        attempt: usize,
    ) -> Result<Outcome, FetchError> {
        if attempt == 0 {
            copies::sweep(path);
        }
        match describe(path, remote).and_then(|()| self.transport.update(path, false)) {
            Err(FetchError::Broken(_)) => self.made(remote, note, path)?,
            updated => {
                updated?;
                note.write(path).map_err(|error| FetchError::from(&error))?;
            }
        }
        Ok(Outcome::Updated)
    }

    /// Makes a copy beside where it belongs, and puts it there when it is complete.
    fn made(&self, remote: &Remote, note: &Note, path: &Path) -> Result<(), FetchError> {
        let unfinished = self.hold.copies.unfinished(remote.id);
        let made = self.begun(remote, &unfinished).and_then(|()| {
            let placed = note.write(&unfinished).and_then(|()| replace(&unfinished, path));
            placed.map_err(|error| FetchError::from(&error))
        });
        if made.is_err() {
            // What stays is removed by the next run.
            fs::remove_dir_all(&unfinished).ok();
        }
        // What is not sound in a copy that is just being made went wrong on the way.
        made.map_err(|error| match error {
            FetchError::Broken(words) => FetchError::Passing(words),
            other => other,
        })
    }

    fn begun(&self, remote: &Remote, unfinished: &Path) -> Result<(), FetchError> {
        let laid_out = || {
            if unfinished.exists() {
                fs::remove_dir_all(unfinished)?;
            }
            fs::create_dir(unfinished)?;
            layout::begin(unfinished)
        };
        laid_out().map_err(|error| FetchError::from(&error))?;
        describe(unfinished, remote)?;
        self.transport.update(unfinished, true)
    }
}

fn describe(path: &Path, remote: &Remote) -> Result<(), FetchError> {
    layout::describe(path, &remote.url, remote.branch.as_deref())
}

/// Puts a folder where another may be.
fn replace(new: &Path, path: &Path) -> std::io::Result<()> {
    if path.exists() {
        fs::remove_dir_all(path)?;
    }
    fs::rename(new, path)
}

#[cfg(test)]
mod tests;
