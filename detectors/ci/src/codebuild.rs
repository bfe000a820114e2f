//! AWS CodeBuild: the phases of a build specification, and batches of them.

use milepost_commands::Folder;
use milepost_core::{CiSystem, Job, Pipeline, PipelineRole, Step, UnitKind};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::parts::{self, JOBS, Sheet, from_root, local_use, texts, trigger};

/// The phases, in the order they run.
const PHASES: &[&str] = &["install", "pre_build", "build", "post_build"];

/// Reads one build specification.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if !file.path.contains("buildspec")
        || !file.text.contains("phases") && !file.text.contains("batch")
    {
        return;
    }
    let documents = parts::documents(file, findings);
    let Some(root) = documents.first() else {
        return;
    };
    if root.get("phases").is_none() && root.get("batch").is_none() {
        return;
    }
    let mut sheet = Sheet::new(file);
    let mut jobs = Vec::new();
    if let Some(phases) = root.get("phases") {
        let mut job = Job::new("phases", phases.line);
        job.matrix = root.at(&["batch", "build-matrix"]).is_some();
        job.steps = steps(phases, &sheet);
        jobs.push(job);
    }
    for key in ["build-graph", "build-list", "build-fanout"] {
        let batch = root.at(&["batch", key]).map(Node::items).unwrap_or_default();
        jobs.extend(batch.iter().take(JOBS).map(|node| batched(node, &mut sheet)));
    }
    let pipeline = Pipeline {
        triggers: vec![trigger("any")],
        jobs,
        ..Pipeline::new(CiSystem::Codebuild, PipelineRole::Runs)
    };
    sheet.hand_over(vec![(root.line, pipeline)], findings);
}

fn steps(phases: &Node<'_>, sheet: &Sheet<'_>) -> Vec<Step> {
    let mut found = Vec::new();
    // One shell runs all phases.
    let mut folder = Folder::default();
    for phase in PHASES.iter().filter_map(|phase| phases.get(phase)) {
        for key in ["commands", "finally"] {
            let script = phase.get(key);
            found.extend(script.map(|node| sheet.script_in(node, &mut folder)).unwrap_or_default());
        }
    }
    found
}

/// One build of a batch, which may have a specification of its own.
fn batched(node: &Node<'_>, sheet: &mut Sheet<'_>) -> Job {
    let mut job = Job::new(node.str("identifier").unwrap_or("build"), node.line);
    job.needs = texts(node.get("depend-on"));
    if let Some(path) = node.get("buildspec").filter(|path| path.text().is_some_and(is_path)) {
        let source = from_root(path.text().unwrap_or_default());
        job.steps.push(sheet.computed_unit(&source, path.line));
        sheet.uses(path.line, local_use(UnitKind::CiTemplate, &source));
    }
    job
}

fn is_path(text: &str) -> bool {
    !text.contains('\n') && !text.starts_with("arn:")
}
