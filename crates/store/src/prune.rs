//! Removes the snapshots that need not be kept.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::error::StoreError;
use crate::folder;
use crate::retention::{Removal, Retention, plan};
use crate::store::{Entry, Store};

/// What pruning did, or would do.
#[derive(Debug)]
pub struct Pruning {
    /// What is removed, oldest first.
    pub removed: Vec<Pruned>,
    /// What stays, oldest first.
    pub left: Vec<Entry>,
    /// Of what stays, the files that should have stayed for their quarter and are broken: nothing
    /// is removed in favour of one.
    pub broken: Vec<(Entry, StoreError)>,
}

/// A snapshot that is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pruned {
    /// Its file.
    pub entry: Entry,
    /// The instant of the snapshot that stays for its quarter.
    pub stays: Timestamp,
}

impl Store {
    /// Removes the snapshots that need not be kept; with `dry_run`, says which. What stays for a
    /// quarter is read wholly before anything of that quarter is removed.
    ///
    /// # Errors
    /// When the folder cannot be listed, or a file not be removed; those removed before stay so.
    pub fn prune(&self, retention: Retention, dry_run: bool) -> Result<Pruning, StoreError> {
        let mut left = self.list()?;
        let (removals, broken) = self.sound_plan(&left, retention);
        let mut removed = Vec::new();
        for Removal { at, stays } in removals {
            if let Some(place) = left.iter().position(|entry| entry.at == at) {
                let entry = left.remove(place);
                if !dry_run {
                    folder::remove(&entry.path).map_err(StoreError::file(&entry.path))?;
                }
                removed.push(Pruned { entry, stays });
            }
        }
        if !dry_run && !removed.is_empty() {
            folder::sync(self.folder()).map_err(StoreError::file(self.folder()))?;
        }
        Ok(Pruning { removed, left, broken })
    }

    /// The plan in which only what can be read stays for others, and what cannot.
    fn sound_plan(
        &self,
        entries: &[Entry],
        retention: Retention,
    ) -> (Vec<Removal>, Vec<(Entry, StoreError)>) {
        let mut sound: BTreeSet<Timestamp> = BTreeSet::new();
        let mut broken: Vec<(Entry, StoreError)> = Vec::new();
        loop {
            let is_broken = |at: Timestamp| broken.iter().any(|(entry, _)| entry.at == at);
            let instants: Vec<Timestamp> =
                entries.iter().map(|entry| entry.at).filter(|at| !is_broken(*at)).collect();
            let removals = plan(&instants, retention);
            let unread: BTreeSet<Timestamp> = removals
                .iter()
                .map(|removal| removal.stays)
                .filter(|at| !sound.contains(at))
                .collect();
            if unread.is_empty() {
                broken.sort_by_key(|(entry, _)| entry.at);
                return (removals, broken);
            }
            for entry in entries.iter().filter(|entry| unread.contains(&entry.at)) {
                match self.read(entry) {
                    Ok(_) => drop(sound.insert(entry.at)),
                    Err(error) => broken.push((entry.clone(), error)),
                }
            }
        }
    }
}
