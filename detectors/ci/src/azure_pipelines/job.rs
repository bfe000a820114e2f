//! Stages, jobs and steps.

use std::collections::BTreeMap;

use milepost_commands::Folder;
use milepost_core::{Job, Step};
use milepost_syntax::yaml::Node;

use super::expression::{Entry, entries, value};
use super::task;
use super::template::Aliases;
use crate::inputs;
use crate::parts::{JOBS, Sheet, texts};

/// Life-cycle hooks of a deployment, in the order they run.
const HOOKS: &[&str] = &["preDeploy", "deploy", "routeTraffic", "postRouteTraffic"];

/// Keys of steps that hold a script.
const SCRIPTS: &[&str] = &["script", "bash", "pwsh", "powershell"];

/// What a stage hands to its jobs.
#[derive(Default)]
struct Stage {
    name: Option<String>,
    needs: Vec<String>,
    condition: Option<String>,
}

/// Reads the jobs of one definition.
pub(super) struct Reader<'a, 'f> {
    aliases: &'a Aliases,
    sheet: &'a mut Sheet<'f>,
    pub(super) jobs: Vec<Job>,
    /// The stages so far, each with its jobs.
    stages: Vec<(String, Vec<String>)>,
}

impl<'a, 'f> Reader<'a, 'f> {
    pub(super) fn new(aliases: &'a Aliases, sheet: &'a mut Sheet<'f>) -> Self {
        Self { aliases, sheet, jobs: Vec::new(), stages: Vec::new() }
    }

    pub(super) fn root(&mut self, root: &Node<'_>) {
        for (container, _) in root.at(&["resources", "containers"]).map(entries).unwrap_or_default()
        {
            if let Some(image) = container.get("image") {
                self.sheet.image_node(image, "image", container.str("container"));
            }
        }
        self.variables(root);
        if let Some(extends) = root.get("extends") {
            self.template_job(extends, None, &Stage::default());
        }
        for (node, condition) in root.get("stages").map(entries).unwrap_or_default() {
            if self.jobs.len() < JOBS {
                self.stage(node, condition);
            }
        }
        if let Some(jobs) = root.get("jobs") {
            self.jobs(jobs, &Stage::default());
        }
        if let Some(steps) = root.get("steps") {
            let mut job = Job::new("steps", steps.line);
            job.matrix = root.at(&["strategy", "matrix"]).is_some();
            job.over = over(root);
            job.image = self.image(root);
            self.container(root, "steps");
            self.add_steps(steps, &mut job);
            self.jobs.push(job);
        }
    }

    fn stage(&mut self, node: &Node<'_>, condition: Option<String>) {
        let named = node.str("stage").map(str::to_owned);
        let needs = match value(node, "dependsOn") {
            Some(needs) => self.jobs_of(&texts(Some(needs))),
            None => self.stages.last().map(|(_, jobs)| jobs.clone()).unwrap_or_default(),
        };
        let stage = Stage {
            name: named.clone(),
            needs,
            condition: both(condition, value(node, "condition").and_then(Node::text)),
        };
        let before = self.jobs.len();
        self.variables(node);
        if node.get("template").is_some() {
            self.template_job(node, None, &stage);
        }
        if let Some(jobs) = value(node, "jobs") {
            self.jobs(jobs, &stage);
        }
        let ids = self.jobs[before..].iter().map(|job| job.id.clone()).collect();
        let name = named.or_else(|| node.str("template").map(str::to_owned));
        self.stages.push((name.unwrap_or_default(), ids));
    }

    /// The jobs of the stages with these names.
    fn jobs_of(&self, stages: &[String]) -> Vec<String> {
        let held = self.stages.iter().filter(|(name, _)| stages.contains(name));
        held.flat_map(|(_, jobs)| jobs.clone()).collect()
    }

    fn jobs(&mut self, list: &Node<'_>, stage: &Stage) {
        for (node, condition) in entries(list) {
            if self.jobs.len() >= JOBS {
                return;
            }
            if node.get("template").is_some() {
                self.template_job(node, condition.as_deref(), stage);
            } else if value(node, "job").is_some() || value(node, "deployment").is_some() {
                self.job((node, condition), stage);
            }
        }
    }

    fn job(&mut self, (node, condition): Entry<'_, '_>, stage: &Stage) {
        let key = value(node, "job").or_else(|| value(node, "deployment"));
        let name = key.and_then(Node::text).filter(|name| !name.is_empty()).unwrap_or("job");
        let mut job = in_stage_job(name, node.line, stage);
        let own = value(node, "dependsOn").map(|needs| texts(Some(needs)));
        if let Some(needs) = own.filter(|needs| !needs.is_empty()) {
            job.needs = needs.iter().map(|need| in_stage(stage, need)).collect();
        }
        let outer = both(stage.condition.clone(), condition.as_deref());
        job.condition = both(outer, value(node, "condition").and_then(Node::text));
        job.matrix = node.at(&["strategy", "matrix"]).is_some();
        job.over = over(node);
        job.image = self.image(node);
        job.environment = value(node, "environment")
            .and_then(|environment| environment.text().or_else(|| environment.str("name")))
            .filter(|name| !name.is_empty())
            .map(|name| name.split('.').next().unwrap_or(name).to_owned());
        self.variables(node);
        self.container(node, name);
        if let Some(steps) = value(node, "steps") {
            self.add_steps(steps, &mut job);
        }
        for (_, strategy) in node.get("strategy").map(Node::entries).unwrap_or_default() {
            let hooks = HOOKS.iter().filter_map(|hook| strategy.get(hook));
            let ends =
                ["failure", "success"].into_iter().filter_map(|end| strategy.at(&["on", end]));
            for hook in hooks.chain(ends) {
                if let Some(steps) = hook.get("steps") {
                    self.add_steps(steps, &mut job);
                }
            }
        }
        self.jobs.push(job);
    }

