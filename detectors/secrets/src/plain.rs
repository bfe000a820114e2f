//! Kubernetes `Secret` objects, and what generates them.

use milepost_core::SecretMechanism as M;
use milepost_kube::Object;
use milepost_kube::branches::all;
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

use crate::notes::{Notes, named};
use crate::objects::{confidence, name};
use crate::{base64, value};

/// Types of secret that a cluster fills in itself.
const FILLED_IN: &[&str] =
    &["kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token"];

/// Notes a `Secret` with a value that can be read.
pub(crate) fn note(object: &Object<'_>, notes: &mut Notes) {
    let kind = object.text(&["type"]).unwrap_or_default();
    if object.kind != "Secret" || object.api_version != "v1" || FILLED_IN.contains(&kind) {
        return;
    }
    let readable = |(_, key, value): &(u32, &str, &Node<'_>), encoded: bool| {
        object.reading.literal(value).is_some_and(|text| {
            if encoded {
                base64::decoded(text).is_some_and(|text| is_readable(key, &text))
            } else {
                is_readable(key, text)
            }
        })
    };
    let plain = entries(object, "stringData").into_iter().find(|entry| readable(entry, false));
    let found =
        plain.or_else(|| entries(object, "data").into_iter().find(|entry| readable(entry, true)));
    if let Some((line, ..)) = found {
        let confidence = confidence(object.reading.is_masked());
        notes.add(line, confidence, named(M::KubernetesPlain, name(object)));
    }
}

fn entries<'n>(object: &Object<'n>, part: &str) -> Vec<(u32, &'n str, &'n Node<'n>)> {
    all(object.node, &[part])
        .into_iter()
        .flat_map(Node::entries)
        .filter_map(|(key, value)| Some((key.line, key.text()?, value)))
        .collect()
}

/// Whether an entry is a secret that can be read, or a file that holds one.
fn is_readable(key: &str, text: &str) -> bool {
    if value::is_readable(key, text) || holds_login(text) {
        return true;
    }
    // A whole file: its settings are read as a line each.
    text.contains('\n')
        && text.lines().any(|line| {
            let line = line.trim().trim_end_matches([',', ';']);
            !line.starts_with('#')
                && setting(line).is_some_and(|(name, text)| value::is_readable(name, text))
        })
}

/// Whether a text is the configuration of a container client with a login in it that can be read.
fn holds_login(text: &str) -> bool {
    text.contains("\"auths\"")
        && text.split("\"auth\"").skip(1).any(|rest| {
            let encoded = rest.split('"').nth(1).unwrap_or_default();
            let login = base64::decoded(encoded).unwrap_or_default();
            login.split_once(':').is_some_and(|(_, text)| value::is_readable("password", text))
        })
}

fn setting(line: &str) -> Option<(&str, &str)> {
    let (name, text) = line.split_once([':', '='])?;
    Some((name.trim().trim_matches(['"', '\'']), text.trim().trim_matches(['"', '\''])))
}

/// Notes what a Kustomization generates secrets from.
pub(crate) fn note_generators(reading: &Reading<'_>, root: &Node<'_>, notes: &mut Notes) {
    for generator in root.get("secretGenerator").map(Node::items).unwrap_or_default() {
        let name = reading.at(generator, &["name"]);
        let readable =
            generator.get("literals").map(Node::items).unwrap_or_default().iter().find(|literal| {
                reading.literal(literal).and_then(|text| text.split_once('=')).is_some_and(
                    |(key, text)| value::is_readable(key, text.trim_matches(['"', '\''])),
                )
            });
        let (mechanism, line) = readable.map_or((M::KubernetesReference, generator.line), |node| {
            (M::KubernetesPlain, node.line)
        });
        // What is generated from stand-ins holds no secret, and comes from nowhere else.
        let is_from_files = ["env", "envs", "files"].iter().any(|key| generator.get(key).is_some());
        if readable.is_some() || is_from_files {
            notes.add(line, confidence(reading.is_masked()), named(mechanism, name));
        }
    }
}
