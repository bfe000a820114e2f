//! Infrastructure files as they were: those a repository began with, and what there was when others
//! began.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use milepost_core::Sketch;
use milepost_git::{Blob, Entry, Step};
use serde::{Deserialize, Serialize};

use super::authors::{gone, renamed};

/// Infrastructure files of one repository that are compared: those nearest to its root.
const FILES: usize = 48;

/// Different lines a file has at least that is compared.
const LINES: u32 = 6;

/// Days after the first infrastructure file came: what has come by then is what it began with, as
/// it is then, with the names of another put right.
const FIRST: i64 = 7;

/// Names of one file that are followed back.
const NAMES: u32 = 4;

/// What is kept of the infrastructure files of one repository, for those that begin elsewhere.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct States {
    /// Files with their states, by path.
    pub(super) files: Vec<File>,
    /// What the repository began with, where that was lately.
    pub(super) first: Option<First>,
}

/// One file, as it was.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct File {
    pub(super) path: String,
    /// Since when it is so, the newest first; without a sketch it was not there, or too short. Of
    /// what changed within a month only the last is kept.
    pub(super) states: Vec<(Timestamp, Option<Sketch>)>,
}

/// What a repository began with.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct First {
    /// When the first of the files came, if any did.
    pub(super) at: Timestamp,
    /// The files that came with it, as they came: named for another yet, where they were copied.
    pub(super) came: Vec<(String, Sketch)>,
    /// What there was when the first days were over, by the name it had then.
    pub(super) settled: Vec<(String, Sketch)>,
}

/// How a file came.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Brought {
    /// It was there before.
    Not,
    /// It was there before, under another name.
    From(String),
    /// People wrote it.
    ByPeople,
    /// A machine, or a history that was written elsewhere.
    Otherwise,
}

/// Whether what is named for its repository is masked in what a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Masked {
    Yes,
    No,
}

/// What a commit made of a file.
struct Event {
    at: Timestamp,
    blob: Option<Blob>,
    brought: Brought,
}

/// Infrastructure files while a walk goes back.
#[derive(Default)]
pub(super) struct Past {
    now: BTreeMap<String, Blob>,
    /// The newest first.
    events: BTreeMap<String, Vec<Event>>,
    /// What was there before the oldest event.
    before: BTreeMap<String, Option<Blob>>,
}

impl Past {
    /// Takes in a file as it is now.
    pub(super) fn start(&mut self, entry: &Entry) {
        if let Some(blob) = entry.content() {
            self.now.insert(entry.path.clone(), blob);
        }
    }

    /// Takes in what a commit does to infrastructure files, which are its `own`.
    pub(super) fn take(
        &mut self,
        step: &Step,
        at: Timestamp,
        (own, by_people): (&BTreeSet<&str>, bool),
    ) {
        if own.is_empty() {
            return;
        }
        let gone = gone(&step.changed);
        for difference in step.changed.iter().filter(|it| own.contains(it.path.as_str())) {
            let is_new = difference.before.is_none() && difference.after.is_some();
            let brought = match (is_new, renamed(difference, &gone)) {
                (false, _) => Brought::Not,
                (true, Some(old)) => Brought::From(old.path.clone()),
                (true, None) if by_people => Brought::ByPeople,
                (true, None) => Brought::Otherwise,
            };
            let path = &difference.path;
            let event = Event { at, blob: difference.after, brought };
            self.events.entry(path.clone()).or_default().push(event);
            self.before.insert(path.clone(), difference.before);
        }
    }

