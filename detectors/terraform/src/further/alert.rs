//! Alerts and objectives.

use milepost_core::{Signal, Telemetry, What};
use milepost_golden::Golden;

use super::said::{Said, first_map};
use crate::value::Entry;

/// Dimensions of an alarm that name what it watches.
const DIMENSIONS: &[&str] = &[
    "FunctionName",
    "ServiceName",
    "QueueName",
    "TableName",
    "ApiName",
    "DBInstanceIdentifier",
    "DBClusterIdentifier",
    "CacheClusterId",
];
/// Blocks of an objective that hold its target.
const TARGETS: &[&str] = &["thresholds", "objectives", "objective", "target"];

/// Telemetry of which only sort and stack are known yet.
pub(crate) fn telemetry(signal: Signal, stack: &str) -> Telemetry {
    Telemetry {
        signal,
        stack: stack.to_owned(),
        name: None,
        watches: None,
        golden: vec![],
        objective: None,
    }
}

/// The alerts of a block: itself, or each of the rules in it.
pub(crate) fn of(said: &Said<'_>, stack: &str) -> Vec<(u32, What)> {
    let entries = said.block.value.entries();
    let rules: Vec<&Entry> = entries.iter().filter(|entry| entry.key == "rule").collect();
    if said.block.label(0) == "grafana_rule_group" && !rules.is_empty() {
        return rules
            .into_iter()
            .map(|rule| {
                let inner = Said { block: rule, ..*said };
                (rule.line, What::Telemetry(alert(&inner, stack)))
            })
            .collect();
    }
    vec![(said.block.line, What::Telemetry(alert(said, stack)))]
}

fn alert(said: &Said<'_>, stack: &str) -> Telemetry {
    let mut about = said.about(said.block);
    about.push(said.block.label(1).to_owned());
    let golden =
        about.iter().map(|text| Golden::of_name(text)).fold(Golden::default(), Golden::and);
    Telemetry {
        name: said.name(),
        watches: watches(said),
        golden: golden.names(),
        ..telemetry(Signal::Alert, stack)
    }
}

/// What an alarm's dimensions or a monitor's query name.
fn watches(said: &Said<'_>) -> Option<String> {
    let dimensions = said.block.get("dimensions").and_then(|it| first_map(&it.value));
    let by_dimension = dimensions.and_then(|entries| {
        let mut names = DIMENSIONS.iter();
        let found = names.find_map(|name| entries.iter().find(|entry| entry.key == *name));
        said.literal(&found?.value)
    });
    by_dimension.or_else(|| {
        let query = said.first(&["query"])?;
        let (_, rest) = query.split_once("service:")?;
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c));
        let name = rest.get(..end.unwrap_or(rest.len()))?;
        (!name.is_empty()).then(|| name.to_owned())
    })
}

/// A service level objective.
pub(crate) fn objective(said: &Said<'_>, stack: &str) -> Telemetry {
    let target = said
        .first(&["goal", "target_percentage", "target_percent"])
        .or_else(|| said.inside(TARGETS, &["target", "value", "slo"]));
    Telemetry {
        name: said.name(),
        watches: said.first(&["service"]),
        objective: target,
        ..telemetry(Signal::Slo, stack)
    }
}
