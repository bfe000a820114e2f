//! Bitbucket Pipelines: one definition at the root with a pipeline for each way to start one.

use milepost_commands::Folder;
use milepost_core::{CiSystem, Job, Pipeline, PipelineRole, Step, Trigger, UnitKind};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::inputs;
use crate::parts::{
    self, JOBS, Sheet, is_computed, local_use, on_branches, pin_of_ref, texts, trigger, use_of,
};

/// How deep stages and groups may hold each other.
const DEPTH: usize = 5;

/// The sections of `pipelines` and what starts those in them.
const SECTIONS: &[(&str, &str)] = &[
    ("branches", "push"),
    ("tags", "tag"),
    ("bookmarks", "push"),
    ("pull-requests", "pull_request"),
    ("custom", "workflow_dispatch"),
];

/// Reads the definition of Bitbucket Pipelines.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if !matches!(file.path, "bitbucket-pipelines.yml" | "bitbucket-pipelines.yaml") {
        return;
    }
    let documents = parts::documents(file, findings);
    let Some(root) = documents.first().filter(|root| root.is_mapping()) else {
        return;
    };
    let mut reader =
        Reader { sheet: Sheet::new(file), jobs: Vec::new(), triggers: Vec::new(), image: None };
    reader.root(root);
    let shared = root.get("export").and_then(Node::bool) == Some(true);
    let pipeline = Pipeline {
        triggers: reader.triggers,
        jobs: reader.jobs,
        ..Pipeline::new(
            CiSystem::Bitbucket,
            if shared { PipelineRole::RunsAndCallable } else { PipelineRole::Runs },
        )
    };
    reader.sheet.hand_over(vec![(root.line, pipeline)], findings);
}

struct Reader<'f> {
    sheet: Sheet<'f>,
    jobs: Vec<Job>,
    triggers: Vec<Trigger>,
    /// The image of the whole file.
    image: Option<String>,
}

/// What a group hands to the steps inside it.
#[derive(Clone, Default)]
struct Group {
    /// The pipeline, as `section pattern`.
    pipeline: String,
    condition: Option<String>,
    environment: Option<String>,
    gated: bool,
    paths: Vec<String>,
    /// The image of the whole file.
    image: Option<String>,
}

