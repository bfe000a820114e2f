//! The plan of a job: what it fetches, runs and hands on.

use std::collections::BTreeMap;

use milepost_core::{Call, Step, Trigger, UnitKind};
use milepost_syntax::yaml::Node;

use super::{Resource, task};
use crate::parts::{Sheet, from_root, is_computed, local_use, pin_of_ref, use_of};

/// How deep steps may hold each other.
const DEPTH: usize = 10;

/// Keys of steps that hold steps.
const HOLDERS: &[&str] = &["do", "in_parallel", "aggregate", "try", "steps"];

/// Parameters of a `put` that say where what it builds lies.
const BUILT_FROM: &[&str] = &["build", "context"];

/// What the plan of one job comes to.
pub(super) struct Plan<'p> {
    resources: &'p BTreeMap<String, Resource>,
    pub(super) steps: Vec<Step>,
    /// Jobs that what it fetches has passed.
    pub(super) needs: Vec<String>,
    /// What starts it by itself, other than a job before it.
    pub(super) triggers: Vec<Trigger>,
    /// Whether anything starts it by itself.
    pub(super) starts: bool,
    pub(super) matrix: bool,
    /// The resource behind each name that was fetched.
    fetched: BTreeMap<String, String>,
}

impl<'p> Plan<'p> {
    pub(super) fn new(resources: &'p BTreeMap<String, Resource>) -> Self {
        Self {
            resources,
            steps: Vec::new(),
            needs: Vec::new(),
            triggers: Vec::new(),
            starts: false,
            matrix: false,
            fetched: BTreeMap::new(),
        }
    }

    /// Reads a list of steps. Hooks for what fails are left out.
    pub(super) fn read(&mut self, list: &Node<'_>, sheet: &mut Sheet<'_>) {
        self.steps(list, 0, sheet);
    }

    fn steps(&mut self, list: &Node<'_>, depth: usize, sheet: &mut Sheet<'_>) {
        if depth > DEPTH {
            return;
        }
        for node in list.one_or_many() {
            self.step(node, depth, sheet);
        }
    }

    fn step(&mut self, node: &Node<'_>, depth: usize, sheet: &mut Sheet<'_>) {
        for held in HOLDERS.iter().filter_map(|key| node.get(key)) {
            self.steps(held, depth + 1, sheet);
        }
        self.matrix |= node.get("across").is_some();
        if let Some(name) = node.str("get") {
            self.fetch(node, name);
        } else if let Some(name) = node.str("put") {
            self.put(node, name, sheet);
        } else if let Some(name) = node.str("task") {
            self.task(node, name, sheet);
        }
    }

    fn fetch(&mut self, node: &Node<'_>, name: &str) {
        let resource = node.str("resource").unwrap_or(name);
        self.fetched.insert(name.to_owned(), resource.to_owned());
        let passed: Vec<String> = node
            .get("passed")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(text)
            .collect();
        if node.get("trigger").and_then(Node::bool) == Some(true) {
            self.starts = true;
            if passed.is_empty() {
                self.triggers.extend(self.resources.get(resource).map(Resource::trigger));
            }
        }
        let new: Vec<String> = passed.into_iter().filter(|it| !self.needs.contains(it)).collect();
        self.needs.extend(new);
    }

    /// What is handed to a resource: what that does is told by its sort.
    fn put(&mut self, node: &Node<'_>, name: &str, sheet: &Sheet<'_>) {
        let resource = node.str("resource").unwrap_or(name);
        let sort = self.resources.get(resource).map_or("unknown", |it| it.sort.as_str());
        let mut step = sheet.computed_unit(&format!("concourse-resource/{sort}"), node.line);
        let param = |key: &str| node.at(&["params", key]).and_then(Node::text);
        let from = BUILT_FROM.iter().find_map(|key| param(key)).filter(|it| !is_computed(it));
        step.paths = from.and_then(|from| self.in_repository(from)).into_iter().collect();
        self.steps.push(step);
    }

    fn task(&mut self, node: &Node<'_>, name: &str, sheet: &mut Sheet<'_>) {
        if let Some(config) = node.get("config") {
            self.steps.extend(task::steps(config, name, sheet));
        } else if let Some(file) = node.str("file") {
            let step = self.of_file((file, name), node.line, sheet);
            self.steps.push(step);
        }
    }

    /// A task kept in a file: of the repository that was fetched, as far as that is named.
    fn of_file(&self, (file, name): (&str, &str), line: u32, sheet: &mut Sheet<'_>) -> Step {
        let (folder, path) = file.split_once('/').unwrap_or(("", file));
        let resource = self.fetched.get(folder).and_then(|it| self.resources.get(it));
        let Some(resource) = resource.filter(|it| it.sort == "git") else {
            // Another task made it, or nobody knows.
            return sheet.computed_unit(&format!("concourse-task/{name}"), line);
        };
        let unit = match resource.repository.as_deref().filter(|it| !it.contains("((")) {
            Some(repository) => {
                let version = resource.branches.first().map(String::as_str);
                let source = format!("{repository}/{path}");
                use_of(UnitKind::CiTemplate, source, version, pin_of_ref(version))
            }
            None => local_use(UnitKind::CiTemplate, &from_root(path)),
        };
        let mut step = sheet.computed_unit(&unit.source, line);
        step.call = Call::Unit(unit.source.clone());
        sheet.uses(line, unit);
        step
    }

    /// A path below something that was fetched from git, from the root of its repository.
    fn in_repository(&self, path: &str) -> Option<String> {
        let (folder, rest) = path.split_once('/').unwrap_or((path, ""));
        let resource = self.fetched.get(folder).and_then(|it| self.resources.get(it))?;
        (resource.sort == "git" && !rest.is_empty()).then(|| rest.to_owned())
    }
}

fn text(node: &Node<'_>) -> Option<String> {
    node.text().map(str::to_owned)
}
