//! The numbers of the store.

/// Bytes of text in one snapshot that is kept or read: some 20 000 repositories, and no more than
/// a hostile file of a few hundred kilobytes may ask for.
pub const TEXT_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// The window, as a power of two in bytes, that a compressed file may ask to be kept in memory.
pub const WINDOW_LOG: u32 = 23;

/// How hard zstd tries. More makes files a third smaller and takes more memory than the scan.
pub(crate) const LEVEL: i32 = 3;

/// Days from which every snapshot is kept.
pub const KEPT_DAYS: i64 = 30;

/// Hours after which a temporary file is taken for the leftover of a run that did not end.
pub const LEFTOVER_HOURS: i64 = 24;
