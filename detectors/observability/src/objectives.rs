//! Service level objectives, in the forms of the tools that know them.

use milepost_core::{Signal, Telemetry, What};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::page::{Page, telemetry};

/// Keys under which a file named for objectives lists them.
const LISTS: &[&str] = &["slo", "slos", "objective", "objectives", "service_level_objectives"];

/// Notes the objectives of a document.
pub(crate) fn note_root(
    file: &File<'_>,
    page: &Page<'_>,
    root: &Node<'_>,
    findings: &mut Findings,
) {
    let version = page.at(root, &["apiVersion"]).unwrap_or_default();
    let kind = page.at(root, &["kind"]).unwrap_or_default();
    let group = version.split('/').next().unwrap_or_default();
    match (group, kind) {
        ("openslo" | "n9" | "openslo.com", "SLO") => note_listed(page, root, group, findings),
        ("sloth.slok.dev", "PrometheusServiceLevel") => {
            if let Some(spec) = root.get("spec") {
                note_sloth(page, spec, findings);
            }
        }
        ("pyrra.dev", "ServiceLevelObjective") => {
            note_one(page, root, "pyrra", &["spec", "target"], findings);
        }
        ("sre.google.com", "ServiceLevelObjective") => {
            note_one(page, root, "slo-generator", &["spec", "goal"], findings);
        }
        ("datadoghq.com", "DatadogSLO") => {
            note_one(page, root, "datadog", &["spec", "targetThreshold"], findings);
        }
        (group, "MonitoringServiceLevelObjective") if group.ends_with("cnrm.cloud.google.com") => {
            note_one(page, root, "google-monitoring", &["spec", "goal"], findings);
        }
        _ if page.at(root, &["version"]) == Some("prometheus/v1") && root.get("slos").is_some() => {
            note_sloth(page, root, findings);
        }
        _ if is_named(file.name()) && kind.is_empty() => {
            let list = root.entries().iter().find(|(key, value)| {
                key.text().is_some_and(|key| LISTS.contains(&key)) && value.text().is_none()
            });
            if let Some((key, _)) = list {
                let what = What::Telemetry(telemetry(Signal::Slo, "file"));
                findings.named(page.line(key.line), what);
            }
        }
        _ => {}
    }
}

/// Whether a file is named for objectives.
pub(crate) fn is_named(name: &str) -> bool {
    matches!(name, "slo.yaml" | "slo.yml" | "slos.yaml" | "slos.yml")
}

fn note_one(
    page: &Page<'_>,
    root: &Node<'_>,
    stack: &str,
    target: &[&str],
    findings: &mut Findings,
) {
    let line = root.get("kind").map_or(root.line, |kind| kind.line);
    let name =
        page.owned(root, &["spec", "name"]).or_else(|| page.owned(root, &["metadata", "name"]));
    let found = Telemetry {
        name,
        watches: page.owned(root, &["spec", "service"]),
        objective: page.owned(root, target),
        ..telemetry(Signal::Slo, stack)
    };
    page.say(line, found, findings);
}

/// `OpenSLO` and Nobl9: one object, one or several objectives.
fn note_listed(page: &Page<'_>, root: &Node<'_>, group: &str, findings: &mut Findings) {
    let stack = if group == "n9" { "nobl9" } else { "openslo" };
    let listed = root.at(&["spec", "objectives"]).map_or(&[][..], Node::items);
    if listed.is_empty() {
        note_one(page, root, stack, &["spec", "target"], findings);
    }
    for objective in listed {
        let target =
            ["target", "targetPercent"].iter().find_map(|key| page.owned(objective, &[key]));
        let found = Telemetry {
            name: page.owned(root, &["metadata", "name"]),
            watches: page.owned(root, &["spec", "service"]),
            objective: target,
            ..telemetry(Signal::Slo, stack)
        };
        page.say(objective.line, found, findings);
    }
}

fn note_sloth(page: &Page<'_>, spec: &Node<'_>, findings: &mut Findings) {
    let watches = page.owned(spec, &["service"]);
    for objective in spec.get("slos").map_or(&[][..], Node::items) {
        let found = Telemetry {
            name: page.owned(objective, &["name"]),
            watches: watches.clone(),
            objective: page.owned(objective, &["objective"]),
            ..telemetry(Signal::Slo, "sloth")
        };
        page.say(objective.line, found, findings);
    }
}
