//! Helmfile: releases, the charts they install, and the environments they are installed in.

use std::collections::BTreeMap;

use milepost_core::{Delivery, DeployModel, What, place};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use milepost_kube::handed::is_touched;
use milepost_kube::origin::{Origin, without_user};
use milepost_kube::{Asked, Handed};
use milepost_syntax::reading::Reading;

/// Environments one helmfile may name; a file that names more is read without them.
const MOST_ENVIRONMENTS: usize = 32;

/// Keys of a release under which values are handed to its chart, later ones laid over earlier.
const HANDED: &[&str] = &[
    "values",
    "valuesTemplate",
    "secrets",
    "set",
    "setString",
    "setTemplate",
    "setStringTemplate",
];

/// Whether a path is a helmfile by convention.
pub(crate) fn is_helmfile(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = name.strip_suffix(".gotmpl").unwrap_or(name);
    let Some(stem) = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")) else {
        return false;
    };
    let is_named = stem == "helmfile"
        || ["helmfile-", "helmfile.", "helmfile_"].iter().any(|start| stem.starts_with(start))
        || stem.ends_with(".helmfile")
        || stem.ends_with("-helmfile");
    is_named || folder.rsplit('/').next() == Some("helmfile.d")
}

/// What the documents of one helmfile say together.
struct Helmfile<'n> {
    reading: &'n Reading<'n>,
    folder: &'n str,
    roots: &'n [Node<'n>],
    /// Addresses of repositories by name.
    repositories: BTreeMap<&'n str, String>,
    /// Environments in the order of the file.
    environments: Vec<&'n str>,
}

/// Reads a helmfile.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let reading = file.template();
    let helmfile = Helmfile::of(reading, file.folder(), &reading.roots);
    for root in &reading.roots {
        for release in root.get("releases").map_or(&[][..], Node::items) {
            helmfile.note(root, release, findings);
        }
    }
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
}

