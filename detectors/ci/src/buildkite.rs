//! Buildkite: steps, plugins, blocks, and pipelines that are uploaded while one runs.

use milepost_core::{Call, CiSystem, Job, Pin, Pipeline, PipelineRole, UnitKind, Use};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::parts::{
    self, JOBS, Sheet, from_root, is_computed, local_use, pin_of_ref, repository, texts, trigger,
    use_of,
};

/// How deep groups may hold each other; Buildkite itself allows one.
const DEPTH: usize = 3;

/// Keys of which a step has at least one.
const STEP_KEYS: &[&str] = &[
    "command", "commands", "plugins", "wait", "waiter", "block", "input", "trigger", "group",
    "steps", "label",
];

/// Reads one pipeline of Buildkite.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if !file.path.starts_with(".buildkite/") || !parts::is_yaml(file.path) {
        return;
    }
    let documents = parts::documents(file, findings);
    let Some(root) = documents.first() else {
        return;
    };
    let steps = if parts::is_list(root) {
        root
    } else {
        let Some(steps) = root.get("steps") else {
            return;
        };
        steps
    };
    if !steps.items().iter().any(is_step) {
        return;
    }
    let mut reader = Reader {
        sheet: Sheet::new(file),
        jobs: Vec::new(),
        open: Vec::new(),
        barrier: Vec::new(),
        dynamic: None,
    };
    if let Some(image) = root.get("image") {
        reader.sheet.image_node(image, "name", None);
    }
    reader.steps(steps, None, 0);
    let pipeline = Pipeline {
        name: root.str("name").map(str::to_owned),
        triggers: vec![trigger("any")],
        jobs: reader.jobs,
        dynamic: reader.dynamic,
        ..Pipeline::new(CiSystem::Buildkite, PipelineRole::Runs)
    };
    reader.sheet.hand_over(vec![(root.line, pipeline)], findings);
}

fn is_step(node: &Node<'_>) -> bool {
    matches!(node.text(), Some("wait" | "waiter" | "block" | "input"))
        || STEP_KEYS.iter().any(|key| node.get(key).is_some())
}

struct Reader<'f> {
    sheet: Sheet<'f>,
    jobs: Vec<Job>,
    /// Jobs since the last `wait` or block.
    open: Vec<String>,
    /// What a step without `depends_on` waits for.
    barrier: Vec<String>,
    dynamic: Option<String>,
}

