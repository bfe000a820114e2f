//! Where what was read is remembered from one run to the next, and under which key.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;

use etcetera::BaseStrategy as _;
use milepost_core::VerbTable;

use crate::args::Args;

/// Bytes the cache may take on disk.
pub(crate) const BYTES: u64 = 1024 * 1024 * 1024;

/// Bytes of the program that are read at once.
const PART: usize = 256 * 1024;

/// The folder of the cache: the one that was named, else `milepost` in the user's folder for
/// caches; `None` when nothing is to be remembered, or the user has no such folder.
pub(crate) fn folder(args: &Args) -> Option<PathBuf> {
    if args.no_cache {
        return None;
    }
    args.cache.clone().or_else(|| {
        let base = etcetera::choose_base_strategy().ok()?;
        Some(base.cache_dir().join("milepost"))
    })
}

/// Everything that findings depend on besides the content they are found in.
pub(crate) fn key(
    detectors: &BTreeMap<String, u32>,
    verbs: &VerbTable,
    excluded: &[String],
) -> String {
    let parts = (env!("CARGO_PKG_VERSION"), program(), detectors, verbs, excluded);
    serde_json::to_string(&parts).unwrap_or_default()
}

/// A digest of the program: another one may find something else.
fn program() -> Option<String> {
    let mut file = File::open(std::env::current_exe().ok()?).ok()?;
    let mut digest = blake3::Hasher::new();
    let mut part = vec![0; PART];
    loop {
        match file.read(&mut part).ok()? {
            0 => return Some(digest.finalize().to_hex().to_string()),
            read => digest.update(part.get(..read)?),
        };
    }
}
