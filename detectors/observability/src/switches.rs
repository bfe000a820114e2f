//! Values that switch on what a chart brings along. That a chart understands them is a convention,
//! so all of this is a pattern. A switch for alerts is left out: which alerts it brings, if any, only
//! the chart says.

use milepost_core::Signal;
use milepost_detector::Findings;
use milepost_syntax::yaml::Node;

use crate::page::{Page, telemetry};

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
