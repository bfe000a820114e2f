//! Concourse: pipelines, which `fly` sets on a server, and the tasks they run.

mod plan;
mod task;

use std::collections::BTreeMap;

use milepost_core::{CiSystem, Job, Pipeline, PipelineRole, Trigger};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use self::plan::Plan;
use crate::parts::{self, JOBS, Sheet, repository, texts, trigger};

/// Reads a pipeline or a task.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let may_be = file.text.contains("plan:") || file.text.contains("platform:");
    if !may_be || !parts::is_yaml(file.path) {
        return;
    }
    // What is no definition of Concourse is for other readers to complain about.
    let mut unread = Findings::default();
    let documents = parts::documents(file, &mut unread);
    let Some(root) = documents.first().filter(|root| root.is_mapping()) else {
        return;
    };
    let mut sheet = Sheet::new(file);
    let pipeline = if is_pipeline(root) {
        findings.unread.append(&mut unread.unread);
        pipeline(root, &mut sheet)
    } else if task::is_task(root) {
        task::of_file(root, &mut sheet)
    } else {
        return;
    };
    sheet.hand_over(vec![(root.line, pipeline)], findings);
}

/// Whether a file has jobs with plans, as no other system has.
fn is_pipeline(root: &Node<'_>) -> bool {
    let mut jobs = root.get("jobs").map(Node::items).unwrap_or_default().iter();
    jobs.any(|job| job.str("name").is_some() && job.get("plan").is_some_and(parts::is_list))
}

/// What a resource is, as the pipeline declares it.
struct Resource {
    /// `git`, `registry-image`, `time`…
    sort: String,
    /// The repository behind a git resource.
    repository: Option<String>,
    branches: Vec<String>,
    paths: Vec<String>,
}

impl Resource {
    fn of(node: &Node<'_>) -> Option<(String, Self)> {
        let source = |key: &str| node.at(&["source", key]);
        let resource = Self {
            sort: node.str("type")?.to_owned(),
            repository: source("uri").and_then(Node::text).map(repository),
            branches: texts(source("branch")),
            paths: texts(source("paths")),
        };
        Some((node.str("name")?.to_owned(), resource))
    }

    /// What starts a job that waits for new versions of it.
    fn trigger(&self) -> Trigger {
        let event = match self.sort.as_str() {
            "git" => "push",
            "time" | "cron" | "cron-resource" => "schedule",
            "pull-request" | "github-pr" | "pr" => "pull_request",
            "github-release" => "release",
            _ => "any",
        };
        let (branches, paths) = (self.branches.clone(), self.paths.clone());
        Trigger { event: event.to_owned(), branches, paths }
    }
}

fn pipeline(root: &Node<'_>, sheet: &mut Sheet<'_>) -> Pipeline {
    let declared = root.get("resources").map(Node::items).unwrap_or_default();
    let resources: BTreeMap<String, Resource> = declared.iter().filter_map(Resource::of).collect();
    let nodes = root.get("jobs").map(Node::items).unwrap_or_default();
    let jobs: Vec<Job> =
        nodes.iter().take(JOBS).filter_map(|node| job(node, &resources, sheet)).collect();
    let mut triggers: Vec<Trigger> = Vec::new();
    for started in jobs.iter().flat_map(|job| &job.triggers) {
        if !triggers.contains(started) {
            triggers.push(started.clone());
        }
    }
    if triggers.is_empty() {
        triggers.push(trigger("any"));
    }
    Pipeline { triggers, jobs, ..Pipeline::new(CiSystem::Concourse, PipelineRole::Runs) }
}

/// A job; one that nothing starts by itself waits for a person.
fn job(
    node: &Node<'_>,
    resources: &BTreeMap<String, Resource>,
    sheet: &mut Sheet<'_>,
) -> Option<Job> {
    let mut plan = Plan::new(resources);
    plan.read(node.get("plan")?, sheet);
    let mut job = Job::new(node.str("name")?, node.line);
    job.gated = !plan.starts;
    job.needs = plan.needs;
    job.triggers = plan.triggers;
    job.matrix = plan.matrix;
    job.steps = plan.steps;
    Some(job)
}
