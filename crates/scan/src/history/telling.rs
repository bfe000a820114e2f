//! One walk along a history, and what is kept of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{Span, Timestamp};
use milepost_core::{Birth, Change, History, HistoryPath, PathRole, Touch};
use milepost_git::{Difference, Entry, Step, Walk};

use super::authors::{Authors, Written};
use super::folders::Folders;
use super::known::{Known, Touches};
use super::people::People;
use super::reading::Reading;
use super::roles::Roles;
use super::states::{Masked, Past, States};
use super::texts::Texts;
use super::writers::{Writers, change};
use super::{AUTHORED, DAYS, FILES, HistoryPlan, Told};
use crate::sketch::{Name, sketch};

/// The file that names commits which only reformat.
const IGNORED: &str = ".git-blame-ignore-revs";

/// One walk along a history.
pub(super) struct Telling<'w> {
    plan: &'w HistoryPlan,
    known: &'w mut Known,
    roles: Roles,
    name: &'w str,
    walk: Walk<'w>,
    people: People<'w>,
    texts: Texts,
    authors: Authors,
    folders: Folders,
    past: Past,
    ignored: BTreeSet<String>,
    birth: Option<Birth>,
    kept: Vec<Kept>,
}

/// A change, with names for what it will have numbers for.
struct Kept {
    change: Change,
    touched: Arc<Touches>,
    folders: Vec<String>,
}

impl<'w> Telling<'w> {
    pub(super) fn new(
        (plan, known): (&'w HistoryPlan, &'w mut Known),
        walk: Walk<'w>,
        roles: Roles,
        name: &'w str,
    ) -> Self {
        Self {
            plan,
            known,
            roles,
            name,
            walk,
            people: People::new(plan),
            texts: Texts::default(),
            authors: Authors::default(),
            folders: Folders::default(),
            past: Past::default(),
            ignored: BTreeSet::new(),
            birth: None,
            kept: Vec::new(),
        }
    }

    /// Takes in what there is at the newest commit.
    pub(super) fn start(&mut self, entries: &[Entry]) {
        let infrastructure = Some(PathRole::Infrastructure);
        let matters: Vec<&Entry> =
            entries.iter().filter(|entry| self.role(&entry.path) == infrastructure).collect();
        self.folders = Folders::above(matters.iter().map(|entry| entry.path.as_str()));
        for entry in matters.into_iter().take(FILES) {
            self.past.start(entry);
            let lines = |blob| self.known.lines(blob, || self.walk.text(blob));
            if let Some(lines) = entry.content().and_then(lines) {
                self.authors.add(&entry.path, &lines);
            }
        }
        let ignored = entries.iter().find(|entry| entry.path == IGNORED);
        let text = ignored.and_then(Entry::content).and_then(|blob| self.walk.text(blob));
        let lines = text.as_deref().unwrap_or_default().lines().map(str::trim);
        self.ignored = lines.filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    }

    fn role(&mut self, path: &str) -> Option<PathRole> {
        self.roles.at(path, self.known.role(self.plan, path))
    }

    /// Takes in every change of the window that ends with the newest commit, and says since when
    /// there is none missing.
    pub(super) fn recent(&mut self, newest: Timestamp) -> Timestamp {
        let start = newest.checked_sub(Span::new().hours(DAYS * 24)).unwrap_or(Timestamp::MIN);
        let mut since = start;
        while let Some(time) = self.walk.time() {
            let Some(at) = Timestamp::from_second(time).ok().filter(|at| *at >= start) else {
                return start;
            };
            let Some(step) = self.walk.step() else { break };
            // What the last commit of a clone that was cut short changed is not known.
            since = at.min(newest);
            if self.walk.time().is_some() || step.is_root {
                self.take(&step, at.min(newest));
            }
        }
        if self.birth.is_some() { start } else { since }
    }

    fn take(&mut self, step: &Step, at: Timestamp) {
        let writers = Writers::of(&self.walk, &mut self.people, step);
        let mut change = change(self.plan, step, at, &writers);
        change.mass |= self.ignored.contains(&step.id);
        let touched = self.touches(step);
        if step.is_root {
            self.birth = Some(Birth { at, authored: change.authored, files: change.files });
        }
        self.folders.begin(step, at, change.authored);
        self.past.take(step, at, (&touched.infrastructure(), !change.mass && !writers.bot));
        self.attribute(step, writers.first.filter(|_| !change.mass));
        let folders = self.folders.of(step);
        self.kept.push(Kept { change, touched, folders });
    }

    fn attribute(&mut self, step: &Step, by: Option<u32>) {
        let by_what = (&self.walk, &mut self.texts, &mut *self.known);
        self.authors.take(by_what, &step.changed, by);
    }

