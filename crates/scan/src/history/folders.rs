//! Folders that hold paths that matter, and when they began.

use std::collections::BTreeSet;

use jiff::Timestamp;
use milepost_core::{Birth, HistoryFolder};
use milepost_git::Step;

use super::lookup::Lookup;

/// Folders of one repository that are looked at.
const FOLDERS: usize = 1_000;

/// Folders that hold paths that matter, while a walk goes back.
#[derive(Default)]
pub(super) struct Folders {
    births: Lookup<String, Option<Birth>>,
    /// Folders something changed in.
    touched: BTreeSet<String>,
}

impl Folders {
    /// All folders above these paths.
    pub(super) fn above<'p>(paths: impl Iterator<Item = &'p str>) -> Self {
        let mut births = Lookup::default();
        for path in paths {
            for (at, _) in path.match_indices('/') {
                if let Some(folder) = path.get(..at).filter(|_| births.len() < FOLDERS) {
                    births.insert(folder.to_owned(), None);
                }
            }
        }
        Self { births, touched: BTreeSet::new() }
    }

    /// The folders in which a commit changes something.
    pub(super) fn of(&mut self, step: &Step) -> Vec<String> {
        let mut found: BTreeSet<&str> = BTreeSet::new();
        for difference in &step.changed {
            for (at, _) in difference.path.match_indices('/') {
                let folder = difference.path.get(..at).unwrap_or_default();
                if self.births.contains_key(folder) {
                    found.insert(folder);
                }
            }
        }
        let found: Vec<String> = found.into_iter().map(str::to_owned).collect();
        self.touched.extend(found.iter().cloned());
        found
    }

    /// Remembers which folders begin with a commit. What was moved there from elsewhere in the
    /// repository does not begin (trap T35).
    pub(super) fn begin(&mut self, step: &Step, at: Timestamp, authored: Option<Timestamp>) {
        let gone: BTreeSet<_> =
            step.changed.iter().filter(|it| it.after.is_none()).map(|it| it.before).collect();
        for folder in &step.appeared {
            let Some(birth) = self.births.get_mut(folder) else { continue };
            let start = format!("{folder}/");
            let files = step.changed.iter().filter(|it| it.path.starts_with(&start));
            let (mut all, mut moved) = (0_u32, 0_u32);
            for file in files {
                all += 1;
                moved += u32::from(gone.contains(&file.after));
            }
            let is_moved = moved * 2 > all;
            *birth = (!is_moved).then_some(Birth { at, authored, files: all });
        }
    }

    /// What is worth telling: folders in which something changed, sorted.
    pub(super) fn finish(self) -> Vec<HistoryFolder> {
        let Self { mut births, touched } = self;
        let told = touched.into_iter().filter_map(|path| births.remove_entry(&path));
        told.map(|(path, birth)| HistoryFolder { path, birth }).collect()
    }
}
