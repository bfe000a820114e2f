//! Workloads in a chart's templates.

use milepost_core::What;
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use milepost_kube::branches::{agreed, all};
use milepost_kube::{object::expanded, workload};
use milepost_syntax::reading::{Broken, Reading};

/// Reads a file of a chart's `templates` folder.
pub(crate) fn read_template(file: &File<'_>, findings: &mut Findings) {
    let is_object = file.text.contains("kind:") && file.text.contains("apiVersion:");
    if !is_object || file.name().starts_with('_') || is_of_another_engine(file.text) {
        return;
    }
    let reading = file.template();
    for object in expanded(&reading.roots) {
        note_workloads(reading, object, findings);
    }
    for broken in &reading.broken {
        note_broken_template(reading, broken, findings);
    }
}

/// Jinja, Backstage's and Cookiecutter's placeholders look like Go templates and are none.
fn is_of_another_engine(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with("{%"))
        || ["${{ values.", "${{values.", "cookiecutter."].iter().any(|mark| text.contains(mark))
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
        findings.read(reading, kind.line, what);
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
        Some((_, Some(_))) => {}
        _ => findings.unread(broken.line, broken.message.clone()),
    }
}
