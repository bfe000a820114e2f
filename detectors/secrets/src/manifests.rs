//! YAML and JSON: Kubernetes objects, values of charts, and what deploys to clouds.

use std::sync::LazyLock;

use milepost_core::SecretMechanism as M;
use milepost_detector::File;
use milepost_kube::Object;
use milepost_kube::object::expanded;
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;
use regex::Regex;

use crate::notes::{Notes, bare, named};
use crate::objects::confidence;
use crate::references::{References, read_tasks};
use crate::{cloud, lines, objects as tools, plain, value, values, workflow};

/// Words without which none of this can be there; any other file is never parsed.
static NEEDLES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"[sS]ecret|vault|kind:\s*\S?Secret|mac:|\bop://|ref\+|<path:|@Microsoft\.KeyVault|onepassword|akeyless|\$\{ssm|\{\{resolve:|sops|keyVaults|service_account",
    )
    .ok()
});

/// Folders and names of CI systems: what they read serves the pipeline.
const PIPELINES: &[&str] = &[
    ".azure/",
    ".circleci/",
    ".github/",
    ".gitlab/",
    "azure-pipelines",
    "bitbucket-pipelines",
    "buildspec",
    "cloudbuild",
    "gitlab-ci",
];

/// Notes everything a file in YAML or JSON says of secrets.
pub(crate) fn read(file: &File<'_>, notes: &mut Notes) {
    let is_relevant = NEEDLES.as_ref().is_some_and(|needles| needles.is_match(file.text));
    if !is_relevant || is_lock(file.name()) {
        return;
    }
    let is_json = file.name().ends_with(".json");
    if is_json && !may_be_json_of_ours(file.text) {
        return;
    }
    if file.path.starts_with(".github/workflows/") {
        if file.text.contains("secrets.") || file.text.contains("vault-action") {
            file.yaml().roots.iter().for_each(|root| workflow::read(root, file.text, notes));
        }
        return;
    }
    if file.text.contains("{{resolve:") {
        cloud::read_dynamic(file.text, notes);
    }
    if PIPELINES.iter().any(|part| file.path.contains(part)) {
        return;
    }
    let is_template = file.folder().split('/').any(|part| part == "templates");
    let reading = if is_template { file.template() } else { file.yaml() };
    read_roots(file, reading, notes);
    for broken in &reading.broken {
        let first = broken.before.saturating_add(1);
        lines::read(file.text, first, broken.text.lines().count(), notes);
    }
    // Patches may be written as text inside.
    if file.name().starts_with("kustomization.") {
        lines::read(file.text, 1, file.text.lines().count(), notes);
    }
}

/// JSON is common, and rarely about this: what may be, says one of these words.
fn may_be_json_of_ours(text: &str) -> bool {
    text.contains("\"kind\"") && text.contains("\"apiVersion\"")
        || [
            "service_account",
            "valueFrom",
            "ValueFrom",
            "{{resolve:",
            "\"sops\"",
            "@Microsoft.KeyVault",
        ]
        .iter()
        .any(|word| text.contains(word))
}

fn is_lock(name: &str) -> bool {
    name.contains("-lock.") || name.ends_with(".lock.json")
}

fn read_roots(file: &File<'_>, reading: &Reading<'_>, notes: &mut Notes) {
    let is_values = values::is_values(file.path) && !file.path.ends_with(".tpl");
    for root in expanded(&reading.roots) {
        let object = objects_of(reading, root);
        let name = reading.at(root, &["metadata", "name"]);
        if tools::note_sops(root, name, notes) {
            continue;
        }
        tools::note_ansible(root, notes);
        note_service_account(root, file.name(), notes);
        match &object {
            Some(object) if object.kind == "CustomResourceDefinition" => continue,
            Some(object) => {
                if tools::note(object, notes) {
                    continue;
                }
                plain::note(object, notes);
                note_vault(object, notes);
                for chart in values_in(root) {
                    values::read(reading, chart, notes);
                }
            }
            None if is_values => values::read(reading, root, notes),
            None => {}
        }
        plain::note_generators(reading, root, notes);
        read_tasks(root, notes);
        if file.name().starts_with("serverless") {
            cloud::read_serverless(root, notes);
        }
        References { reading, notes, by_name: by_name(root) }.read(root);
    }
}

fn objects_of<'n>(reading: &'n Reading<'n>, root: &'n Node<'n>) -> Option<Object<'n>> {
    let kind = reading.at(root, &["kind"])?;
    let api_version = reading.at(root, &["apiVersion"])?;
    Some(Object { reading, node: root, kind, api_version })
}

/// A platform's own kind of application that asks for its secrets to come from Vault.
fn note_vault(object: &Object<'_>, notes: &mut Notes) {
    let vault = object.node.at(&["spec", "vault"]);
    let enabled = vault.and_then(|vault| vault.get("enabled"));
    if let Some(enabled) = enabled.filter(|it| it.bool() == Some(true)) {
        notes.add(enabled.line, confidence(object.reading.is_masked()), bare(M::Vault));
    }
}

/// Values for charts inside objects of Flux and Argo CD.
fn values_in<'n, 'a>(root: &'n Node<'a>) -> Vec<&'n Node<'a>> {
    [
        &["spec", "values"][..],
        &["spec", "source", "helm", "valuesObject"],
        &["spec", "template", "spec", "source", "helm", "valuesObject"],
    ]
    .iter()
    .filter_map(|path| root.at(path))
    .collect()
}

/// On Cloud Run a reference to a secret is one to Google's Secret Manager.
fn by_name(root: &Node<'_>) -> M {
    let is_cloud_run = ["metadata", "spec"].iter().any(|part| {
        let mut found = false;
        if let Some(node) = root.get(part) {
            node.walk(&mut |node| {
                found |= node.text().is_some_and(|text| text.starts_with("run.googleapis.com/"));
            });
        }
        found
    });
    let is_service =
        root.str("apiVersion").is_some_and(|version| version.starts_with("serving.knative.dev/"));
    if is_service && is_cloud_run { M::GcpSm } else { M::KubernetesReference }
}

/// The key file of an account at Google.
fn note_service_account(root: &Node<'_>, name: &str, notes: &mut Notes) {
    let is_account = root.str("type") == Some("service_account");
    let key = root.get("private_key").filter(|_| is_account);
    if let Some(key) = key.filter(|key| key.text().is_some_and(value::holds_private_key)) {
        notes.add(key.line, confidence(false), named(M::KeyFile, Some(name)));
    }
}
