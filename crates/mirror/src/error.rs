//! What goes wrong.

use std::io;
use std::path::PathBuf;

/// Why a folder cannot hold a mirror.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// The folder, or something in it, cannot be used.
    #[error("{}: {why}", .path.display())]
    Folder {
        /// What cannot be used.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// Another run keeps this mirror up just now.
    #[error("{}: another run is at work in this mirror; wait for it, or name another folder", .0.display())]
    Busy(PathBuf),
}

/// Why something could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// It may work later: the network, the server.
    #[error("{0}")]
    Passing(String),
    /// It will work later: too much was asked for at once.
    #[error("{0}")]
    Limited(String),
    /// It is not there, or may not be seen.
    #[error("{0}")]
    Refused(String),
    /// The copy is not sound.
    #[error("{0}")]
    Broken(String),
    /// The disk is full.
    #[error("{0}")]
    Full(String),
}

impl From<&io::Error> for FetchError {
    /// In words that say nothing of where: names of temporary files differ from run to run.
    fn from(error: &io::Error) -> Self {
        let words = error.kind().to_string();
        match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::Full(words),
            _ => Self::Passing(words),
        }
    }
}
