//! Semaphore: blocks of jobs, and promotions to further pipelines.

use milepost_commands::Folder;
use milepost_core::{Call, CiSystem, Job, Pipeline, PipelineRole, UnitKind};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::parts::{self, JOBS, Sheet, from_folder, local_use, texts, trigger};

/// Reads one pipeline of Semaphore.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if !file.path.starts_with(".semaphore/") || !parts::is_yaml(file.path) {
        return;
    }
    let documents = parts::documents(file, findings);
    let Some(root) = documents.first().filter(|root| root.get("blocks").is_some()) else {
        return;
    };
    let mut reader = Reader { sheet: Sheet::new(file), jobs: Vec::new() };
    reader.images(root);
    for block in root.get("blocks").map(Node::items).unwrap_or_default() {
        reader.block(block, root);
    }
    let before: Vec<String> = reader.jobs.iter().map(|job| job.id.clone()).collect();
    for promotion in root.get("promotions").map(Node::items).unwrap_or_default() {
        reader.promotion(promotion, &before);
    }
    // A push starts the first pipeline; the others are started by promotions.
    let first = matches!(file.path, ".semaphore/semaphore.yml" | ".semaphore/semaphore.yaml");
    let role = if first { PipelineRole::Runs } else { PipelineRole::Callable };
    let pipeline = Pipeline {
        name: root.str("name").map(str::to_owned),
        triggers: if first { vec![trigger("push"), trigger("pull_request")] } else { vec![] },
        jobs: reader.jobs,
        ..Pipeline::new(CiSystem::Semaphore, role)
    };
    reader.sheet.hand_over(vec![(root.line, pipeline)], findings);
}

struct Reader<'f> {
    sheet: Sheet<'f>,
    jobs: Vec<Job>,
}

impl Reader<'_> {
    /// The jobs of a block, each behind what the block does before its jobs.
    fn block(&mut self, block: &Node<'_>, root: &Node<'_>) {
        let name = block.str("name").unwrap_or("block");
        let Some(task) = block.get("task") else { return };
        self.images(task);
        let nodes = task.get("jobs").map(Node::items).unwrap_or_default();
        for node in nodes.iter().take(JOBS.saturating_sub(self.jobs.len())) {
            let own = node.str("name").map(|own| format!("{name}/{own}"));
            let mut job = Job::new(own.unwrap_or_else(|| name.to_owned()), node.line);
            job.needs = self.of_blocks(&texts(block.get("dependencies")));
            job.matrix = node.get("matrix").is_some() || node.get("parallelism").is_some();
            job.condition = condition(block);
            let mut folder = Folder::default();
            let before = [root.at(&["global_job_config", "prologue"]), task.get("prologue")];
            let scripts = before.into_iter().flatten().chain([node]);
            for commands in scripts.filter_map(|it| it.get("commands")) {
                job.steps.extend(self.sheet.script_in(commands, &mut folder));
            }
            self.jobs.push(job);
        }
    }

    /// The jobs of blocks.
    fn of_blocks(&self, names: &[String]) -> Vec<String> {
        let is_of = |id: &str| {
            names.iter().any(|name| {
                id.strip_prefix(name.as_str())
                    .is_some_and(|it| it.is_empty() || it.starts_with('/'))
            })
        };
        self.jobs.iter().map(|job| job.id.clone()).filter(|id| is_of(id)).collect()
    }

    /// A pipeline that follows: by itself where it says so, else when a person starts it.
    fn promotion(&mut self, node: &Node<'_>, before: &[String]) {
        let Some(file) = node.str("pipeline_file") else { return };
        let name = node.str("name").unwrap_or(file);
        let unit = local_use(UnitKind::CiTemplate, &from_folder(self.sheet.folder(), file));
        let mut job = Job::new(name, node.line);
        job.needs = before.to_vec();
        job.gated = node.get("auto_promote").is_none() && node.get("auto_promote_on").is_none();
        job.environment = node.str("deployment_target").map(str::to_owned);
        job.condition = node.at(&["auto_promote", "when"]).and_then(Node::text).map(str::to_owned);
        let mut step = self.sheet.computed_unit(&unit.source, node.line);
        step.call = Call::Unit(unit.source.clone());
        job.steps.push(step);
        self.sheet.uses(node.line, unit);
        self.jobs.push(job);
    }

    /// The containers that jobs run in.
    fn images(&mut self, config: &Node<'_>) {
        let containers = config.at(&["agent", "containers"]).map(Node::items).unwrap_or_default();
        for container in containers {
            if let Some(image) = container.get("image") {
                self.sheet.image_node(image, "name", container.str("name"));
            }
        }
    }
}

/// When a block runs, or does not.
fn condition(block: &Node<'_>) -> Option<String> {
    let runs = block.at(&["run", "when"]).and_then(Node::text).map(str::to_owned);
    let skips =
        || block.at(&["skip", "when"]).and_then(Node::text).map(|it| format!("unless {it}"));
    runs.or_else(skips)
}
