//! The source of an orb: one file, or unpacked into a file for each command and job.

use std::collections::BTreeMap;

use milepost_core::{CiSystem, Job, Pipeline, PipelineRole, What};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use super::parameters::Parameters;
use super::scope::Scope;
use super::{expand, instance};
use crate::{delivery, inputs};

/// Reads a file of an orb's source; other files are none of its business.
pub(super) fn read(file: &File<'_>, findings: &mut Findings) {
    let unpacked = ["src/commands", "src/jobs"]
        .iter()
        .any(|folder| file.folder() == *folder || file.folder().ends_with(&format!("/{folder}")));
    let whole = file.path.contains("orb") && file.text.contains("2.1");
    if !unpacked && !whole || file.path.starts_with('.') {
        return;
    }
    // A file that is not YAML, or has another shape, is no orb.
    let Ok(Some(root)) = file.document() else {
        return;
    };
    if unpacked && is_unit(root, file.folder().ends_with("jobs")) {
        emit_unit(root, file, findings);
    } else if whole && is_orb(root, file) {
        emit_orb(root, file, findings);
    }
}

/// Whether a file looks like a command or a job: steps, and for a job something to run them in.
fn is_unit(root: &Node<'_>, job: bool) -> bool {
    let runs_in = ["executor", "docker", "machine", "macos"];
    let known = |step: &Node<'_>| {
        let name = step.entries().first().map_or(step.text(), |(key, _)| key.text());
        name.is_some_and(|name| matches!(name, "checkout" | "run" | "when") || name.contains('/'))
    };
    let steps = root.get("steps").map_or(&[][..], Node::items);
    let circle = steps.iter().any(known);
    circle && (!job || runs_in.iter().any(|key| root.get(key).is_some()))
}

fn is_orb(root: &Node<'_>, file: &File<'_>) -> bool {
    let defines =
        ["commands", "jobs"].iter().any(|key| root.get(key).is_some_and(Node::is_mapping));
    root.str("version") == Some("2.1")
        && root.get("workflows").is_none()
        && (defines || file.name().starts_with("@orb."))
}

fn emit_unit(root: &Node<'_>, file: &File<'_>, findings: &mut Findings) {
    let name = file.name().split('.').next().unwrap_or_default();
    let line = root.entries().first().map_or(1, |(key, _)| key.line);
    let mut beside = Findings::default();
    let job = definition(name, line, root, Scope::of(root), (file, &mut beside));
    let defaults = inputs::defaults(root.get("parameters"));
    emit(line, (Some(name.to_owned()), defaults), vec![job], beside, findings);
}

fn emit_orb(root: &Node<'_>, file: &File<'_>, findings: &mut Findings) {
    let scope = Scope::of(root);
    let line = root.entries().first().map_or(1, |(key, _)| key.line);
    let mut beside = Findings::default();
    super::uses(scope, &mut beside);
    let definitions = scope.commands().iter().chain(scope.jobs());
    let jobs = definitions
        .filter_map(|(key, node)| {
            let name = key.text()?;
            Some(definition(name, key.line, node, scope, (file, &mut beside)))
        })
        .collect();
    emit(line, (None, BTreeMap::new()), jobs, beside, findings);
}

fn definition(
    name: &str,
    line: u32,
    node: &Node<'_>,
    scope: Scope<'_>,
    (file, findings): (&File<'_>, &mut Findings),
) -> Job {
    let steps = node.get("steps").map_or(&[][..], Node::items);
    let usual = Parameters::of(node, None, &Parameters::default()).within(node, file.text);
    let mut expanded = expand::list(steps, scope, usual, file);
    if expanded.iter().any(delivery::is_told_by_words) {
        let fixed = Parameters::default().within(node, file.text);
        let fixed = expand::list(steps, scope, fixed, file);
        delivery::reword(&mut expanded, &fixed);
    }
    let image = instance::image_of(node, scope).map(str::to_owned);
    Job { image, ..instance::plain(name, line, delivery::of_steps(expanded, None, findings)) }
}

fn emit(
    line: u32,
    (name, defaults): (Option<String>, BTreeMap<String, String>),
    jobs: Vec<Job>,
    beside: Findings,
    findings: &mut Findings,
) {
    let pipeline = Pipeline {
        name,
        jobs,
        defaults,
        ..Pipeline::new(CiSystem::Circleci, PipelineRole::Callable)
    };
    findings.parsed(line, What::Pipeline(pipeline));
    crate::append(findings, beside);
}
