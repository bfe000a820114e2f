//! Whether what runs is compared with what is written, where a file switches that on.

use milepost_core::ToolFamily::Drift;
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::found::tool;

/// Resources that switch drift detection on by being there.
const RESOURCES: &[(&str, &str)] = &[
    ("\"spacelift_drift_detection\"", "spacelift"),
    ("\"env0_environment_drift_detection\"", "env0"),
];

/// Terrateam's configuration: drift detection is a part of its own.
pub(crate) fn note_terrateam(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("drift:") {
        return;
    }
    let reading = file.yaml();
    for (key, drift) in reading.roots.iter().flat_map(Node::entries) {
        let is_on = drift.get("enabled").and_then(Node::bool) == Some(true)
            || drift.get("enabled").is_none()
                && drift.get("schedules").is_some_and(|those| !those.entries().is_empty());
        if key.text() == Some("drift") && is_on {
            findings.read(reading, key.line, tool(Drift, "terrateam", None, ["drift"]));
        }
    }
}

/// Terraform that switches drift detection on in the service that runs it.
pub(crate) fn note_terraform(file: &File<'_>, findings: &mut Findings) {
    let watched = RESOURCES.iter().any(|(kind, _)| file.text.contains(kind));
    let assessed = file.text.contains("assessments_enabled") && file.text.contains("\"tfe_");
    if !watched && !assessed {
        return;
    }
    for (number, line) in (1u32..).zip(file.text.lines()) {
        let line = line.trim();
        let resource =
            RESOURCES.iter().find(|(kind, _)| line.starts_with("resource ") && line.contains(kind));
        if let Some((kind, product)) = resource {
            let sign = kind.trim_matches('"');
            findings.pattern(number, tool(Drift, product, None, [sign]));
        } else if assessed && is_set(line, "assessments_enabled", "true") {
            let what = tool(Drift, "terraform-cloud", None, ["assessments_enabled"]);
            findings.pattern(number, what);
        }
    }
}

fn is_set(line: &str, key: &str, wanted: &str) -> bool {
    line.strip_prefix(key)
        .and_then(|rest| rest.trim_start().strip_prefix('='))
        .is_some_and(|value| value.split('#').next().unwrap_or(value).trim() == wanted)
}
