//! What is remembered of the content of one repository, by what it was read from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use milepost_core::Wording;
use milepost_detector::{Findings, Switches};
use milepost_git::Reader;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Cache;
use super::cache::Sort;
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
    /// What it says, where it may be configuration.
    pub(crate) wording: Option<Wording>,
}

/// What is remembered of one repository. Keys name everything the value depends on, but for the
/// detectors and their table of verbs, which are those of the whole cache.
#[derive(Default)]
pub(crate) struct Shelf {
    files: Board<Seen>,
    states: Board<State>,
    releases: Board<Vec<(String, i64)>>,
    /// Where more of it is stored.
    stored: Option<(Cache, String)>,
    /// Whether values are kept for visits to come.
    keeps: bool,
}

/// What is remembered of one sort.
struct Board<T> {
    known: BTreeMap<String, Arc<T>>,
    /// As JSON: what was stored before, and what is to be stored; nothing before somebody asks.
    stored: Option<BTreeMap<String, String>>,
    /// Keys of what this run asked for: the rest goes first when there is too much.
    asked: BTreeSet<String>,
    changed: bool,
}

impl<T> Default for Board<T> {
    fn default() -> Self {
        Self { known: BTreeMap::new(), stored: None, asked: BTreeSet::new(), changed: false }
    }
}

/// Bytes of JSON stored of one sort for one repository; beyond, only what the last run asked for is
/// kept.
const STORED_BYTES: usize = 32 * 1024 * 1024;

impl Shelf {
    /// A shelf with what `cache` stores of a repository; without one, nothing will be stored.
    pub(crate) fn new(stored: Option<(Cache, String)>, keeps: bool) -> Self {
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
        let from = (self.stored.as_ref(), Sort::Files);
        self.files.find(key("file", blob, path), from, self.keeps)
    }

    pub(crate) fn put_file(&mut self, blob: &str, path: &str, seen: &Arc<Seen>) {
        let from = (self.stored.as_ref(), Sort::Files);
        self.files.put(key("file", blob, path), seen, from, self.keeps);
    }

    /// What was read of the whole of `commit`, or of some of its `part`s.
    pub(crate) fn state(&mut self, commit: &str, part: &str) -> Option<Arc<State>> {
        let from = (self.stored.as_ref(), Sort::States);
        self.states.find(key("commit", commit, part), from, self.keeps)
    }

    pub(crate) fn put_state(&mut self, commit: &str, part: &str, state: &Arc<State>) {
        let from = (self.stored.as_ref(), Sort::States);
        self.states.put(key("commit", commit, part), state, from, self.keeps);
    }

    /// Lets a reader know when the versions of its repository were made, where the tags are those
    /// of an earlier visit; else remembers what it tells.
    pub(crate) fn know_releases(&mut self, reader: &mut Reader) {
        let Some(tags) = self.stored.is_some().then(|| reader.tags()).flatten() else { return };
        let key = key("tags", &blake3::hash(tags.as_bytes()).to_hex(), "");
        let from = (self.stored.as_ref(), Sort::Releases);
        match self.releases.find(key.clone(), from, false) {
            Some(known) => reader.know_releases(Arc::unwrap_or_clone(known)),
            None if tags.is_empty() => {}
            None => self.releases.put(key, &Arc::new(reader.all_releases()), from, false),
        }
    }

    /// Stores what is new.
    pub(crate) fn store(&mut self) {
        let Some((cache, repository)) = &self.stored else { return };
        if let Some(lines) = self.states.for_storing() {
            cache.write(repository, Sort::States, &lines);
        }
        if let Some(lines) = self.files.for_storing() {
            cache.write(repository, Sort::Files, &lines);
        }
        if let Some(lines) = self.releases.for_storing() {
            cache.write(repository, Sort::Releases, &lines);
        }
    }
}

/// Where a sort is stored, if it is.
type Store<'f> = (Option<&'f (Cache, String)>, Sort);

impl<T: Serialize + DeserializeOwned> Board<T> {
    fn stored(&mut self, (from, sort): Store<'_>) -> Option<&mut BTreeMap<String, String>> {
        let (cache, repository) = from?;
        Some(self.stored.get_or_insert_with(|| cache.read(repository, sort)))
    }

    fn find(&mut self, key: String, from: Store<'_>, keeps: bool) -> Option<Arc<T>> {
        if let Some(known) = self.known.get(&key) {
            return Some(known.clone());
        }
        let stored = self.stored(from)?;
        let read: Arc<T> = Arc::new(serde_json::from_str(stored.get(&key)?).ok()?);
        if keeps {
            self.known.insert(key.clone(), read.clone());
        }
        self.asked.insert(key);
        Some(read)
    }

    fn put(&mut self, key: String, value: &Arc<T>, from: Store<'_>, keeps: bool) {
        if from.0.is_some()
            && let Ok(text) = serde_json::to_string(&**value)
            && let Some(stored) = self.stored(from)
        {
            stored.insert(key.clone(), text);
            self.asked.insert(key.clone());
            self.changed = true;
        }
        if keeps {
            self.known.insert(key, value.clone());
        }
    }

    /// The lines to store, when there is anything new, the same for the same content.
    fn for_storing(&mut self) -> Option<Vec<(&str, &str)>> {
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
