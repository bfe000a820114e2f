//! What command lines do and which paths they name: what detectors of CI definitions and of
//! scripts read alike.
//!
//! The verb table says what a command means; this crate says which command a line is, what its
//! flags change about it, and in which folder it runs.

pub mod cluster;
mod command;
mod container;
mod flags;
mod folder;
pub mod helm;
mod line;
mod name;
mod paths;
mod remote;
mod runner;
pub mod variables;

use milepost_core::{Verb, VerbTable};

pub use folder::{Folder, ROOT};
pub use line::{Line, lines};
pub use name::verbs as name_verbs;

/// What remains of verbs when nothing is changed, because it is only tried.
pub fn tried(verbs: &[Verb]) -> Vec<Verb> {
    flags::tried(verbs)
}

/// Whether a word says that nothing is to be changed: `--dry-run`.
pub fn only_tries(word: &str) -> bool {
    flags::only_tries(word)
}

/// What a unit does: by its source, else by the words of its name.
pub fn unit_verbs(source: &str, table: &VerbTable) -> Vec<Verb> {
    if let Some(known) = table.of_unit(source) {
        return known.to_vec();
    }
    let name = source.trim_end_matches('/');
    name_verbs(name.rsplit('/').next().unwrap_or(name), table)
}

/// Adds verbs that are not there yet.
pub fn add(verbs: &mut Vec<Verb>, more: impl IntoIterator<Item = Verb>) {
    for verb in more {
        if !verbs.contains(&verb) {
            verbs.push(verb);
        }
    }
}
