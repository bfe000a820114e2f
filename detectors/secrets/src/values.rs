//! Values of charts. A chart is free to call things as it likes, so what stands here goes by
//! conventions of names and shapes and is a pattern, never a certainty.

use milepost_core::name::words;
use milepost_core::{Confidence, SecretMechanism as M};
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

use crate::notes::{Notes, named};

/// Keys whose mapping gives, for each `Secret`, the variables to take from it.
const BY_SECRET: &[&str] = &[
    "envfromsecrets",
    "envsecrets",
    "existingsecrets",
    "namespacesecrets",
    "secretenv",
    "secretenvs",
];

/// Keys whose text names a `Secret` that exists already.
const BY_NAME: &[&str] = &[
    "envfromsecret",
    "envsecret",
    "existingsecret",
    "fromsecret",
    "secretname",
    "secretref",
    "secretsname",
];

/// Words of keys that name other things than what an application reads: certificates, logins to
/// registries, tokens of clusters.
const OTHER: &[&str] =
    &["ca", "cert", "certificate", "certs", "image", "ingress", "pull", "registry", "route", "tls"];

/// Whether the path is one of values for charts.
pub(crate) fn is_values(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_word = |word: &str| word == "values";
    name.split(['.', '-', '_']).any(is_word) || folder.rsplit('/').next().is_some_and(is_word)
}

/// Notes the conventions found in values.
pub(crate) fn read(reading: &Reading<'_>, node: &Node<'_>, notes: &mut Notes) {
    for (key, value) in node.entries() {
        let Some(key_text) = key.text() else { continue };
        let words = words(key_text);
        let joined = words.concat();
        // A name with a folder in it is an annotation or a parameter of something else.
        if key_text.contains('/') || words.iter().any(|word| OTHER.contains(&word.as_str())) {
            continue;
        }
        if BY_SECRET.contains(&joined.as_str()) {
            by_secret(reading, value, notes);
        } else if joined == "keyvaults" {
            vaults(value, notes);
        } else if names_secret(&joined) {
            by_name(reading, value, notes);
        }
        read(reading, value, notes);
    }
    node.items().iter().for_each(|item| read(reading, item, notes));
}

fn names_secret(joined: &str) -> bool {
    BY_NAME.contains(&joined)
        || ["secretname", "existingsecret"].iter().any(|end| joined.ends_with(end))
}

fn add(line: u32, mechanism: M, name: &str, notes: &mut Notes) {
    notes.add(line, Confidence::Pattern, named(mechanism, Some(name)));
}

/// `<secret>: {<variable>: <key>}`, or a list of names.
fn by_secret(reading: &Reading<'_>, value: &Node<'_>, notes: &mut Notes) {
    for (secret, variables) in value.entries() {
        let is_shaped = !variables.entries().is_empty()
            && variables.entries().iter().all(|(name, key)| {
                name.text().is_some_and(is_identifier) && key.text().is_some_and(is_identifier)
            });
        if let Some(name) = reading.literal(secret).filter(|name| is_shaped && is_name(name)) {
            add(secret.line, M::KubernetesReference, name, notes);
        }
    }
    for item in value.items() {
        if let Some(name) = reading.literal(item).filter(|name| is_name(name)) {
            add(item.line, M::KubernetesReference, name, notes);
        }
    }
}

/// `<vault>: {secrets: [...]}`, vaults being those of Azure alone under this name.
fn vaults(value: &Node<'_>, notes: &mut Notes) {
    for (vault, says) in value.entries() {
        let has_secrets = says
            .get("secrets")
            .is_some_and(|secrets| !secrets.items().is_empty() || !secrets.entries().is_empty());
        if let Some(name) = vault.text().filter(|_| has_secrets) {
            add(vault.line, M::AzureKv, name, notes);
        }
    }
}

fn by_name(reading: &Reading<'_>, value: &Node<'_>, notes: &mut Notes) {
    let node = if value.is_mapping() { value.get("name") } else { Some(value) };
    let name = node.and_then(|node| Some((node.line, reading.literal(node)?)));
    if let Some((line, name)) = name.filter(|(_, name)| is_name(name)) {
        add(line, M::KubernetesReference, name, notes);
    }
}

/// Whether a text may be the name of a Kubernetes object.
fn is_name(text: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    text.len() > 1 && !matches!(text, "true" | "false") && text.bytes().all(is_part)
}

fn is_identifier(text: &str) -> bool {
    let text = text.strip_suffix('?').unwrap_or(text);
    let is_part = |b: u8| b.is_ascii_alphanumeric() || b"_-.".contains(&b);
    !text.is_empty() && text.bytes().all(is_part)
}
