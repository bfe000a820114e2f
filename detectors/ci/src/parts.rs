//! What the readers of the smaller systems share: scripts at their true lines, references to
//! images and to files, and handing over what was found in the order of the file.

mod reference;
mod script;

use std::cell::RefCell;
use std::collections::BTreeMap;

use milepost_commands::Folder;
use milepost_core::{Call, Job, Pipeline, Step, Trigger, Use, VerbTable, What};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::{self, Node, Value};

use crate::{delivery, images, steps, unread};

pub(crate) use reference::{
    from_folder, from_root, is_computed, local_use, pin_of_ref, repository, use_of,
    without_expressions,
};
use script::{in_workspace, is_shell};

/// How deep lists of scripts may be nested into each other.
const DEPTH: usize = 10;

/// Jobs a definition may hold; what lies beyond is not read.
pub(crate) const JOBS: usize = 1_000;

/// What a reader notes while it reads one file.
pub(crate) struct Sheet<'f> {
    pub(crate) path: &'f str,
    pub(crate) verbs: &'f VerbTable,
    lines: Vec<&'f str>,
    /// The whole command line of each step that deploys.
    words: RefCell<BTreeMap<(u32, String), Vec<String>>>,
    uses: Vec<(u32, Use)>,
}

impl<'f> Sheet<'f> {
    pub(crate) fn new(file: &File<'f>) -> Self {
        Self {
            path: file.path,
            verbs: file.verbs,
            lines: file.text.lines().collect(),
            words: RefCell::default(),
            uses: Vec::new(),
        }
    }

    /// The folder of the file; empty at the root.
    pub(crate) fn folder(&self) -> &'f str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The steps of a script: one text, or lists of texts inside each other, which one shell runs.
    pub(crate) fn script(&self, node: &Node<'_>) -> Vec<Step> {
        self.script_in(node, &mut Folder::default())
    }

    /// The same for a script that starts in `folder`, which is where it ends behind this.
    pub(crate) fn script_in(&self, node: &Node<'_>, folder: &mut Folder) -> Vec<Step> {
        let mut found = Vec::new();
        self.add_script(node, 0, folder, &mut found);
        found
    }

    fn add_script(
        &self,
        node: &Node<'_>,
        depth: usize,
        folder: &mut Folder,
        found: &mut Vec<Step>,
    ) {
        match node.text() {
            Some(text) => found.extend(self.script_or_unread(text, node.line, folder)),
            None if depth < DEPTH => {
                for item in node.items() {
                    self.add_script(item, depth + 1, folder, found);
                }
            }
            None => {}
        }
    }

    /// The same as below, and one step that stands for a script which nothing knows.
    pub(crate) fn script_or_unread(&self, text: &str, line: u32, folder: &mut Folder) -> Vec<Step> {
        let found = self.script_text(text, line, folder);
        if !found.is_empty() {
            return found;
        }
        let unread = if is_shell(text) {
            unread::step(text, line).map(|step| Step { line, ..step })
        } else {
            Some(unread::opaque("", line))
        };
        unread.into_iter().collect()
    }

    /// The steps of a script that stands as one scalar on `line`, and starts in `folder`.
    pub(crate) fn script_text(&self, text: &str, line: u32, folder: &mut Folder) -> Vec<Step> {
        if !is_shell(text) {
            return Vec::new();
        }
        let body = text.trim_start_matches('\n');
        let blank = u32::try_from(text.len() - body.len()).unwrap_or(u32::MAX);
        let first = line.saturating_sub(blank);
        let (mut found, words): (Vec<Step>, Vec<Vec<String>>) =
            steps::with_words(&in_workspace(text), first, folder, self.verbs).into_iter().unzip();
        if body.trim_end().contains('\n') && !self.stands_at(text, first) {
            // Folded, quoted or aliased text: only the line it starts on is known.
            for step in &mut found {
                step.line = line;
            }
        }
        let deploying =
            found.iter().zip(words).filter(|(step, _)| steps::deploy_model(step).is_some());
        for (step, words) in deploying {
            self.words.borrow_mut().insert((step.line, step.call.to_string()), words);
        }
        found
    }

    /// Whether the lines of `text` stand in the file one by one from `first` on.
    fn stands_at(&self, text: &str, first: u32) -> bool {
        let start = usize::try_from(first).map_or(0, |line| line.saturating_sub(1));
        text.trim_end().lines().enumerate().all(|(at, line)| {
            let real = self.lines.get(start.saturating_add(at));
            real.is_some_and(|real| real.trim() == line.trim())
        })
    }

    /// The step that calls a unit.
    pub(crate) fn unit(&self, source: &str, line: u32) -> Step {
        steps::of_unit(source, line, self.verbs)
    }

    /// The step that calls a unit whose name is partly known when it runs only: what is computed
    /// says nothing about what it does.
    pub(crate) fn computed_unit(&self, source: &str, line: u32) -> Step {
        let mut step = steps::of_unit(&without_expressions(source), line, self.verbs);
        step.call = Call::Unit(source.to_owned());
        step
    }

