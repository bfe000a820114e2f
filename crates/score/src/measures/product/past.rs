//! What became of something that is named: whether it stands in its repository, and when it went.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use milepost_core::{
    Change, Evidence, Fact, History, HistoryPath, PathRole, Repository, Touch, Touched, Unknown,
    What,
};

use crate::assemble::{evidence, facts};

/// Names of files that are called by the folder they stand in, without their endings.
const OF_FOLDERS: &[&str] = &[
    "action",
    "catalog-info",
    "chart",
    "containerfile",
    "dockerfile",
    "index",
    "jenkinsfile",
    "kustomization",
    "makefile",
    "package",
    "readme",
    "template",
    "values",
];

/// Endings of files that many of make one unit: the folder they stand in.
const OF_MODULES: &[&str] = &["tf", "tofu", "tfvars", "hcl"];

/// What became of what a name names.
pub(super) enum Fate {
    /// It is there, as this line shows.
    Stands(Evidence),
    /// It is there no longer since this instant.
    Removed(Timestamp),
    /// Nobody can tell, and why.
    Unseen(Unknown),
}

/// A repository as it is, and what its history tells of what was.
pub(super) struct Past<'a> {
    repository: &'a Repository,
    /// The latest touch of each path, by its place in the history.
    latest: BTreeMap<u32, (&'a Change, Touched)>,
}

impl<'a> Past<'a> {
    pub(super) fn of(repository: &'a Repository) -> Self {
        let mut latest = BTreeMap::new();
        // The newest change comes first.
        for change in repository.history.iter().flat_map(|history| &history.changes) {
            for touch in &change.touches {
                latest.entry(touch.path).or_insert((change, touch.how));
            }
        }
        Self { repository, latest }
    }

    /// What became of what a notice calls so, which was to go by a day. A removed file is known by its
    /// path alone, and only where paths of its kind are kept.
    pub(super) fn fate(&self, name: &str, last: Date) -> Fate {
        let own = name.strip_prefix(&self.repository.id).filter(|rest| rest.starts_with('/'));
        let name = own.unwrap_or(name).trim_start_matches("./").trim_matches('/');
        let mut all = facts(self.repository);
        if let Some(fact) = all.find(|fact| stands_at(fact, name) || defines(fact, name)) {
            return Fate::Stands(evidence(self.repository, fact, name));
        }
        let Some(history) = &self.repository.history else {
            return Fate::Unseen(Unknown::Shallow);
        };
        let named = (0..).zip(&history.paths).filter(|(_, path)| was_at(path, name));
        let mut removed: Option<Timestamp> = None;
        for (place, path) in named {
            match self.latest.get(&place) {
                Some((change, Touched::Removed)) if !moves(history, change, path) => {
                    removed = removed.max(Some(change.at));
                }
                _ => return Fate::Unseen(Unknown::Unmapped),
            }
        }
        match removed {
            Some(at) => Fate::Removed(at),
            None if reaches(history, last) => Fate::Unseen(Unknown::Unmapped),
            None => Fate::Unseen(Unknown::Shallow),
        }
    }

    /// When a page began, where history tells: not of one that moved, or that came with all else.
    pub(super) fn began(&self, path: &str) -> Option<Timestamp> {
        let history = self.repository.history.as_ref()?;
        let place = history.paths.iter().position(|it| it.path == path)?;
        let place = u32::try_from(place).ok()?;
        let of_it = |change: &'a Change| change.touches.iter().find(|touch| touch.path == place);
        let mut oldest = history.changes.iter().rev();
        let (change, touch) = oldest.find_map(|change| Some((change, of_it(change)?)))?;
        let is_page = |touch: &Touch| {
            history.path(touch.path).is_some_and(|path| path.role == PathRole::Document)
        };
        let mut touches = change.touches.iter();
        let moved = touches.any(|other| other.how == Touched::Removed && is_page(other));
        let imported =
            history.birth.as_ref().is_some_and(|it| it.at == change.at && it.is_import());
        let began = touch.how == Touched::Added && !moved && !imported && !change.mass;
        began.then_some(change.at)
    }
}

/// Whether a history has every change since the beginning of a day.
fn reaches(history: &History, day: Date) -> bool {
    let is_whole = history.birth.as_ref().is_some_and(|birth| birth.at >= history.since);
    let start = day.to_zoned(TimeZone::UTC).ok().map(|start| start.timestamp());
    is_whole || start.is_some_and(|start| history.since <= start)
}

/// Whether a change that removes a file brings one of the same unit elsewhere: that moved.
fn moves(history: &History, change: &Change, removed: &HistoryPath) -> bool {
    let Some(own) = unit(&removed.path) else { return false };
    let mut added = change.touches.iter().filter(|touch| touch.how == Touched::Added);
    added.any(|touch| history.path(touch.path).is_some_and(|path| unit(&path.path) == Some(own)))
}

