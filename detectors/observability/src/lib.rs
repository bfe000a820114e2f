#![doc = include_str!("../README.md")]

mod alerts;
mod cloudformation;
mod collectors;
mod dashboards;
mod kinds;
mod logging;
mod marks;
mod objectives;
mod page;
mod settings;
mod switches;
mod text;
mod trees;

use milepost_detector::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "observability",
    version: 5,
    summary: "metrics, traces, logs, alerts, dashboards and objectives",
    claims: &[
        "**/*.yaml",
        "**/*.yml",
        "**/*.rules",
        "**/templates/**/*.tpl",
        "**/*dashboard*.json",
        "**/*dashboard*/**/*.json",
        "**/*grafana*/**/*.json",
        "**/*.template",
        "**/*.template.json",
        "**/cloudformation/**/*.json",
        "**/applicationinsights*.json",
        "**/appsettings*.json",
        "**/amazon-cloudwatch-agent*.json",
        "**/logback*.xml",
        "**/log4j2*.xml",
        "**/application*.properties",
        "**/elasticapm.properties",
        "**/newrelic.js",
        "**/newrelic.cjs",
        "**/newrelic.ini",
        "**/newrelic.config",
        "**/*.jsonnet",
        "**/*.libsonnet",
        "**/*.alloy",
        "**/*.river",
        "**/fluent*.conf",
        "**/td-agent*.conf",
        "**/vector*.toml",
        "**/vector*/**/*.toml",
    ],
    claims_by_name: &[],
    emits: &["telemetry"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Observability;

struct Observability;

impl Detector for Observability {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let name = file.name();
        match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "xml" => logging::detect_xml(file, findings),
            "properties" | "ini" | "js" | "cjs" | "config" => settings::detect(file, findings),
            "jsonnet" | "libsonnet" | "alloy" | "river" | "conf" => text::detect(file, findings),
            "toml" => text::detect_vector(file, findings),
            _ => trees::detect(file, findings),
        }
    }
}
