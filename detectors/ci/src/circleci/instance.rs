//! Jobs as workflows put them to use.

use std::collections::BTreeMap;

use milepost_core::{Job, Step};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use super::expand::{self, Steps};
use super::filters;
use super::parameters::Parameters;
use super::scope::{Meaning, Scope};
use crate::{delivery, inputs};

/// One item of a workflow's `jobs`: a name, or a name with parameters.
pub(super) fn read(
    item: &Node<'_>,
    workflow: &Node<'_>,
    scope: Scope<'_>,
    file: &File<'_>,
    findings: &mut Findings,
) -> Option<Job> {
    let (name, parameters) = match item.entries().first() {
        Some((key, value)) => (key.text()?, Some(value)),
        None => (item.text()?, None),
    };
    let text = |key: &str| parameters.and_then(|parameters| parameters.str(key));
    let gated = text("type") == Some("approval");
    let environment = parameters.and_then(environment).or_else(|| handed_on(name, scope));
    let conditions = [filters::workflow_condition(workflow), filters::of(item).condition()];
    let conditions: Vec<String> = conditions.into_iter().flatten().collect();
    let steps = if gated || text("type") == Some("no-op") {
        Vec::new()
    } else {
        let called = Called { name, line: item.line, parameters };
        steps_of(&called, scope, file, findings)
    };
    Some(Job {
        needs: needs(parameters),
        environment: environment.map(str::to_owned),
        gated,
        condition: (!conditions.is_empty()).then(|| conditions.join("; ")),
        matrix: parameters.is_some_and(|parameters| parameters.get("matrix").is_some()),
        over: parameters.map(over).unwrap_or_default(),
        image: image(name, scope).map(str::to_owned),
        steps: delivery::of_steps(steps, environment, findings),
        ..Job::new(text("name").unwrap_or(name), item.line)
    })
}

/// What the matrix of a job runs over.
fn over(parameters: &Node<'_>) -> BTreeMap<String, Vec<String>> {
    let mut over = inputs::Over::default();
    let keys = parameters.at(&["matrix", "parameters"]).map_or(&[][..], Node::entries);
    for (key, value) in keys {
        over.add(key.text().unwrap_or_default(), value);
    }
    over.done()
}

/// The image of a job of this file, its own or that of an executor of this file.
fn image<'n>(job: &str, scope: Scope<'n>) -> Option<&'n str> {
    let Meaning::Defined(definition, home) = scope.meaning("jobs", job) else {
        return None;
    };
    image_of(definition, home)
}

/// The image of what a definition runs in.
pub(super) fn image_of<'n>(definition: &'n Node<'_>, home: Scope<'n>) -> Option<&'n str> {
    let executor = definition.get("executor");
    let named = executor.and_then(|node| node.text().or_else(|| node.str("name")));
    let holder = match named {
        Some(name) => match home.meaning("executors", name) {
            Meaning::Defined(executor, _) => executor,
            Meaning::Unit(_) | Meaning::Unknown => return None,
        },
        None => definition,
    };
    let first = holder.get("docker").and_then(|images| images.items().first());
    let machine = || holder.at(&["machine", "image"]).and_then(Node::text);
    first.and_then(|first| first.str("image")).or_else(machine)
}

/// Without workflows, the job called `build` is all that runs.
pub(super) fn lone_build(
    scope: Scope<'_>,
    file: &File<'_>,
    findings: &mut Findings,
) -> Option<Job> {
    let (key, job) = scope.jobs().iter().find(|(key, _)| key.text() == Some("build"))?;
    let steps = job.get("steps").map_or(&[][..], Node::items);
    let known = Parameters::default().within(job, file.text);
    let steps = expand::list(steps, scope, known, file);
    let image = image_of(job, scope).map(str::to_owned);
    let steps = delivery::of_steps(steps, None, findings);
    Some(Job { image, ..plain("build", key.line, steps) })
}

/// A job of which only its steps are known.
pub(super) fn plain(id: &str, line: u32, steps: Vec<Step>) -> Job {
    Job { steps, ..Job::new(id, line) }
}

/// The environment parameters name, unless it is computed.
fn environment<'n>(parameters: &'n Node<'_>) -> Option<&'n str> {
    parameters
        .str("env")
        .or_else(|| parameters.str("environment"))
        .filter(|text| !text.contains("<<") && !text.contains('$'))
}

/// The environment a job of this file hands to a command of this file.
fn handed_on<'n>(job: &str, scope: Scope<'n>) -> Option<&'n str> {
    let Meaning::Defined(definition, home) = scope.meaning("jobs", job) else {
        return None;
    };
    let steps = definition.get("steps").map_or(&[][..], Node::items);
    steps.iter().find_map(|step| {
        let (name, parameters) = step.entries().first()?;
        match home.meaning("commands", name.text()?) {
            Meaning::Defined(..) => environment(parameters),
            Meaning::Unit(_) | Meaning::Unknown => None,
        }
    })
}

/// A job as a workflow names it.
struct Called<'n> {
    name: &'n str,
    line: u32,
    parameters: Option<&'n Node<'n>>,
}

fn steps_of(
    called: &Called<'_>,
    scope: Scope<'_>,
    file: &File<'_>,
    findings: &mut Findings,
) -> Steps {
    let around = |key: &str| {
        let steps = called.parameters.and_then(|parameters| parameters.get(key));
        let steps = steps.map_or(&[][..], Node::items);
        expand::list(steps, scope, Parameters::default(), file)
    };
    let mut steps = around("pre-steps");
    match scope.meaning("jobs", called.name) {
        Meaning::Defined(definition, home) => {
            let own = definition.get("steps").map_or(&[][..], Node::items);
            let given = Parameters::of(definition, called.parameters, &Parameters::default());
            let given = given.within(definition, file.text);
            steps.extend(expand::list(own, home, given, file));
        }
        Meaning::Unit(source) => {
            steps.push(expand::unit(&source, called.line, called.parameters, file));
        }
        Meaning::Unknown => {
            let why = format!("job {:?} is not defined in this file", called.name);
            findings.unread(called.line, why);
        }
    }
    steps.extend(around("post-steps"));
    for (step, _) in &mut steps {
        // Here the parameters have their values.
        step.parameter = None;
    }
    steps
}

/// The jobs another one waits for; each may be a mapping of the job to the outcomes it waits for.
fn needs(parameters: Option<&Node<'_>>) -> Vec<String> {
    let requires = parameters.and_then(|parameters| parameters.get("requires"));
    requires
        .map_or(&[][..], Node::one_or_many)
        .iter()
        .filter_map(|job| match job.entries().first() {
            Some((key, _)) => key.text(),
            None => job.text(),
        })
        .map(str::to_owned)
        .collect()
}
