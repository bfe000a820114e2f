//! Where what was read is remembered from one run to the next, and under which key.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use etcetera::BaseStrategy as _;
use milepost_core::VerbTable;

use crate::args::Args;

/// Bytes the cache may take on disk.
pub(crate) const BYTES: u64 = 1024 * 1024 * 1024;

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

/// The size and date of the program: one that was built anew may find something else.
fn program() -> Option<(u64, u128)> {
    let data = std::env::current_exe().ok()?.metadata().ok()?;
    let built = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((data.len(), built.as_nanos()))
}
