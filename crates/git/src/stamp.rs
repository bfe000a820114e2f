//! Whether a repository can say anything else than when it was last looked at.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::WalkDir;

use crate::Found;

/// Files beside the references that decide what a repository says: whom it is a copy of, and where
/// its history was cut.
const FILES: [&str; 5] = ["HEAD", "config", "packed-refs", "shallow", "info/grafts"];

/// What says that something of a repository lies elsewhere, or in another format.
const ELSEWHERE: [&str; 3] = ["commondir", "objects/info/alternates", "reftable"];

/// Bytes of such a file at most: of a longer one nobody says whether it changed.
const FILE_BYTES: u64 = 64 * 1024 * 1024;

/// A digest of everything besides content by which a repository says what it says: its references,
/// its configuration, and which packs and loose objects there are. As long as it is the same, so is
/// whatever is read of any state. `None` where it cannot be told from its folder alone.
#[must_use]
pub fn stamp(found: &Found) -> Option<String> {
    let folder = folder(found)?;
    if ELSEWHERE.iter().any(|name| folder.join(name).exists()) {
        return None;
    }
    let mut stamp = blake3::Hasher::new();
    for name in FILES {
        add(&mut stamp, name, &content(&folder.join(name))?);
    }
    for entry in WalkDir::new(folder.join("refs")).sort_by_file_name() {
        let entry = entry.ok()?;
        if entry.file_type().is_file() {
            add(&mut stamp, &entry.path().to_string_lossy(), &content(entry.path())?);
        }
    }
    let objects = WalkDir::new(folder.join("objects")).min_depth(1).max_depth(1);
    for entry in objects.sort_by_file_name() {
        let entry = entry.ok()?;
        let changed = entry.metadata().ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        add(&mut stamp, &entry.path().to_string_lossy(), &changed.as_nanos().to_le_bytes());
    }
    Some(stamp.finalize().to_hex().to_string())
}

/// The git folder of a repository.
fn folder(found: &Found) -> Option<PathBuf> {
    if found.refused.is_some() {
        return None;
    }
    let inner = found.path.join(".git");
    if inner.is_dir() {
        return Some(inner);
    }
    // What is a file there says that the git folder is elsewhere.
    (!inner.exists() && found.path.join("HEAD").is_file()).then(|| found.path.clone())
}

/// What a file holds; nothing, where there is none.
fn content(path: &Path) -> Option<Vec<u8>> {
    match fs::symlink_metadata(path) {
        Ok(data) if data.is_file() && data.len() <= FILE_BYTES => fs::read(path).ok(),
        Ok(_) => None,
        Err(_) => Some(Vec::new()),
    }
}

/// Adds a part, so that no two lists of parts give the same digest.
fn add(stamp: &mut blake3::Hasher, name: &str, content: &[u8]) {
    for part in [name.as_bytes(), content] {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        stamp.update(&length.to_le_bytes()).update(part);
    }
}
