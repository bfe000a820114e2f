//! What is set aside in one repository, which takes all of its paths to know.

use std::collections::BTreeSet;

use milepost_core::place::{self, Aside};
use milepost_git::Entry;

use crate::claims::Claims;

/// Knows which paths of one repository are no evidence of anything that is run.
pub(crate) struct Asides<'a> {
    claims: &'a Claims,
    repository: String,
    nested: BTreeSet<String>,
}

impl<'a> Asides<'a> {
    pub(crate) fn new(claims: &'a Claims, repository: String, entries: &[Entry]) -> Self {
        let nested = entries
            .iter()
            .filter_map(|entry| place::nested_repository(&entry.path))
            .map(str::to_owned)
            .collect();
        Self { claims, repository, nested }
    }

    /// Why `path` is set aside, if it is.
    pub(crate) fn of(&self, path: &str) -> Option<Aside> {
        if self.claims.excludes(&self.repository, path) {
            return Some(Aside::Excluded);
        }
        place::of_path(path).or_else(|| {
            let inside = self.nested.iter().any(|folder| place::is_under(path, folder));
            inside.then_some(Aside::NestedRepository)
        })
    }
}
