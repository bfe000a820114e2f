//! Where copies stand in a folder, and what a run that was killed left there.

use std::path::{Path, PathBuf};
use std::{fs, io};

use walkdir::WalkDir;

/// What a copy is called until it is complete.
const UNFINISHED: &str = "unfinished";

/// How files begin that are not written to their end yet: ours, and git's.
const TEMPORARY: [&str; 2] = [".tmp", "tmp_"];

/// The folder of the copies of one host.
pub(crate) struct Copies {
    folder: PathBuf,
}

impl Copies {
    pub(crate) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Removes what was not finished: copies, and files beside them and directly in them.
    pub(crate) fn remove_leftovers(&self) -> io::Result<()> {
        for path in self.entries()? {
            if path.extension().is_some_and(|it| it == UNFINISHED) {
                fs::remove_dir_all(&path)?;
            }
        }
        for entry in WalkDir::new(&self.folder).max_depth(2).into_iter().flatten() {
            if entry.file_type().is_file() && is_temporary(&entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
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
        if name.ends_with(".lock") || is_temporary(&name) {
            // What cannot be removed makes the fetch fail, which says so.
            fs::remove_file(entry.path()).ok();
        }
    }
}

fn is_temporary(name: &str) -> bool {
    TEMPORARY.iter().any(|beginning| name.starts_with(beginning))
}

/// The bytes of the files of a copy.
pub(crate) fn size(copy: &Path) -> u64 {
    let files = WalkDir::new(copy).into_iter().flatten();
    files
        .filter_map(|entry| entry.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|it| it.len())
        .sum()
}
