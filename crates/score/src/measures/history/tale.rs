//! What history tells of one component: its changes, its age, its deploys.

use jiff::Timestamp;
use milepost_core::{Birth, Change, History, PathRole, Touch, Unknown};
use serde::{Deserialize, Serialize};

use super::series::{self, Rung, Series};
use super::{YEAR, before};
use crate::assemble::{Component, Estate};

/// What history tells of one component.
pub(crate) struct Tale<'a> {
    pub(super) history: Option<&'a History>,
    pub(super) age: Age,
    /// Its deploys to production, if any can be told.
    pub(super) series: Result<Series<'a>, Unknown>,
}

/// How old a component is (rubric 0.5, Dn and Do).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Age {
    /// Born in the year before the instant.
    New(Timestamp),
    /// Older.
    Old,
    /// Its first commit brought it from elsewhere, so it is not new whenever that was (trap T34).
    Imported,
    /// The history ends before it is told.
    Unknown,
}

/// The tale of every component, in their order.
pub(crate) fn tales<'a>(estate: &'a Estate<'a>, components: &'a [Component<'a>]) -> Vec<Tale<'a>> {
    components.iter().map(|component| Tale::of(estate, component)).collect()
}

impl<'a> Tale<'a> {
    fn of(estate: &'a Estate<'a>, component: &'a Component<'a>) -> Self {
        let history = component.repository.history.as_ref();
        let age = history.map_or(Age::Unknown, |it| age(it, &component.path, estate.at));
        Self { history, age, series: series::of(estate, component, history) }
    }

    /// Its first deploy to production, where it is new. A change of the default branch proves none.
    pub(crate) fn first_deploy(&self) -> Option<Timestamp> {
        match (self.age, &self.series) {
            (Age::New(born), Ok(series)) if series.rung != Rung::Merge => series.first(born),
            _ => None,
        }
    }

    /// Its changes since an instant, or why they cannot be told.
    pub(super) fn since<'t>(
        &self,
        component: &'t Component<'_>,
        instant: Timestamp,
    ) -> Result<impl Iterator<Item = &'a Change> + use<'a, 't>, Unknown> {
        let history = self.history.filter(|it| it.reaches(instant)).ok_or(Unknown::Shallow)?;
        Ok(changes(history, component).filter(move |change| change.at >= instant))
    }
}

/// The changes of a history that concern a component, the newest first.
pub(super) fn changes<'a, 't>(
    history: &'a History,
    component: &'t Component<'_>,
) -> impl Iterator<Item = &'a Change> + use<'a, 't> {
    let own = history.folders.iter().position(|folder| folder.path == component.path);
    let own = own.and_then(|place| u32::try_from(place).ok());
    let alone = component.is_alone();
    let below = !component.path.is_empty();
    history.changes.iter().filter(move |change| {
        let shared = || !infrastructure(history, change, component).is_empty();
        if alone {
            return true;
        }
        let inside = own.is_some_and(|own| change.folders.contains(&own));
        let unclaimed = || change.folders.is_empty() && change.files > 0;
        inside || shared() || !below && unclaimed()
    })
}

/// What a change does to infrastructure of a component, with its paths.
pub(super) fn infrastructure<'a>(
    history: &'a History,
    change: &'a Change,
    component: &Component<'_>,
) -> Vec<(&'a str, &'a Touch)> {
    let touches = change.touches.iter().filter_map(|touch| {
        let path = history.path(touch.path)?;
        let own = path.role == PathRole::Infrastructure && component.owns_path(&path.path);
        own.then_some((path.path.as_str(), touch))
    });
    touches.collect()
}

/// How old what lies in a folder is at an instant: its birth is that of the folder, or of the
/// repository where it is built from the root.
pub(crate) fn age(history: &History, path: &str, at: Timestamp) -> Age {
    let year = before(at, YEAR);
    if path.is_empty() {
        return match &history.birth {
            Some(birth) => of_birth(birth, year),
            None if history.since <= year => Age::Old,
            None => Age::Unknown,
        };
    }
    let folder = history.folders.iter().find(|folder| folder.path == path);
    match folder.and_then(|folder| folder.birth.as_ref()) {
        Some(birth) => of_birth(birth, year),
        None if history.reaches(year) => Age::Old,
        None => Age::Unknown,
    }
}

fn of_birth(birth: &Birth, year: Timestamp) -> Age {
    match birth {
        birth if birth.began() < year => Age::Old,
        birth if birth.is_import() => Age::Imported,
        birth => Age::New(birth.began()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn birth(at: &str, authored: Option<&str>, files: u32) -> Age {
        let authored = authored.map(|it| it.parse().unwrap());
        let birth = Birth { at: at.parse().unwrap(), authored, files };
        of_birth(&birth, "2025-06-30T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn what_was_written_long_before_it_came_is_not_new() {
        let at = "2026-02-01T09:00:00Z";
        assert_eq!(birth(at, None, 20), Age::New(at.parse().unwrap()));
        assert_eq!(birth(at, Some("2023-01-01T00:00:00Z"), 20), Age::Old);
        assert_eq!(birth(at, None, 501), Age::Imported);
    }
}
