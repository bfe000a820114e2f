//! Manifests of updatecli, each of which looks a version up and writes it somewhere.

use std::collections::BTreeSet;

use milepost_core::{ImageReference, Updates, What};
use milepost_core::{UnitKind, Use};
use milepost_detector::{File, Findings};
use milepost_syntax::reading::{Reading, is_computed};
use milepost_syntax::yaml::Node;

/// Whether a file may be a manifest: other formats have sources and targets too, so it must stand
/// in a folder of updatecli, or be named for it.
pub(crate) fn is_place(path: &str) -> bool {
    path.split('/').any(|part| part.strip_prefix('.').unwrap_or(part).starts_with("updatecli"))
}

/// Notes a manifest, or a list of shared ones.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) {
    let is_manifest = file.text.contains("targets:") && file.text.contains("kind:");
    if !is_manifest && !file.text.contains("policies:") {
        return;
    }
    let reading = file.yaml();
    for root in &reading.roots {
        if let Some(targets) = root.get("targets").filter(|targets| targets.is_mapping()) {
            let kinds = targets.entries().iter().filter_map(|(_, it)| reading.at(it, &["kind"]));
            let kinds: BTreeSet<&str> = kinds.collect();
            findings.read(reading, root.line, updates(kinds));
        }
        for policy in root.get("policies").map(Node::items).unwrap_or_default() {
            note_policy(reading, policy, findings);
        }
    }
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
}

fn updates(kinds: BTreeSet<&str>) -> What {
    What::Updates(Updates {
        tool: "updatecli".to_owned(),
        enabled: true,
        ecosystems: kinds.into_iter().map(ToOwned::to_owned).collect(),
        disabled: Vec::new(),
        automerge: false,
        preset: false,
    })
}

/// A shared manifest that is fetched from a registry.
fn note_policy(reading: &Reading<'_>, policy: &Node<'_>, findings: &mut Findings) {
    let Some(reference) = policy.get("policy") else {
        return;
    };
    let Some(text) = reference.text().filter(|text| text.contains('/') && !is_computed(text))
    else {
        return;
    };
    findings.read(reading, policy.line, updates(BTreeSet::new()));
    let image = ImageReference::parse(text);
    let pin = image.pin();
    let version = image.digest.or(image.tag);
    let source = image.repository;
    let used = Use { unit: UnitKind::Preset, source, version, pin, name: None };
    findings.read(reading, reference.line, What::Use(used));
}
