//! Kubernetes objects in any YAML file: workloads in a chart's templates, and everywhere what
//! Argo CD and Flux are told to install.

use milepost_core::{File, Findings, What};
use milepost_syntax::yaml::Node;

use crate::branches::{agreed, all};
use crate::reading::{Broken, Reading};
use crate::{argocd, flux, workload};

/// One object, where it was found.
pub(crate) struct Object<'n, 'r> {
    /// How its file is read.
    pub(crate) reading: &'n Reading<'r>,
    /// The object itself.
    pub(crate) node: &'n Node<'n>,
    /// Its kind.
    pub(crate) kind: &'n str,
}

impl Object<'_, '_> {
    /// The line the object's kind stands on.
    pub(crate) fn line(&self) -> u32 {
        self.node.get("kind").map_or(self.node.line, |kind| kind.line)
    }

    /// The environment the labels of `holder` name.
    pub(crate) fn environment(&self, holder: &Node<'_>) -> Option<String> {
        ["environment", "env"]
            .iter()
            .find_map(|label| self.reading.owned(holder, &["metadata", "labels", label]))
    }

    /// A text of the object, when it is written out.
    pub(crate) fn text(&self, keys: &[&str]) -> Option<&str> {
        self.reading.at(self.node, keys)
    }
}

/// Reads a file of a chart's `templates` folder.
pub(crate) fn read_template(file: &File<'_>, findings: &mut Findings) {
    let is_object = file.text.contains("kind:") && file.text.contains("apiVersion:");
    if !is_object || file.name().starts_with('_') || is_of_another_engine(file.text) {
        return;
    }
    let reading = Reading::of_template(file.text);
    let read = reading.documents();
    let objects = expanded(&read.roots);
    for object in &objects {
        note_workloads(&reading, object, findings);
    }
    note_deliveries(&reading, &objects, findings);
    for broken in &read.broken {
        note_broken_template(&reading, broken, findings);
    }
}

/// Reads any other YAML file that names an API of Argo CD or Flux.
pub(crate) fn read_manifest(file: &File<'_>, findings: &mut Findings) {
    if !names_delivery_api(file.text) {
        return;
    }
    let reading = Reading::of_values(file.text);
    let read = reading.documents();
    note_deliveries(&reading, &expanded(&read.roots), findings);
    for broken in &read.broken {
        if names_delivery_api(broken.text) {
            findings.unread(broken.line, broken.message.clone());
        }
    }
}

fn names_delivery_api(text: &str) -> bool {
    (text.contains("argoproj.io/") || text.contains("fluxcd.io/"))
        && text.lines().any(|line| {
            line.contains("apiVersion")
                && (line.contains("argoproj.io/") || line.contains("fluxcd.io/"))
        })
}

/// Jinja, Backstage's and Cookiecutter's placeholders look like Go templates and are none.
fn is_of_another_engine(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with("{%"))
        || ["${{ values.", "${{values.", "cookiecutter."].iter().any(|mark| text.contains(mark))
}

/// Every object: the documents, and the items of lists among them.
fn expanded<'n, 'a>(roots: &'n [Node<'a>]) -> Vec<&'n Node<'a>> {
    roots
        .iter()
        .flat_map(|root| {
            let kind = root.str("kind").unwrap_or("");
            match root.get("items") {
                Some(items) if kind.ends_with("List") => items.items().iter().collect(),
                _ => vec![root],
            }
        })
        .collect()
}

fn note_workloads(reading: &Reading<'_>, node: &Node<'_>, findings: &mut Findings) {
    if all(node, &["apiVersion"]).is_empty() {
        return;
    }
    let api_version = agreed(reading, node, &["apiVersion"]);
    let mut seen: Vec<&str> = Vec::new();
    for kind in all(node, &["kind"]) {
        let Some(name) = reading.literal(kind) else {
            if workload::describes_pod(node) {
                findings.unread(kind.line, "the kind of the workload is computed");
            }
            continue;
        };
        if seen.contains(&name) || !workload::is_workload(name, api_version.as_deref()) {
            continue;
        }
        seen.push(name);
        let what = What::Workload(workload::of_object(reading, node, name));
        reading.note(kind.line, what, findings);
    }
}

fn note_deliveries(reading: &Reading<'_>, nodes: &[&Node<'_>], findings: &mut Findings) {
    let sources = flux::Sources::of(reading, nodes);
    for node in nodes {
        let (Some(kind), Some(api_version)) =
            (reading.at(node, &["kind"]), reading.at(node, &["apiVersion"]))
        else {
            continue;
        };
        let object = Object { reading, node, kind };
        if api_version.starts_with("argoproj.io/") {
            argocd::note(&object, findings);
        } else if api_version.contains("fluxcd.io/") {
            flux::note(&object, &sources, findings);
        }
    }
}

/// Of a template that does not read as YAML, the two lines that say what it asks for.
fn note_broken_template(reading: &Reading<'_>, broken: &Broken<'_>, findings: &mut Findings) {
    let value_of = |key: &str| {
        (1u32..).zip(broken.text.lines()).find_map(|(line, text)| {
            let value = text.strip_prefix(key)?.split(" #").next()?.trim();
            let line = line.saturating_add(broken.before);
            Some((line, (!reading.touches(line)).then_some(value)))
        })
    };
    let api_version = value_of("apiVersion:").and_then(|(_, version)| version);
    match value_of("kind:") {
        Some((line, Some(kind))) if workload::is_workload(kind, api_version) => {
            let found = workload::bare(kind, api_version.map(ToOwned::to_owned));
            findings.pattern(line, What::Workload(found));
            findings.unread(broken.line, broken.message.clone());
        }
        Some((_, Some(_))) if !names_delivery_api(broken.text) => {}
        _ => findings.unread(broken.line, broken.message.clone()),
    }
}
