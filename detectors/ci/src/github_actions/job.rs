//! Jobs and their steps.

use milepost_core::{Call, Job, Step, What};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use super::calls::{self, Checkout};
use super::environment;
use super::values::Values;
use crate::{delivery, images, inputs, steps, unread};

/// Actions that wait for a person.
const APPROVALS: &[&str] = &["trstringer/manual-approval"];

/// Shells whose scripts are no shell scripts.
const OTHER_LANGUAGES: &[&str] = &["python", "node", "ruby", "perl", "php", "Rscript"];

/// Where steps stand.
pub(super) struct Place<'f> {
    /// What is known there before they run.
    pub(super) values: Values<'f>,
    /// The file.
    pub(super) file: &'f File<'f>,
    /// What the matrix of their job runs over.
    pub(super) over: environment::Over,
}

/// Reads one job; what it uses and delivers goes to `findings`.
pub(super) fn read(
    key: &Node<'_>,
    value: &Node<'_>,
    values: &Values<'_>,
    file: &File<'_>,
    findings: &mut Findings,
) -> Option<Job> {
    let id = key.text()?;
    if !value.is_mapping() {
        findings.unread(key.line, format!("job {id:?} is no mapping"));
        return None;
    }
    used_images(id, value, findings);
    let environment = environment::of_job(value);
    let over = value.at(&["strategy", "matrix"]).map(over).unwrap_or_default();
    let mut steps = Vec::new();
    if let Some(uses) = value.get("uses") {
        steps.extend(called((id, value), uses, environment.as_deref(), file, findings));
    }
    let own = value.get("steps").map_or(&[][..], Node::items);
    let place = Place { values: values.within(value), file, over };
    steps.extend(read_steps(own, environment.as_deref(), &place, findings));
    Some(Job {
        needs: needs(value),
        gated: steps.iter().any(is_approval),
        environment,
        condition: value.str("if").map(|text| text.trim().to_owned()),
        matrix: value.at(&["strategy", "matrix"]).is_some(),
        over: place.over,
        image: image(value).filter(|text| !text.is_empty()).map(str::to_owned),
        steps,
        ..Job::new(id, key.line)
    })
}

/// Reads a list of steps, of a job or of a composite action.
pub(super) fn read_steps(
    nodes: &[Node<'_>],
    environment: Option<&str>,
    place: &Place<'_>,
    findings: &mut Findings,
) -> Vec<Step> {
    let checkouts: Vec<Checkout> = nodes.iter().filter_map(calls::checkout).collect();
    let mut found = Vec::new();
    for node in nodes.iter().filter(|node| !never_runs(node)) {
        let condition = condition(node);
        for (step, words) in read_step(node, &checkouts, place, findings) {
            let mut step = Step { condition: condition.clone(), ..step };
            environment::note(&mut step, node, &place.over);
            found.push((step, words));
        }
    }
    delivery::of_steps(found, environment, findings)
}

/// The condition of a step, where it asks for an input of the unit the step is of.
fn condition(node: &Node<'_>) -> Option<String> {
    let text = node.str("if")?.trim();
    let asks = text.contains("inputs.") && text.chars().count() <= inputs::LENGTH;
    asks.then(|| text.to_owned())
}

fn read_step(
    node: &Node<'_>,
    checkouts: &[Checkout],
    place: &Place<'_>,
    findings: &mut Findings,
) -> Vec<(Step, Vec<String>)> {
    if let Some(uses) = node.get("uses") {
        return calls::step(node, uses, checkouts, place, findings);
    }
    let Some(run) = node.get("run") else {
        return Vec::new();
    };
    let (script, line) = (run.text().unwrap_or_default(), steps::first_line(run));
    let shell = node.str("shell").and_then(|shell| shell.split_whitespace().next());
    let other = shell.filter(|shell| OTHER_LANGUAGES.contains(shell));
    let mut found = if let Some(language) = other {
        vec![(unread::opaque(language, line), Vec::new())]
    } else {
        let placed = (script, node.str("working-directory"));
        let known = place.values.within(node).steps_of(placed, line, place.file.verbs);
        unread::or_unread(known, script, line)
    };
    unread::name(&mut found, node.str("name"), place.file.verbs);
    for (step, _) in &mut found {
        step.parameter = inputs::parameter(script).map(str::to_owned);
    }
    found
}

/// What a job hands to the workflow it calls. Secrets are named by nothing but `inherit`.
fn handed(job: &Node<'_>, step: &mut Step) {
    if let Some(with) = job.get("with") {
        calls::refine(&mut step.verbs, with);
        step.inputs = inputs::of(Some(with));
    }
    if job.str("secrets") == Some("inherit") {
        step.inputs.insert("secrets".to_owned(), "inherit".to_owned());
    }
    inputs::try_only(step);
}

/// What a matrix runs over, its further entries merged key by key.
fn over(matrix: &Node<'_>) -> environment::Over {
    let mut over = inputs::Over::default();
    for (key, value) in matrix.entries() {
        match key.text() {
            Some("exclude") | None => {}
            Some("include") => {
                let entries = value.items().iter().flat_map(Node::entries);
                for (key, value) in entries {
                    over.add(key.text().unwrap_or_default(), value);
                }
            }
            Some(key) => over.add(key, value),
        }
    }
    over.done()
}

/// The image a job runs in.
fn image<'n>(job: &'n Node<'_>) -> Option<&'n str> {
    let container = job.get("container")?;
    container.text().or_else(|| container.str("image"))
}

/// The reusable workflow a job consists of.
fn called(
    (id, job): (&str, &Node<'_>),
    uses: &Node<'_>,
    environment: Option<&str>,
    file: &File<'_>,
    findings: &mut Findings,
) -> Option<Step> {
    let mut unit = calls::unit(uses.text()?)?;
    let mut step = steps::of_unit(&unit.source, uses.line, file.verbs);
    handed(job, &mut step);
    unit.name = Some(id.to_owned());
    findings.parsed(uses.line, What::Use(unit));
    if let Some(delivery) = delivery::of_step(&step, &[], environment) {
        findings.parsed(uses.line, What::Delivery(delivery));
    }
    Some(step)
}

/// The image a job runs in and those of its services.
fn used_images(id: &str, job: &Node<'_>, findings: &mut Findings) {
    let services = job.get("services").map_or(&[][..], Node::entries);
    let own = job.get("container").map(|container| (id, container));
    let services = services.iter().filter_map(|(name, service)| Some((name.text()?, service)));
    for (name, holder) in own.into_iter().chain(services) {
        let image = holder.get("image").unwrap_or(holder);
        if let Some(text) = image.text().filter(|text| !text.is_empty()) {
            let mut unit = images::job_image(text);
            unit.name = Some(name.to_owned());
            findings.parsed(image.line, What::Use(unit));
        }
    }
}

fn needs(job: &Node<'_>) -> Vec<String> {
    let needs = job.get("needs").map_or(&[][..], Node::one_or_many);
    needs.iter().filter_map(Node::text).map(str::to_owned).collect()
}

fn is_approval(step: &Step) -> bool {
    matches!(&step.call, Call::Unit(source) if APPROVALS.contains(&source.as_str()))
}

/// A step whose condition is the word `false` runs never.
fn never_runs(step: &Node<'_>) -> bool {
    step.str("if").is_some_and(|condition| {
        let bare = condition.trim().trim_start_matches("${{");
        bare.trim_end_matches("}}").trim() == "false"
    })
}
