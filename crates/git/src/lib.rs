//! A repository at a commit: where it is found, who it is, and its files.
//!
//! Repositories are hostile input. They are read from the object database and never checked out;
//! nothing in them is executed or followed outside of them, and every limit has a number
//! ([`limits`]). What cannot be read becomes a [`Trouble`](milepost_core::Trouble), never an end.

mod branch;
mod find;
mod folder;
mod history;
mod identity;
pub mod limits;
mod links;
mod objects;
mod revision;
mod setup;
mod tree;

pub use find::{FindError, Found, find};
pub use identity::Identity;
pub use objects::{Commit, Listing, Reader, Source};
pub use tree::{ContentId, Entry};
