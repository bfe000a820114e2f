//! Where copies stand in a folder, and what a run that was killed left there.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::MirrorError;

/// The file that a run holds locked while it is at work.
const LOCK: &str = "lock";

/// What a copy is called until it is complete.
const UNFINISHED: &str = "unfinished";

/// The folder of the copies of one host.
pub(crate) struct Copies {
    folder: PathBuf,
    /// Held locked for as long as this lives.
    _lock: File,
}

impl Copies {
    /// Takes a folder, which is made where there is none, and removes what a run that was killed
    /// left in it.
    pub(crate) fn take(folder: &Path) -> Result<Self, MirrorError> {
        let refused = |why| MirrorError::Folder { path: folder.to_owned(), why };
        fs::create_dir_all(folder).map_err(refused)?;
        let lock = File::create(folder.join(LOCK)).map_err(refused)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(MirrorError::Busy(folder.to_owned())),
            Err(TryLockError::Error(why)) => return Err(refused(why)),
        }
        let copies = Self { folder: folder.to_owned(), _lock: lock };
        for path in copies.entries().map_err(refused)? {
            if path.extension().is_some_and(|it| it == UNFINISHED) {
                fs::remove_dir_all(&path)
                    .map_err(|why| MirrorError::Folder { path: path.clone(), why })?;
            }
        }
        Ok(copies)
    }

    /// Where the copy of a repository stands, or would.
    pub(crate) fn path(&self, id: u64) -> PathBuf {
        self.folder.join(format!("{id}.git"))
    }

    /// Where it is made.
    pub(crate) fn unfinished(&self, id: u64) -> PathBuf {
        self.folder.join(format!("{id}.{UNFINISHED}"))
    }

    /// All copies there are, by their numbers.
    pub(crate) fn all(&self) -> io::Result<Vec<(u64, PathBuf)>> {
        let number = |path: &Path| path.file_name()?.to_str()?.strip_suffix(".git")?.parse().ok();
        let paths = self.entries()?.into_iter();
        let mut all: Vec<(u64, PathBuf)> =
            paths.filter_map(|path| Some((number(&path)?, path))).collect();
        all.sort();
        Ok(all)
    }

    fn entries(&self) -> io::Result<Vec<PathBuf>> {
        fs::read_dir(&self.folder)?.map(|entry| Ok(entry?.path())).collect()
    }
}

/// Removes the locks and half-written packs that a git that was killed left in a copy. Nobody else
/// is at work in it: the mirror is locked.
pub(crate) fn sweep(copy: &Path) {
    let inside = WalkDir::new(copy).into_iter().filter_entry(|entry| {
        // Loose objects are many, and none of them is a leftover.
        let name = entry.file_name().to_string_lossy();
        !(entry.file_type().is_dir() && name.len() == 2)
    });
    for entry in inside.flatten().filter(|entry| entry.file_type().is_file()) {
        let name = entry.file_name().to_string_lossy();
        if name.ends_with(".lock") || name.starts_with("tmp_") {
            // What cannot be removed makes the fetch fail, which says so.
            fs::remove_file(entry.path()).ok();
        }
    }
}

/// The bytes of the files of a copy.
pub(crate) fn size(copy: &Path) -> u64 {
    let files = WalkDir::new(copy).into_iter().flatten();
    files
        .filter_map(|entry| entry.metadata().ok())
        .filter(|it| it.is_file())
        .map(|it| it.len())
        .sum()
}
