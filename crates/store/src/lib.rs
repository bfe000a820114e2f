//! Snapshots kept in a folder, the store: one file for each instant, named by it, so that what
//! there is can be listed without reading any.
//!
//! A file is complete or not there: it is written under another name, made safe on the disk, and
//! renamed. So a crash half-way leaves a file that nobody takes for a snapshot, and of two runs at
//! once that keep the same instant the last wins whole.
//!
//! A store holds the snapshots of one organisation. Nothing here asks for the time: "now" is
//! handed in.

mod compare;
mod error;
mod folder;
mod limits;
mod name;
mod prune;
mod retention;
mod store;
mod text;
mod verify;

pub use error::{Broken, StoreError};
pub use limits::{KEPT_DAYS, LEFTOVER_HOURS, TEXT_BYTES, WINDOW_LOG};
pub use prune::{Pruned, Pruning};
pub use retention::{Removal, Retention, plan};
pub use store::{Before, Entry, Kept, Store};
pub use verify::Verified;
