//! Dashboards that show the four delivery figures.

use milepost_core::ToolFamily::DeliveryFigures;
use milepost_detector::{File, Findings};

use crate::found::tool;

/// The four figures as dashboards write them, in lower case.
const FIGURES: &[(&str, &[&str])] = &[
    ("deployment frequency", &["deployment frequency", "deploy frequency"]),
    ("lead time", &["lead time for change", "lead time to change", "change lead time"]),
    ("change failure rate", &["change failure rate", "change fail rate", "change fail percentage"]),
    (
        "time to restore",
        &["time to restore", "time to recover", "recovery time", "restore service"],
    ),
];

/// How many of the four a dashboard must show to be one of them; one alone may be about anything.
const ENOUGH: usize = 2;

/// Whether a text may be such a dashboard.
pub(crate) fn may_be(text: &str) -> bool {
    text.contains("panels") && {
        let lower = text.to_ascii_lowercase();
        FIGURES.iter().filter(|(_, words)| words.iter().any(|word| lower.contains(word))).count()
            >= ENOUGH
    }
}

/// Notes a Grafana dashboard whose titles name the figures.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for root in &reading.roots {
        let dashboard = root.get("dashboard").filter(|inner| inner.is_mapping()).unwrap_or(root);
        let Some(panels) = dashboard.get("panels") else {
            continue;
        };
        let mut titles = Vec::new();
        panels.walk(&mut |node| titles.extend(node.str("title").map(str::to_ascii_lowercase)));
        let shown: Vec<&str> = FIGURES
            .iter()
            .filter(|(_, words)| {
                titles.iter().any(|title| words.iter().any(|word| title.contains(word)))
            })
            .map(|(figure, _)| *figure)
            .collect();
        if shown.len() >= ENOUGH {
            let title = reading.at(dashboard, &["title"]);
            findings.pattern(root.line, tool(DeliveryFigures, "grafana", title, shown));
        }
    }
}

/// Notes a dashboard that stands as text in another file: a `ConfigMap`, a custom resource.
pub(crate) fn note_text(file: &File<'_>, findings: &mut Findings) {
    let lines = || (1u32..).zip(file.text.lines().map(str::to_ascii_lowercase));
    let first = |words: &[&str]| {
        let named =
            |line: &str| line.contains("\"title\"") && words.iter().any(|word| line.contains(word));
        lines().find(|(_, line)| named(line)).map(|(number, _)| number)
    };
    let shown: Vec<(u32, &str)> =
        FIGURES.iter().filter_map(|(figure, words)| Some((first(words)?, *figure))).collect();
    if shown.len() >= ENOUGH {
        let line = shown.iter().map(|(line, _)| *line).min().unwrap_or(1);
        let signs = shown.iter().map(|(_, figure)| *figure);
        findings.pattern(line, tool(DeliveryFigures, "grafana", None, signs));
    }
}
