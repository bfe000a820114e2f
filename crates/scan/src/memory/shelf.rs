//! What is remembered of the content of one repository, by what it was read from.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use milepost_core::Wording;
use milepost_detector::{Findings, Switches};
use milepost_git::Reader;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Cache;
use super::cache::Sort;
use super::text::Text;
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
    /// What was asked for on this visit.
    known: BTreeMap<String, Arc<T>>,
    /// As JSON, which takes a fraction of the memory: what was stored before, and what is kept for
    /// visits to come; nothing before somebody asks.
    texts: Option<BTreeMap<String, Text>>,
    /// Keys of what this run asked for: the rest goes first when there is too much.
    asked: BTreeSet<String>,
    changed: bool,
}

impl<T> Default for Board<T> {
    fn default() -> Self {
        Self { known: BTreeMap::new(), texts: None, asked: BTreeSet::new(), changed: false }
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

    /// What was read of a blob at a path, which is asked for more where it lies in a home of
    /// configuration.
    pub(crate) fn file(&mut self, blob: &str, file: (&str, bool)) -> Option<Arc<Seen>> {
        self.files.find(file_key(blob, file), (self.stored.as_ref(), Sort::Files))
    }

    pub(crate) fn put_file(&mut self, blob: &str, file: (&str, bool), seen: &Arc<Seen>) {
        self.files.put(file_key(blob, file), seen, (self.stored.as_ref(), Sort::Files));
    }

    /// What was read of the whole of `commit`, or of some of its `part`s.
    pub(crate) fn state(&mut self, commit: &str, part: &str) -> Option<Arc<State>> {
        self.states.find(key("commit", commit, part), (self.stored.as_ref(), Sort::States))
    }

    pub(crate) fn put_state(&mut self, commit: &str, part: &str, state: &Arc<State>) {
        self.states.put(key("commit", commit, part), state, (self.stored.as_ref(), Sort::States));
    }

    /// Lets a reader know when the versions of its repository were made, where the tags are those
    /// of an earlier visit; else remembers what it tells.
    pub(crate) fn know_releases(&mut self, reader: &mut Reader) {
        let Some(tags) = self.stored.is_some().then(|| reader.tags()).flatten() else { return };
        let key = key("tags", &blake3::hash(tags.as_bytes()).to_hex(), "");
        let from = (self.stored.as_ref(), Sort::Releases);
        match self.releases.find(key.clone(), from) {
            Some(known) => reader.know_releases(known.to_vec()),
            None if tags.is_empty() => {}
            None => self.releases.put(key, &Arc::new(reader.all_releases()), from),
        }
    }

    /// Ends the look at one state: the next one is another.
    pub(crate) fn put_down(&mut self) {
        self.states.known.clear();
    }

    /// Ends a visit: what is kept for those to come is kept as text.
    pub(crate) fn close(&mut self) {
        self.files.known.clear();
        self.states.known.clear();
        self.releases.known.clear();
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
    fn texts(&mut self, (from, sort): Store<'_>) -> &mut BTreeMap<String, Text> {
        let read = || Some(from?.0.read(&from?.1, sort));
        let plain = |(key, text)| (key, Text::Plain(text));
        let read = || read().into_iter().flatten().map(plain).collect();
        self.texts.get_or_insert_with(read)
    }

    fn find(&mut self, key: String, from: Store<'_>) -> Option<Arc<T>> {
        if let Some(known) = self.known.get(&key) {
            return Some(known.clone());
        }
        let text = self.texts(from).get(&key)?.read()?;
        let read: Arc<T> = Arc::new(serde_json::from_str(&text).ok()?);
        self.known.insert(key.clone(), read.clone());
        self.asked.insert(key);
        Some(read)
    }

    fn put(&mut self, key: String, value: &Arc<T>, from: Store<'_>) {
        if let Ok(text) = serde_json::to_string(&**value) {
            self.texts(from).insert(key.clone(), Text::new(text));
            self.asked.insert(key.clone());
            self.changed = true;
        }
        self.known.insert(key, value.clone());
    }

    /// The lines to store, when there is anything new, the same for the same content.
    fn for_storing(&mut self) -> Option<Vec<(&str, Cow<'_, str>)>> {
        if !std::mem::take(&mut self.changed) {
            return None;
        }
        let texts = self.texts.as_mut()?;
        let bytes: usize = texts.iter().map(|(key, text)| key.len() + text.len()).sum();
        if bytes > STORED_BYTES {
            texts.retain(|key, _| self.asked.contains(key));
        }
        Some(texts.iter().filter_map(|(key, text)| Some((key.as_str(), text.read()?))).collect())
    }
}

/// A key without tabs and line breaks, whatever the path holds.
fn file_key(blob: &str, (path, in_home): (&str, bool)) -> String {
    key(if in_home { "configuration" } else { "file" }, blob, path)
}

fn key(kind: &str, id: &str, part: &str) -> String {
    let part = if part.contains(char::is_control) {
        part.escape_default().to_string()
    } else {
        part.replace('\\', "\\\\")
    };
    [kind, " ", id, " ", &part].concat()
}
