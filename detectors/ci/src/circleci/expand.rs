//! Steps of a job or a command, commands of the same file opened up.

use milepost_commands::Folder;
use milepost_core::{Call, DeployModel, Step, Verb, place};
use milepost_detector::File;
use milepost_syntax::yaml::Node;

use super::parameters::Parameters;
use super::scope::{Meaning, Scope};
use crate::{inputs, steps, unread};

/// How deep commands and conditions are followed into each other.
const DEPTH: usize = 12;

/// Steps a job may have once its commands are opened up.
const STEPS: usize = 2_000;

/// Steps CircleCI itself knows; those without a verb are noise.
const BUILT_IN: &[(&str, Option<Verb>)] = &[
    ("checkout", Some(Verb::Checkout)),
    ("save_cache", Some(Verb::Cache)),
    ("restore_cache", Some(Verb::Cache)),
    ("setup_remote_docker", Some(Verb::Setup)),
    ("add_ssh_keys", Some(Verb::Setup)),
    ("attach_workspace", None),
    ("persist_to_workspace", None),
    ("store_artifacts", None),
    ("store_test_results", None),
];

/// Steps with the words of their command lines.
pub(super) type Steps = Vec<(Step, Vec<String>)>;

/// Opens up a list of steps.
pub(super) fn list(
    steps: &[Node<'_>],
    scope: Scope<'_>,
    parameters: Parameters,
    file: &File<'_>,
) -> Steps {
    let mut expansion = Expansion { file, parameters, trail: Vec::new(), found: Vec::new() };
    expansion.each(steps, scope);
    expansion.found
}

/// The step that calls a unit of an orb with these parameters.
pub(super) fn unit(
    source: &str,
    line: u32,
    parameters: Option<&Node<'_>>,
    file: &File<'_>,
) -> (Step, Vec<String>) {
    let mut step = steps::of_unit(source, line, file.verbs);
    hand(&mut step, parameters);
    (step, Vec::new())
}

/// What a unit is handed, and what that changes.
fn hand(step: &mut Step, parameters: Option<&Node<'_>>) {
    let Some(parameters) = parameters else { return };
    refine(&mut step.verbs, parameters);
    step.inputs = inputs::of(Some(parameters));
    for of_the_workflow in ["name", "context", "type"] {
        step.inputs.remove(of_the_workflow);
    }
    inputs::try_only(step);
}

/// What parameters change: whether a built image is pushed, and whether a scanner looks at one.
fn refine(verbs: &mut Vec<Verb>, parameters: &Node<'_>) {
    let pushed = ["push", "publish", "push-image", "push_image"]
        .into_iter()
        .find_map(|key| parameters.get(key)?.bool());
    match pushed {
        Some(false) => verbs.retain(|verb| *verb != Verb::ImagePush),
        Some(true) if verbs.contains(&Verb::ImageBuild) && !verbs.contains(&Verb::ImagePush) => {
            verbs.push(Verb::ImagePush);
        }
        _ => {}
    }
    let image = ["docker-image-name", "docker_image_name"];
    if image.iter().any(|key| parameters.str(key).is_some()) {
        for verb in verbs.iter_mut().filter(|verb| **verb == Verb::Sca) {
            *verb = Verb::ImageScan;
        }
    }
}

/// Steps on their way to being opened up.
struct Expansion<'f> {
    file: &'f File<'f>,
    /// The values of the job or command that is open.
    parameters: Parameters,
    /// The commands and conditions that are open; a command among them is not opened again.
    trail: Vec<String>,
    found: Steps,
}

