//! What sort of repository it is (rubric 0.5; the first that fits).

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::place::Aside;
use milepost_core::{
    Class, DocumentRole, Hosted, Makes, Pipeline, Repository, Runtime, SharedUnit, TroubleCode,
    Verb, What,
};

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
    let said = |it: fn(&Hosted) -> bool| repository.hosted.as_ref().is_some_and(it);
    if said(|it| it.archived) {
        Class::Archived
    } else if said(|it| it.fork) {
        Class::Fork
    } else if said(|it| it.mirror) {
        Class::Mirror
    } else if unreadable(TroubleCode::Unreadable) {
        Class::Unreadable
    } else if repository.files == 0 {
        Class::Empty
    } else if said(|it| it.template) || is_template(repository) {
        Class::Template
    } else if holds_shared || !runs && defines_units(repository) {
        Class::SharedUnit
    } else if is_gitops(repository, runs) {
        Class::Gitops
    } else if !runs && facts(repository).any(|fact| matches!(fact.what, What::Infrastructure(_))) {
        Class::Infrastructure
    } else if !runs && is_documents(repository) {
        Class::Documents
    } else if !runs && makes(repository, Makes::ClientApp) {
        Class::AppClient
    } else if !runs && is_library(repository, known) {
        Class::Library
    } else if runs {
        Class::Service
    } else if facts(repository).any(|fact| matches!(fact.what, What::Script(_))) {
        Class::Tool
    } else {
        Class::Unknown
    }
}

/// Whether most of what it says is what a cluster is told to run, and none of that is built here.
fn is_gitops(repository: &Repository, runs: bool) -> bool {
    let mut files = BTreeMap::new();
    for fact in facts(repository) {
        let told = match &fact.what {
            What::Workload(workload) => workload.runtime == Runtime::Kubernetes,
            What::Delivery(_) => fact.detector == "gitops",
            What::Object(_) | What::ChartValues(_) => true,
            _ => false,
        };
        *files.entry(fact.path.as_str()).or_insert(false) |= told;
    }
    let told = files.values().filter(|told| **told).count();
    !runs && told > 0 && told * 2 > files.len()
}

/// Whether it publishes something, or its manifest says that others build with it.
fn is_library(repository: &Repository, known: &Known<'_>) -> bool {
    known.publishing.contains(repository.id.as_str()) || makes(repository, Makes::Library)
}

fn makes(repository: &Repository, wanted: Makes) -> bool {
    facts(repository)
        .any(|fact| matches!(&fact.what, What::Package(package) if package.makes == wanted))
}

/// Whether it is made for others to use: workflows to call, an action or an orb, a library chart,
/// presets, modules and nothing that applies them.
fn defines_units(repository: &Repository) -> bool {
    let own = |path: &str| {
        facts(repository).any(|fact| match &fact.what {
            What::Use(used) => used.source.strip_prefix("./") == Some(path),
            _ => false,
        })
    };
    let unit = facts(repository).any(|fact| match &fact.what {
        What::Pipeline(pipeline) => {
            let action = fact.path.contains("/actions/");
            let offered = pipeline.role.is_called() && !is_for_itself(pipeline);
            offered && !action && !own(&fact.path)
        }
        What::Chart(chart) => chart.library,
        What::Updates(updates) => updates.preset && updates.enabled,
        _ => false,
    });
    unit || holds_modules(repository)
}

/// Whether changes of its own repository start a definition that others may call as well. Where
/// several do, it is a shared unit whatever starts it.
fn is_for_itself(pipeline: &Pipeline) -> bool {
    let called = |event: &str| matches!(event, "workflow_call" | "workflow_dispatch");
    pipeline.role.runs() && pipeline.triggers.iter().any(|it| !called(&it.event))
}

/// Whether its infrastructure code is modules alone: they take variables and give outputs, and
/// nothing says where a state is kept.
fn holds_modules(repository: &Repository) -> bool {
    let (mut variables, mut outputs) = (false, false);
    for fact in facts(repository) {
        if let What::Infrastructure(code) = &fact.what {
            if code.backend.is_some() || code.providers.iter().any(|it| it.configured) {
                return false;
            }
            variables |= code.variables > 0;
            outputs |= code.outputs > 0;
        }
    }
    variables && outputs
}

fn is_template(repository: &Repository) -> bool {
    let skeletons =
        repository.facts.iter().filter(|fact| fact.aside == Some(Aside::Skeleton)).count();
    skeletons >= SKELETON_FILES
}

/// Whether most of its files are pages, and nothing in it is built.
fn is_documents(repository: &Repository) -> bool {
    let builds = facts(repository).any(|fact| matches!(fact.what, What::Image(_)));
    let site = facts(repository)
        .any(|fact| matches!(&fact.what, What::Document(it) if it.role == DocumentRole::Site));
    !builds && (site || repository.pages * 2 > repository.files)
}
