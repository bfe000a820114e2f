//! Workflows, reusable or not.

use std::collections::BTreeSet;

use milepost_core::{CiSystem, Job, Pipeline, What};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use super::values::Values;
use super::{job, triggers};
use crate::inputs;

/// Reads a file of `.github/workflows`.
pub(super) fn read(file: &File<'_>, findings: &mut Findings) {
    match file.document() {
        Ok(Some(root)) if root.is_mapping() => emit(root, file, findings),
        // What is commented out as a whole is switched off, not lost.
        Ok(None) if file.text.contains('#') => {}
        Ok(_) => findings.unread(1, "a workflow without content"),
        Err(error) => findings.unread(error.line, error.to_string()),
    }
}

fn emit(root: &Node<'_>, file: &File<'_>, findings: &mut Findings) {
    let triggers = triggers::of(root);
    let role = triggers::role(&triggers);
    let values = Values::of_workflow(root, file.text);
    let mut beside = Findings::default();
    let jobs = root.get("jobs").map_or(&[][..], Node::entries);
    let jobs = jobs.iter().filter_map(|(key, value)| {
        let job = job::read(key, value, &values, file, &mut beside)?;
        Some(Job { triggers: triggers::narrowed(&triggers, job.condition.as_deref()), ..job })
    });
    let jobs = jobs.collect();
    let line = root.entries().first().map_or(1, |(key, _)| key.line);
    let pipeline = Pipeline {
        name: root.str("name").map(str::to_owned),
        triggers,
        jobs,
        permissions: permissions(root),
        defaults: inputs::defaults(root.at(&["on", "workflow_call", "inputs"])),
        ..Pipeline::new(CiSystem::GithubActions, role)
    };
    findings.parsed(line, What::Pipeline(pipeline));
    crate::append(findings, beside);
}

/// The permissions of the workflow and of its jobs, merged.
fn permissions(root: &Node<'_>) -> Vec<String> {
    let jobs = root.get("jobs").map_or(&[][..], Node::entries);
    let mut merged = BTreeSet::new();
    for asked in std::iter::once(root)
        .chain(jobs.iter().map(|(_, job)| job))
        .filter_map(|node| node.get("permissions"))
    {
        if let Some(all) = asked.text().filter(|text| !text.is_empty()) {
            merged.insert(all.to_owned());
        } else if asked.is_mapping() && asked.entries().is_empty() {
            merged.insert("{}".to_owned());
        }
        for (scope, level) in asked.entries() {
            if let (Some(scope), Some(level)) = (scope.text(), level.text()) {
                merged.insert(format!("{scope}: {level}"));
            }
        }
    }
    merged.into_iter().collect()
}
