//! Labels that attribute cost: of workloads and namespaces, of Kustomize, of a chart's values and
//! of the templates that charts make their labels by.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::cost::label_of;
use milepost_core::{CostLabels, What};
use milepost_detector::{File, Findings};
use milepost_kube::Object;
use milepost_kube::branches::all;
use milepost_kube::object::is_built_in;
use milepost_kube::workload::is_workload;
use milepost_syntax::reading::{Reading, is_computed};
use milepost_syntax::yaml::Node;

/// What stands for a value that is computed.
const COMPUTED: &str = "?";

/// Labels collected for one carrier, and the line of the first.
#[derive(Default)]
struct Collected {
    line: Option<u32>,
    labels: BTreeMap<String, String>,
}

impl Collected {
    fn add(&mut self, line: u32, key: &str, value: String) {
        if label_of(key).is_none() {
            return;
        }
        self.line.get_or_insert(line);
        self.labels.entry(key.to_owned()).or_insert(value);
    }

    fn add_all(&mut self, reading: &Reading<'_>, labels: &Node<'_>) {
        for (key, value) in labels.entries() {
            let Some(name) = key.text() else { continue };
            if value.is_null() || value.text().is_none() {
                continue;
            }
            let written = reading.literal(value).unwrap_or(COMPUTED);
            self.add(key.line, name, written.to_owned());
        }
    }

    fn said(self, on: String) -> Option<(u32, What)> {
        let line = self.line?;
        Some((line, What::CostLabels(CostLabels { on, labels: self.labels })))
    }
}

/// Notes what a workload or a namespace carries; what its pods carry counts as its own.
pub(crate) fn note_object(object: &Object<'_>, findings: &mut Findings) {
    let is_namespace = object.kind == "Namespace" && object.api_version == "v1";
    if !is_namespace && !is_workload(object.kind, Some(object.api_version)) {
        return note_application(object, findings);
    }
    let mut collected = Collected::default();
    let places: &[&[&str]] = if is_namespace {
        &[&["metadata", "labels"], &["metadata", "annotations"]]
    } else {
        &[
            &["metadata", "labels"],
            &["spec", "template", "metadata", "labels"],
            &["spec", "jobTemplate", "spec", "template", "metadata", "labels"],
        ]
    };
    for place in places {
        for labels in all(object.node, place) {
            collected.add_all(object.reading, labels);
        }
    }
    let name = object.text(&["metadata", "name"]);
    let on = name.map_or_else(|| object.kind.to_owned(), |name| format!("{} {name}", object.kind));
    if let Some((line, what)) = collected.said(on) {
        findings.read(object.reading, line, what);
    }
}

/// Notes what a platform's own kind carries where some of it is computed: of what is written out the
/// workload itself tells.
fn note_application(object: &Object<'_>, findings: &mut Findings) {
    if is_built_in(object.group()) || object.node.at(&["spec", "image"]).is_none() {
        return;
    }
    let mut collected = Collected::default();
    for labels in all(object.node, &["metadata", "labels"]) {
        collected.add_all(object.reading, labels);
    }
    if !collected.labels.values().any(|value| value == COMPUTED) {
        return;
    }
    if let Some((line, what)) = collected.said(object.kind.to_owned()) {
        findings.read(object.reading, line, what);
    }
}

/// Notes labels that Kustomize gives to everything it builds.
pub(crate) fn note_kustomization(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for root in &reading.roots {
        let mut collected = Collected::default();
        let listed = root.get("labels").map(Node::items).unwrap_or_default();
        let pairs = listed.iter().filter_map(|item| item.get("pairs"));
        for labels in root.get("commonLabels").into_iter().chain(pairs) {
            collected.add_all(reading, labels);
        }
        if let Some((line, what)) = collected.said("kustomization labels".to_owned()) {
            findings.read(reading, line, what);
        }
    }
}

/// Keys of a chart's values whose mappings become labels of what it installs.
const IN_VALUES: &[&str] = &[
    "labels",
    "commonLabels",
    "globalLabels",
    "podLabels",
    "deploymentLabels",
    "additionalLabels",
    "extraLabels",
    "customLabels",
];

/// Parts of values that are about something else than what is run.
const ELSEWHERE: &[&str] = &[
    "monitor",
    "rule",
    "alert",
    "ingress",
    "dashboard",
    "secret",
    "configmap",
    "persist",
    "volume",
    "select",
    "affinity",
    "match",
    "metrics",
    "grafana",
    "crd",
];

