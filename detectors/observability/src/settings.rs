//! Settings of agents that sit in or beside an application, known by their file's name.

use milepost_core::{Signal, Telemetry, What};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::page::{Page, telemetry};

/// Whether a file is known by its name alone, whatever stands in it.
pub(crate) fn is_named(name: &str) -> bool {
    name.starts_with("applicationinsights") || matches!(name, "datadog.yaml" | "datadog.yml")
}

/// Notes the settings a document of YAML or JSON is.
pub(crate) fn note(file: &File<'_>, page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    let name = file.name();
    if name.starts_with("applicationinsights") && name.ends_with(".json") {
        note_application_insights(page, root, findings);
    } else if name.starts_with("appsettings") && name.ends_with(".json") {
        note_dotnet(page, root, findings);
    } else if matches!(name, "newrelic.yml" | "newrelic.yaml") {
        note_newrelic(page, root, findings);
    } else if matches!(name, "datadog.yaml" | "datadog.yml") {
        note_datadog(page, root, findings);
    } else if name.starts_with("amazon-cloudwatch-agent") {
        for (key, signal) in [("metrics", Signal::Metrics), ("logs", Signal::Logs)] {
            note_key(page, root, &[key], telemetry(signal, "cloudwatch"), findings);
        }
    } else if name.starts_with("application") {
        note_spring(page, root, findings);
    }
}

fn note_key(
    page: &Page<'_>,
    root: &Node<'_>,
    keys: &[&str],
    found: Telemetry,
    findings: &mut Findings,
) {
    if let Some(node) = root.at(keys) {
        page.say(node.line, found, findings);
    }
}

/// Microsoft's agent for Java.
fn note_application_insights(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    const KNOWN: &[&str] = &[
        "connectionString",
        "role",
        "sampling",
        "preview",
        "instrumentation",
        "customDimensions",
        "jmxMetrics",
        "selfDiagnostics",
        "inheritedAttributes",
        "heartbeat",
        "telemetryKeyProcessors",
    ];
    if KNOWN.iter().any(|key| root.get(key).is_some()) {
        let watches = page.owned(root, &["role", "name"]);
        let found = Telemetry { watches, ..telemetry(Signal::Traces, "application-insights") };
        page.say(root.line, found, findings);
    }
}

fn note_dotnet(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    let insights = telemetry(Signal::Traces, "application-insights");
    note_key(page, root, &["ApplicationInsights"], insights, findings);
    let mut json = None;
    if let Some(serilog) = root.get("Serilog") {
        serilog.walk(&mut |node| {
            let written = node.text().is_some_and(|text| {
                text.contains("JsonFormatter") || text.contains("Serilog.Formatting.")
            });
            if written && json.is_none() {
                json = Some(node.line);
            }
        });
    }
    if let Some(line) = json {
        let name = Some("serilog".to_owned());
        page.say(line, Telemetry { name, ..telemetry(Signal::Logs, "structured") }, findings);
    }
}

fn note_newrelic(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    let sections = ["common", "production"].iter().filter_map(|key| root.get(key)).chain([root]);
    let mut named = sections.filter_map(|section| section.get("app_name"));
    if let Some(name) = named.next() {
        let watches = page.literal(name).filter(|name| !name.contains("<%")).map(str::to_owned);
        page.say(
            name.line,
            Telemetry { watches, ..telemetry(Signal::Traces, "newrelic") },
            findings,
        );
    }
}

/// The configuration of the agent itself.
fn note_datadog(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    const KNOWN: &[&str] = &["api_key", "dd_url", "logs_enabled", "apm_config", "process_config"];
    let Some(line) = KNOWN.iter().find_map(|key| root.get(key)).map(|node| node.line) else {
        return;
    };
    page.say(line, telemetry(Signal::Metrics, "datadog"), findings);
    if page.is_true(root, &["logs_enabled"]) {
        note_key(page, root, &["logs_enabled"], telemetry(Signal::Logs, "datadog"), findings);
    }
    if page.is_true(root, &["apm_config", "enabled"]) {
        note_key(page, root, &["apm_config"], telemetry(Signal::Traces, "datadog"), findings);
    }
}

/// Spring Boot writes its log in a structured format when it is told which.
fn note_spring(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    for place in ["console", "file"] {
        let format = root.at(&["logging", "structured", "format", place]);
        if let Some(format) = format.filter(|format| !format.is_null()) {
            let name = page.literal(format).map(str::to_owned);
            let found = Telemetry { name, ..telemetry(Signal::Logs, "structured") };
            page.say(format.line, found, findings);
        }
    }
}

/// Reads settings that are neither YAML nor JSON: line by line, without comments.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    let name = file.name();
    for (line, content) in (1u32..).zip(file.text.lines()) {
        let content = content.trim();
        if content.starts_with(['#', '!', '/', '*', ';']) {
            continue;
        }
        let found = if name == "elasticapm.properties" {
            value(content, "service_name", '=')
                .map(|name| watched(telemetry(Signal::Traces, "elastic-apm"), name))
        } else if name.ends_with(".properties") {
            spring_property(content)
        } else if name == "newrelic.ini" {
            value(content, "app_name", '=').map(|name| watched(newrelic(), name))
        } else if name == "newrelic.config" {
            content.contains("<application").then(newrelic)
        } else {
            value(content, "app_name", ':').map(|name| watched(newrelic(), name))
        };
        if let Some(found) = found {
            findings.pattern(line, What::Telemetry(found));
            return;
        }
    }
}

fn newrelic() -> Telemetry {
    telemetry(Signal::Traces, "newrelic")
}

fn spring_property(content: &str) -> Option<Telemetry> {
    let format = ["logging.structured.format.console", "logging.structured.format.file"]
        .iter()
        .find_map(|key| value(content, key, '='))?;
    let name = is_plain(format).then(|| format.to_owned());
    Some(Telemetry { name, ..telemetry(Signal::Logs, "structured") })
}

/// What stands behind a key.
fn value<'t>(content: &'t str, key: &str, separator: char) -> Option<&'t str> {
    let rest = content.strip_prefix(key)?.trim_start().strip_prefix(separator)?;
    Some(rest.trim())
}

/// The first name in what is written: `['shop'],` is `shop`.
fn watched(mut found: Telemetry, written: &str) -> Telemetry {
    let bare = written.trim_matches(|c: char| "[]'\",; ".contains(c));
    found.watches = (is_plain(bare)).then(|| bare.to_owned());
    found
}

fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.' | '/'))
        && !text.starts_with("process.env")
}
