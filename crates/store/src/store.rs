//! The store itself: what is kept, listed and read.

use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use milepost_core::Snapshot;

use crate::compare::Compare;
use crate::error::{Broken, StoreError};
use crate::folder;
use crate::name;
use crate::text::{self, Text};

/// A folder of snapshots.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// One file of the store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The instant its name says.
    pub at: Timestamp,
    /// The file, below the folder as it was named.
    pub path: PathBuf,
    /// The bytes it takes, compressed.
    pub bytes: u64,
}

/// A snapshot that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its file.
    pub entry: Entry,
    /// What was there before.
    pub before: Before,
}

/// What was there before a snapshot was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nothing of this instant.
    Nothing,
    /// The same: nothing was written.
    Same,
    /// Another snapshot of this instant, or a broken file, which is gone.
    Other,
}

impl Store {
    /// The store in a folder, which is made when something is kept.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Whether a snapshot may have this name.
    pub fn names(name: &str) -> bool {
        name::instant(name).is_some()
    }

    /// Lays a snapshot of another store here as it lies there, whole or not at all. Whether it is
    /// sound is for [`Self::read`] to say.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn lay(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.folder.join(name);
        let write = || -> io::Result<()> {
            folder::make(&self.folder)?;
            let mut temporary = folder::temporary(&self.folder)?;
            temporary.write_all(bytes)?;
            temporary.as_file().sync_all()?;
            temporary.persist(&path)?;
            folder::sync(&self.folder)
        };
        write().map_err(StoreError::file(&path))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps a snapshot under its instant. It is there whole once this returns, also when the
    /// machine stops right after; when this does not return, what was there before still is.
    ///
    /// # Errors
    /// When the store holds another organisation, the snapshot is larger than any that is read, or
    /// the folder cannot be written to.
    pub fn keep(&self, snapshot: &Snapshot) -> Result<Kept, StoreError> {
        if let Some(held) = self.organisation()?
            && held != snapshot.organisation
        {
            let (folder, found) = (self.folder.clone(), snapshot.organisation.clone());
            return Err(StoreError::Organisation { folder, held, found });
        }
        let path = self.folder.join(name::of(snapshot.at));
        let (before, bytes) =
            self.write(snapshot, &path).map_err(|error| StoreError::text(&path, error))?;
        Ok(Kept { entry: Entry { at: snapshot.at, path, bytes }, before })
    }

    /// Writes a snapshot aside, and gives it its name when it differs from what has that name.
    fn write(&self, snapshot: &Snapshot, path: &Path) -> io::Result<(Before, u64)> {
        folder::make(&self.folder)?;
        let mut temporary = folder::temporary(&self.folder)?;
        text::compress(snapshot, temporary.as_file_mut())?;
        let before = before(path, temporary.path())?;
        let bytes = if before == Before::Same {
            path.metadata()?.len()
        } else {
            temporary.as_file().sync_all()?;
            temporary.persist(path)?.metadata()?.len()
        };
        folder::sync(&self.folder)?;
        Ok((before, bytes))
    }

    /// The snapshots there are, oldest first; none when there is no folder. None is read.
    ///
    /// # Errors
    /// When the folder cannot be listed, or is none.
    pub fn list(&self) -> Result<Vec<Entry>, StoreError> {
        let mut entries: Vec<Entry> = self
            .files()?
            .into_iter()
            .filter_map(|file| {
                let at = name::instant(&file.name)?;
                Some(Entry { at, path: file.path, bytes: file.metadata.len() })
            })
            .collect();
        entries.sort();
        Ok(entries)
    }

    /// The newest snapshot, or the newest that is older than an instant.
    ///
    /// # Errors
    /// As [`Self::list`].
    pub fn last(&self, before: Option<Timestamp>) -> Result<Option<Entry>, StoreError> {
        self.newest(|at| before.is_none_or(|before| at < before))
    }

    /// The snapshot that held at an instant, the end of a quarter say: the newest that is not
    /// later.
    ///
    /// # Errors
    /// As [`Self::list`].
    pub fn as_of(&self, instant: Timestamp) -> Result<Option<Entry>, StoreError> {
        self.newest(|at| at <= instant)
    }

    fn newest(
        &self,
        is_asked_for: impl Fn(Timestamp) -> bool,
    ) -> Result<Option<Entry>, StoreError> {
        Ok(self.list()?.into_iter().rfind(|entry| is_asked_for(entry.at)))
    }

    /// Reads a snapshot.
    ///
    /// # Errors
    /// When the file is no whole snapshot of the instant its name says.
    pub fn read(&self, entry: &Entry) -> Result<Snapshot, StoreError> {
        organisation_of(&entry.path)?;
        let snapshot = milepost_snapshot::read_from(&mut open(&entry.path)?)
            .map_err(|error| StoreError::snapshot(&entry.path, error))?;
        if snapshot.at == entry.at {
            return Ok(snapshot);
        }
        let why = Broken::Instant { found: snapshot.at, expected: entry.at };
        Err(StoreError::Broken { file: entry.path.clone(), why })
    }

    /// Removes temporary files of runs that did not end, and gives those it removed.
    ///
    /// # Errors
    /// When one cannot be removed.
    pub fn sweep(&self, now: Timestamp) -> Result<Vec<PathBuf>, StoreError> {
        let mut removed = Vec::new();
        for file in self.files()?.into_iter().filter(|file| file.is_leftover(now)) {
            if folder::remove(&file.path).map_err(StoreError::file(&file.path))? {
                removed.push(file.path);
            }
        }
        removed.sort();
        Ok(removed)
    }

    fn files(&self) -> Result<Vec<folder::Lying>, StoreError> {
        let folder = if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder };
        if folder.exists() && !folder.is_dir() {
            return Err(StoreError::NotAFolder(self.folder.clone()));
        }
        folder::files(folder).map_err(StoreError::file(folder))
    }

    /// The organisation whose snapshots these are: that of the newest that can be read.
    fn organisation(&self) -> Result<Option<String>, StoreError> {
        let entries = self.list()?;
        Ok(entries.iter().rev().find_map(|entry| organisation_of(&entry.path).ok()))
    }
}

/// The organisation in a file, of which no more is read than that takes.
fn organisation_of(file: &Path) -> Result<String, StoreError> {
    milepost_snapshot::read_head(&mut open(file)?)
        .map(|head| head.organisation)
        .map_err(|error| StoreError::snapshot(file, error))
}

fn open(file: &Path) -> Result<Text, StoreError> {
    Text::open(file).map_err(|error| StoreError::text(file, error))
}

/// What has the name already, against what is to have it. The texts are compared: another version
/// of zstd may compress the same text to other bytes.
fn before(path: &Path, new: &Path) -> io::Result<Before> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Before::Nothing),
        Err(error) => return Err(error),
        Ok(there) if !there.is_file() => return Ok(Before::Other),
        Ok(_) => {}
    }
    let same = || -> io::Result<bool> {
        let mut compare = Compare::with(Text::open(path)?);
        io::copy(&mut Text::open(new)?, &mut compare)?;
        Ok(compare.first_difference()?.is_none())
    };
    Ok(if same().unwrap_or(false) { Before::Same } else { Before::Other })
}