/// How deep labels are looked for in values: the chart, its dependency, a part of it.
const DEPTH: usize = 4;

/// Notes labels a chart is told to set.
pub(crate) fn note_values(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for root in &reading.roots {
        walk_values(reading, root, "values", DEPTH, findings);
    }
}

fn walk_values(
    reading: &Reading<'_>,
    node: &Node<'_>,
    at: &str,
    depth: usize,
    findings: &mut Findings,
) {
    for (key, value) in node.entries() {
        let Some(key) = key.text().filter(|_| value.is_mapping()) else {
            continue;
        };
        let lower = key.to_ascii_lowercase();
        let path = format!("{at} {key}");
        if IN_VALUES.contains(&key) {
            let mut collected = Collected::default();
            collected.add_all(reading, value);
            if let Some((line, what)) = collected.said(path) {
                findings.pattern(line, what);
            }
        } else if depth > 1 && !ELSEWHERE.iter().any(|word| lower.contains(word)) {
            walk_values(reading, value, &path, depth - 1, findings);
        }
    }
}

/// Notes the labels of a chart's named templates: `{{ define "shop.labels" }}`.
pub(crate) fn note_templates(file: &File<'_>, findings: &mut Findings) {
    note_includes(file, findings);
    let mut open: Option<(String, Collected)> = None;
    for (number, line) in (1u32..).zip(file.text.lines()) {
        if let Some(name) = defined(line) {
            close(open.take(), findings);
            open = is_of_labels(name).then(|| (name.to_owned(), Collected::default()));
        } else if let Some((_, collected)) = &mut open
            && let Some((key, value)) = label_line(line)
        {
            let value = if is_computed(value) { COMPUTED } else { value };
            collected.add(number, key, value.to_owned());
        }
    }
    close(open, findings);
}

/// Notes which named templates of labels a template includes, each once; behind ` by ` stands the
/// one of labels that does so itself.
pub(crate) fn note_includes(file: &File<'_>, findings: &mut Findings) {
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut within: Option<&str> = None;
    for (number, line) in (1u32..).zip(file.text.lines()) {
        if let Some(name) = defined(line) {
            within = is_of_labels(name).then_some(name);
        }
        for name in included(line).filter(|name| is_of_labels(name)) {
            let by = within.map(|it| format!(" by {it}")).unwrap_or_default();
            let on = format!("include {name}{by}");
            if known.insert(on.clone()) {
                let labels = BTreeMap::new();
                findings.pattern(number, What::CostLabels(CostLabels { on, labels }));
            }
        }
    }
}

/// The names of the templates a line includes.
fn included(line: &str) -> impl Iterator<Item = &str> {
    let calls = line.split(['{', '(', '|', '=']).filter_map(|part| {
        let call = part.trim_start_matches('-').trim_start();
        call.strip_prefix("include ").or_else(|| call.strip_prefix("template "))
    });
    calls.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"').map(|it| it.0))
}

fn close(open: Option<(String, Collected)>, findings: &mut Findings) {
    let said = open.and_then(|(name, collected)| collected.said(format!("template {name}")));
    if let Some((line, what)) = said {
        findings.pattern(line, what);
    }
}

/// The name a line defines a template under.
fn defined(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("{{")?;
    let rest = rest.trim_start_matches('-').trim_start().strip_prefix("define")?.trim_start();
    rest.strip_prefix('"')?.split_once('"').map(|(name, _)| name)
}

/// Whether a part of a name says labels, whatever is told of them behind it (`labels.common`).
/// Labels that only select are on the same objects anyway, and those of rules on none that is run.
fn is_of_labels(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split('.').collect();
    let is_last = |at: usize| at + 1 == parts.len();
    let says = |(at, part): (usize, &&str)| {
        part.ends_with("labels") || is_last(at) && part.contains("label")
    };
    let behind = parts.iter().enumerate().position(says).and_then(|at| parts.get(at..));
    let elsewhere = |part: &&str| ELSEWHERE.iter().any(|word| part.contains(word));
    behind.is_some_and(|behind| !behind.iter().any(elsewhere))
}

fn label_line(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.trim().split_once(": ")?;
    let key = key.trim_matches(['"', '\'']);
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty() && !key.starts_with(['#', '{'])).then_some((key, value))
}
