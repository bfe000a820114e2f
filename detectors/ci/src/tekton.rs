//! Tekton: pipelines, runs and tasks as Kubernetes objects, Pipelines-as-Code among them.

mod reference;

use milepost_commands::Folder;
use milepost_core::{CiSystem, Job, Pipeline, PipelineRole, Step, Trigger};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::parts::{self, JOBS, Sheet, on_branches, texts, trigger};

/// What annotations of Pipelines-as-Code start with.
const AS_CODE: &str = "pipelinesascode.tekton.dev/";

/// Reads the objects of one file.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let placed = file.path.split('/').any(|part| part == "tekton" || part == ".tekton");
    if !parts::is_yaml(file.path) || !placed || !file.text.contains("tekton.dev/") {
        return;
    }
    let mut sheet = Sheet::new(file);
    let mut pipelines = Vec::new();
    for root in parts::documents(file, findings) {
        object(&root, &mut sheet, &mut pipelines);
        for inner in root.at(&["spec", "resourcetemplates"]).map(Node::items).unwrap_or_default() {
            object(inner, &mut sheet, &mut pipelines);
        }
    }
    sheet.hand_over(pipelines, findings);
}

fn object(root: &Node<'_>, sheet: &mut Sheet<'_>, pipelines: &mut Vec<(u32, Pipeline)>) {
    let version = root.str("apiVersion").unwrap_or_default();
    let (Some(kind), Some(spec)) = (root.str("kind"), root.get("spec")) else {
        return;
    };
    if !version.starts_with("tekton.dev/") {
        return;
    }
    let name = root
        .at(&["metadata", "name"])
        .or_else(|| root.at(&["metadata", "generateName"]))
        .and_then(Node::text)
        .unwrap_or(kind);
    let (role, jobs) = match kind {
        "Task" | "ClusterTask" | "StepAction" => {
            (PipelineRole::Action, vec![task(name, spec, sheet)])
        }
        "TaskRun" => (PipelineRole::Runs, vec![called(name, spec, sheet)]),
        "Pipeline" => (PipelineRole::Callable, jobs(spec, sheet)),
        "PipelineRun" => (PipelineRole::Runs, run(name, spec, sheet)),
        _ => return,
    };
    reference::note_annotations(root, sheet);
    let triggers = if role == PipelineRole::Runs { triggers(root) } else { vec![] };
    let pipeline = Pipeline {
        name: Some(name.trim_end_matches('-').to_owned()),
        triggers,
        jobs,
        ..Pipeline::new(CiSystem::Tekton, role)
    };
    pipelines.push((root.line, pipeline));
}

/// A run: of a pipeline kept elsewhere, or of the one it holds.
fn run(name: &str, spec: &Node<'_>, sheet: &mut Sheet<'_>) -> Vec<Job> {
    if let Some(held) = spec.get("pipelineSpec") {
        return jobs(held, sheet);
    }
    let Some(reference) = spec.get("pipelineRef") else {
        return vec![];
    };
    let mut job = Job::new(name, reference.line);
    job.steps.extend(reference::step(reference, "pipeline", sheet));
    vec![job]
}

/// The tasks of a pipeline, and those that run at its end whatever happened.
fn jobs(spec: &Node<'_>, sheet: &mut Sheet<'_>) -> Vec<Job> {
    let mut found: Vec<Job> = Vec::new();
    for node in spec.get("tasks").map(Node::items).unwrap_or_default().iter().take(JOBS) {
        let name = node.str("name").unwrap_or("task");
        let mut job = called(name, node, sheet);
        job.needs = needs(node);
        job.matrix = node.get("matrix").is_some();
        job.condition = condition(node);
        found.push(job);
    }
    let all: Vec<String> = found.iter().map(|job| job.id.clone()).collect();
    for node in spec.get("finally").map(Node::items).unwrap_or_default().iter().take(JOBS) {
        let name = node.str("name").unwrap_or("task");
        let mut job = called(name, node, sheet);
        job.needs.clone_from(&all);
        job.condition = condition(node);
        found.push(job);
    }
    found
}

/// A task that is kept elsewhere, or held by what calls it.
fn called(name: &str, node: &Node<'_>, sheet: &mut Sheet<'_>) -> Job {
    if let Some(spec) = node.get("taskSpec") {
        let mut job = task(name, spec, sheet);
        job.line = node.line;
        return job;
    }
    let mut job = Job::new(name, node.line);
    for (key, kind) in [("taskRef", "task"), ("pipelineRef", "pipeline")] {
        if let Some(reference) = node.get(key) {
            job.steps.extend(reference::step(reference, kind, sheet));
        }
    }
    job
}