impl Expansion<'_> {
    fn each(&mut self, steps: &[Node<'_>], scope: Scope<'_>) {
        for step in steps {
            if self.trail.len() > DEPTH || self.found.len() > STEPS {
                return;
            }
            let (name, parameters) = match step.entries().first() {
                Some((key, value)) => (key.text(), Some(value)),
                None => (step.text(), None),
            };
            match (name, parameters) {
                (None, _) => {}
                (Some("run" | "deploy"), Some(run)) => self.script(run),
                (Some(name @ ("when" | "unless")), Some(branch)) => {
                    self.branch(name, branch, scope);
                }
                (Some(name), _) => self.called(name, step.line, parameters, scope),
            }
        }
    }

    /// The steps of a condition. Where that is a parameter of the unit itself, they keep it.
    fn branch(&mut self, name: &str, branch: &Node<'_>, scope: Scope<'_>) {
        let before = self.found.len();
        let of_unit = self.trail.is_empty();
        self.inside(name, inner(branch), scope);
        let asked = branch.str("condition").map(str::trim).filter(|text| is_parameter(text));
        if let Some(text) = asked.filter(|_| of_unit) {
            let not = if name == "unless" { "!" } else { "" };
            for (step, _) in self.found.iter_mut().skip(before) {
                step.condition = Some(format!("{not}{text}"));
            }
        }
    }

    /// A script, written in place or included from a file of the orb.
    fn script(&mut self, run: &Node<'_>) {
        let command = run.get("command").unwrap_or(run);
        let written = command.text().unwrap_or_default();
        let known = self.parameters.clone().within(run, self.file.text);
        let text = known.fill_script(written);
        let line = steps::first_line(command);
        if let Some(path) = included(&text) {
            self.found.push((self.include(path, line), Vec::new()));
            return;
        }
        let folder = run.str("working_directory").map(|folder| known.fill(folder));
        let folder = folder.as_deref().unwrap_or_default();
        let mut folder =
            Folder::at(folder.strip_prefix("~/project").unwrap_or(folder).trim_start_matches('/'));
        let found = steps::with_words(&text, line, &mut folder, self.file.verbs);
        let mut found = unread::or_unread(found, &text, line);
        unread::name(&mut found, run.str("name"), self.file.verbs);
        if let Some(parameter) = inputs::parameter(written).filter(|_| self.trail.is_empty()) {
            for (step, _) in &mut found {
                step.parameter = Some(parameter.to_owned());
            }
        }
        if text.lines().count() > written.lines().count() {
            // Several lines were handed over; they stand somewhere else.
            for (step, _) in &mut found {
                step.line = line;
            }
        }
        self.found.append(&mut found);
    }

    /// A script that is put in when the orb is packed, by its path from the root of the orb. The
    /// file is another one: that it deploys is told by its name, how it does is not.
    fn include(&self, path: &str, line: u32) -> Step {
        let named = path.rsplit('/').next().unwrap_or(path);
        let mut verbs = milepost_commands::name_verbs(named, self.file.verbs);
        for verb in verbs.iter_mut().filter(|verb| verb.is_deploy()) {
            *verb = Verb::Deploy(DeployModel::Unseen);
        }
        let folder = self.file.folder();
        let inside = ["commands", "jobs", "executors"].iter().find_map(|kind| {
            let above = folder.strip_suffix(kind)?;
            (above.is_empty() || above.ends_with('/')).then(|| above.trim_end_matches('/'))
        });
        let root = inside.unwrap_or(folder);
        let mut step = Step::new(line, Call::Command(format!("<<include({path})>>")), verbs);
        step.paths = place::resolve(root, path).into_iter().collect();
        step
    }

    fn inside(&mut self, name: &str, steps: &[Node<'_>], scope: Scope<'_>) {
        self.trail.push(name.to_owned());
        self.each(steps, scope);
        self.trail.pop();
    }

    /// A step that is neither a script nor a condition.
    fn called(&mut self, name: &str, line: u32, parameters: Option<&Node<'_>>, scope: Scope<'_>) {
        if let Some((name, verb)) = BUILT_IN.iter().find(|(known, _)| *known == name) {
            self.found.extend(verb.map(|verb| built_in(name, verb, line)));
            return;
        }
        match scope.meaning("commands", name) {
            Meaning::Defined(..) if self.trail.iter().any(|open| open == name) => {}
            Meaning::Defined(definition, home) => {
                let inside = Parameters::of(definition, parameters, &self.parameters);
                let outside = std::mem::replace(&mut self.parameters, inside);
                self.inside(name, inner(definition), home);
                self.parameters = outside;
            }
            Meaning::Unit(source) => self.found.push(unit(&source, line, parameters, self.file)),
            Meaning::Unknown => {
                let mut known = steps::of_name(name, line, self.file.verbs);
                hand(&mut known, parameters);
                self.found.push((known, Vec::new()));
            }
        }
        // Steps are handed to commands as parameters, mostly called `steps` or `after-…-steps`.
        let handed = parameters.map_or(&[][..], Node::entries);
        for (key, value) in handed {
            if key.text().is_some_and(|key| key.ends_with("steps")) {
                self.inside("steps", value.items(), scope);
            }
        }
    }
}

/// Whether a text is one parameter and nothing else.
fn is_parameter(text: &str) -> bool {
    let inside = text.strip_prefix("<<").and_then(|rest| rest.strip_suffix(">>"));
    inside.is_some_and(|inside| inside.trim().starts_with("parameters.") && !inside.contains("<<"))
}

/// The path of the file a command is, when it is `<<include(path)>>`.
fn included(command: &str) -> Option<&str> {
    let inside = command.trim().strip_prefix("<<")?.trim_start().strip_prefix("include(")?;
    inside.split_once(')').map(|(path, _)| path.trim())
}

fn built_in(name: &str, verb: Verb, line: u32) -> (Step, Vec<String>) {
    let step = Step::new(line, Call::Command(name.to_owned()), vec![verb]);
    (step, Vec::new())
}

fn inner<'n>(holder: &'n Node<'n>) -> &'n [Node<'n>] {
    holder.get("steps").map_or(&[], Node::items)
}