    /// What is kept of it, by what a file says with what is named for the repository masked, or as
    /// it is. With `born`, the repository began within the walk.
    pub(super) fn finish(
        self,
        born: bool,
        mut sketch: impl FnMut(Blob, Masked) -> Option<Sketch>,
    ) -> States {
        let mut sketch = |blob: Option<Blob>, masked| {
            blob.and_then(|blob| sketch(blob, masked)).filter(|sketch| sketch.lines >= LINES)
        };
        let first = born.then(|| {
            let mut first = First::default();
            let Some((at, end)) = self.first() else { return first };
            first.at = at;
            for (path, events) in &self.events {
                if !self.is_of_people(path, NAMES) {
                    continue;
                }
                let of = |until| events.iter().find(|it| it.at <= until).and_then(|it| it.blob);
                first.came.extend(sketch(of(at), Masked::No).map(|it| (path.clone(), it)));
                first.settled.extend(sketch(of(end), Masked::Yes).map(|it| (path.clone(), it)));
            }
            first.came = nearest(first.came, |(path, _)| path);
            first.settled = nearest(first.settled, |(path, _)| path);
            first
        });
        let gone = self.events.keys().filter(|path| !self.now.contains_key(*path));
        let paths: Vec<&String> = self.now.keys().chain(gone).collect();
        let files = nearest(paths, |path| path).into_iter().filter_map(|path| {
            let states = thinned(self.states(path), |blob| sketch(blob, Masked::Yes));
            let any = states.iter().any(|(_, sketch)| sketch.is_some());
            any.then(|| File { path: path.clone(), states })
        });
        States { files: files.collect(), first }
    }

    /// When the first infrastructure file came that people brought, and when what it began with ends.
    fn first(&self) -> Option<(Timestamp, Timestamp)> {
        let brought = self.events.values().flatten();
        let at = brought.filter(|it| it.brought == Brought::ByPeople).map(|it| it.at).min()?;
        Some((at, at.checked_add(Span::new().hours(FIRST * 24)).unwrap_or(Timestamp::MAX)))
    }

    /// Whether people wrote a file, whoever gave it another name since; so many names are followed.
    fn is_of_people(&self, path: &str, names: u32) -> bool {
        let events = self.events.get(path).into_iter().flatten();
        events.into_iter().all(|event| match &event.brought {
            Brought::Otherwise => false,
            Brought::From(old) => names == 0 || self.is_of_people(old, names - 1),
            Brought::Not | Brought::ByPeople => true,
        })
    }

    /// The states of a file, the newest first, each with the instant it began at.
    fn states(&self, path: &str) -> Vec<(Timestamp, Option<Blob>)> {
        let events = self.events.get(path).into_iter().flatten();
        let mut states: Vec<_> = events.map(|event| (event.at, event.blob)).collect();
        let oldest = self.before.get(path).copied().unwrap_or_else(|| self.now.get(path).copied());
        states.push((Timestamp::MIN, oldest));
        states
    }
}

/// Those nearest to the root.
fn nearest<T>(mut files: Vec<T>, path: impl Fn(&T) -> &str) -> Vec<T> {
    let depth = |file: &T| path(file).matches('/').count();
    files.sort_by(|a, b| depth(a).cmp(&depth(b)).then_with(|| path(a).cmp(path(b))));
    files.truncate(FILES);
    files
}

/// The last state of each month, without those that say the same as the next.
fn thinned(
    states: Vec<(Timestamp, Option<Blob>)>,
    mut sketch: impl FnMut(Option<Blob>) -> Option<Sketch>,
) -> Vec<(Timestamp, Option<Sketch>)> {
    let month = |at: Timestamp| -> Option<Date> {
        (at != Timestamp::MIN).then(|| at.to_zoned(TimeZone::UTC).date().first_of_month())
    };
    let mut kept: Vec<(Timestamp, Option<Sketch>)> = Vec::new();
    let mut last = None;
    for (at, blob) in states {
        let same_month = month(at).is_some_and(|month| last == Some(month));
        last = month(at);
        if same_month {
            if let Some(newer) = kept.last_mut() {
                newer.0 = at;
            }
            continue;
        }
        let state = sketch(blob);
        match kept.last_mut() {
            Some(newer) if newer.1 == state => newer.0 = at,
            _ => kept.push((at, state)),
        }
    }
    kept
}
