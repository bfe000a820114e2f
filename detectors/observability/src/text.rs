//! Languages of their own: jsonnet, Alloy, Fluentd and Fluent Bit, and Vector's TOML.

use milepost_core::{Signal, Telemetry, What};
use milepost_detector::{File, Findings};
use milepost_golden::Golden;
use regex::Regex;
use std::sync::LazyLock;

use crate::page::telemetry;

/// An alert written out in jsonnet.
static ALERT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"^\s*\{?\s*alert:\s*(?:'([^']*)'|"([^"]*)")"#).ok());

/// Blocks of Alloy that send something on.
const BLOCKS: &[(&str, Signal, &str)] = &[
    ("prometheus.remote_write", Signal::Metrics, "prometheus"),
    ("prometheus.scrape", Signal::Metrics, "prometheus"),
    ("loki.write", Signal::Logs, "loki"),
    ("otelcol.exporter", Signal::Traces, "opentelemetry"),
];

/// Reads a file of a language that is not parsed: line by line, without comments.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    match file.name().rsplit_once('.').map_or("", |(_, extension)| extension) {
        "alloy" | "river" => detect_alloy(file, findings),
        "conf" => detect_fluent(file, findings),
        _ => detect_jsonnet(file, findings),
    }
}

/// The lines that are no comments, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1u32..)
        .zip(text.lines())
        .filter(|(_, content)| !content.trim_start().starts_with(['#', '/', ';']))
}

fn detect_jsonnet(file: &File<'_>, findings: &mut Findings) {
    let mut dashboard = false;
    for (line, content) in lines(file.text) {
        let makes = content.contains("grafanaDashboards")
            || content.contains("dashboard.new(")
            || content.contains("grafonnet") && content.contains("import");
        if makes && !dashboard {
            dashboard = true;
            findings.pattern(line, What::Telemetry(telemetry(Signal::Dashboard, "grafana")));
        }
        if let Some(found) = ALERT.as_ref().and_then(|alert| alert.captures(content)) {
            let written = found.get(1).or_else(|| found.get(2)).map_or("", |name| name.as_str());
            let name = Some(written).filter(|name| !name.contains("%(") && !name.is_empty());
            let golden = name.map_or_else(Golden::default, Golden::of_name).names();
            let name = name.map(str::to_owned);
            let alert = Telemetry { name, golden, ..telemetry(Signal::Alert, "prometheus") };
            findings.pattern(line, What::Telemetry(alert));
        }
    }
}

fn detect_alloy(file: &File<'_>, findings: &mut Findings) {
    let mut told = vec![];
    for (line, content) in lines(file.text) {
        let known = BLOCKS.iter().find(|(block, ..)| {
            content
                .trim_start()
                .strip_prefix(block)
                .is_some_and(|rest| rest.starts_with([' ', '.']))
        });
        if let Some((_, signal, stack)) = known
            && !told.contains(signal)
        {
            told.push(*signal);
            findings.pattern(line, What::Telemetry(telemetry(*signal, stack)));
        }
    }
}

fn detect_fluent(file: &File<'_>, findings: &mut Findings) {
    let begins = |mark: &str| {
        lines(file.text).find(|(_, content)| content.trim_start().starts_with(mark)).map(|it| it.0)
    };
    let found = if is_fluent_bit(file.text) {
        begins("[").map(|line| (line, "fluent-bit"))
    } else {
        begins("<source").zip(begins("<match")).map(|(line, _)| (line, "fluentd"))
    };
    if let Some((line, stack)) = found {
        findings.pattern(line, What::Telemetry(telemetry(Signal::Logs, stack)));
    }
}

/// Whether a text is a configuration of Fluent Bit that sends something on.
pub(crate) fn is_fluent_bit(text: &str) -> bool {
    let has = |mark: &str| lines(text).any(|(_, content)| content.trim() == mark);
    has("[OUTPUT]") && (has("[INPUT]") || has("[SERVICE]") || has("[FILTER]"))
}

/// Reads a configuration of Vector: sources, and sinks that take from them.
pub(crate) fn detect_vector(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("[sinks") && !file.text.contains("[sources") {
        return;
    }
    let table: toml::Table = match file.text.parse() {
        Ok(table) => table,
        Err(_) => return,
    };
    let has_types = |key: &str| {
        table
            .get(key)
            .and_then(toml::Value::as_table)
            .is_some_and(|inner| inner.values().any(|value| value.get("type").is_some()))
    };
    if has_types("sinks") || has_types("sources") {
        let begins = |(_, content): &(u32, &str)| {
            content.trim_start().starts_with("[sinks")
                || content.trim_start().starts_with("[sources")
        };
        let line = lines(file.text).find(begins).map_or(1, |(line, _)| line);
        findings.parsed(line, What::Telemetry(telemetry(Signal::Logs, "vector")));
    }
}
