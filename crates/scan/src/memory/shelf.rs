//! What is remembered of the content of one repository, by what it was read from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use milepost_detector::{Findings, Switches};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::repository::State;

/// What all detectors found in one file.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// Whether something in it was not UTF-8 and replaced.
    pub(crate) replaced: bool,
    /// What each detector found that had anything to say, by its place in the list of detectors.
    pub(crate) findings: Vec<(usize, Findings)>,
    /// What of it is only there when values of a chart say so.
    pub(crate) switches: Switches,
}

/// What is remembered of one repository. Keys name everything the value depends on, but for the
/// detectors and their table of verbs, which are those of the whole cache.
#[derive(Default)]
pub(crate) struct Shelf {
    files: BTreeMap<String, Arc<Seen>>,
    states: BTreeMap<String, Arc<State>>,
    /// As JSON: what was stored before, and what is to be stored.
    stored: Option<BTreeMap<String, String>>,
    /// Keys of what this run asked for: the rest goes first when there is too much.
    asked: BTreeSet<String>,
    /// Whether values are kept for visits to come.
    keeps: bool,
    changed: bool,
}

/// Bytes of JSON stored for one repository; beyond, only what the last run asked for is kept.
const STORED_BYTES: usize = 64 * 1024 * 1024;

impl Shelf {
    /// A shelf with what was stored; without it, nothing will be.
    pub(crate) fn new(stored: Option<BTreeMap<String, String>>, keeps: bool) -> Self {
        Self { stored, keeps, ..Self::default() }
    }

    /// Keeps what is looked at more than once in this visit, where nothing else remembers it.
    pub(crate) fn keep_for_this_visit(&mut self) {
        self.keeps = true;
    }

    /// Whether anything is remembered at all.
    pub(crate) fn is_on(&self) -> bool {
        self.keeps || self.stored.is_some()
    }

    pub(crate) fn file(&mut self, blob: &str, path: &str) -> Option<Arc<Seen>> {
        self.find(key("file", blob, path), |shelf| &mut shelf.files)
    }

    pub(crate) fn put_file(&mut self, blob: &str, path: &str, seen: &Arc<Seen>) {
        self.put(key("file", blob, path), seen, |shelf| &mut shelf.files);
    }

    /// What was read of the whole of `commit`, or of some of its `part`s.
    pub(crate) fn state(&mut self, commit: &str, part: &str) -> Option<Arc<State>> {
        self.find(key("commit", commit, part), |shelf| &mut shelf.states)
    }

    pub(crate) fn put_state(&mut self, commit: &str, part: &str, state: &Arc<State>) {
        self.put(key("commit", commit, part), state, |shelf| &mut shelf.states);
    }

    fn find<T: DeserializeOwned>(
        &mut self,
        key: String,
        place: impl Fn(&mut Self) -> &mut BTreeMap<String, Arc<T>>,
    ) -> Option<Arc<T>> {
        if let Some(known) = place(self).get(&key) {
            return Some(known.clone());
        }
        let read: Arc<T> = Arc::new(serde_json::from_str(self.stored.as_ref()?.get(&key)?).ok()?);
        if self.keeps {
            place(self).insert(key.clone(), read.clone());
        }
        self.asked.insert(key);
        Some(read)
    }

    fn put<T: Serialize>(
        &mut self,
        key: String,
        value: &Arc<T>,
        place: impl Fn(&mut Self) -> &mut BTreeMap<String, Arc<T>>,
    ) {
        if let (Some(stored), Ok(text)) = (&mut self.stored, serde_json::to_string(&**value)) {
            stored.insert(key.clone(), text);
            self.asked.insert(key.clone());
            self.changed = true;
        }
        if self.keeps {
            place(self).insert(key, value.clone());
        }
    }

    /// The lines to store, when there is anything new, the same for the same content.
    pub(crate) fn for_storing(&mut self) -> Option<Vec<(&str, &str)>> {
        if !std::mem::take(&mut self.changed) {
            return None;
        }
        let stored = self.stored.as_mut()?;
        let bytes: usize = stored.iter().map(|(key, text)| key.len() + text.len()).sum();
        if bytes > STORED_BYTES {
            stored.retain(|key, _| self.asked.contains(key));
        }
        let mut lines: Vec<(&str, &str)> =
            stored.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        lines.sort_unstable();
        Some(lines)
    }
}

/// A key without tabs and line breaks, whatever the path holds.
fn key(kind: &str, id: &str, part: &str) -> String {
    let part = if part.contains(char::is_control) {
        part.escape_default().to_string()
    } else {
        part.replace('\\', "\\\\")
    };
    [kind, " ", id, " ", &part].concat()
}
