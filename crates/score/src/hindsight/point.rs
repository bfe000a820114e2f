//! What is kept of one instant for those after it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_core::{
    Deployable, History, Measure, PathRole, Repository, Snapshot, StandingName, Unknown, Verdict,
};

use serde::{Deserialize, Serialize};

use super::YEAR;
use crate::measures::{Age, age, before};
use crate::settings::Settings;

/// What is kept of one instant for those after it, and to look back from it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Point {
    pub(super) at: Timestamp,
    /// Every measure, without the units behind those that are not told of each unit anew.
    pub(super) measures: Vec<Measure>,
    /// The deployables that count, by id.
    pub(super) stood: BTreeMap<String, Stood>,
    /// The family that is the standard way of each core step that has one.
    pub(super) standards: BTreeMap<String, String>,
    /// When the first portal came, where there is one.
    pub(super) portal: Option<Result<Timestamp, Unknown>>,
    /// Whether anybody says who the platform team is.
    pub(super) team: bool,
}

/// How one deployable stood.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Stood {
    pub(super) on_path: Verdict,
    /// Core steps it does not take the standard way.
    pub(super) off: Vec<String>,
    pub(super) age: Age,
    /// Its first deploy to production, where it is new and that can be told.
    pub(super) first_deploy: Option<Timestamp>,
    /// Whether it is judged by standards of a segment of its own.
    pub(super) apart: bool,
    /// Changes of the last year to its infrastructure by people: when, and whether the platform team
    /// had a hand in it.
    pub(super) changes: Result<Vec<(Timestamp, bool)>, Unknown>,
}

impl Point {
    /// What is kept of a snapshot.
    #[must_use]
    pub fn of(snapshot: &Snapshot, settings: &Settings) -> Self {
        let core: Vec<&str> =
            snapshot.standards.iter().filter(|it| it.core).map(|it| it.step.as_str()).collect();
        let stood = snapshot.counted().map(|deployable| {
            let repository = snapshot.repository(&deployable.repository);
            (deployable.id.clone(), Stood::of(deployable, &core, repository, snapshot.at))
        });
        let standards = snapshot.standards.iter().filter(|it| it.core);
        let standards = standards.filter_map(|it| Some((it.step.clone(), it.family.clone()?)));
        Self {
            at: snapshot.at,
            measures: snapshot.measures.iter().map(kept).collect(),
            stood: stood.collect(),
            standards: standards.collect(),
            portal: portal(snapshot),
            team: !settings.platform_people.is_empty(),
        }
    }

    /// The instant it was.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// A measure of this instant.
    pub(super) fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }
}

/// What is kept of a measure.
fn kept(measure: &Measure) -> Measure {
    if super::OF_NEW.contains(&measure.id.as_str()) {
        return measure.clone();
    }
    Measure {
        id: measure.id.clone(),
        value: measure.value,
        share: measure.share,
        unknown: measure.unknown,
        not_applicable: measure.not_applicable.clone(),
        yes: Vec::new(),
        no: Vec::new(),
        open: Vec::new(),
    }
}

impl Stood {
    fn of(
        deployable: &Deployable,
        core: &[&str],
        repository: Option<&Repository>,
        at: Timestamp,
    ) -> Self {
        let history = repository.and_then(|repository| repository.history.as_ref());
        let is_off = |name| {
            matches!(name, StandingName::OwnWay | StandingName::Absent | StandingName::Excepted)
        };
        let standings = deployable.standings.iter();
        let off = standings.filter(|it| core.contains(&it.step.as_str()) && is_off(it.standing));
        Self {
            on_path: deployable.on_path,
            off: off.map(|it| it.step.clone()).collect(),
            age: history.map_or(Age::Unknown, |history| age(history, &deployable.path, at)),
            first_deploy: deployable.first_deploy,
            apart: deployable.segment.is_some(),
            changes: changes(history, &deployable.path, before(at, YEAR)),
        }
    }
}

/// Changes by people since an instant to infrastructure in a folder, or beside all folders: of its
/// repository, where it is built from the root.
fn changes(
    history: Option<&History>,
    folder: &str,
    start: Timestamp,
) -> Result<Vec<(Timestamp, bool)>, Unknown> {
    let history = history.filter(|it| it.reaches(start)).ok_or(Unknown::Shallow)?;
    let is_its = |path: &str| {
        let below = || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        folder.is_empty() || path.starts_with('.') || below()
    };
    let concerned = history.changes.iter().filter(|change| {
        let mut paths = change.touches.iter().filter_map(|touch| history.path(touch.path));
        change.at >= start
            && !change.by.is_empty()
            && paths.any(|it| it.role == PathRole::Infrastructure && is_its(&it.path))
    });
    Ok(concerned.map(|change| (change.at, change.platform)).collect())
}

/// When the first portal came: its folder, or its repository where it lies at the root.
fn portal(snapshot: &Snapshot) -> Option<Result<Timestamp, Unknown>> {
    let portals = snapshot.measures.iter().find(|measure| measure.id == "portal")?;
    let lines = portals.yes.iter().flat_map(|member| &member.evidence);
    let came = lines.map(|line| {
        let repository = snapshot.repository(&line.repository);
        let history = repository.and_then(|it| it.history.as_ref()).ok_or(Unknown::Shallow)?;
        let folder = line.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let birth = if folder.is_empty() {
            history.birth.as_ref()
        } else {
            let known = history.folders.iter().find(|it| it.path == folder);
            known.and_then(|folder| folder.birth.as_ref())
        };
        birth.map(milepost_core::Birth::began).ok_or(Unknown::Shallow)
    });
    let came: Vec<Result<Timestamp, Unknown>> = came.collect();
    let unclear = came.iter().find(|it| it.is_err()).copied();
    unclear.or_else(|| came.into_iter().filter_map(Result::ok).min().map(Ok))
}
