//! Folders that pipelines build images of where no file says how: by build packs, by tools of a
//! language, by what a unit is handed.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::place::is_under;
use milepost_core::{Fact, Repository, Runtime, Verb, What};

use super::running::is_computed;
use super::{Doing, Running, facts};

/// Words in what builds an image that say it does so by a file.
const BY_FILE: &[&str] = &["docker", "build-push", "buildah", "kaniko", "podman"];

/// The folders that pipelines build an image of beside `known` ones, which files say how to build,
/// each with what builds it.
pub(super) fn folders<'a>(
    repository: &Repository,
    running: &'a [Running<'a>],
    known: &[&str],
) -> BTreeMap<String, &'a Doing> {
    let doings = || {
        let pipelines = running.iter().filter(|running| !waits_for_a_schedule(running));
        pipelines.flat_map(|running| &running.doings)
    };
    let by_file: BTreeSet<&str> =
        doings().filter(|it| is_by_file(it)).filter_map(|it| only_folder(it)).collect();
    let beside = |folder: &str| {
        let overlaps = |known: &&str| is_under(folder, known) || is_under(known, folder);
        !known.iter().filter(|known| !known.is_empty()).any(overlaps)
    };
    let mut found: BTreeMap<String, &Doing> = BTreeMap::new();
    for doing in doings() {
        let builds = doing.verb == Verb::ImageBuild && doing.starts.on_change;
        let ships = matches!(doing.verb, Verb::ImageBuild | Verb::ImagePush) && !known.is_empty();
        let Some(folder) = only_folder(doing).filter(|_| builds || ships) else { continue };
        // A file that was left out, or that is made first, makes nothing of its own.
        let unmade = !known.is_empty() && by_file.contains(folder);
        if folder != "." && !unmade && beside(folder) && is_made(repository, folder) {
            found.entry(folder.to_owned()).or_insert(doing);
        }
    }
    // What names no folder builds the whole.
    let whole = doings().find(|it| it.verb == Verb::ImageBuild && builds_whole(it));
    if let Some(doing) = whole.filter(|_| known.is_empty() && !found.is_empty()) {
        found.insert(String::new(), doing);
    }
    found
}

fn builds_whole(doing: &Doing) -> bool {
    doing.starts.on_change && (doing.paths.is_empty() || only_folder(doing) == Some("."))
}

/// The one path that something works on, when it is written out.
fn only_folder(doing: &Doing) -> Option<&str> {
    match doing.paths.as_slice() {
        [only] if !is_computed(only) => Some(only),
        _ => None,
    }
}

fn is_by_file(doing: &Doing) -> bool {
    doing.verb == Verb::ImageBuild && BY_FILE.iter().any(|tool| doing.by.contains(tool))
}

/// Whether a folder holds a package, or what runs one.
fn is_made(repository: &Repository, folder: &str) -> bool {
    let made = |fact: &Fact| match &fact.what {
        What::Package(_) => true,
        What::Workload(workload) => workload.runtime != Runtime::Compose,
        _ => false,
    };
    facts(repository).any(|fact| is_under(&fact.path, folder) && made(fact))
}

/// Whether a time is all that starts a pipeline: what it builds serves a scan.
fn waits_for_a_schedule(running: &Running<'_>) -> bool {
    let mut triggers = running.pipeline.triggers.iter().peekable();
    triggers.peek().is_some() && triggers.all(|it| it.event == "schedule")
}
