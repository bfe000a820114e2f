//! What can go wrong with a bucket; every message names its address.

use std::io;
use std::path::PathBuf;

use milepost_store::StoreError;

/// Why a bucket cannot do what was asked of it.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// The address is none, or of no service that is known.
    #[error(
        "{address}: {why}; expected an address like s3://bucket/folder, gs://…, az://… or file:///…"
    )]
    Address {
        /// The address.
        address: String,
        /// What is wrong with it.
        why: String,
    },
    /// The service refused, or could not be reached.
    #[error("{address}: {why}")]
    Refused {
        /// The address.
        address: String,
        /// What it says, without what signs a request.
        why: String,
    },
    /// The same, and nothing says who asks.
    #[error(
        "{address}: no credentials in the environment, so that this machine was asked for its own; expected {expected}: {why}"
    )]
    Unknown {
        /// The address.
        address: String,
        /// What the environment could have held.
        expected: &'static str,
        /// What the service, or the machine, says.
        why: String,
    },
    /// An object is larger than any snapshot that is kept.
    #[error("{address}: {name} has {bytes} bytes; expected {most} at most")]
    TooLarge {
        /// The address.
        address: String,
        /// The object.
        name: String,
        /// Its bytes.
        bytes: u64,
        /// The limit.
        most: u64,
    },
    /// A file of the folder here cannot be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// What the store here says.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a service says, without the part of an address that may sign a request.
pub(crate) fn unsigned(words: &str) -> String {
    let mut said = String::with_capacity(words.len());
    let mut inside = false;
    for letter in words.chars() {
        match letter {
            '?' if said.contains("://") => inside = true,
            ' ' | '"' | ')' | '\n' | '\'' => inside = false,
            _ => {}
        }
        if !inside {
            said.push(letter);
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::unsigned;

    #[test]
    fn what_signs_a_request_is_not_said() {
        let words = "error sending (https://a.blob.test/b/c?sv=1&sig=secret) after 3 retries";
        assert_eq!(unsigned(words), "error sending (https://a.blob.test/b/c) after 3 retries");
        assert_eq!(unsigned("is it there?"), "is it there?");
    }
}
