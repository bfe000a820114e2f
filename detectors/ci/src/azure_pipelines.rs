//! Azure Pipelines: definitions, and the templates they are put together from.

mod expression;
mod job;
mod task;
mod template;
mod trigger;

use milepost_core::{CiSystem, Pipeline, PipelineRole};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::parts::{self, Sheet};

/// Top-level keys of a definition or a template.
const KEYS: &[&str] = &[
    "trigger",
    "pr",
    "schedules",
    "resources",
    "variables",
    "parameters",
    "stages",
    "jobs",
    "steps",
    "extends",
    "pool",
    "name",
    "strategy",
    "container",
    "services",
    "workspace",
    "lockBehavior",
    "appendCommitMessageToRunName",
    "continueOnError",
    "cancelTimeoutInMinutes",
    "timeoutInMinutes",
    "condition",
    "job",
    "displayName",
];

/// Keys only a definition has that runs by itself.
const RUNNING: &[&str] = &["trigger", "pr", "schedules", "resources", "extends", "name", "pool"];

/// Reads one file of Azure Pipelines.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let Some(named) = place(file) else { return };
    if !named && !bears_marks(file.text) {
        return;
    }
    let documents = parts::documents(file, findings);
    let Some(root) = documents.first().filter(|root| is_definition(root)) else {
        return;
    };
    let role = role(root, file);
    let mut sheet = Sheet::new(file);
    let aliases = template::Aliases::of(root);
    let mut reader = job::Reader::new(&aliases, &mut sheet);
    reader.root(root);
    let jobs = reader.jobs;
    let triggers = if role == PipelineRole::Runs { trigger::all(root) } else { vec![] };
    let pipeline = Pipeline { triggers, jobs, ..Pipeline::new(CiSystem::AzurePipelines, role) };
    sheet.hand_over(vec![(root.line, pipeline)], findings);
}

/// Whether the place of a file says that it is Azure's; nothing when it says it is not.
fn place(file: &File<'_>) -> Option<bool> {
    let name = file.name();

    if !parts::is_yaml(name)
        || [".github/", ".gitlab", ".circleci/"].iter().any(|other| file.path.starts_with(other))
    {
        return None;
    }
    let folders = [".azuredevops", ".azure-pipelines", "azure-pipelines", ".pipelines"];
    let in_folder = file.folder().split('/').any(|folder| folders.contains(&folder));
    Some(name.starts_with("azure-pipeline") || in_folder)
}

/// Words only Azure Pipelines has, for files whose place says nothing.
fn bears_marks(text: &str) -> bool {
    let task = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("- task:"))
        .any(|task| task.contains('@'));
    task || text.contains("vmImage:") || text.contains("${{ parameters.")
}

fn is_definition(root: &Node<'_>) -> bool {
    let known = |key: &Node<'_>| {
        key.text().is_some_and(|key| KEYS.contains(&key) || key.starts_with("${{"))
    };
    let parts = ["stages", "jobs", "steps", "extends", "variables"];
    root.is_mapping()
        && root.entries().iter().all(|(key, _)| known(key))
        && parts.iter().any(|key| root.get(key).is_some())
}

/// A file with nothing but parameters and a part of a definition is for others to take up.
fn role(root: &Node<'_>, file: &File<'_>) -> PipelineRole {
    let runs = RUNNING.iter().any(|key| root.get(key).is_some());
    let main = file.name().starts_with("azure-pipeline") && root.get("parameters").is_none();
    let in_templates = file.folder().split('/').any(|folder| folder == "templates");
    if runs || main && !in_templates { PipelineRole::Runs } else { PipelineRole::Callable }
}
