//! Values that switch on what a chart brings along. That a chart understands them is a convention,
//! so all of this is a pattern.

use milepost_core::{Signal, Telemetry};
use milepost_detector::Findings;
use milepost_syntax::yaml::Node;

use crate::page::{Page, telemetry};

/// Where a block of values for a chart of alerts says what they watch.
const TARGETS: &[&str] = &["targetApplication", "targetService", "application", "applicationName"];

/// Notes the switches among the entries of a mapping.
pub(crate) fn note(page: &Page<'_>, node: &Node<'_>, findings: &mut Findings) {
    if !page.values {
        return;
    }
    for (key, value) in node.entries() {
        let Some(name) = key.text() else { continue };
        let on = page.is_true(value, &["enabled"]);
        let found = match name {
            "serviceMonitor" | "podMonitor" if on || has_endpoints(page, value) => {
                telemetry(Signal::Metrics, "prometheus")
            }
            "metrics" if on && !names_monitor(value) => telemetry(Signal::Metrics, "prometheus"),
            "prometheusRule" | "prometheusRules" if on && !holds_rules(value) => {
                telemetry(Signal::Alert, "prometheus")
            }
            _ if is_alerts_chart(name) && (on || target(page, value).is_some()) => Telemetry {
                name: Some(name.to_owned()),
                watches: target(page, value),
                ..telemetry(Signal::Alert, "prometheus")
            },
            _ => continue,
        };
        page.guess(key.line, found, findings);
    }
}

/// Monitors by name, as some library charts take them.
fn has_endpoints(page: &Page<'_>, value: &Node<'_>) -> bool {
    value.entries().iter().any(|(_, monitor)| {
        monitor.get("endpoints").is_some_and(|list| !list.items().is_empty())
            && page.at(monitor, &["enabled"]) != Some("false")
    })
}

fn names_monitor(value: &Node<'_>) -> bool {
    ["serviceMonitor", "podMonitor"].iter().any(|key| value.get(key).is_some())
}

/// Rules that are written out are alerts of their own.
fn holds_rules(value: &Node<'_>) -> bool {
    let mut found = false;
    value.walk(&mut |node| found |= node.get("alert").is_some());
    found
}

/// Whether the name of a dependency says that it brings alerts of Prometheus along.
fn is_alerts_chart(name: &str) -> bool {
    name.contains("prometheus") && name.ends_with("alerts")
}

/// What the values for a chart of alerts say that they watch.
fn target(page: &Page<'_>, value: &Node<'_>) -> Option<String> {
    let off = page.at(value, &["enabled"]) == Some("false");
    TARGETS.iter().find_map(|target| page.owned(value, &[target])).filter(|_| !off)
}
