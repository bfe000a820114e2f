//! What is remembered on disk: a folder that may be deleted at any time.
//!
//! A few compressed files for each repository and each instant of the past, each replaced as a whole, so that a run that is killed or two
//! runs at once leave whole files behind; what cannot be read counts as not there.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use walkdir::WalkDir;

/// How hard the files are compressed: the quickest.
const LEVEL: i32 = 1;

/// Bytes of text read from one file at most.
const FILE_BYTES: u64 = 256 * 1024 * 1024;

/// What is remembered apart: of most repositories nothing changed since the last run, and what stands
/// in single files is not asked for then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// What was read of commits.
    States,
    /// What was found in files.
    Files,
    /// When versions were made.
    Releases,
    /// What was made of all repositories at an instant.
    Instants,
}

impl Sort {
    fn extension(self) -> &'static str {
        match self {
            Self::States => "states.zst",
            Self::Files => "files.zst",
            Self::Releases => "releases.zst",
            Self::Instants => "instants.zst",
        }
    }
}

/// The folder in which what was read is remembered from one run to the next.
#[derive(Debug, Clone)]
pub struct Cache {
    /// The folder of what these detectors found.
    folder: PathBuf,
    /// Why the first file that could not be written could not.
    unwritten: Arc<OnceLock<io::Error>>,
}

impl Cache {
    /// The cache below `root` for what is found under `key`, which names everything besides
    /// content that findings depend on: detectors, their versions, what steps mean, exclusions.
    pub fn at(root: &Path, key: &str) -> Self {
        Self { folder: root.join(name(key)), unwritten: Arc::default() }
    }

    /// What is stored of the sort of a repository; nothing, if it cannot be read.
    pub(crate) fn read(&self, repository: &str, sort: Sort) -> BTreeMap<String, String> {
        let path = self.path(repository, sort);
        let Ok(text) = text(&path) else {
            return BTreeMap::new();
        };
        // Whether the date can be set decides only who is forgotten first.
        let _unimportant = File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.set_modified(SystemTime::now()));
        let lines = text.lines().filter_map(|line| line.split_once('\t'));
        lines.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    }

    /// Stores what is remembered of a repository. A cache that cannot be written is no cache: the
    /// next run is slower, and [`Cache::unwritten`] says why.
    pub(crate) fn write(&self, repository: &str, sort: Sort, lines: &[(&str, Cow<'_, str>)]) {
        if let Err(error) = self.try_write(&self.path(repository, sort), lines) {
            let _said_before = self.unwritten.set(error);
        }
    }

    /// Why something that was to be remembered could not be written; `None` when all was.
    pub(crate) fn unwritten(&self) -> Option<&io::Error> {
        self.unwritten.get()
    }

    fn try_write(&self, path: &Path, lines: &[(&str, Cow<'_, str>)]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let file = tempfile::NamedTempFile::new_in(&self.folder)?;
        let mut writer = zstd::Encoder::new(file, LEVEL)?;
        writer.include_checksum(true)?;
        for (key, value) in lines {
            writer.write_all(key.as_bytes())?;
            writer.write_all(b"\t")?;
            writer.write_all(value.as_bytes())?;
            writer.write_all(b"\n")?;
        }
        writer.finish()?.persist(path)?;
        Ok(())
    }

    fn path(&self, repository: &str, sort: Sort) -> PathBuf {
        self.folder.join(name(repository)).with_extension(sort.extension())
    }

    /// Forgets a repository, by its place (`owner/name`).
    ///
    /// # Errors
    /// When a file of it is there and cannot be deleted.
    pub fn forget(&self, repository: &str) -> io::Result<()> {
        for sort in [Sort::States, Sort::Files, Sort::Releases] {
            match fs::remove_file(self.path(repository, sort)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Deletes files below the folder of all caches, those that were used longest ago first, until the
/// rest takes at most `limit` bytes.
pub fn trim(root: &Path, limit: u64) {
    let walk = WalkDir::new(root).min_depth(2).max_depth(2).into_iter();
    let mut files: Vec<(SystemTime, u64, PathBuf)> = walk
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let data = entry.metadata().ok()?;
            Some((data.modified().ok()?, data.len(), entry.into_path()))
        })
        .collect();
    let mut bytes: u64 = files.iter().map(|(_, len, _)| len).sum();
    files.sort();
    for (_, len, path) in files {
        if bytes <= limit {
            break;
        }
        if fs::remove_file(path).is_ok() {
            bytes -= len;
        }
    }
}

fn text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    zstd::Decoder::new(File::open(path)?)?.take(FILE_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

/// A file name for any text.
fn name(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
}
