//! What can go wrong in a store; every message names the file or folder.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use milepost_snapshot::ReadError;

use crate::limits::TEXT_BYTES;

/// Why a store cannot do what was asked of it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Something else lies where the folder should be.
    #[error("{}: not a folder; expected one that holds snapshots", .0.display())]
    NotAFolder(PathBuf),
    /// The store holds the snapshots of another organisation.
    #[error(
        "{}: holds snapshots of {held:?}, and this one is of {found:?}; expected a folder for each \
         organisation",
        .folder.display()
    )]
    Organisation {
        /// The folder of the store.
        folder: PathBuf,
        /// The organisation it holds.
        held: String,
        /// The organisation of the snapshot that was to be kept.
        found: String,
    },
    /// A file is no whole snapshot.
    #[error("{}: {why}", .file.display())]
    Broken {
        /// The file.
        file: PathBuf,
        /// What was found, and what was expected.
        why: Broken,
    },
}

/// Why a file is no whole snapshot.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// It ends too early.
    #[error("cut off after {bytes} bytes; expected more of its zstd frame")]
    CutOff {
        /// The bytes there are.
        bytes: u64,
    },
    /// It is no zstd.
    #[error("not compressed with zstd: starts with {found:02x?}, expected [28, b5, 2f, fd]")]
    NotZstd {
        /// The first bytes.
        found: Vec<u8>,
    },
    /// It starts as zstd does, and what follows is damaged or asks for too much.
    #[error("damaged: zstd says {0:?}")]
    Damaged(String),
    /// It holds more than is ever read.
    #[error("more than {limit} bytes of text, the most that is kept or read")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// The text in it is no snapshot, or one of another format.
    #[error("{0}")]
    Text(ReadError),
    /// It is the snapshot of another instant.
    #[error("the snapshot of {found}; expected that of {expected}, by its name")]
    Instant {
        /// The instant inside.
        found: Timestamp,
        /// The instant in the name.
        expected: Timestamp,
    },
    /// It is the snapshot of another organisation than the others.
    #[error("a snapshot of {found:?}; expected {expected:?}, as the oldest of this store")]
    Organisation {
        /// The organisation inside.
        found: String,
        /// The organisation of the oldest.
        expected: String,
    },
    /// The text in it is a snapshot, and not written as milepost writes it.
    #[error("not as milepost writes it, from line {line} on")]
    NotCanonical {
        /// The first line that differs.
        line: u64,
    },
}

impl Broken {
    pub(crate) const TOO_LARGE: Self = Self::TooLarge { limit: TEXT_BYTES };
}

impl StoreError {
    /// What the system says of a file or folder.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }

    /// What is wrong with a file that was read as text: what [`crate::text`] found to be broken, or
    /// what the system says.
    pub(crate) fn text(file: &Path, error: io::Error) -> Self {
        let file = file.to_owned();
        match error.downcast::<Broken>() {
            Ok(why) => Self::Broken { file, why },
            Err(source) => Self::File { path: file, source },
        }
    }

    /// What is wrong with a file that was read as a snapshot.
    pub(crate) fn snapshot(file: &Path, error: ReadError) -> Self {
        match error {
            ReadError::Shape(error) if error.is_io() => Self::text(file, error.into()),
            error => Self::Broken { file: file.to_owned(), why: Broken::Text(error) },
        }
    }
}
