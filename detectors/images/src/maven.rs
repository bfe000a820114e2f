//! Maven: Jib, Spring Boot's goal, and Quarkus's extensions.

use std::collections::BTreeMap;

use milepost_core::Confidence;
use milepost_detector::{File, Findings};
use milepost_syntax::xml::{self, Node, at, children, line_of, text};

use crate::gradle::QUARKUS;
use crate::tell::{Built, Role};

/// How often a property may lead to another.
const DEPTH: u32 = 8;

/// Notes what the plugins of a project build. What is only managed for others is not applied.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    let needles = ["jib-maven-plugin", "spring-boot-maven-plugin", "quarkus-container-image"];
    if !needles.iter().any(|needle| file.text.contains(needle)) {
        return;
    }
    let document = match xml::document(file.text) {
        Ok(document) => document,
        Err(error) => return findings.unread(error.line, error.message),
    };
    let root = document.root_element();
    let project = Project { properties: properties(root) };
    let profiles = at(root, &["profiles"]).into_iter().flat_map(|all| children(all, "profile"));
    for part in std::iter::once(root).chain(profiles) {
        let plugins = at(part, &["build", "plugins"]).into_iter();
        for plugin in plugins.flat_map(|plugins| children(plugins, "plugin")) {
            project.plugin(plugin, findings);
        }
        let dependencies = at(part, &["dependencies"]).into_iter();
        for dependency in dependencies.flat_map(|all| children(all, "dependency")) {
            let name = at(dependency, &["artifactId"]).and_then(text);
            if let Some((_, builder)) = QUARKUS.iter().find(|(known, _)| Some(*known) == name) {
                Built::new(line_of(dependency), builder).note(Confidence::Parsed, findings);
            }
        }
    }
}

struct Project<'d> {
    properties: BTreeMap<&'d str, &'d str>,
}

fn properties<'d>(root: Node<'d, 'd>) -> BTreeMap<&'d str, &'d str> {
    let all = at(root, &["properties"]).into_iter().flat_map(|all| all.children());
    all.filter_map(|property| Some((property.tag_name().name(), text(property)?))).collect()
}

impl Project<'_> {
    fn plugin(&self, plugin: Node<'_, '_>, findings: &mut Findings) {
        let name = at(plugin, &["artifactId"]).and_then(text).unwrap_or_default();
        let executions: Vec<Node<'_, '_>> = at(plugin, &["executions"])
            .into_iter()
            .flat_map(|all| children(all, "execution"))
            .collect();
        let own = at(plugin, &["configuration"]);
        let of_executions = executions.iter().filter_map(|one| at(*one, &["configuration"]));
        let configurations: Vec<Node<'_, '_>> = own.into_iter().chain(of_executions).collect();
        let find = |path: &[&str]| {
            configurations.iter().find_map(|configuration| at(*configuration, path))
        };
        let line = line_of(plugin);
        let mut built = match name {
            "jib-maven-plugin" => Built::new(line, "jib"),
            "spring-boot-maven-plugin" if builds(&executions) || find(&["image"]).is_some() => {
                Built::new(line, "buildpacks")
            }
            _ => return,
        };
        built.take(Role::Base, self.image(find(&["from", "image"])));
        built.take(Role::Builder, self.image(find(&["image", "builder"])));
        built.take(Role::Run, self.image(find(&["image", "runImage"])));
        let user = find(&["container", "user"]).and_then(text);
        built.user = user.map(|user| self.expand(user, DEPTH)).filter(|user| !user.contains('$'));
        let ports = find(&["container", "ports"]).into_iter().flat_map(|all| children(all, "port"));
        built.ports = ports.filter_map(text).map(|port| self.expand(port, DEPTH)).collect();
        built.note(Confidence::Parsed, findings);
    }

    fn image(&self, node: Option<Node<'_, '_>>) -> Option<(u32, String)> {
        let node = node?;
        Some((line_of(node), self.expand(text(node)?, DEPTH)))
    }

    /// Properties of the same file are put in; others stay as written.
    fn expand(&self, written: &str, depth: u32) -> String {
        let Some((before, rest)) = written.split_once("${").filter(|_| depth > 0) else {
            return written.to_owned();
        };
        let Some((name, after)) = rest.split_once('}') else {
            return written.to_owned();
        };
        let value = self
            .properties
            .get(name)
            .map_or_else(|| format!("${{{name}}}"), |value| self.expand(value, depth - 1));
        format!("{before}{value}{}", self.expand(after, depth - 1))
    }
}

/// Whether the goal that builds an image is part of the build.
fn builds(executions: &[Node<'_, '_>]) -> bool {
    let goals = executions.iter().filter_map(|one| at(*one, &["goals"]));
    let mut goals = goals.flat_map(|all| children(all, "goal")).filter_map(text);
    goals.any(|goal| goal.starts_with("build-image"))
}
