//! Why an organisation cannot be built.

use std::path::PathBuf;

/// Why an organisation cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is no `history.toml`.
    #[error("there is no history.toml")]
    NoHistory,
    /// The history is not of the expected shape.
    #[error("history.toml: {0}")]
    History(#[from] toml::de::Error),
    /// A commit names a person who is not listed.
    #[error("history.toml: {person:?} is not one of the people")]
    Nobody {
        /// The name that was written.
        person: String,
    },
    /// A pattern of paths is not valid.
    #[error("history.toml: {0}")]
    Pattern(#[from] globset::Error),
    /// A pattern that is added or removed fits nothing.
    #[error("history.toml: {repository}: {pattern:?} fits no file")]
    FitsNothing {
        /// The repository.
        repository: String,
        /// The pattern.
        pattern: String,
    },
    /// The last commit does not hold what lies in the folder.
    #[error("history.toml: {repository}: the last commit differs from the folder in {path}")]
    EndsElsewhere {
        /// The repository.
        repository: String,
        /// The first path that differs.
        path: String,
    },
    /// Git refuses.
    #[error("{repository}: {source}")]
    Git {
        /// The repository.
        repository: String,
        /// What git says.
        source: git2::Error,
    },
}