impl Reader<'_> {
    fn steps(&mut self, list: &Node<'_>, condition: Option<&str>, depth: usize) {
        for step in list.items() {
            if depth > DEPTH || self.jobs.len() >= JOBS {
                return;
            }
            self.step(step, condition, depth);
        }
    }

    fn step(&mut self, node: &Node<'_>, condition: Option<&str>, depth: usize) {
        let has = |key: &str| node.get(key).is_some() || node.text() == Some(key);
        let condition = node.str("if").or(condition);
        if has("wait") || has("waiter") {
            self.barrier();
        } else if has("block") || has("input") {
            self.block(node, condition);
        } else if node.get("group").is_some() {
            if let Some(steps) = node.get("steps") {
                self.steps(steps, condition, depth + 1);
            }
        } else if node.is_mapping() {
            self.job(node, condition);
        }
    }

    fn barrier(&mut self) {
        if !self.open.is_empty() {
            self.barrier = std::mem::take(&mut self.open);
        }
    }

    /// A step that waits for a person; what follows waits for it.
    fn block(&mut self, node: &Node<'_>, condition: Option<&str>) {
        self.barrier();
        let mut job = self.named(node, "block");
        job.gated = true;
        job.condition = condition.map(str::to_owned);
        let id = job.id.clone();
        self.jobs.push(job);
        if node.get("depends_on").is_none() {
            self.barrier = vec![id];
        }
    }

    /// A job with what it is called and what it waits for.
    fn named(&self, node: &Node<'_>, kind: &str) -> Job {
        let names = ["key", "identifier", "id", "label", "name", "block", "input", "trigger"];
        let id = names.iter().find_map(|key| node.str(key));
        let place = self.jobs.len() + 1;
        let mut job =
            Job::new(id.map_or_else(|| format!("{kind} {place}"), str::to_owned), node.line);
        job.needs = match node.get("depends_on") {
            Some(needs) => needs
                .one_or_many()
                .iter()
                .filter_map(|need| need.text().or_else(|| need.str("step")))
                .map(str::to_owned)
                .collect(),
            None => self.barrier.clone(),
        };
        job
    }

    fn job(&mut self, node: &Node<'_>, condition: Option<&str>) {
        let mut job = self.named(node, "step");
        let branches = node.str("branches").map(|branches| format!("branches: {branches}"));
        job.condition = condition.map(str::to_owned).or(branches);
        job.matrix = node.get("matrix").is_some();
        job.paths = match node.get("if_changed") {
            Some(changed) if changed.is_mapping() => texts(changed.get("include")),
            changed => texts(changed),
        };
        if let Some(image) = node.get("image") {
            self.sheet.image_node(image, "name", Some(&job.id));
            job.image = image.text().map(str::to_owned);
        }
        self.plugins(node, &mut job);
        for key in ["command", "commands"] {
            if let Some(script) = node.get(key) {
                job.steps.extend(self.sheet.script(script));
                self.uploads(script, &mut job);
            }
        }
        if let Some(trigger) = node.get("trigger").filter(|trigger| trigger.text().is_some()) {
            let source = format!("buildkite-pipeline/{}", trigger.text().unwrap_or_default());
            job.steps.push(self.sheet.computed_unit(&source, trigger.line));
        }
        self.open.push(job.id.clone());
        self.jobs.push(job);
    }

    fn plugins(&mut self, node: &Node<'_>, job: &mut Job) {
        for plugin in node.get("plugins").map(Node::one_or_many).unwrap_or_default() {
            if let Some(text) = plugin.text() {
                self.plugin(text, plugin.line, job);
            }
            for (key, settings) in plugin.entries() {
                let Some(text) = key.text() else { continue };
                self.plugin(text, key.line, job);
                if text.split('#').next().is_some_and(|name| name == "docker")
                    && let Some(image) = settings.get("image")
                {
                    self.sheet.image_node(image, "name", Some(&job.id));
                    job.image = image.text().map(str::to_owned);
                }
            }
        }
    }

    fn plugin(&mut self, text: &str, line: u32, job: &mut Job) {
        let unit = plugin(text);
        job.steps.push(self.sheet.computed_unit(&unit.source, line));
        self.sheet.uses(line, unit);
    }

    /// Further steps a command uploads: those of a file are named, others are only known then.
    fn uploads(&mut self, script: &Node<'_>, job: &mut Job) {
        for command in script.one_or_many() {
            let lines = command.text().unwrap_or_default().lines().enumerate();
            for (at, line) in lines {
                let Some((before, after)) = line.split_once("buildkite-agent pipeline upload")
                else {
                    continue;
                };
                let path = after.split_whitespace().find(|word| !word.starts_with('-'));
                let line = command.line.saturating_add(u32::try_from(at).unwrap_or(0));
                match path.filter(|path| !before.contains('|') && is_file(path)) {
                    Some(path) => {
                        let unit = local_use(UnitKind::CiTemplate, &from_root(path));
                        let mut step = self.sheet.computed_unit(&unit.source, line);
                        step.call = Call::Unit(unit.source.clone());
                        job.steps.push(step);
                        self.sheet.uses(line, unit);
                    }
                    None => {
                        self.dynamic.get_or_insert_with(|| {
                            format!("{} uploads steps it generates", job.id)
                        });
                    }
                }
            }
        }
    }
}

fn is_file(path: &str) -> bool {
    parts::is_yaml(path) && !is_computed(path)
}

/// A plugin by the repository it comes from.
fn plugin(text: &str) -> Use {
    let (name, version) = match text.split_once('#') {
        Some((name, version)) => (name, Some(version)),
        None => (text, None),
    };
    if name.starts_with('.') {
        return local_use(UnitKind::Plugin, &from_root(name));
    }
    let source = if name.contains("://") || name.contains('@') {
        repository(name)
    } else {
        let name = name.trim_end_matches("-buildkite-plugin");
        match name.split_once('/') {
            Some(_) => format!("{name}-buildkite-plugin"),
            None => format!("buildkite-plugins/{name}-buildkite-plugin"),
        }
    };
    let pin = if is_computed(&source) { Pin::Dynamic } else { pin_of_ref(version) };
    use_of(UnitKind::Plugin, source, version, pin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_is_the_repository_it_comes_from() {
        let said = |text: &str| plugin(text).to_string();
        assert_eq!(
            said("docker#v5.12.0"),
            "plugin buildkite-plugins/docker-buildkite-plugin version=v5.12.0 pin=exact"
        );
        assert_eq!(
            said("acme/deploy#main"),
            "plugin acme/deploy-buildkite-plugin version=main pin=branch"
        );
        assert_eq!(
            said("ssh://git@github.com/acme/x-buildkite-plugin.git#v1"),
            "plugin acme/x-buildkite-plugin version=v1 pin=floating"
        );
        assert_eq!(said("./.buildkite/plugins/x"), "plugin ./.buildkite/plugins/x pin=local");
    }
}
