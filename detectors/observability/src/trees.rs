//! YAML and JSON: every document is walked once, and every mapping shown to the rules. Texts in a
//! document that are documents themselves, as config maps hold them, are read the same way.

use milepost_detector::{File, Findings};
use milepost_kube::object::expanded;
use milepost_kube::workload;
use milepost_syntax::Words;
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::{Node, Value};

use crate::page::{Page, Place};
use crate::{
    alerts, cloudformation, collectors, dashboards, kinds, marks, objectives, settings, switches,
};

/// Words of which a file must hold one to be read at all.
static NEEDLES: Words = Words::new(|| {
    let own = [
        "alert:",
        "condition:",
        "monitoring.",
        "victoriametrics",
        "opentelemetry",
        "rafana",
        "atadog",
        "openslo",
        "sloth.slok.dev",
        "prometheus/v1",
        "pyrra.dev",
        "n9/v1",
        "logging",
        "luent",
        "lastic",
        "dynatrace",
        "newrelic",
        "AWS::CloudWatch",
        "AWS::Serverless",
        "TracingConfig",
        "erviceMonitor",
        "odMonitor",
        "rometheus",
        "metrics:",
        "scrape_configs",
        "exporters:",
        "sinks:",
        "beat",
        "slo",
        "schema_config",
        "\"panels\"",
        "\"widgets\"",
        "cloudwatch",
        "cnrm.cloud.google.com",
        "applicationinsights",
        "ApplicationInsights",
        "Serilog",
        "instrumentation",
        "pipeline:",
        "app_name",
        "sre.google.com",
        "agent_",
    ];
    own.into_iter().chain(marks::keys()).collect()
});

/// Reads a file of YAML or JSON.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    let is_named = settings::is_named(file.name()) || objectives::is_named(file.name());
    if !is_named && !NEEDLES.are_in(file.text) {
        return;
    }
    let in_chart = file.folder().split('/').any(|folder| folder == "templates");
    let reading = if in_chart { file.template() } else { file.yaml() };
    for root in expanded(&reading.roots) {
        let mut page = Page {
            reading,
            masked: reading.is_masked(),
            place: Place::Below(0),
            values: !in_chart && (is_values(file.name()) || installs_chart(root)),
            is_object: is_object(root),
            owner: None,
        };
        page.owner = owner(&page, root);
        settings::note(file, &page, root, findings);
        note_document(file, &page, root, findings);
    }
    for broken in &reading.broken {
        let before = findings.found.len();
        alerts::note_lines(broken.text, broken.before, findings);
        if findings.found.len() == before && is_monitoring(broken.text) {
            findings.unread(broken.line, broken.message.clone());
        }
    }
}

/// Whether a text clearly is an object of those read here.
fn is_monitoring(text: &str) -> bool {
    ["PrometheusRule", "ServiceMonitor", "PodMonitor"].iter().any(|kind| {
        let line = format!("kind: {kind}");
        text.lines().any(|content| content.trim_end() == line)
    })
}

/// The name of an object that is run, or that leads to what is run.
fn owner<'n>(page: &Page<'_>, root: &'n Node<'_>) -> Option<&'n str> {
    let kind = page.at(root, &["kind"])?;
    let version = page.at(root, &["apiVersion"]);
    let is_run = workload::is_workload(kind, version) || kind == "Service";
    let name = page.at(root, &["metadata", "name"])?;
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    (is_run && is_name(name)).then_some(name)
}

/// What a document says as a whole, and in every mapping of it.
fn note_document(file: &File<'_>, page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    let before = findings.found.len();
    collectors::note_root(page, root, findings);
    dashboards::note_root(page, root, findings);
    objectives::note_root(file, page, root, findings);
    let mut seen = marks::Seen::default();
    let mut objects = vec![];
    root.walk(&mut |node| {
        if node.is_mapping() {
            // An object inside another has a body; what only names a kind has none.
            if is_object(node) && (node.line == root.line || node.get("spec").is_some()) {
                objects.push(node);
            }
            alerts::note(page, node, findings);
            collectors::note(page, node, findings);
            cloudformation::note(page, node, findings);
            switches::note(page, node, findings);
            marks::note(file, page, node, &mut seen, findings);
        } else if let Value::Scalar { text, .. } = &node.value
            && text.contains('\n')
            && matches!(page.place, Place::Below(0))
        {
            note_embedded(file, page, node, text, findings);
        }
    });
    let found = findings.found.get(before..).unwrap_or_default();
    let has_dashboard = found.iter().any(|found| dashboards::is_dashboard(&found.what))
        || page.masked && puts_in_files(file.text);
    for object in objects {
        kinds::note(page, object, has_dashboard, findings);
    }
}

/// Whether a template puts other files of its chart in, which tell of themselves.
fn puts_in_files(template: &str) -> bool {
    template.lines().any(|line| line.contains(".Files.") && !line.trim_start().starts_with('#'))
}

/// A text that is a document of its own.
fn note_embedded(
    file: &File<'_>,
    around: &Page<'_>,
    node: &Node<'_>,
    text: &str,
    findings: &mut Findings,
) {
    if crate::text::is_fluent_bit(text) {
        let told = crate::page::telemetry(milepost_core::Signal::Logs, "fluent-bit");
        around.guess(node.line, told, findings);
        return;
    }
    if !is_telling(text) {
        return;
    }
    let reading = Reading::as_written(text);
    let place = place_of(file.text, node.line, text);
    for root in &reading.roots {
        let page = Page {
            reading: &reading,
            masked: around.masked,
            place,
            values: around.values,
            is_object: is_object(root),
            owner: None,
        };
        if root.is_mapping() || !root.items().is_empty() {
            note_document(file, &page, root, findings);
        }
    }
}

/// Where a text that begins at or below `line` lies: its first line is looked for in the file.
fn place_of(file: &str, line: u32, text: &str) -> Place {
    let (before, first) = (0u32..)
        .zip(text.lines())
        .find(|(_, content)| !content.trim().is_empty())
        .map_or((0, ""), |(at, content)| (at, content.trim()));
    let skip = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    (line..)
        .zip(file.lines().skip(skip))
        .take(20)
        .find(|(_, content)| content.trim() == first)
        .map_or(Place::At(line), |(found, _)| Place::Below(found.saturating_sub(before + 1)))
}

/// Whether a text is clearly of a format that is read here.
fn is_telling(text: &str) -> bool {
    let all = |needles: &[&str]| needles.iter().all(|needle| text.contains(needle));
    all(&["alert:", "expr:"])
        || all(&["exporters:", "pipelines:"])
        || all(&["\"panels\"", "\"schemaVersion\""])
        || all(&["scrape_configs:", "job_name:"])
        || all(&["apiVersion: monitoring.coreos.com/"])
        || all(&["erviceMonitor:", "enabled:"])
}

fn is_object(node: &Node<'_>) -> bool {
    node.get("kind").is_some() && node.get("apiVersion").is_some()
}

/// Whether a name is one of a file of values for a chart.
fn is_values(name: &str) -> bool {
    name.contains("values")
}

/// Whether an object installs a chart and holds values for it.
fn installs_chart(root: &Node<'_>) -> bool {
    matches!(
        root.str("kind"),
        Some("HelmRelease" | "Application" | "ApplicationSet" | "HelmChartConfig")
    )
}
