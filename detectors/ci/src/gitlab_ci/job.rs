//! Jobs: what they do, what they wait for, and when they run.

use milepost_commands::Folder;
use milepost_core::{Job, Step, Trigger};
use milepost_syntax::yaml::Node;

use super::include;
use super::inherit::{Jobs, is_reference};
use super::rules::{self, Events, When};
use crate::inputs;
use crate::parts::{self, Sheet, texts};

/// How deep lists and references inside scripts are followed.
const DEPTH: usize = 10;

/// Parts of scripts one file may have, references followed.
const SCRIPTS: usize = 100_000;

/// Stages a file has that names none.
const STAGES: &[&str] = &[".pre", "build", "test", "deploy", ".post"];

/// Reads the jobs of one file.
pub(super) struct Reader<'a, 'n, 'y, 'f> {
    jobs: &'a Jobs<'n, 'y>,
    runs: bool,
    sheet: &'a mut Sheet<'f>,
    stages: Option<Vec<String>>,
    /// The jobs read so far, each with its stage and whether it says itself what it waits for.
    read: Vec<(Job, String, bool)>,
    events: Events,
    dynamic: Option<String>,
    /// Parts of scripts that may still be read; references may make many of few.
    budget: usize,
}

impl<'a, 'n, 'y, 'f> Reader<'a, 'n, 'y, 'f> {
    pub(super) fn new(jobs: &'a Jobs<'n, 'y>, runs: bool, sheet: &'a mut Sheet<'f>) -> Self {
        let mut events = Events::default();
        let workflow = jobs.root.at(&["workflow", "rules"]);
        if let Some(rules) = workflow {
            events.add_rules(&rules::flattened(jobs, rules).0);
        }
        Self {
            jobs,
            runs,
            sheet,
            stages: stages(jobs.root, runs),
            read: Vec::new(),
            events,
            dynamic: None,
            budget: SCRIPTS,
        }
    }

    /// Reads one job. A hidden one runs nowhere, but in a file others include it is what they take.
    pub(super) fn job(&mut self, key: &Node<'_>, node: &'n Node<'y>) {
        let name = key.text().unwrap_or_default();
        if name.starts_with('.') && (self.runs || !does_something(node)) {
            return;
        }
        let mut job = Job::new(name, key.line);
        let when = self.when(node);
        job.condition = when.condition;
        job.gated = when.gated;
        job.paths = when.paths;
        job.environment = self.environment(node);
        if let Some(matrix) = self.jobs.value(node, "parallel").and_then(|node| node.get("matrix"))
        {
            job.matrix = true;
            let mut over = inputs::Over::default();
            for (key, value) in matrix.items().iter().flat_map(Node::entries) {
                over.add(key.text().unwrap_or_default(), value);
            }
            job.over = over.done();
        }
        job.image = self.image(node).map(str::to_owned);
        job.steps = self.steps(name, node, key.line);
        let needs = self.jobs.value(node, "needs").filter(|needs| parts::is_list(needs));
        job.needs = needs.map(needed).unwrap_or_default();
        let stage = self.jobs.value(node, "stage").and_then(Node::text).unwrap_or("test");
        self.read.push((job, stage.to_owned(), needs.is_some()));
    }

    /// The jobs with what they wait for, what starts them, and why parts are unknown.
    pub(super) fn done(self) -> (Vec<Job>, Vec<Trigger>, Option<String>) {
        let triggers = if self.runs { self.events.triggers() } else { vec![] };
        (in_stages(self.read, self.stages.as_deref()), triggers, self.dynamic)
    }

    fn when(&mut self, node: &'n Node<'y>) -> When {
        let own = self.jobs.value(node, "when").and_then(Node::text);
        let by_workflow = self.jobs.root.at(&["workflow", "rules"]).is_some();
        let rules = self.jobs.value(node, "rules").filter(|rules| parts::is_list(rules));
        let mut when = if let Some(rules) = rules {
            let (flat, missing) = rules::flattened(self.jobs, rules);
            if !by_workflow && !missing {
                self.events.add_rules(&flat);
            }
            let mut when = rules::of_rules(&flat, own);
            if missing {
                when.paths.clear();
                when.gated = false;
                when.condition = Some(written(rules));
            }
            return when;
        } else {
            let only = self.jobs.value(node, "only");
            if !by_workflow && self.jobs.elsewhere(node).is_empty() {
                self.events.add_only(only);
            }
            rules::of_only(only, self.jobs.value(node, "except"))
        };
        when.gated = own == Some("manual");
        when
    }

