//! `Chart.yaml`, `requirements.yaml`, their locks, and charts packed into `charts/`.

use milepost_core::{Chart, Dependency, Lock, Locked, What};
use milepost_detector::{File, Findings};
use milepost_kube::Asked;
use milepost_syntax::yaml::Node;

use milepost_kube::origin::{Origin, without_user};
use milepost_syntax::reading::{Reading, is_computed};

/// Reads `Chart.yaml`.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    let Some(root) = only_root(reading, findings) else {
        return;
    };
    let line = root.get("name").map_or(1, |name| name.line);
    let name = root.str("name").filter(|name| is_chart_name(name));
    let Some(name) = name.filter(|_| !reading.is_masked()) else {
        findings.unread(line, "the chart has no name, or a placeholder for one");
        return;
    };
    let version = root.str("version").filter(|version| !is_computed(version));
    findings.parsed(
        line,
        What::Chart(Chart {
            name: name.to_owned(),
            version: version.map(ToOwned::to_owned),
            api_version: reading.owned(root, &["apiVersion"]),
            library: root.str("type") == Some("library"),
            vendored: false,
            dependencies: dependencies(root).filter_map(dependency).collect(),
        }),
    );
    note_uses(file, reading, root, findings);
}

/// Reads `requirements.yaml`, where charts of the first format list their dependencies.
pub(crate) fn read_requirements(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("dependencies") {
        return;
    }
    let reading = file.yaml();
    if let Some(root) = only_root(reading, findings) {
        note_uses(file, reading, root, findings);
    }
}

/// Reads `Chart.lock`, `requirements.lock` or `helmfile.lock`. A lock of another tool under the
/// same name holds no `dependencies`.
pub(crate) fn read_lock(tool: &str, file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("dependencies:") {
        return;
    }
    let reading = file.yaml();
    let Some(root) = only_root(reading, findings) else {
        return;
    };
    let entries = dependencies(root)
        .filter_map(|entry| {
            Some(Locked {
                name: entry.str("name")?.to_owned(),
                version: entry.str("version")?.to_owned(),
            })
        })
        .collect();
    let tool = tool.to_owned();
    if let Some((key, _)) =
        root.entries().iter().find(|(key, _)| key.text() == Some("dependencies"))
    {
        findings.parsed(key.line, What::Lock(Lock { tool, entries }));
    }
}

/// Tells a packed chart by its file name: `<name>-<version>.tgz` directly in `charts/`.
pub(crate) fn note_packed(file: &File<'_>, findings: &mut Findings) {
    let is_in_charts = file.folder().rsplit('/').next() == Some("charts");
    let Some(stem) = file.name().strip_suffix(".tgz").filter(|_| is_in_charts) else {
        return;
    };
    let (name, version) = split_version(stem);
    findings.named(
        1,
        What::Chart(Chart {
            name: name.to_owned(),
            version: version.map(ToOwned::to_owned),
            api_version: None,
            library: false,
            vendored: true,
            dependencies: Vec::new(),
        }),
    );
}

/// The first document; every document that cannot be read is said.
fn only_root<'r, 'a>(reading: &'r Reading<'a>, findings: &mut Findings) -> Option<&'r Node<'a>> {
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
    reading.roots.first()
}

fn dependencies<'n, 'a>(root: &'n Node<'a>) -> impl Iterator<Item = &'n Node<'a>> {
    root.get("dependencies").map_or(&[][..], Node::items).iter()
}

fn dependency(node: &Node<'_>) -> Option<Dependency> {
    let owned = |key| node.str(key).map(ToOwned::to_owned);
    Some(Dependency {
        name: owned("name")?,
        repository: node.str("repository").map(without_user),
        version: owned("version"),
        alias: owned("alias"),
        condition: owned("condition"),
    })
}

fn note_uses(file: &File<'_>, reading: &Reading<'_>, root: &Node<'_>, findings: &mut Findings) {
    for node in dependencies(root) {
        let Some(name) = reading.at(node, &["name"]) else {
            continue;
        };
        let repository = node.get("repository").and_then(Node::text).unwrap_or("");
        if let Some(origin) = Origin::of_dependency(file.folder(), repository.trim(), name) {
            let asked = Asked::by(reading, node.get("version"));
            findings.parsed(node.line, origin.used(&asked, node.str("alias")));
        }
    }
}

/// Whether a text is a chart's name, and no placeholder for one.
fn is_chart_name(name: &str) -> bool {
    let is_marked = ["__", "%%", "@@"].iter().any(|mark| name.starts_with(mark));
    !is_computed(name) && !is_marked && !name.contains(['{', '}', '<', '>'])
}

/// Splits at the first `-` that a full version follows.
fn split_version(stem: &str) -> (&str, Option<&str>) {
    stem.match_indices('-')
        .map(|(at, _)| (&stem[..at], &stem[at + 1..]))
        .find(|(name, version)| !name.is_empty() && is_version(version))
        .map_or((stem, None), |(name, version)| (name, Some(version)))
}

fn is_version(text: &str) -> bool {
    let core = text.strip_prefix('v').unwrap_or(text);
    let core = core.split(['-', '+', '_']).next().unwrap_or(core);
    let parts: Vec<&str> = core.split('.').collect();
    parts.len() == 3
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_chart_is_split_before_its_full_version() {
        assert_eq!(split_version("ingress-nginx-4.11.2"), ("ingress-nginx", Some("4.11.2")));
        assert_eq!(split_version("web-2-go-1.0.0-rc.1+b-5"), ("web-2-go", Some("1.0.0-rc.1+b-5")));
        assert_eq!(split_version("library"), ("library", None));
    }

    #[test]
    fn a_placeholder_is_no_name() {
        assert!(is_chart_name("generic-service"));
        assert!(is_chart_name("Web Shop"));
        assert!(!is_chart_name("${{ values.name }}"));
        assert!(!is_chart_name("<CHARTNAME>"));
        assert!(!is_chart_name("__NAME__"));
    }
}
