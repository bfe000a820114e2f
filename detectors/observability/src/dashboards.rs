//! Dashboards as code: what Grafana and Datadog export.

use milepost_core::{Signal, Telemetry, What};
use milepost_detector::Findings;
use milepost_syntax::yaml::Node;

use crate::page::{Page, telemetry};

/// Notes the document when it is a dashboard, or what an API hands out around one.
pub(crate) fn note_root(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    let inner = root.get("dashboard").unwrap_or(root);
    let Some(stack) = stack(inner) else { return };
    let line = inner.get("title").map_or(root.line, |title| title.line);
    let name = page.owned(inner, &["title"]);
    page.say(line, Telemetry { name, ..telemetry(Signal::Dashboard, stack) }, findings);
}

fn stack(root: &Node<'_>) -> Option<&'static str> {
    let has = |key| root.get(key).is_some();
    let lists = |key| root.get(key).is_some_and(|value: &Node<'_>| !value.items().is_empty());
    if !has("title") {
        None
    } else if (has("panels") || lists("rows")) && (has("schemaVersion") || has("templating")) {
        Some("grafana")
    } else if lists("widgets") && has("layout_type") {
        Some("datadog")
    } else {
        None
    }
}

/// Whether a fact is one of a dashboard.
pub(crate) fn is_dashboard(what: &What) -> bool {
    matches!(what, What::Telemetry(found) if found.signal == Signal::Dashboard)
}