impl<'n> Helmfile<'n> {
    fn of(reading: &'n Reading<'n>, folder: &'n str, roots: &'n [Node<'n>]) -> Self {
        let repositories = roots
            .iter()
            .flat_map(|root| root.get("repositories").map_or(&[][..], Node::items))
            .filter_map(|entry| {
                let url = reading.at(entry, &["url"])?;
                Some((reading.at(entry, &["name"])?, repository_url(entry, url)))
            })
            .collect();
        Self { reading, folder, roots, repositories, environments: environments(reading, roots) }
    }

    fn note(&self, root: &Node<'_>, release: &Node<'_>, findings: &mut Findings) {
        if self.key(release, "installed").and_then(Node::bool) == Some(false) {
            return;
        }
        let Some(chart) = self.key(release, "chart") else {
            return;
        };
        let written = self.reading.literal(chart);
        let (origin, tag) = written.map_or((None, None), |written| self.origin(written));
        let name = self.reading.owned(release, &["name"]);
        let asked = match (self.key(release, "version"), tag) {
            (None, Some(tag)) => Asked::of(&tag),
            (version, _) => Asked::by(self.reading, version),
        };
        let namespace = self
            .key(release, "namespace")
            .or_else(|| root.get("namespace"))
            .and_then(|namespace| self.reading.literal(namespace));
        let mut route = Delivery {
            name: name.clone(),
            chart: origin
                .as_ref()
                .map(|origin| origin.source.clone())
                .or_else(|| written.map(without_user)),
            version: asked.literal(),
            namespace: namespace.map(ToOwned::to_owned),
            ..Delivery::new(DeployModel::CiHelm)
        };
        self.handed(release).onto(&mut route);
        for environment in self.environments_of(release) {
            let environment = environment.map(ToOwned::to_owned);
            let route = What::Delivery(Delivery { environment, ..route.clone() });
            findings.read(self.reading, release.line, route);
        }
        if let Some(origin) = origin.filter(|origin| !origin.is_local()) {
            let used = origin.used(&asked, name.as_deref());
            // What a release inherits stands above it; the use is the release's.
            let line = chart.line.max(release.line);
            findings.read(self.reading, line, used);
        }
    }

    /// What a release says under `key`, itself or through a template it inherits.
    fn key<'m>(&self, release: &'m Node<'n>, key: &str) -> Option<&'m Node<'n>>
    where
        'n: 'm,
    {
        release.get(key).or_else(|| {
            release
                .get("inherit")?
                .one_or_many()
                .iter()
                .filter_map(|parent| parent.str("template"))
                .find_map(|template| {
                    self.roots.iter().find_map(|root| root.at(&["templates", template, key]))
                })
        })
    }

    /// What a release hands to its chart: its values in their order, then what it sets.
    fn handed(&self, release: &Node<'n>) -> Handed {
        let mut handed = Handed::default();
        let told = |from: &Node<'_>| HANDED.iter().any(|key| from.get(key).is_some());
        // What is inherited stands before a release's own, or where this file does not show it.
        let inherited = release.get("inherit").is_some()
            && (told(release) || self.roots.iter().any(|root| root.get("bases").is_some()));
        let arguments = |root: &Node<'_>| root.at(&["helmDefaults", "args"]).is_some();
        let parts = || HANDED.iter().filter_map(|key| Some((*key, self.key(release, key)?)));
        if inherited
            || self.roots.iter().any(arguments)
            || parts().any(|(_, part)| is_touched(self.reading, part))
        {
            handed.leave_unseen();
            return handed;
        }
        for (key, part) in parts() {
            match key {
                "values" => part.items().iter().for_each(|it| self.lay(it, &mut handed)),
                "set" | "setString" => {
                    for item in part.items() {
                        let name = item.get("name").and_then(Node::text).unwrap_or_default();
                        let value = item.get("value").and_then(Node::text);
                        handed.set(name, value, key == "setString");
                    }
                }
                _ => handed.leave_unseen(),
            }
        }
        handed
    }

    /// Lays one of a release's values: a mapping, or a file.
    fn lay(&self, values: &Node<'_>, handed: &mut Handed) {
        let Some(file) = values.text() else { return handed.lay(self.reading, values) };
        let rendered = file.ends_with(".gotmpl") || file.contains("://") || file.contains("::");
        match place::resolve(self.folder, file).filter(|_| !rendered && !file.starts_with('/')) {
            Some(path) => handed.file(format!("./{path}")),
            None => handed.leave_unseen(),
        }
    }

    /// Where a chart comes from, and the tag behind an OCI reference; nothing when only the
    /// folders beside the file could tell.
    fn origin(&self, chart: &str) -> (Option<Origin>, Option<String>) {
        if chart.starts_with("./") || chart.starts_with("../") {
            return (Origin::local(self.folder, chart), None);
        }
        if chart.starts_with("oci://") {
            let (origin, tag) = Origin::at_url(chart);
            return (Some(origin), tag);
        }
        let named = chart.split_once('/').and_then(|(alias, name)| {
            let url = self.repositories.get(alias)?;
            Some(Origin::remote(url, name))
        });
        (named, None)
    }

    /// The environments a release is installed in: all, unless something decides when it runs.
    fn environments_of(&self, release: &Node<'_>) -> Vec<Option<&'n str>> {
        let is_decided =
            ["condition", "installed"].iter().any(|key| self.key(release, key).is_some());
        if self.reading.is_masked() || is_decided || self.environments.is_empty() {
            return vec![None];
        }
        self.environments.iter().copied().map(Some).collect()
    }
}

fn repository_url(entry: &Node<'_>, url: &str) -> String {
    let is_oci = entry.get("oci").and_then(Node::bool) == Some(true);
    if is_oci && !url.contains("://") { format!("oci://{url}") } else { url.to_owned() }
}

/// The environments named in the file; `default` is what Helmfile uses when none is asked for.
fn environments<'n>(reading: &Reading<'_>, roots: &'n [Node<'n>]) -> Vec<&'n str> {
    let mut names: Vec<&str> = Vec::new();
    for (key, _) in roots.iter().filter_map(|root| root.get("environments")).flat_map(Node::entries)
    {
        if let Some(name) = reading.literal(key).filter(|name| *name != "default")
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    if names.len() > MOST_ENVIRONMENTS {
        names.clear();
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_helmfile_is_known_by_its_name_or_its_folder() {
        for path in [
            "helmfile.yaml",
            "deploy/helmfile.yaml.gotmpl",
            "helmfile.d/10-web.yaml",
            "prod.helmfile.yaml",
        ] {
            assert!(is_helmfile(path), "{path}");
        }
        assert!(!is_helmfile("docs/helmfiles.yaml"));
        assert!(!is_helmfile("helmfile.d/values/web.yaml"));
    }
}
