//! What is remembered on disk: a folder that may be deleted at any time.
//!
//! One compressed file for each repository, replaced as a whole, so that a run that is killed or two
//! runs at once leave whole files behind; what cannot be read counts as not there.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

/// How hard the files are compressed: the quickest.
const LEVEL: i32 = 1;

/// Bytes of text read from one file at most.
const FILE_BYTES: u64 = 256 * 1024 * 1024;

/// The folder in which what was read is remembered from one run to the next.
pub struct Cache {
    /// The folder of what these detectors found.
    folder: PathBuf,
}

impl Cache {
    /// The cache below `root` for what is found under `key`, which names everything besides
    /// content that findings depend on: detectors, their versions, what steps mean, exclusions.
    pub fn at(root: &Path, key: &str) -> Self {
        Self { folder: root.join(name(key)) }
    }

    /// What is stored of a repository; nothing, if it cannot be read.
    pub(crate) fn read(&self, repository: &str) -> BTreeMap<String, String> {
        let path = self.file(repository);
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
    /// next run is slower, and nothing else.
    pub(crate) fn write(&self, repository: &str, lines: &[(&str, &str)]) {
        let _slower = self.try_write(&self.file(repository), lines);
    }

    fn try_write(&self, path: &Path, lines: &[(&str, &str)]) -> io::Result<()> {
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

    /// The file in which a repository is remembered, by its place (`owner/name`).
    pub fn file(&self, repository: &str) -> PathBuf {
        self.folder.join(name(repository)).with_extension("zst")
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
