//! The Serverless Framework: the functions of a service.

use milepost_core::{Runtime, What, Workload};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::tell::{has, key_line, note, owned, plain, root_with, workload};
use crate::{Format, aws};

pub(crate) const FORMAT: Format = Format { may_be, note: note_service };

fn may_be(file: &File<'_>) -> bool {
    file.name().starts_with("serverless") && file.text.contains("provider")
}

fn note_service(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(root) = root_with(reading, &["service", "provider"]) else {
        return false;
    };
    let provider =
        plain(reading, root, &["provider", "name"]).or(plain(reading, root, &["provider"]));
    let runtime = if provider == Some("cloudflare") { Runtime::Edge } else { Runtime::Functions };
    let functions = root.get("functions").map_or(&[][..], Node::one_or_many);
    for part in functions {
        if part.is_mapping() {
            for (name, function) in part.entries() {
                if let Some(text) = name.text().filter(|text| !text.contains('$')) {
                    let told = function_of(reading, runtime, text, function, root);
                    note(reading, name.line, told, findings);
                }
            }
        } else if !part.is_null() {
            // Functions that stand in another file.
            let name = plain(reading, root, &["service"])
                .or_else(|| plain(reading, root, &["service", "name"]));
            let told = workload(runtime, "Serverless service", name);
            note(reading, key_line(root, "functions"), told, findings);
        }
    }
    for part in root.get("resources").map_or(&[][..], Node::one_or_many) {
        aws::note_resources(reading, part, findings);
    }
    true
}

fn function_of(
    reading: &Reading<'_>,
    runtime: Runtime,
    name: &str,
    function: &Node<'_>,
    root: &Node<'_>,
) -> Workload {
    let image = owned(reading, function, &["image"])
        .or_else(|| owned(reading, function, &["image", "uri"]))
        .filter(|image| image.contains('/'));
    Workload {
        name: Some(name.to_owned()),
        identity: owned(reading, function, &["role"]),
        images: image.into_iter().collect(),
        resources: has(function, &["memorySize"]) || has(root, &["provider", "memorySize"]),
        ..Workload::new(runtime, "Serverless function")
    }
}

/// A service written as code is not run here: that it has functions is all that is told.
pub(crate) fn detect_code(file: &File<'_>, findings: &mut Findings) {
    let is_key = |line: &&str, key: &str| {
        let line = line.trim_start();
        line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with([':', ',']))
    };
    let lines = || file.text.lines();
    let has_provider = lines().any(|line| is_key(&line, "provider"));
    let at = (1..).zip(lines()).find(|(_, line)| is_key(line, "functions"));
    if let Some((line, _)) = at.filter(|_| has_provider) {
        let told = Workload::new(Runtime::Functions, "Serverless service");
        findings.pattern(line, What::Workload(told));
    }
}