/// The steps of a task; a step action is one by itself.
fn task(name: &str, spec: &Node<'_>, sheet: &mut Sheet<'_>) -> Job {
    let mut job = Job::new(name, spec.line);
    let steps = spec.get("steps").map(Node::items).unwrap_or_default();
    if steps.is_empty() && spec.get("image").is_some() {
        job.steps.extend(container(spec, sheet));
    }
    for step in steps {
        job.steps.extend(container(step, sheet));
    }
    for container in spec.get("sidecars").map(Node::items).unwrap_or_default() {
        note_image(container, sheet);
    }
    job
}

fn note_image(container: &Node<'_>, sheet: &mut Sheet<'_>) {
    if let Some(image) = container.get("image") {
        sheet.image_node(image, "name", container.str("name"));
    }
}

/// What a container runs: its script, its command with arguments, or a step action.
fn container(node: &Node<'_>, sheet: &mut Sheet<'_>) -> Vec<Step> {
    note_image(node, sheet);
    if let Some(reference) = node.get("ref") {
        return reference::step(reference, "stepaction", sheet).into_iter().collect();
    }
    let mut folder = Folder::at(node.str("workingDir").unwrap_or_default());
    if let Some(script) = node.get("script") {
        return sheet.script_in(script, &mut folder);
    }
    let command = texts(node.get("command"));
    let shell = command
        .first()
        .is_some_and(|program| matches!(program.rsplit('/').next(), Some("sh" | "bash" | "ash")));
    if shell {
        let both = ["command", "args"].into_iter().filter_map(|key| node.get(key));
        let script = both
            .flat_map(Node::one_or_many)
            .skip(1)
            .find(|word| word.text().is_some_and(|text| !text.starts_with('-')));
        return script.map(|script| sheet.script_in(script, &mut folder)).unwrap_or_default();
    }
    let Some(line) = node.get("command").map(|command| command.line) else {
        return vec![];
    };
    let words = command.into_iter().chain(texts(node.get("args")));
    let words: Vec<String> = words.filter(|word| !word.contains(['\n', '\'', '"'])).collect();
    sheet.script_text(&words.join(" "), line, &mut folder)
}

/// Tasks that must end before: named, or known by a result that is asked for.
fn needs(node: &Node<'_>) -> Vec<String> {
    let mut found = texts(node.get("runAfter"));
    for key in ["params", "when", "matrix"] {
        let Some(held) = node.get(key) else { continue };
        held.walk(&mut |value| {
            let text = value.text().unwrap_or_default();
            for part in text.split("$(tasks.").skip(1) {
                let name = part.split(['.', ')', '[']).next().unwrap_or_default();
                if !name.is_empty() && !found.iter().any(|known| known == name) {
                    found.push(name.to_owned());
                }
            }
        });
    }
    found
}

fn condition(node: &Node<'_>) -> Option<String> {
    let conditions: Vec<String> = node
        .get("when")?
        .items()
        .iter()
        .filter_map(|when| {
            if let Some(expression) = when.str("cel") {
                return Some(expression.to_owned());
            }
            let values = texts(when.get("values")).join(", ");
            Some(format!("{} {} {values}", when.str("input")?, when.str("operator")?))
        })
        .collect();
    (!conditions.is_empty()).then(|| conditions.join(" && "))
}

/// What Pipelines-as-Code starts a run on; without its annotations, the system decides.
fn triggers(root: &Node<'_>) -> Vec<Trigger> {
    let annotation = |name: &str| {
        root.at(&["metadata", "annotations"]).and_then(|held| held.str(&format!("{AS_CODE}{name}")))
    };
    if let Some(expression) = annotation("on-cel-expression") {
        let named = ["push", "pull_request"].iter().filter(|event| {
            ["\"", "'"].iter().any(|quote| expression.contains(&format!("{quote}{event}{quote}")))
        });
        let found: Vec<Trigger> = named.map(|event| trigger(event)).collect();
        return if found.is_empty() { vec![trigger("any")] } else { found };
    }
    let branches = annotation("on-target-branch").map(reference::listed).unwrap_or_default();
    let events = annotation("on-event").map(reference::listed).unwrap_or_default();
    let mut found: Vec<Trigger> =
        events.into_iter().map(|event| on_branches(&event, branches.clone())).collect();
    if found.is_empty() {
        found.push(on_branches("any", branches));
    }
    found
}
