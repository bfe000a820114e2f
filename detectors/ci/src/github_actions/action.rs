//! Actions: composite ones have steps, others are programs.

use milepost_core::{CiSystem, Job, Pipeline, PipelineRole, What};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use super::job::{self, Place};
use super::values::Values;
use crate::{images, inputs};

/// Reads the metadata of an action; other files of that name are none of its business.
pub(super) fn read(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("runs") || !file.text.contains("using") {
        return;
    }
    match file.document() {
        Ok(Some(root)) => emit(root, file, findings),
        Ok(None) => {}
        Err(error) => findings.unread(error.line, error.to_string()),
    }
}

fn emit(root: &Node<'_>, file: &File<'_>, findings: &mut Findings) {
    let Some(runs) = root.get("runs") else {
        return;
    };
    let Some(using) = runs.str("using") else {
        return;
    };
    let mut beside = Findings::default();
    let composite = using == "composite";
    let jobs = if composite {
        composite_job(root, runs, file, &mut beside).into_iter().collect()
    } else {
        Vec::new()
    };
    let pipeline = Pipeline {
        name: Some(format!("./{}", file.folder())),
        jobs,
        defaults: inputs::defaults(root.get("inputs").filter(|_| composite)),
        dynamic: (!composite).then(|| program(using)),
        ..Pipeline::new(CiSystem::GithubActions, PipelineRole::Action)
    };
    let line = root.entries().first().map_or(1, |(key, _)| key.line);
    findings.parsed(line, What::Pipeline(pipeline));
    if let Some(image) = runs.get("image").filter(|_| using == "docker") {
        let reference = image.text().and_then(|text| text.strip_prefix("docker://"));
        if let Some(reference) = reference {
            findings.parsed(image.line, What::Use(images::job_image(reference)));
        }
    }
    crate::append(findings, beside);
}

fn composite_job(
    root: &Node<'_>,
    runs: &Node<'_>,
    file: &File<'_>,
    findings: &mut Findings,
) -> Option<Job> {
    let values = Values::of_action(root, file.text, file.folder());
    let place = Place { values, file, over: super::environment::Over::new() };
    let (key, steps) = runs.entries().iter().find(|(key, _)| key.text() == Some("steps"))?;
    Some(Job {
        steps: job::read_steps(steps.items(), None, &place, findings),
        ..Job::new("composite", key.line)
    })
}

fn program(using: &str) -> String {
    if using == "docker" { "runs a container".to_owned() } else { "runs javascript".to_owned() }
}
