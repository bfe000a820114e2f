//! A repository at a commit: where it is found, who it is, and its files.
//!
//! Repositories are hostile input. They are read from the object database and never checked out;
//! nothing in them is executed or followed outside of them, and every limit has a number
//! ([`limits`]). What cannot be read becomes a [`Trouble`](milepost_core::Trouble), never an end.

mod branch;
mod compare;
mod find;
mod folder;
mod history;
mod identity;
pub mod limits;
mod line;
mod links;
mod objects;
mod past;
mod revision;
mod setup;
mod stamp;
mod tree;
mod walk;
mod walked;

pub use compare::{Blob, Difference};
pub use find::{FindError, Found, find};
pub use identity::Identity;
pub use objects::{Commit, Head, Listing, Reader, Source, identity, tag};
pub use past::Past;
pub use stamp::stamp;
pub use tree::Entry;
pub use walk::{Merged, Person, Step, Walk};
