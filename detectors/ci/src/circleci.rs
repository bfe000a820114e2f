//! CircleCI: configurations, continuations of them, and the sources of orbs.

mod expand;
mod filters;
mod instance;
mod orb;
mod parameters;
mod scope;

use std::collections::BTreeMap;

use milepost_core::{CiSystem, Job, Pipeline, PipelineRole, Trigger, What};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::images;
use scope::Scope;

/// Reads a configuration below `.circleci` at the root, or a file of an orb's source.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if !file.path.starts_with(".circleci/") {
        orb::read(file, findings);
        return;
    }
    match file.document() {
        Ok(Some(root)) if root.get("workflows").is_some() || root.get("jobs").is_some() => {
            emit(root, file, findings);
        }
        Ok(_) if is_first(file) => {
            findings.unread(1, "a configuration without jobs and workflows");
        }
        Ok(_) => {}
        Err(error) => findings.unread(error.line, error.to_string()),
    }
}

fn emit(root: &Node<'_>, file: &File<'_>, findings: &mut Findings) {
    let scope = Scope::of(root);
    let mut beside = Findings::default();
    uses(scope, &mut beside);
    let mut jobs: Vec<Job> = Vec::new();
    let mut filters = Vec::new();
    let workflows = root.get("workflows").map_or(&[][..], Node::entries);
    let real = || workflows.iter().map(|(_, workflow)| workflow).filter(|it| it.is_mapping());
    let pushed = real().any(|workflow| !filters::waits_for_schedule(workflow));
    for workflow in real() {
        let own = scheduled(workflow).filter(|_| pushed);
        for item in workflow.get("jobs").map_or(&[][..], Node::items) {
            filters.push(filters::of(item));
            let job = instance::read(item, workflow, scope, file, &mut beside);
            let triggers: Vec<Trigger> = own.iter().cloned().collect();
            jobs.extend(job.map(|job| Job { triggers, ..job }));
        }
    }
    if workflows.is_empty() {
        jobs.extend(instance::lone_build(scope, file, &mut beside));
    }
    let line = root.entries().first().map_or(1, |(key, _)| key.line);
    let continued = root.get("setup").and_then(Node::bool) == Some(true);
    let pipeline = Pipeline {
        triggers: triggers(is_first(file), workflows, &filters),
        jobs,
        dynamic: continued.then(|| "a setup workflow starts another configuration".to_owned()),
        ..Pipeline::new(CiSystem::Circleci, PipelineRole::Runs)
    };
    findings.parsed(line, What::Pipeline(pipeline));
    crate::append(findings, beside);
}

/// The orbs a file imports, and the images its jobs and executors run in.
fn uses(scope: Scope<'_>, findings: &mut Findings) {
    for (line, orb) in scope.orb_uses() {
        findings.parsed(line, What::Use(orb));
    }
    for (name, definition) in scope.jobs().iter().chain(scope.executors()) {
        let images = definition.get("docker").map_or(&[][..], Node::items);
        for image in images.iter().filter_map(|item| item.get("image")) {
            if let Some(text) = image.text() {
                let mut unit = images::job_image(text);
                unit.name = name.text().map(str::to_owned);
                findings.parsed(image.line, What::Use(unit));
            }
        }
    }
    for orb in scope.inline_orbs() {
        uses(orb, findings);
    }
}

/// Whether CircleCI starts with this file; others continue it, or are started some way unseen.
fn is_first(file: &File<'_>) -> bool {
    matches!(file.path, ".circleci/config.yml" | ".circleci/config.yaml")
}

/// Every push starts a pipeline; workflows of their own schedule wait for it instead, and tags
/// start jobs only that ask for them.
fn triggers(
    first: bool,
    workflows: &[(Node<'_>, Node<'_>)],
    filters: &[filters::Filters],
) -> Vec<Trigger> {
    let mut triggers = BTreeMap::new();
    let real: Vec<&Node<'_>> = workflows
        .iter()
        .map(|(_, workflow)| workflow)
        .filter(|workflow| workflow.is_mapping())
        .collect();
    let waiting: Vec<&Node<'_>> =
        real.iter().copied().filter(|workflow| filters::waits_for_schedule(workflow)).collect();
    let pushed = workflows.is_empty() || real.len() > waiting.len();
    if pushed && !filters::ignore_all_branches(filters) {
        let event = if first { "push" } else { "any" };
        triggers.insert(0, trigger(event, filters::shared_branches(filters)));
    }
    let tags = filters::tags(filters);
    if !tags.is_empty() {
        triggers.insert(1, trigger("tag", tags));
    }
    match waiting.as_slice() {
        [] => {}
        [workflow] => {
            triggers.extend(scheduled(workflow).map(|trigger| (2, trigger)));
        }
        _ => {
            triggers.insert(2, trigger("schedule", Vec::new()));
        }
    }
    triggers.into_values().collect()
}

/// The schedule that a workflow waits for.
fn scheduled(workflow: &Node<'_>) -> Option<Trigger> {
    let waits = filters::waits_for_schedule(workflow);
    waits.then(|| trigger("schedule", filters::schedule_branches(workflow)))
}

fn trigger(event: &str, branches: Vec<String>) -> Trigger {
    Trigger { event: event.to_owned(), branches, paths: Vec::new() }
}