    /// What a commit does to paths that matter.
    fn touches(&mut self, step: &Step) -> Arc<Touches> {
        let own: Vec<(&Difference, PathRole)> =
            step.changed.iter().filter_map(|it| Some((it, self.role(&it.path)?))).collect();
        let paths: Vec<(&str, PathRole)> =
            own.iter().map(|(it, role)| (it.path.as_str(), *role)).collect();
        let mut reading =
            Reading { plan: self.plan, walk: &self.walk, texts: &mut self.texts, name: self.name };
        self.known.touches(&step.id, &paths, || reading.touches(step, &own))
    }

    /// Goes on for the authors of what there is now, as far as is looked.
    pub(super) fn older(&mut self) {
        self.walk.change_scope();
        self.texts = Texts::default();
        let mut most = AUTHORED;
        while !self.authors.is_done() {
            let concerns = |changed: &[Difference]| self.authors.concerns(changed);
            let step = self.walk.step_to(self.authors.folders(), &mut most, concerns);
            let Some(step) = step else { return };
            let files = u32::try_from(step.changed.len()).unwrap_or(u32::MAX);
            let mass = files > milepost_core::IMPORT_FILES || self.ignored.contains(&step.id);
            let writers = Writers::of(&self.walk, &mut self.people, &step);
            self.attribute(&step, writers.first.filter(|_| !mass));
        }
    }

    /// What infrastructure files said, as far as it is kept.
    fn states(&mut self) -> States {
        let (own, nobody) = ([Name::of(self.name)], []);
        let past = std::mem::take(&mut self.past);
        past.finish(self.birth.is_some(), |blob, masked| {
            let names: &[Name] = if masked == Masked::Yes { &own } else { &nobody };
            self.known.sketch((blob, masked), || Some(sketch(&self.walk.text(blob)?, names)))
        })
    }

    /// Gives everything its number.
    pub(super) fn finish(mut self, since: Timestamp) -> Told {
        let states = self.states();
        let root = self.walk.root();
        let old = root.as_ref().and_then(|(_, at, authored)| old_birth(*at, *authored));
        let birth = self.birth.or(old);
        let root = root.map(|(root, _, _)| root);
        let folders = self.folders.finish();
        let (paths, places) = table(&self.kept, self.authors.finish());
        let at_folder: BTreeMap<&str, u32> =
            folders.iter().zip(0..).map(|(folder, at)| (folder.path.as_str(), at)).collect();
        let shapes: BTreeSet<String> =
            self.kept.iter().filter_map(|kept| kept.touched.shape.clone()).collect();
        let at_shape: BTreeMap<&str, u32> =
            shapes.iter().zip(0..).map(|(shape, at)| (shape.as_str(), at)).collect();
        let number = |kept: Kept| {
            let folders = kept.folders.iter().filter_map(|it| at_folder.get(it.as_str()).copied());
            let shape = kept.touched.shape.as_deref();
            let touches = kept.touched.touches.iter().filter_map(|(path, _, touch)| {
                Some(Touch { path: *places.get(&**path)?, ..touch.clone() })
            });
            Change {
                folders: folders.collect(),
                touches: touches.collect(),
                shape: shape.and_then(|shape| at_shape.get(shape).copied()),
                ..kept.change
            }
        };
        let changes = self.kept.into_iter().map(number).collect();
        let beginning = None;
        let history =
            History { birth, since, paths, folders, beginning, changes, tags: Vec::new() };
        Told {
            history: Some(history),
            states,
            root,
            people: self.people.hashes,
            shapes: shapes.into_iter().collect(),
        }
    }
}

/// The birth of what is older than its changes are told.
fn old_birth(at: i64, authored: i64) -> Option<Birth> {
    let at = Timestamp::from_second(at).ok()?;
    let authored = Timestamp::from_second(authored).ok().filter(|authored| *authored < at);
    Some(Birth { at, authored, files: 0 })
}

/// The paths that changes touch or that have authors, sorted, and the place of each.
fn table(
    kept: &[Kept],
    mut written: BTreeMap<String, Written>,
) -> (Vec<HistoryPath>, BTreeMap<String, u32>) {
    let touches = kept.iter().flat_map(|kept| &kept.touched.touches);
    let mut roles: BTreeMap<String, PathRole> =
        written.keys().map(|path| (path.clone(), PathRole::Infrastructure)).collect();
    roles.extend(touches.map(|(path, role, _)| (path.to_string(), *role)));
    let places = roles.keys().cloned().zip(0..).collect();
    let paths = roles.into_iter().map(|(path, role)| {
        let (authors, orphans) =
            written.remove(&path).map_or_else(Default::default, |it| (it.authors, it.orphans));
        HistoryPath { path, role, authors, orphans }
    });
    (paths.collect(), places)
}
