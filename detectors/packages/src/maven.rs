//! `pom.xml`.

use milepost_core::Makes;
use milepost_detector::{File, Findings};
use milepost_syntax::xml::{self, Node, child, child_text, children, line_of, text};

use crate::known::Ecosystem;
use crate::manifest::Manifest;

/// Plugins that turn a module into something that is started.
const MAKES_APPLICATIONS: &[&str] = &[
    "spring-boot-maven-plugin",
    "quarkus-maven-plugin",
    "micronaut-maven-plugin",
    "jib-maven-plugin",
    "appassembler-maven-plugin",
    "helidon-maven-plugin",
];

/// Reads a `pom.xml`.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) {
    match xml::document(file.text) {
        Ok(document) => note_project(document.root_element(), file, findings),
        Err(error) => findings.unread(error.line, error.message),
    }
}

fn note_project(project: Node<'_, '_>, file: &File<'_>, findings: &mut Findings) {
    if project.tag_name().name() != "project" {
        return;
    }
    let mut manifest = Manifest::parsed(Ecosystem::Maven);
    let parent = child(project, "parent");
    let group = child_text(project, "groupId").or_else(|| child_text(parent?, "groupId"));
    let artifact = child_text(project, "artifactId");
    let name = group.zip(artifact).map(|(group, artifact)| format!("{group}:{artifact}"));
    let workspace = child(project, "modules").is_some();
    manifest.package(line_of(project), name.as_deref().or(artifact), makes(project), workspace);
    if let Some(parent) = parent.filter(|parent| is_from_elsewhere(*parent, file.folder())) {
        note_parent(parent, &mut manifest);
    }
    let dependencies = child(project, "dependencies");
    for dependency in dependencies.into_iter().flat_map(|all| children(all, "dependency")) {
        let scope = child_text(dependency, "scope").unwrap_or("compile");
        let named = child_text(dependency, "groupId").zip(child_text(dependency, "artifactId"));
        if let Some((group, artifact)) = named.filter(|_| scope != "test") {
            manifest.need(line_of(dependency), format!("{group}:{artifact}"));
        }
    }
    manifest.write(findings);
}

/// Maven looks for a parent in the folder above first, unless it is told not to. Only at the root
/// of a repository, or where it is told so, does a parent come from elsewhere for certain.
fn is_from_elsewhere(parent: Node<'_, '_>, folder: &str) -> bool {
    match child(parent, "relativePath") {
        Some(path) => text(path).is_none(),
        None => folder.is_empty(),
    }
}

fn note_parent(parent: Node<'_, '_>, manifest: &mut Manifest) {
    let named = child_text(parent, "groupId").zip(child_text(parent, "artifactId"));
    if let Some((group, artifact)) = named {
        let source = format!("{group}:{artifact}");
        manifest.built_with(line_of(parent), &source, child_text(parent, "version"));
    }
}

fn makes(project: Node<'_, '_>) -> Makes {
    let is_published = child(project, "distributionManagement").is_some_and(|those| {
        child(those, "repository").is_some() || child(those, "snapshotRepository").is_some()
    });
    match child_text(project, "packaging").unwrap_or("jar") {
        "war" | "ear" => Makes::Application,
        "apk" => Makes::ClientApp,
        "maven-plugin" | "aar" => Makes::Library,
        "pom" => Makes::Unsaid,
        _ if starts(project) => Makes::Application,
        _ if is_published => Makes::Library,
        _ => Makes::Unsaid,
    }
}

fn starts(project: Node<'_, '_>) -> bool {
    let plugins = child(project, "build").and_then(|build| child(build, "plugins"));
    plugins.into_iter().flat_map(|all| children(all, "plugin")).any(|plugin| {
        child_text(plugin, "artifactId").is_some_and(|name| MAKES_APPLICATIONS.contains(&name))
            || plugin.descendants().any(|node| {
                node.is_element() && matches!(node.tag_name().name(), "mainClass" | "mainclass")
            })
    })
}