    /// The jobs or stages of a template stand as one job that calls it.
    fn template_job(&mut self, node: &Node<'_>, condition: Option<&str>, stage: &Stage) {
        let Some(template) = node.get("template").filter(|node| !node.is_null()) else {
            return;
        };
        let Some(step) = self.template(template) else {
            return;
        };
        let name = template.text().unwrap_or_default();
        let mut job = in_stage_job(name, node.line, stage);
        job.condition = both(stage.condition.clone(), condition);
        job.steps.push(Step { inputs: inputs::of(node.get("parameters")), ..step });
        self.jobs.push(job);
        if let Some(parameters) = node.get("parameters") {
            self.handed_over(parameters);
        }
    }

    /// Steps handed to a template as a parameter are run by it.
    fn handed_over(&mut self, parameters: &Node<'_>) {
        let Some(at) = self.jobs.len().checked_sub(1) else {
            return;
        };
        for (_, list) in parameters.entries() {
            let is_steps = list.items().iter().any(|item| {
                item.get("task").is_some() || SCRIPTS.iter().any(|key| item.get(key).is_some())
            });
            if is_steps {
                let mut taken = Job::new("", 0);
                self.add_steps(list, &mut taken);
                self.jobs[at].steps.append(&mut taken.steps);
            }
        }
    }

    fn add_steps(&mut self, list: &Node<'_>, job: &mut Job) {
        for (node, _) in entries(list) {
            if let Some(template) = node.get("template") {
                let handed = inputs::of(node.get("parameters"));
                job.steps
                    .extend(self.template(template).map(|step| Step { inputs: handed, ..step }));
                continue;
            }
            if let Some(task) = node.get("task") {
                let text = task.text().unwrap_or_default();
                job.gated |= text.starts_with("ManualValidation@");
                job.steps.extend(task::steps(task, node, self.sheet));
            }
            for key in SCRIPTS {
                if let Some(script) = node.get(key) {
                    let folder = node.str("workingDirectory").unwrap_or_default();
                    job.steps.extend(self.sheet.script_in(script, &mut Folder::at(folder)));
                }
            }
            if let Some(checkout) = node.get("checkout").filter(|node| node.text() != Some("none"))
            {
                job.steps.push(self.sheet.unit("azure-task/checkout", checkout.line));
            }
        }
    }

    /// Notes a template and gives the step that calls it.
    fn template(&mut self, node: &Node<'_>) -> Option<Step> {
        let text = node.text().filter(|text| !text.is_empty())?;
        let unit = self.aliases.template(text, self.sheet.folder());
        let step = self.sheet.computed_unit(&unit.source, node.line);
        self.sheet.uses(node.line, unit);
        Some(step)
    }

    /// Templates of variables.
    fn variables(&mut self, holder: &Node<'_>) {
        for (node, _) in holder.get("variables").map(entries).unwrap_or_default() {
            if let Some(template) = node.get("template") {
                self.template(template);
            }
        }
    }

    /// The image of the container a job runs in, that of an alias put in its place.
    fn image(&self, node: &Node<'_>) -> Option<String> {
        let container = value(node, "container")?;
        let image =
            container.text().or_else(|| container.str("image")).filter(|text| !text.is_empty())?;
        let meant = self.aliases.containers.get(image).map_or(image, String::as_str);
        Some(meant.to_owned())
    }

    /// The container a job runs in, unless an alias names it, which is noted where it is defined.
    fn container(&mut self, node: &Node<'_>, name: &str) {
        let Some(container) = value(node, "container") else {
            return;
        };
        let image = container.text().or_else(|| container.str("image"));
        if image.is_some_and(|image| !self.aliases.containers.contains_key(image)) {
            self.sheet.image_node(container, "image", Some(name));
        }
    }
}

/// What a matrix runs over: the variables of its legs, by name.
fn over(node: &Node<'_>) -> BTreeMap<String, Vec<String>> {
    let mut over = inputs::Over::default();
    let legs = node.at(&["strategy", "matrix"]).map_or(&[][..], Node::entries);
    for (key, value) in legs.iter().flat_map(|(_, leg)| leg.entries()) {
        over.add(key.text().unwrap_or_default(), value);
    }
    over.done()
}

/// A job that waits for what its stage waits for.
fn in_stage_job(name: &str, line: u32, stage: &Stage) -> Job {
    let mut job = Job::new(in_stage(stage, name), line);
    job.needs.clone_from(&stage.needs);
    job
}

/// A job's name, with its stage in front when there is one.
fn in_stage(stage: &Stage, name: &str) -> String {
    match &stage.name {
        Some(stage) => format!("{stage}/{name}"),
        None => name.to_owned(),
    }
}

fn both(outer: Option<String>, own: Option<&str>) -> Option<String> {
    match (outer, own) {
        (Some(outer), Some(own)) if outer != own => Some(format!("and({outer}, {own})")),
        (outer, own) => outer.or_else(|| own.map(str::to_owned)),
    }
}
