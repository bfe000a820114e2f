//! Python: `pyproject.toml`, `setup.cfg`, `setup.py`, `requirements*.txt` and `Pipfile`.

use milepost_core::Makes;
use milepost_detector::{File, Findings};
use milepost_syntax::toml;
use milepost_syntax::yaml::Node;

use crate::known::Ecosystem;
use crate::manifest::Manifest;
use crate::text::{quoted, uncommented};

/// Words in the name of a list of requirements that nothing but development needs.
const OF_DEVELOPMENT: &[&str] = &[
    "build",
    "ci",
    "dev",
    "develop",
    "development",
    "doc",
    "docs",
    "documentation",
    "lint",
    "linters",
    "linting",
    "test",
    "testing",
    "tests",
    "types",
    "typing",
];

/// Reads a `pyproject.toml`; one that only configures tools names no project.
pub(crate) fn note_project(file: &File<'_>, findings: &mut Findings) {
    let root = match toml::document(file.text) {
        Ok(root) => root,
        Err(error) => return findings.unread(error.line, error.message),
    };
    let project = root.get("project");
    let poetry = root.at(&["tool", "poetry"]);
    let Some(line) = project.or(poetry).map(|table| table.line) else {
        return;
    };
    let name = [project, poetry].into_iter().flatten().find_map(|table| table.str("name"));
    let mut manifest = Manifest::parsed(Ecosystem::Pypi);
    let workspace = root.at(&["tool", "uv", "workspace"]).is_some();
    manifest.package(line, name, makes(&root), workspace);
    let listed = project.and_then(|table| table.get("dependencies"));
    for written in listed.map(Node::items).unwrap_or_default() {
        manifest.need(written.line, requirement(written.text().unwrap_or_default()));
    }
    let named = poetry.and_then(|table| table.get("dependencies"));
    for (name, _) in named.map(Node::entries).unwrap_or_default() {
        manifest.need(name.line, requirement(name.text().unwrap_or_default()));
    }
    manifest.write(findings);
}

fn makes(root: &Node<'_>) -> Makes {
    let tables = [root.get("project"), root.at(&["tool", "poetry"])];
    let of = |key: &str| {
        let holders = tables.iter().flatten();
        holders.filter_map(|table| table.get(key)).collect::<Vec<_>>()
    };
    let has_entries = |key: &str| of(key).iter().any(|table| !table.entries().is_empty());
    if has_entries("scripts") || has_entries("gui-scripts") {
        Makes::Application
    } else if is_classified(of("classifiers").into_iter().flat_map(Node::items)) {
        Makes::Library
    } else {
        Makes::Unsaid
    }
}

/// Classifiers are for an index; `Private ::` is how one keeps a package out of it.
fn is_classified<'n>(mut classifiers: impl Iterator<Item = &'n Node<'n>>) -> bool {
    let mut any = false;
    let is_private = classifiers.any(|node| {
        any = true;
        node.text().is_some_and(|text| text.starts_with("Private ::"))
    });
    any && !is_private
}

/// Reads a `Pipfile`, which names no package.
pub(crate) fn note_pipfile(file: &File<'_>, findings: &mut Findings) {
    let root = match toml::document(file.text) {
        Ok(root) => root,
        Err(error) => return findings.unread(error.line, error.message),
    };
    let mut manifest = Manifest::parsed(Ecosystem::Pypi);
    for (name, _) in root.get("packages").map(Node::entries).unwrap_or_default() {
        manifest.need(name.line, requirement(name.text().unwrap_or_default()));
    }
    manifest.write(findings);
}

/// Reads a list of requirements. The one everybody calls so is all the manifest many an
/// application has, and stands for a package without a name; others belong to a package.
pub(crate) fn note_requirements(file: &File<'_>, findings: &mut Findings) {
    let name = file.name().to_ascii_lowercase();
    let folder = file.folder().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let mut words = name.split(['-', '_', '.']).chain(folder.split(['-', '_', '.']));
    if words.any(|word| OF_DEVELOPMENT.contains(&word)) {
        return;
    }
    let mut manifest = Manifest::parsed(Ecosystem::Pypi);
    if name == "requirements.txt" && uncommented(file.text).any(|(_, line)| !line.is_empty()) {
        manifest.package(1, None, Makes::Unsaid, false);
    }
    for (number, line) in uncommented(file.text) {
        if !line.starts_with('-') && !line.is_empty() {
            manifest.need(number, requirement(line));
        }
    }
    manifest.write(findings);
}

/// Reads a `setup.cfg`, which also configures tools.
pub(crate) fn note_setup_cfg(file: &File<'_>, findings: &mut Findings) {
    let mut manifest = Manifest::recognised(Ecosystem::Pypi);
    let (mut section, mut key) = (String::new(), String::new());
    let (mut named, mut makes) = (None, Makes::Unsaid);
    for (number, line) in (1u32..).zip(file.text.lines()) {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = bare.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            (section, key) = (name.to_owned(), String::new());
            continue;
        }
        let value = if line.starts_with(char::is_whitespace) {
            bare
        } else if let Some((name, value)) = bare.split_once('=') {
            name.trim().clone_into(&mut key);
            value.trim()
        } else {
            continue;
        };
        match (section.as_str(), key.as_str()) {
            ("metadata", "name") => named = Some((number, value.to_owned())),
            ("metadata", "classifiers" | "classifier") if makes == Makes::Unsaid => {
                makes = Makes::Library;
            }
            ("options.entry_points", "console_scripts") => makes = Makes::Application,
            ("options", "install_requires") if !value.is_empty() => {
                manifest.need(number, requirement(value));
            }
            _ => {}
        }
    }
    if let Some((number, name)) = named {
        manifest.package(number, Some(&name), makes, false);
    }
    manifest.write(findings);
}

/// Reads a `setup.py`, which is a program: the name and what it installs are recognised.
pub(crate) fn note_setup(file: &File<'_>, findings: &mut Findings) {
    let says = |word| uncommented(file.text).any(|(_, line)| line.contains(word));
    if !says("setup(") {
        return;
    }
    let mut manifest = Manifest::recognised(Ecosystem::Pypi);
    let makes = if says("console_scripts") {
        Makes::Application
    } else if says("classifiers") {
        Makes::Library
    } else {
        Makes::Unsaid
    };
    let named = uncommented(file.text).find_map(|(number, line)| {
        let rest = line.strip_prefix("name").or_else(|| line.split_once("setup(name")?.1.into())?;
        Some((number, quoted(rest.trim_start().strip_prefix('=')?)?))
    });
    let (line, name) = named.map_or((1, None), |(line, name)| (line, Some(name)));
    manifest.package(line, name, makes, false);
    let mut inside = false;
    for (number, line) in uncommented(file.text) {
        inside |= line.contains("install_requires");
        if inside {
            for text in line.split(['"', '\'']).skip(1).step_by(2) {
                manifest.need(number, requirement(text));
            }
            inside = !line.contains(']');
        }
    }
    manifest.write(findings);
}

/// The name of a requirement as the index compares names, without extras, version and marker.
fn requirement(written: &str) -> String {
    let name = written
        .trim()
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.'))
        .next()
        .unwrap_or_default();
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}

#[cfg(test)]
mod tests {
    use super::requirement;

    #[test]
    fn a_requirement_is_its_name_alone() {
        assert_eq!(requirement("Sentry_SDK[flask]>=2.0 ; python_version > '3.9'"), "sentry-sdk");
        assert_eq!(requirement("hvac==2.1"), "hvac");
        assert_eq!(requirement(""), "");
    }
}
