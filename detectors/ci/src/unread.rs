//! Scripts that nothing knows, and what steps and jobs are named for: kept, so that nobody takes
//! what cannot be read for nothing at all.

use milepost_core::{Call, DeployModel, Job, Step, Verb, VerbTable};
use milepost_syntax::shell;

/// What stands for the rest of a command line behind its first word.
const REST: &str = "…";

/// The longest first word that is shown.
const WORD: usize = 40;

/// Commands that do nothing to the software: a script of nothing else was emptied, or looks at it
/// as this program does (trap T67).
const IDLE: &[&str] = &[
    "echo", "printf", "true", "false", ":", "exit", "return", "set", "shopt", "export", "cd",
    "sleep", "[", "[[", "test", "date", "pwd", "ls", "env", "milepost",
];

/// The steps of a script; one alone that stands for it when nothing knows any of it and it does
/// more than talk.
pub(crate) fn or_unread(
    found: Vec<(Step, Vec<String>)>,
    script: &str,
    line: u32,
) -> Vec<(Step, Vec<String>)> {
    if !found.is_empty() {
        return found;
    }
    step(script, line).map(|step| (step, Vec::new())).into_iter().collect()
}

/// The step that stands for a script which nothing knows.
pub(crate) fn step(script: &str, line: u32) -> Option<Step> {
    let commands = shell::commands(script);
    let first = commands.iter().find(|command| !is_idle(&command.words))?;
    let line = line.saturating_add(first.line.saturating_sub(1));
    Some(opaque(first.words.first().map_or("", String::as_str), line))
}

/// The step that stands for what is known by its first word alone.
pub(crate) fn opaque(word: &str, line: u32) -> Step {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let shown = !word.is_empty() && word.len() <= WORD && word.chars().all(plain);
    let head = if shown { format!("{word} {REST}") } else { REST.to_owned() };
    Step::new(line, Call::Command(head), Vec::new())
}

/// Whether a script does nothing but what stands on these lines of it.
pub(crate) fn is_nothing_but(script: &str, known: &[u32]) -> bool {
    let commands = shell::commands(script);
    commands.iter().all(|command| is_idle(&command.words) || known.contains(&command.line))
}

fn is_idle(words: &[String]) -> bool {
    words.first().is_none_or(|word| IDLE.contains(&word.as_str()))
}

/// Notes what the steps of one script are named for, when nothing knows what any of them does.
pub(crate) fn name(found: &mut [(Step, Vec<String>)], name: Option<&str>, verbs: &VerbTable) {
    let known = found.iter().any(|(step, _)| !step.verbs.is_empty());
    if let (Some(name), Some((step, _)), false) = (name, found.first_mut(), known) {
        step.meant = meant(name, verbs);
    }
}

/// What a name says of what may be absent: building, testing, scanning, pushing an image and
/// deploying. What only tells of one of these does none of them.
pub(crate) fn meant(name: &str, verbs: &VerbTable) -> Vec<Verb> {
    let mut said = milepost_commands::name_verbs(name, verbs);
    let does = !milepost_commands::only_tells(name) && !milepost_commands::is_removal(name);
    let counts = |verb: &Verb| verb.is_scan() || verb.is_deploy() || *verb == Verb::ImagePush;
    said.retain(|verb| verb.is_build_or_test() || does && counts(verb));
    said
}

/// What a job is named for.
fn meant_by_job(id: &str, verbs: &VerbTable) -> Vec<Verb> {
    let said = meant(id, verbs);
    if said.is_empty() && milepost_commands::is_deployer(id) {
        return vec![Verb::Deploy(DeployModel::Unseen)];
    }
    said
}

/// Notes what a job is named for whose steps do not show it, and leaves of what nothing knows as
/// much as says something: what is named, and one step of a job that has no other.
pub(crate) fn settle(job: &mut Job, verbs: &VerbTable) {
    let prepares =
        |verb: &Verb| matches!(verb, Verb::Checkout | Verb::Setup | Verb::Cache | Verb::Notify);
    let known = job.steps.iter().any(|step| !step.verbs.iter().all(prepares));
    let named = job.steps.iter().any(|step| !step.meant.is_empty());
    let unknown = job.steps.iter().position(is_unknown);
    if let Some(at) = unknown.filter(|_| !known && !named) {
        job.steps[at].meant = meant_by_job(own_name(job), verbs);
    }
    let mut alone = job.steps.iter().all(|step| is_opaque(step) && step.meant.is_empty());
    job.steps
        .retain(|step| !is_opaque(step) || !step.meant.is_empty() || std::mem::take(&mut alone));
}

/// Takes from a job that is named for taking away what was deployed what it would deploy, and gives
/// the lines of that.
pub(crate) fn remove(job: &mut Job) -> Vec<u32> {
    if !milepost_commands::is_removal(own_name(job)) {
        return Vec::new();
    }
    let deploying = job.steps.iter_mut().filter(|step| step.verbs.iter().any(|v| v.is_deploy()));
    let taken = deploying.map(|step| {
        step.verbs.retain(|verb| !verb.is_deploy());
        step.line
    });
    taken.collect()
}

/// The name of a job without its stage.
fn own_name(job: &Job) -> &str {
    job.id.rsplit('/').next().unwrap_or(&job.id)
}

fn is_unknown(step: &Step) -> bool {
    step.verbs.is_empty() && matches!(step.call, Call::Command(_))
}

fn is_opaque(step: &Step) -> bool {
    matches!(&step.call, Call::Command(head) if head.ends_with(REST))
}
