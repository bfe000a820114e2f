//! Alarms, dashboards and tracing in CloudFormation, however it is wrapped.

use milepost_core::{Signal, Telemetry};
use milepost_detector::Findings;
use milepost_golden::Golden;
use milepost_syntax::yaml::Node;

use crate::page::{Page, telemetry};

/// Notes the resources among the entries of a mapping.
pub(crate) fn note(page: &Page<'_>, node: &Node<'_>, findings: &mut Findings) {
    for (key, resource) in node.entries() {
        if let Some(kind) = resource.get("Type").and_then(Node::text) {
            note_resource(page, key, kind, resource, findings);
        }
        if key.text() == Some("Globals")
            && page.at(resource, &["Function", "Tracing"]) == Some("Active")
        {
            page.say(key.line, telemetry(Signal::Traces, "xray"), findings);
        }
    }
}

fn note_resource(
    page: &Page<'_>,
    key: &Node<'_>,
    kind: &str,
    resource: &Node<'_>,
    findings: &mut Findings,
) {
    let said = |keys: &[&str]| resource.get("Properties").and_then(|it| page.owned(it, keys));
    let id = key.text().map(str::to_owned);
    let found = match kind {
        "AWS::CloudWatch::Alarm" | "AWS::CloudWatch::CompositeAlarm" => {
            let name = said(&["AlarmName"]).or(id);
            let golden = [said(&["MetricName"]), name.clone()]
                .iter()
                .flatten()
                .map(|name| Golden::of_name(name))
                .fold(Golden::default(), Golden::and);
            let watches = dimension(page, resource);
            let golden = golden.names();
            Telemetry { name, watches, golden, ..telemetry(Signal::Alert, "cloudwatch") }
        }
        "AWS::CloudWatch::Dashboard" => Telemetry {
            name: said(&["DashboardName"]).or(id),
            ..telemetry(Signal::Dashboard, "cloudwatch")
        },
        "AWS::ApplicationSignals::ServiceLevelObjective" => Telemetry {
            name: said(&["Name"]).or(id),
            objective: said(&["Goal", "AttainmentGoal"]),
            ..telemetry(Signal::Slo, "cloudwatch")
        },
        "AWS::Serverless::Function" if said(&["Tracing"]).as_deref() == Some("Active") => {
            Telemetry {
                watches: said(&["FunctionName"]).or(id),
                ..telemetry(Signal::Traces, "xray")
            }
        }
        "AWS::Lambda::Function"
            if said(&["TracingConfig", "Mode"]).as_deref() == Some("Active") =>
        {
            Telemetry {
                watches: said(&["FunctionName"]).or(id),
                ..telemetry(Signal::Traces, "xray")
            }
        }
        _ => return,
    };
    page.say(key.line, found, findings);
}

/// What an alarm is about, when a dimension spells it out.
fn dimension(page: &Page<'_>, resource: &Node<'_>) -> Option<String> {
    const NAMES: &[&str] = &["FunctionName", "ServiceName", "QueueName", "ApiName", "TableName"];
    let dimensions = resource.at(&["Properties", "Dimensions"])?.items();
    NAMES.iter().find_map(|name| {
        let found = dimensions.iter().find(|it| page.at(it, &["Name"]) == Some(name))?;
        page.owned(found, &["Value"])
    })
}
