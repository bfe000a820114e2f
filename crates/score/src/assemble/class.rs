//! What sort of repository it is (rubric 0.5; the first that fits).

use milepost_core::place::Aside;
use milepost_core::{Class, Repository, SharedUnit, TroubleCode, Verb, What};

use super::{Component, facts};

/// Repositories that must use what a repository holds before it counts as one of shared units.
const CONSUMERS: u32 = 2;

/// Files of a template's skeleton that make a repository a template.
const SKELETON_FILES: usize = 3;

pub(crate) fn of(
    repository: &Repository,
    components: &[Component<'_>],
    shared: &[SharedUnit],
) -> Class {
    let unreadable = |code| {
        repository
            .troubles
            .iter()
            .any(|t| t.path.is_none() && t.code == code)
    };
    let holds_shared = shared.iter().any(|unit| {
        unit.consumers >= CONSUMERS
            && unit
                .defined
                .as_ref()
                .is_some_and(|at| at.repository == repository.id)
    });
    let runs = components
        .iter()
        .any(|c| c.repository.id == repository.id && c.is_run());
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
    } else if publishes(repository) {
        Class::Library
    } else if is_documents(repository) {
        Class::Documents
    } else {
        Class::Unknown
    }
}

fn is_template(repository: &Repository) -> bool {
    let skeletons = repository
        .facts
        .iter()
        .filter(|fact| fact.aside == Some(Aside::Skeleton))
        .count();
    skeletons >= SKELETON_FILES
}

fn publishes(repository: &Repository) -> bool {
    facts(repository).any(|fact| match &fact.what {
        What::Pipeline(pipeline) => pipeline
            .jobs
            .iter()
            .flat_map(|job| &job.steps)
            .flat_map(|step| &step.verbs)
            .any(|verb| matches!(verb, Verb::Publish)),
        _ => false,
    })
}

/// Whether most of what was read are documents, and nothing in it is built.
fn is_documents(repository: &Repository) -> bool {
    let documents = facts(repository)
        .filter(|fact| matches!(fact.what, What::Document(_)))
        .count();
    let builds = facts(repository).any(|fact| matches!(fact.what, What::Image(_)));
    !builds && documents > 0 && documents * 2 > usize::try_from(repository.read).unwrap_or(0)
}