impl Reader<'_> {
    fn root(&mut self, root: &Node<'_>) {
        if let Some(image) = root.get("image") {
            self.sheet.image_node(image, "name", None);
            self.image = named_image(image);
        }
        let services = root.at(&["definitions", "services"]);
        for (name, service) in services.map(Node::entries).unwrap_or_default() {
            if let Some(image) = service.get("image") {
                self.sheet.image_node(image, "name", name.text());
            }
        }
        let Some(pipelines) = root.get("pipelines") else {
            return;
        };
        if let Some(default) = pipelines.get("default") {
            self.add_trigger(trigger("push"));
            self.pipeline(default, "default", None);
        }
        for (section, event) in SECTIONS {
            let held = pipelines.get(section).map(Node::entries).unwrap_or_default();
            for (pattern, steps) in held {
                self.entry(section, event, (pattern, steps));
            }
        }
    }

    fn entry(&mut self, section: &str, event: &str, (pattern, steps): (&Node<'_>, &Node<'_>)) {
        let Some(pattern) = pattern.text() else {
            return;
        };
        let custom = section == "custom";
        let limit = if custom { vec![] } else { vec![pattern.to_owned()] };
        self.add_trigger(on_branches(event, limit));
        let condition = (!custom).then(|| format!("{section}: {pattern}"));
        self.pipeline(steps, &format!("{section} {pattern}"), condition);
    }

    /// One trigger for each event; one without limit lifts the limits of the others.
    fn add_trigger(&mut self, new: Trigger) {
        match self.triggers.iter_mut().find(|known| known.event == new.event) {
            None => self.triggers.push(new),
            Some(known) if known.branches.is_empty() || new.branches.is_empty() => {
                known.branches.clear();
            }
            Some(known) => known.branches.extend(new.branches),
        }
    }

    fn pipeline(&mut self, node: &Node<'_>, name: &str, condition: Option<String>) {
        let image = self.image.clone();
        let group = Group { pipeline: name.to_owned(), condition, image, ..Group::default() };
        if let Some(import) = node.get("import") {
            self.import(import, &group);
        }
        self.items(node, &group, vec![], 0);
    }

    /// A pipeline another repository shares: `repository:branch:pipeline`.
    fn import(&mut self, node: &Node<'_>, group: &Group) {
        let Some(text) = node.text() else { return };
        let mut parts = text.splitn(3, ':');
        let unit = match (parts.next(), parts.next(), parts.next()) {
            (Some(repository), Some(version), Some(name)) => use_of(
                UnitKind::CiTemplate,
                format!("{repository}/{name}"),
                Some(version),
                pin_of_ref(Some(version)),
            ),
            _ => local_use(UnitKind::CiTemplate, &parts::from_root(text)),
        };
        let mut job = Job::new(group.pipeline.clone(), node.line);
        job.condition.clone_from(&group.condition);
        job.steps.push(self.sheet.computed_unit(&unit.source, node.line));
        self.jobs.push(job);
        self.sheet.uses(node.line, unit);
    }

    /// Steps one after the other; gives those that end last.
    fn items(
        &mut self,
        list: &Node<'_>,
        group: &Group,
        mut before: Vec<String>,
        depth: usize,
    ) -> Vec<String> {
        for item in list.items() {
            if depth > DEPTH || self.jobs.len() >= JOBS {
                break;
            }
            if let Some(step) = item.get("step") {
                before = vec![self.step(step, group, before)];
            } else if let Some(parallel) = item.get("parallel") {
                let steps = parallel.get("steps").unwrap_or(parallel).items();
                let mut ends = Vec::new();
                for step in steps.iter().filter_map(|item| item.get("step")).take(JOBS) {
                    ends.push(self.step(step, group, before.clone()));
                }
                if !ends.is_empty() {
                    before = ends;
                }
            } else if let Some(stage) = item.get("stage") {
                let inner = within(group, stage);
                if let Some(steps) = stage.get("steps") {
                    before = self.items(steps, &inner, before, depth + 1);
                }
            }
        }
        before
    }

    fn step(&mut self, node: &Node<'_>, group: &Group, needs: Vec<String>) -> String {
        let group = within(group, node);
        let place = self.jobs.len() + 1;
        let name = node.str("name").map_or_else(|| format!("step {place}"), str::to_owned);
        let id = format!("{}: {name}", group.pipeline);
        let mut job = Job::new(id.clone(), node.line);
        job.needs = needs;
        job.condition = group.condition;
        job.environment = group.environment;
        job.gated = group.gated;
        job.paths = group.paths;
        if let Some(image) = node.get("image") {
            self.sheet.image_node(image, "name", Some(&name));
        }
        job.image = node.get("image").and_then(named_image).or_else(|| group.image.clone());
        for key in ["script", "after-script"] {
            let mut folder = Folder::default();
            for command in node.get(key).map(Node::one_or_many).unwrap_or_default() {
                if let Some(pipe) = command.get("pipe") {
                    self.pipe(pipe, command.get("variables"), &mut job);
                } else {
                    job.steps.extend(self.sheet.script_in(command, &mut folder));
                }
            }
        }
        self.jobs.push(job);
        id
    }

    fn pipe(&mut self, node: &Node<'_>, handed: Option<&Node<'_>>, job: &mut Job) {
        let Some(text) = node.text() else { return };
        let image = text.trim_start_matches("docker://");
        let (source, version) = match image.rsplit_once(':') {
            Some((source, version)) if !version.contains('/') => (source, Some(version)),
            _ => (image, None),
        };
        let pin =
            if is_computed(source) { milepost_core::Pin::Dynamic } else { pin_of_ref(version) };
        self.sheet.uses(node.line, use_of(UnitKind::Plugin, source, version, pin));
        let step = self.sheet.computed_unit(source, node.line);
        job.steps.push(Step { inputs: inputs::of(handed), ..step });
    }
}

/// The image a scalar or a mapping names.
fn named_image(node: &Node<'_>) -> Option<String> {
    node.text().or_else(|| node.str("name")).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// What a stage or step adds to what holds it.
fn within(group: &Group, node: &Node<'_>) -> Group {
    let mut inner = group.clone();
    let environment = node.str("deployment").or_else(|| node.str("environment"));
    inner.environment = environment.map(str::to_owned).or(inner.environment);
    inner.gated |= node.str("trigger") == Some("manual");
    let paths = texts(node.at(&["condition", "changesets", "includePaths"]));
    if !paths.is_empty() {
        inner.paths = paths;
    }
    inner
}
