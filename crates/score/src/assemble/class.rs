//! What sort of repository it is (rubric 0.5; the first that fits).

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::place::Aside;
use milepost_core::{Class, Repository, SharedUnit, TroubleCode, Verb, What};

use super::{Component, Running, facts};

/// Repositories that must use what a repository holds before it counts as one of shared units.
const CONSUMERS: u32 = 2;

/// Files of a template's skeleton that make a repository a template.
const SKELETON_FILES: usize = 3;

/// Repositories that hold what is run, and what others use.
pub(super) struct Known<'a> {
    running: BTreeSet<&'a str>,
    shared: BTreeSet<&'a str>,
    publishing: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    pub(super) fn new(
        components: &'a [Component<'_>],
        shared: &'a [SharedUnit],
        running: &BTreeMap<&'a str, Vec<Running<'_>>>,
    ) -> Self {
        let publishes =
            |running: &Running<'_>| running.doings.iter().any(|doing| doing.verb == Verb::Publish);
        let publishing = running.iter().filter(|(_, all)| all.iter().any(publishes));
        let publishing = publishing.map(|(id, _)| *id).collect();
        let running = components.iter().filter(|component| component.is_run());
        let shared = shared.iter().filter(|unit| unit.consumers >= CONSUMERS);
        Self {
            publishing,
            running: running.map(|component| component.repository.id.as_str()).collect(),
            shared: shared
                .filter_map(|unit| Some(unit.defined.as_ref()?.repository.as_str()))
                .collect(),
        }
    }
}

pub(super) fn of(repository: &Repository, known: &Known<'_>) -> Class {
    let unreadable = |code| repository.troubles.iter().any(|t| t.path.is_none() && t.code == code);
    let holds_shared = known.shared.contains(repository.id.as_str());
    let runs = known.running.contains(repository.id.as_str());
    if unreadable(TroubleCode::Unreadable) {
        Class::Unreadable
    } else if repository.files == 0 {
        Class::Empty
    } else if is_template(repository) {
        Class::Template
    } else if holds_shared {
        Class::SharedUnit
    } else if runs {
        Class::Service
    } else if facts(repository).any(|fact| matches!(fact.what, What::Infrastructure(_))) {
        Class::Infrastructure
    } else if known.publishing.contains(repository.id.as_str()) {
        Class::Library
    } else if is_documents(repository) {
        Class::Documents
    } else {
        Class::Unknown
    }
}

fn is_template(repository: &Repository) -> bool {
    let skeletons =
        repository.facts.iter().filter(|fact| fact.aside == Some(Aside::Skeleton)).count();
    skeletons >= SKELETON_FILES
}

/// Whether most of its files are pages, and nothing in it is built.
fn is_documents(repository: &Repository) -> bool {
    let builds = facts(repository).any(|fact| matches!(fact.what, What::Image(_)));
    !builds && repository.pages * 2 > repository.files
}
