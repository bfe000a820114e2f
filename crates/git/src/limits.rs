//! How much of one repository is read; what lies beyond is a trouble that says so.

/// Files a tree may list.
pub const ENTRIES: usize = 400_000;

/// Folders inside folders.
pub const DEPTH: usize = 200;

/// Bytes of one file that is read.
pub const FILE_BYTES: usize = 2 * 1024 * 1024;

/// Bytes of one path.
pub const PATH_BYTES: usize = 4_096;

/// Tags looked at when a version is asked for.
pub const TAGS: usize = 20_000;

/// Commits walked back to find when a file last changed.
pub const COMMITS: usize = 50_000;

/// Links followed from one path, inside its own tree.
pub const LINKS: usize = 8;

/// Files looked at that one commit changes.
pub const DIFFERENCES: usize = 20_000;

/// Commits looked at that one merge brings along.
pub const MERGED: usize = 250;

/// Bytes read of the message of a commit.
pub const MESSAGE_BYTES: usize = 4_096;

/// Bytes of a file that two states of are compared.
pub const COMPARED_BYTES: usize = 128 * 1024;
