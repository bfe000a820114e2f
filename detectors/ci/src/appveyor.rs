//! AppVeyor: one build, in phases.

use milepost_commands::Folder;
use milepost_core::{CiSystem, Job, Pipeline, PipelineRole, Step, Trigger};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::parts::{self, Sheet, on_branches, texts, trigger};

/// The phases that run scripts, in their order; `build` and `test` stand for what the server does by
/// itself where no script takes their place.
const PHASES: &[&str] = &[
    "install",
    "before_build",
    "build",
    "build_script",
    "after_build",
    "before_test",
    "test",
    "test_script",
    "after_test",
    "before_deploy",
    "deploy_script",
    "after_deploy",
];

/// Reads the definition of AppVeyor.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if !matches!(file.path, "appveyor.yml" | ".appveyor.yml" | "appveyor.yaml" | ".appveyor.yaml") {
        return;
    }
    let documents = parts::documents(file, findings);
    let Some(root) = documents.first() else { return };
    // Several configurations in one file hold for branches of their own.
    let configurations =
        if parts::is_list(root) { root.items() } else { std::slice::from_ref(root) };
    let sheet = Sheet::new(file);
    let mut triggers: Vec<Trigger> = Vec::new();
    let mut jobs = Vec::new();
    for (place, node) in configurations.iter().filter(|it| it.is_mapping()).enumerate() {
        for started in started(node) {
            if !triggers.contains(&started) {
                triggers.push(started);
            }
        }
        let id = if place == 0 { "build".to_owned() } else { format!("build {}", place + 1) };
        jobs.push(job(node, &id, &sheet));
    }
    if jobs.iter().all(|job| job.steps.is_empty()) {
        return;
    }
    let pipeline =
        Pipeline { triggers, jobs, ..Pipeline::new(CiSystem::Appveyor, PipelineRole::Runs) };
    sheet.hand_over(vec![(root.line, pipeline)], findings);
}

/// What starts a configuration: pushes and pull requests, unless it says otherwise.
fn started(node: &Node<'_>) -> Vec<Trigger> {
    let mut branches = texts(node.at(&["branches", "only"]));
    branches.extend(texts(node.at(&["branches", "except"])).iter().map(|it| format!("!{it}")));
    let paths = texts(node.at(&["only_commits", "files"]));
    let push = Trigger { paths, ..on_branches("push", branches) };
    let alone = node.get("skip_non_tags").and_then(Node::bool) == Some(true);
    if alone { vec![trigger("tag")] } else { vec![push, trigger("pull_request")] }
}

fn job(node: &Node<'_>, id: &str, sheet: &Sheet<'_>) -> Job {
    let mut job = Job::new(id, node.line);
    let images = texts(node.get("image"));
    job.matrix = node.at(&["environment", "matrix"]).is_some() || images.len() > 1;
    let mut folder = Folder::default();
    for phase in PHASES {
        let Some(held) = node.get(phase).filter(|it| it.bool() != Some(false)) else { continue };
        job.steps.extend(steps(phase, held, (sheet, &mut folder)));
    }
    for provider in node.get("deploy").map(Node::one_or_many).unwrap_or_default() {
        let name = provider.str("provider");
        job.steps.extend(
            name.map(|name| sheet.computed_unit(&format!("appveyor-deploy/{name}"), provider.line)),
        );
    }
    job
}

/// What a phase does: its scripts, each of a shell that the key names, or what the server itself
/// does.
fn steps(phase: &str, held: &Node<'_>, (sheet, folder): (&Sheet<'_>, &mut Folder)) -> Vec<Step> {
    if matches!(phase, "build" | "test") {
        return vec![sheet.computed_unit(&format!("appveyor/{phase}"), held.line)];
    }
    let mut found = Vec::new();
    for command in held.one_or_many() {
        let by_shell = ["cmd", "ps", "sh", "pwsh"].iter().find_map(|shell| command.get(shell));
        found.extend(sheet.script_in(by_shell.unwrap_or(command), folder));
    }
    found
}