/// Whether a path of the history is what is called so. A page in a folder is none of what people use
/// there.
fn was_at(path: &HistoryPath, name: &str) -> bool {
    let is_unit = || is_below(&path.path, name) || unit(&path.path) == Some(name);
    is_file(&path.path, name) || path.role != PathRole::Document && is_unit()
}

/// Whether a fact stands in what is called so.
fn stands_at(fact: &Fact, name: &str) -> bool {
    let is_page = matches!(&fact.what, What::Document(_) | What::DocumentLink(_));
    is_file(&fact.path, name) || !is_page && is_below(&fact.path, name)
}

/// Whether a path ends with a name, with or without folders. A name that many files have, without a
/// folder, is that of the one at the top.
fn is_file(path: &str, name: &str) -> bool {
    let is_telling = name.contains('/') || name.contains('.') && !of_folder(name);
    let ends = || path.strip_suffix(name).is_some_and(|start| start.ends_with('/'));
    !name.is_empty() && (path == name || is_telling && ends())
}

/// Whether a path leads through a folder that is named with the one above it.
fn is_below(path: &str, name: &str) -> bool {
    let mut places = path.match_indices(name).filter(|_| name.contains('/'));
    places.any(|(start, _)| {
        let before = path.get(..start).unwrap_or_default();
        let behind = path.get(start + name.len()..).unwrap_or_default();
        (before.is_empty() || before.ends_with('/')) && behind.starts_with('/')
    })
}

/// Whether a fact defines a unit of a name: its own, that of its file, or that of its folder.
fn defines(fact: &Fact, name: &str) -> bool {
    let is_unit = || unit(&fact.path) == Some(name);
    let is_called = |own: &Option<String>| own.as_deref() == Some(name);
    match &fact.what {
        What::Chart(chart) => !chart.vendored && (chart.name == name || is_unit()),
        What::Pipeline(pipeline) => is_called(&pipeline.name) || is_unit(),
        What::Template(template) => is_called(&template.name) || is_unit(),
        What::Package(package) => is_called(&package.name),
        What::Infrastructure(_) | What::Image(_) => is_unit(),
        _ => false,
    }
}

/// What the unit that a path belongs to is called: the file without its ending, or its folder where
/// files of that name are in every one.
fn unit(path: &str) -> Option<&str> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let name = if of_folder(file) {
        folder.rsplit('/').next()?
    } else {
        file.rsplit_once('.').map_or(file, |(stem, _)| stem)
    };
    (!name.is_empty()).then_some(name)
}

/// Whether files of this name are called by their folders.
fn of_folder(file: &str) -> bool {
    let lower = file.to_ascii_lowercase();
    let (stem, ending) = lower.split_once('.').unwrap_or((&lower, ""));
    let stem = stem.split('-').next().filter(|first| *first == "values").unwrap_or(stem);
    let ending = ending.rsplit('.').next().unwrap_or_default();
    OF_FOLDERS.contains(&stem) || OF_MODULES.contains(&ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_that_of_a_file_or_with_a_path_of_a_folder() {
        for (path, name, file, below) in [
            ("a.yml", "a.yml", true, false),
            (".github/workflows/a.yml", "a.yml", true, false),
            (".github/workflows/a.yml", "workflows/a.yml", true, false),
            (".github/workflows/aa.yml", "a.yml", false, false),
            (".github/workflows/a.yml.bak", "workflows/a.yml", false, false),
            ("modules/rds/main.tf", "modules/rds", false, true),
            ("modules/rds-old/main.tf", "modules/rds", false, false),
            ("modules/rds/main.tf", "main.tf", false, false),
            ("Jenkinsfile", "Jenkinsfile", true, false),
            ("shop/Jenkinsfile", "Jenkinsfile", false, false),
            ("rds/a.yml", "rds", false, false),
            ("a.yml", "", false, false),
        ] {
            assert_eq!((is_file(path, name), is_below(path, name)), (file, below), "{path} {name}");
        }
    }

    #[test]
    fn a_unit_is_called_by_its_file_or_its_folder() {
        for (path, name) in [
            (".github/workflows/ci-legacy.yml", Some("ci-legacy")),
            ("actions/setup/action.yml", Some("setup")),
            ("charts/old/values-dev.yaml", Some("old")),
            ("modules/rds/main.tf", Some("rds")),
            ("templates/node/template.yaml", Some("node")),
            ("Dockerfile", None),
        ] {
            assert_eq!(unit(path), name, "{path}");
        }
    }
}
