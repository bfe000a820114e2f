//! Objects of the kinds that run something.

use milepost_core::{Object, What, Workload};
use milepost_detector::Findings;
use milepost_kube::branches::{agreed, all};
use milepost_kube::workload;
use milepost_syntax::reading::Broken;
use milepost_syntax::template::filled;
use milepost_syntax::yaml::Node;

use crate::manifest::Manifest;
use crate::objects;

/// Notes what a node asks to run: one workload for each kind that a condition may give it.
pub(crate) fn note(manifest: &Manifest<'_>, node: &Node<'_>, findings: &mut Findings) {
    let reading = manifest.reading;
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
        if is_made_by_another(node) || is_patch(manifest, node, name) {
            continue;
        }
        let filled = filled_images(manifest, node, name);
        let prints = manifest.printed_by(node);
        let mut asked = Workload { filled, prints, ..workload::of_object(reading, node, name) };
        for probe in manifest.printed_probes(node) {
            if !asked.probes.contains(&probe) {
                asked.probes.push(probe);
            }
        }
        let what = What::Workload(asked);
        findings.read(reading, kind.line, what);
    }
}

/// Images of a chart's template that values fill in, each once.
fn filled_images(manifest: &Manifest<'_>, node: &Node<'_>, kind: &str) -> Vec<String> {
    if !manifest.in_chart {
        return Vec::new();
    }
    let mut images: Vec<String> = Vec::new();
    for line in workload::computed_images(manifest.reading, node, kind) {
        let place = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
        let written = manifest.text.lines().nth(place).and_then(|line| line.split_once("image:"));
        let Some((_, value)) = written else { continue };
        let value = value.trim().trim_matches(['"', '\'']);
        // An image whose every part is computed in another way says nothing.
        if let Some(image) = filled(value)
            && image.contains(|c: char| c.is_ascii_alphanumeric())
            && !images.contains(&image)
        {
            images.push(image);
        }
    }
    images
}

/// Whether another object made this one, and a copy of it was written down.
fn is_made_by_another(node: &Node<'_>) -> bool {
    node.at(&["metadata", "ownerReferences"]).is_some_and(|owners| !owners.items().is_empty())
}

/// Whether an object only changes one that stands elsewhere: its file says so, or it names no image.
/// In a chart a helper may print what seems to lack.
fn is_patch(manifest: &Manifest<'_>, node: &Node<'_>, kind: &str) -> bool {
    let lacks_image =
        !workload::names_image(node, kind) && node.at(&["spec", "workloadRef"]).is_none();
    manifest.patches || !manifest.in_chart && lacks_image
}

/// Of a document that does not read as YAML, the two lines that say what it asks for.
pub(crate) fn note_broken(manifest: &Manifest<'_>, broken: &Broken<'_>, findings: &mut Findings) {
    let reading = manifest.reading;
    let value_of = |key: &str| {
        (1u32..).zip(broken.text.lines()).find_map(|(line, text)| {
            let value = text.strip_prefix(key)?.split(" #").next()?.trim();
            let line = line.saturating_add(broken.before);
            Some((line, (!reading.touches(line)).then_some(value)))
        })
    };
    let version = value_of("apiVersion:");
    let kind = value_of("kind:");
    if !manifest.in_chart && (version.is_none() || kind.is_none()) {
        return;
    }
    let api_version = version.and_then(|(_, version)| version);
    let Some((line, Some(kind))) = kind else {
        findings.unread(broken.line, broken.message.clone());
        return;
    };
    let runs = workload::is_workload(kind, api_version)
        .then(|| workload::bare(kind, api_version.map(ToOwned::to_owned)));
    let guarded = manifest.is_guarded(line);
    let stands = api_version
        .and_then(|api_version| objects::bare(api_version, kind))
        .map(|object| Object { guarded, ..object });
    if runs.is_some() || stands.is_some() {
        findings.unread(broken.line, broken.message.clone());
    }
    let told = runs.map(What::Workload).into_iter().chain(stands.map(What::Object));
    told.for_each(|what| findings.pattern(line, what));
}