    /// The step that runs an image which is known by its name.
    pub(crate) fn image_unit(&self, source: &str, line: u32) -> Step {
        let does = milepost_commands::image_verbs(&without_expressions(source), self.verbs);
        Step::new(line, Call::Unit(source.to_owned()), does)
    }

    /// The step a command line makes, written as a unit that stands for it.
    pub(crate) fn unit_for(&self, source: &str, command: &str, line: u32) -> Step {
        let mut step = self.unit(source, line);
        let said = steps::of_script(command, line, self.verbs);
        if let Some(known) = said.into_iter().find(|step| !step.verbs.is_empty()) {
            step.verbs = known.verbs;
        }
        step
    }

    /// Notes the image a job runs in.
    pub(crate) fn image(&mut self, text: &str, line: u32, name: Option<&str>) {
        if text.trim().is_empty() {
            return;
        }
        let name = name.map(str::to_owned);
        self.uses(line, Use { name, ..images::job_image(text) });
    }

    /// Notes the image that a scalar, or the `key` of a mapping, names.
    pub(crate) fn image_node(&mut self, node: &Node<'_>, key: &str, name: Option<&str>) {
        let value = if node.is_mapping() { node.get(key) } else { Some(node) };
        if let Some(value) = value.filter(|value| !value.is_null())
            && let Some(text) = value.text()
        {
            self.image(text, value.line, name);
        }
    }

    /// Notes a use of a unit.
    pub(crate) fn uses(&mut self, line: u32, unit: Use) {
        if !self.uses.iter().any(|(at, known)| *at == line && *known == unit) {
            self.uses.push((line, unit));
        }
    }

    /// Hands over pipelines, how they deliver, and what they use.
    pub(crate) fn hand_over(self, pipelines: Vec<(u32, Pipeline)>, findings: &mut Findings) {
        self.finish(pipelines, findings, Findings::parsed);
    }

    /// Hands over what was read without a parser of the format.
    pub(crate) fn hand_over_pattern(
        self,
        pipelines: Vec<(u32, Pipeline)>,
        findings: &mut Findings,
    ) {
        self.finish(pipelines, findings, Findings::pattern);
    }

    fn finish(
        mut self,
        pipelines: Vec<(u32, Pipeline)>,
        findings: &mut Findings,
        note: fn(&mut Findings, u32, What),
    ) {
        let mut rest: Vec<(u32, What)> = Vec::new();
        for (line, mut pipeline) in pipelines {
            for job in &mut pipeline.jobs {
                self.deliver(job, &mut rest);
            }
            note(findings, line, What::Pipeline(pipeline));
        }
        let uses = std::mem::take(&mut self.uses);
        rest.extend(uses.into_iter().map(|(line, unit)| (line, What::Use(unit))));
        rest.sort_by_key(|(line, _)| *line);
        for (line, what) in rest {
            note(findings, line, what);
        }
    }

    /// Adds what a job delivers, where that is visible.
    fn deliver(&self, job: &mut Job, rest: &mut Vec<(u32, What)>) {
        let known = self.words.borrow();
        let words = |step: &Step| {
            let key = (step.line, step.call.to_string());
            known.get(&key).cloned().unwrap_or_default()
        };
        let steps = std::mem::take(&mut job.steps);
        let steps = steps.into_iter().map(|step| {
            let words = words(&step);
            (step, words)
        });
        let mut findings = Findings::default();
        let environment = job.environment.as_deref();
        job.steps = delivery::of_steps(steps.collect(), environment, &mut findings);
        for found in findings.found {
            // Several jobs may share one step, by an anchor or by inheritance.
            let shown = (found.line, found.what);
            if !rest.contains(&shown) {
                rest.push(shown);
            }
        }
    }
}

/// Whether a path is that of a YAML file.
pub(crate) fn is_yaml(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("yml" | "yaml"))
}

/// The documents of a file; what ended reading is noted.
pub(crate) fn documents<'a>(file: &File<'a>, findings: &mut Findings) -> Vec<Node<'a>> {
    let read = yaml::documents(file.text);
    if let Some(error) = read.error {
        findings.unread(error.line, format!("not valid YAML: {}", error.message));
    }
    read.roots
}

/// A trigger without limits.
pub(crate) fn trigger(event: &str) -> Trigger {
    on_branches(event, vec![])
}

/// A trigger limited to branches or tags.
pub(crate) fn on_branches(event: &str, branches: Vec<String>) -> Trigger {
    Trigger { event: event.to_owned(), branches, paths: vec![] }
}

/// The texts of a scalar or of a list of scalars.
pub(crate) fn texts(node: Option<&Node<'_>>) -> Vec<String> {
    node.map(Node::one_or_many)
        .unwrap_or_default()
        .iter()
        .filter(|item| !item.is_null())
        .filter_map(|item| item.text().map(str::to_owned))
        .collect()
}

/// Whether a node is a list.
pub(crate) fn is_list(node: &Node<'_>) -> bool {
    matches!(node.value, Value::Sequence(_))
}
