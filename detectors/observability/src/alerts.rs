//! Rules that tell somebody: of Prometheus, wherever they stand, and of Grafana.

use milepost_core::{Signal, Telemetry, What};
use milepost_detector::Findings;
use milepost_golden::{Golden, Query};
use milepost_syntax::yaml::Node;

use crate::page::{FILLER, Page, telemetry};

/// Operators that only the language for logs has.
const OF_LOGS: &[&str] = &["|=", "|~", "!~ `", "| json", "| logfmt", "|json", "|logfmt"];

/// Notes the mapping when it is an alert.
pub(crate) fn note(page: &Page<'_>, node: &Node<'_>, findings: &mut Findings) {
    if let (Some(alert), Some(expression)) = (node.get("alert"), node.get("expr")) {
        if let (Some(_), Some(expression)) = (alert.text(), expression.text()) {
            page.say(alert.line, of_prometheus(page, node, expression), findings);
        }
    } else if node.get("condition").is_some() && !data(node).is_empty() {
        let line = node.get("title").map_or(node.line, |title| title.line);
        page.say(line, of_grafana(page, node), findings);
    }
}

/// Notes the alerts of a document that is no YAML, because of what a template puts in: each goes
/// from its `alert` to the next, and its query from `expr` to the next key.
pub(crate) fn note_lines(text: &str, before: u32, findings: &mut Findings) {
    let lines: Vec<&str> = text.lines().collect();
    let begins = |at: usize, key: &str| {
        let content = lines.get(at)?.trim_start();
        content.strip_prefix("- ").unwrap_or(content).strip_prefix(key)
    };
    let starts: Vec<usize> =
        (0..lines.len()).filter(|at| begins(*at, "alert:").is_some()).collect();
    for (nth, start) in starts.iter().enumerate() {
        let end = starts.get(nth + 1).copied().unwrap_or(lines.len());
        let Some(at) = (*start..end).find(|at| begins(*at, "expr:").is_some()) else { continue };
        let is_key = |at: &usize| {
            ["for:", "labels:", "annotations:", "keep_firing_for:"]
                .iter()
                .any(|key| begins(*at, key).is_some())
        };
        let last = (at + 1..end).find(is_key).unwrap_or(end);
        let expression = lines.get(at..last).unwrap_or_default().join("\n");
        let query = Query::read(&expression);
        let name = begins(*start, "alert:")
            .map(|name| name.trim().trim_matches(['"', '\'']))
            .filter(|name| !name.is_empty() && !name.contains("{{") && !name.contains(FILLER));
        let found = Telemetry {
            name: name.map(str::to_owned),
            watches: query.watches(Some(FILLER)).map(str::to_owned),
            golden: Golden::of_alert(name, &query).names(),
            ..telemetry(Signal::Alert, "prometheus")
        };
        let line = u32::try_from(*start).unwrap_or(u32::MAX).saturating_add(before + 1);
        findings.pattern(line, What::Telemetry(found));
    }
}

fn of_prometheus(page: &Page<'_>, node: &Node<'_>, expression: &str) -> Telemetry {
    let query = Query::read(expression);
    let name = page.at(node, &["alert"]);
    let stack = if OF_LOGS.iter().any(|operator| expression.contains(operator)) {
        "loki"
    } else {
        "prometheus"
    };
    let labelled = || {
        ["application", "app", "service"].iter().find_map(|label| page.at(node, &["labels", label]))
    };
    Telemetry {
        name: name.map(str::to_owned),
        watches: query.watches(page.computed()).or_else(labelled).map(str::to_owned),
        golden: Golden::of_alert(name, &query).names(),
        ..telemetry(Signal::Alert, stack)
    }
}

/// The queries of an alert of Grafana.
fn data<'n, 'a>(node: &'n Node<'a>) -> Vec<&'n Node<'a>> {
    let items = node.get("data").map_or(&[][..], Node::items);
    items.iter().filter(|item| item.get("refId").is_some() && item.get("model").is_some()).collect()
}

fn of_grafana(page: &Page<'_>, node: &Node<'_>) -> Telemetry {
    let name = page.at(node, &["title"]);
    let queries: Vec<Query<'_>> = data(node)
        .into_iter()
        .filter_map(|item| item.at(&["model", "expr"])?.text())
        .map(Query::read)
        .collect();
    let named = name.map_or_else(Golden::default, Golden::of_name);
    Telemetry {
        name: name.map(str::to_owned),
        watches: queries.iter().find_map(|query| query.watches(page.computed())).map(str::to_owned),
        golden: queries.iter().map(Query::golden).fold(named, Golden::and).names(),
        ..telemetry(Signal::Alert, "grafana")
    }
}
