//! Rust's `Cargo.toml`, and Gradle's catalogues of versions.

use milepost_core::Makes;
use milepost_detector::{File, Findings};
use milepost_syntax::toml;
use milepost_syntax::yaml::Node;

use crate::known::Ecosystem;
use crate::manifest::Manifest;

/// Reads a `Cargo.toml`.
pub(crate) fn note_cargo(file: &File<'_>, findings: &mut Findings) {
    let root = match toml::document(file.text) {
        Ok(root) => root,
        Err(error) => return findings.unread(error.line, error.message),
    };
    let (package, workspace) = (root.get("package"), root.get("workspace"));
    let Some(holder) = package.or(workspace) else {
        return;
    };
    let mut manifest = Manifest::parsed(Ecosystem::Cargo);
    let name = package.and_then(|package| package.str("name"));
    manifest.package(holder.line, name, makes(&root), workspace.is_some());
    let platforms = root.get("target").map(Node::entries).unwrap_or_default();
    let holders = std::iter::once(&root).chain(platforms.iter().map(|(_, table)| table));
    for dependencies in holders.filter_map(|holder| holder.get("dependencies")) {
        for (name, value) in dependencies.entries() {
            let name_in_registry = value.str("package").or_else(|| name.text());
            manifest.need(name.line, name_in_registry.unwrap_or_default());
        }
    }
    manifest.write(findings);
}

fn makes(root: &Node<'_>) -> Makes {
    if root.get("bin").is_some() || root.at(&["package", "default-run"]).is_some() {
        Makes::Application
    } else if root.get("lib").is_some() {
        Makes::Library
    } else {
        Makes::Unsaid
    }
}

/// Reads a catalogue of versions: plugins and libraries that build scripts name by an alias. That
/// a library stands in it does not show that a script asks for it.
pub(crate) fn note_catalogue(file: &File<'_>, findings: &mut Findings) {
    let root = match toml::document(file.text) {
        Ok(root) => root,
        Err(error) => return findings.unread(error.line, error.message),
    };
    let mut manifest = Manifest::recognised(Ecosystem::Gradle);
    for (alias, plugin) in root.get("plugins").map(Node::entries).unwrap_or_default() {
        let (id, version) = match plugin.text() {
            Some(text) => text.split_once(':').map_or((text, None), |(id, it)| (id, Some(it))),
            None => (plugin.str("id").unwrap_or_default(), version_of(&root, plugin)),
        };
        manifest.built_with(alias.line, id, version);
    }
    for (alias, library) in root.get("libraries").map(Node::entries).unwrap_or_default() {
        if is_of_tests(alias.text().unwrap_or_default()) {
            continue;
        }
        let parts = library.str("group").zip(library.str("name"));
        let module = library.text().or_else(|| library.str("module"));
        let name = parts.map(|(group, name)| format!("{group}:{name}")).or_else(|| {
            let mut parts = module?.split(':');
            Some(format!("{}:{}", parts.next()?, parts.next()?))
        });
        manifest.need(alias.line, name.unwrap_or_default());
    }
    manifest.write(findings);
}

fn version_of<'n>(root: &'n Node<'_>, plugin: &'n Node<'_>) -> Option<&'n str> {
    plugin.str("version").or_else(|| {
        let alias = plugin.at(&["version", "ref"])?.text()?;
        root.get("versions")?.str(alias)
    })
}

fn is_of_tests(alias: &str) -> bool {
    alias.split(['-', '_', '.']).any(|word| word.eq_ignore_ascii_case("test"))
}