    /// The environment a job deploys to; one that it only stops, prepares or looks at is none.
    fn environment(&self, node: &'n Node<'y>) -> Option<String> {
        let environment = self.jobs.value(node, "environment")?;
        if let Some(name) = environment.text().filter(|_| !environment.is_null()) {
            return Some(name.to_owned());
        }
        let starts = matches!(environment.str("action"), None | Some("start"));
        environment.str("name").filter(|_| starts).map(str::to_owned)
    }

    /// The image a job runs in: its own, that of what it extends, or that of the whole file.
    fn image(&self, node: &'n Node<'y>) -> Option<&'n str> {
        let root = self.jobs.root;
        let whole = || root.at(&["default", "image"]).or_else(|| root.get("image"));
        let own = self.jobs.value(node, "image");
        let image = own.or_else(|| whole().filter(|_| !self.refuses(node, "image")))?;
        image.text().or_else(|| image.str("name")).filter(|text| !text.is_empty())
    }

    /// Whether a job does not want what the whole file says for every job.
    fn refuses(&self, node: &'n Node<'y>, key: &str) -> bool {
        let inherit = self.jobs.value(node, "inherit").and_then(|inherit| inherit.get("default"));
        inherit.is_some_and(|default| {
            default.bool() == Some(false)
                || parts::is_list(default) && !texts(Some(default)).iter().any(|k| k == key)
        })
    }

    fn steps(&mut self, name: &str, node: &'n Node<'y>, line: u32) -> Vec<Step> {
        let mut steps = Vec::new();
        let own_script = ["script", "run"].iter().any(|key| self.jobs.value(node, key).is_some());
        for missing in self.jobs.elsewhere(node) {
            let at = node.get("extends").map_or(line, |extends| extends.line);
            let mut step = self.sheet.computed_unit(&missing, at);
            if own_script {
                // What is named for a deploy does none where another script takes its place.
                step.verbs.clear();
                step.inputs.insert("script".to_owned(), "its own".to_owned());
            }
            steps.push(step);
        }
        self.trigger(name, node, &mut steps);
        // One shell runs all but what comes after.
        let mut folder = Folder::default();
        for key in ["before_script", "script", "run", "after_script"] {
            if key == "after_script" {
                folder = Folder::default();
            }
            if let Some(script) = self.script_of(node, key) {
                self.script(script, 0, &mut folder, &mut steps);
            }
        }
        if let Some(release) = self.jobs.value(node, "release").filter(|node| node.is_mapping()) {
            steps.push(self.sheet.unit("gitlab/release", release.line));
        }
        steps
    }

    /// A script of the job, of what it extends, or of the whole file.
    fn script_of(&self, node: &'n Node<'y>, key: &str) -> Option<&'n Node<'y>> {
        let own = self.jobs.value(node, key);
        if own.is_some() || matches!(key, "script" | "run") {
            return own;
        }
        let runs_script = ["script", "run"].iter().any(|key| self.jobs.value(node, key).is_some());
        if !runs_script || self.refuses(node, key) {
            return None;
        }
        let root = self.jobs.root;
        root.at(&["default", key]).or_else(|| root.get(key))
    }

    fn script(
        &mut self,
        node: &'n Node<'y>,
        depth: usize,
        folder: &mut Folder,
        steps: &mut Vec<Step>,
    ) {
        if depth > DEPTH || self.budget == 0 {
            return;
        }
        self.budget -= 1;
        if is_reference(node) {
            match self.jobs.referred(node) {
                Some(target) => self.script(target, depth + 1, folder, steps),
                None => steps.extend(
                    texts(Some(node)).first().map(|job| self.sheet.computed_unit(job, node.line)),
                ),
            }
        } else if let Some(text) = node.text() {
            steps.extend(self.sheet.script_or_unread(text, node.line, folder));
        } else if node.is_mapping() {
            self.run_step(node, steps);
        } else {
            for item in node.items() {
                self.script(item, depth + 1, folder, steps);
            }
        }
    }

    /// One entry of `run`: a script, or a step kept elsewhere.
    fn run_step(&mut self, node: &Node<'_>, steps: &mut Vec<Step>) {
        if let Some(script) = node.get("script") {
            steps.extend(self.sheet.script(script));
        }
        if let Some(step) = node.get("step")
            && let Some(address) = step.text()
        {
            let unit = if address.starts_with('.') {
                parts::local_use(milepost_core::UnitKind::Component, &parts::from_root(address))
            } else {
                include::component(address)
            };
            let mut called = self.sheet.computed_unit(&unit.source, step.line);
            called.inputs = inputs::of(node.get("inputs"));
            steps.push(called);
            self.sheet.uses(step.line, unit);
        }
    }

    /// A pipeline the job starts: of another project, of included files, or generated by a job.
    fn trigger(&mut self, name: &str, node: &'n Node<'y>, steps: &mut Vec<Step>) {
        let Some(trigger) = self.jobs.value(node, "trigger") else {
            return;
        };
        let project = trigger.text().or_else(|| trigger.str("project"));
        if let Some(project) = project {
            steps.push(self.sheet.computed_unit(project, trigger.line));
        }
        for include in trigger.get("include").map(Node::one_or_many).unwrap_or_default() {
            if include.str("artifact").is_some() {
                let from = include.str("job").unwrap_or("another job");
                self.dynamic.get_or_insert_with(|| format!("{name} runs what {from} generates"));
            }
            for (line, unit) in include::uses(include) {
                let mut called = self.sheet.computed_unit(&unit.source, line);
                called.inputs = inputs::of(include.get("inputs"));
                steps.push(called);
                self.sheet.uses(line, unit);
            }
        }
    }
}

