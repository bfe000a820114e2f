//! Configurations of what collects and ships: known by the keys they cannot do without.

use std::collections::BTreeMap;

use milepost_core::{Signal, Telemetry};
use milepost_detector::Findings;
use milepost_syntax::yaml::Node;

use crate::page::{Page, telemetry};

/// Shippers of Elastic, by the keys their configuration begins with.
const BEATS: &[(&str, Signal)] = &[
    ("filebeat", Signal::Logs),
    ("winlogbeat", Signal::Logs),
    ("journalbeat", Signal::Logs),
    ("metricbeat", Signal::Metrics),
    ("heartbeat", Signal::Metrics),
];

/// Notes the configuration a document is as a whole.
pub(crate) fn note_root(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    note_scrapes(page, root, findings);
    note_shippers(page, root, findings);
    note_datadog_chart(page, root, findings);
}

/// Prometheus and Promtail share the word for what they read.
fn note_scrapes(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    let Some(scrapes) = root.get("scrape_configs").filter(|list| !list.items().is_empty()) else {
        return;
    };
    if root.get("clients").is_some() || root.get("positions").is_some() {
        page.say(scrapes.line, telemetry(Signal::Logs, "loki"), findings);
        return;
    }
    for job in scrapes.items() {
        let name = page.owned(job, &["job_name"]);
        let watches = job.get("static_configs").and(name.clone());
        let found = Telemetry { name, watches, ..telemetry(Signal::Metrics, "prometheus") };
        page.say(job.line, found, findings);
    }
}

fn note_shippers(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    let mapping = |key| root.get(key).filter(|node: &&Node<'_>| node.is_mapping());
    if let (Some(sources), Some(sinks)) = (mapping("sources"), mapping("sinks"))
        && types(sources)
        && types(sinks)
    {
        page.say(sinks.line, telemetry(Signal::Logs, "vector"), findings);
    }
    if let Some(pipeline) = root.get("pipeline")
        && ["inputs", "outputs"].iter().all(|key| {
            pipeline
                .get(key)
                .is_some_and(|list| list.items().iter().any(|it| it.get("name").is_some()))
        })
    {
        page.say(pipeline.line, telemetry(Signal::Logs, "fluent-bit"), findings);
    }
    if let Some(schema) = root.get("schema_config")
        && (root.get("storage_config").is_some() || root.get("common").is_some())
    {
        page.say(schema.line, telemetry(Signal::Logs, "loki"), findings);
    }
    let beat = root.entries().iter().find_map(|(key, value)| {
        let head = key.text()?.split('.').next()?;
        let known = BEATS.iter().find(|(name, _)| *name == head)?;
        value.text().is_none().then_some((key.line, known.1))
    });
    let ships = ["output", "setup", "processors"].iter().any(|head| {
        root.entries()
            .iter()
            .any(|(key, _)| key.text().is_some_and(|key| key.split('.').next() == Some(head)))
    });
    if let (Some((line, signal)), true) = (beat, ships) {
        page.say(line, telemetry(signal, "elastic"), findings);
    }
}

/// Whether everything in a mapping has a type.
fn types(mapping: &Node<'_>) -> bool {
    mapping.entries().iter().any(|(_, value)| value.get("type").is_some())
}

/// Values for Datadog's own chart.
fn note_datadog_chart(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    let Some((key, datadog)) = root
        .entries()
        .iter()
        .find(|(key, value)| key.text() == Some("datadog") && value.is_mapping())
    else {
        return;
    };
    let is_chart =
        ["agents", "clusterAgent", "targetSystem"].iter().any(|key| root.get(key).is_some())
            || ["apiKeyExistingSecret", "clusterName", "apm", "clusterChecks"]
                .iter()
                .any(|key| datadog.get(key).is_some());
    if !is_chart {
        return;
    }
    page.guess(key.line, telemetry(Signal::Metrics, "datadog"), findings);
    if page.is_true(datadog, &["logs", "enabled"]) {
        page.guess(key.line, telemetry(Signal::Logs, "datadog"), findings);
    }
    if ["enabled", "portEnabled", "socketEnabled"]
        .iter()
        .any(|on| page.is_true(datadog, &["apm", on]))
    {
        page.guess(key.line, telemetry(Signal::Traces, "datadog"), findings);
    }
}

/// Notes the mapping when it is the configuration of an OpenTelemetry collector: one fact for
/// each signal it has a pipeline for.
pub(crate) fn note(page: &Page<'_>, node: &Node<'_>, findings: &mut Findings) {
    let Some(pipelines) = node.at(&["service", "pipelines"]) else { return };
    if !["receivers", "exporters", "processors"].iter().any(|key| node.get(key).is_some()) {
        return;
    }
    let mut signals: BTreeMap<Signal, u32> = BTreeMap::new();
    for (key, pipeline) in pipelines.entries() {
        let signal = match key.text().and_then(|key| key.split('/').next()) {
            Some("metrics") => Signal::Metrics,
            Some("traces") => Signal::Traces,
            Some("logs") => Signal::Logs,
            _ => continue,
        };
        if pipeline.is_mapping() {
            signals.entry(signal).or_insert(key.line);
        }
    }
    for (signal, line) in signals {
        page.say(line, telemetry(signal, "opentelemetry"), findings);
    }
}