fn does_something(node: &Node<'_>) -> bool {
    ["script", "run", "trigger", "release"].iter().any(|key| node.get(key).is_some())
}

/// The stages in their order, when the file decides them.
fn stages(root: &Node<'_>, runs: bool) -> Option<Vec<String>> {
    let named = root.get("stages").filter(|stages| parts::is_list(stages));
    if let Some(stages) = named {
        let mut all = vec![".pre".to_owned()];
        all.extend(texts(Some(stages)));
        all.push(".post".to_owned());
        return Some(all);
    }
    let decided_here = runs && root.get("include").is_none();
    decided_here.then(|| STAGES.iter().map(|stage| (*stage).to_owned()).collect())
}

/// The jobs of this pipeline that a `needs` names.
fn needed(needs: &Node<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for need in needs.items() {
        let foreign = need.get("pipeline").is_some() || need.get("project").is_some();
        let name = need.text().or_else(|| need.str("job")).filter(|_| !foreign);
        if let Some(name) = name.filter(|name| !names.iter().any(|known| known == name)) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Gives each job that does not say what it waits for the jobs of the nearest stage before its own.
fn in_stages(read: Vec<(Job, String, bool)>, stages: Option<&[String]>) -> Vec<Job> {
    let place = |stage: &str| stages?.iter().position(|known| known == stage);
    let places: Vec<Option<usize>> = read.iter().map(|(_, stage, _)| place(stage)).collect();
    let ids: Vec<String> = read.iter().map(|(job, ..)| job.id.clone()).collect();
    let before = |place: usize| {
        let nearest = places.iter().flatten().filter(|other| **other < place).max();
        ids.iter()
            .zip(&places)
            .filter(|(_, other)| nearest.is_some() && other.as_ref() == nearest)
            .map(|(id, _)| id.clone())
            .collect::<Vec<_>>()
    };
    read.into_iter()
        .zip(&places)
        .map(|((mut job, _, says), place)| {
            if let (false, Some(place)) = (says, place) {
                job.needs = before(*place);
            }
            job
        })
        .collect()
}

/// A list with references as it is written, on one line.
fn written(node: &Node<'_>) -> String {
    let references: Vec<String> = node
        .one_or_many()
        .iter()
        .filter(|item| is_reference(item))
        .map(|item| format!("!reference [{}]", texts(Some(item)).join(", ")))
        .collect();
    references.join(" || ")
}
