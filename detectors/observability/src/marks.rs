//! Annotations, labels and environment variables that join an application to a stack.

use std::collections::BTreeSet;

use milepost_core::{Signal, Telemetry};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::page::{Page, telemetry};

/// What must be written beside a key for it to count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// True.
    True,
    /// Anything but false or nothing.
    Something,
    /// The name of what is watched.
    Name,
}

/// Annotations and labels, whole or up to `*`, or from it on.
const ANNOTATIONS: &[Mark] = &[
    ("prometheus.io/scrape", Says::True, Signal::Metrics, "prometheus"),
    ("k8s.grafana.com/scrape", Says::True, Signal::Metrics, "prometheus"),
    ("instrumentation.opentelemetry.io/inject-*", Says::Something, Signal::Traces, "opentelemetry"),
    ("tags.datadoghq.com/service", Says::Name, Signal::Metrics, "datadog"),
    ("admission.datadoghq.com/enabled", Says::True, Signal::Traces, "datadog"),
    ("ad.datadoghq.com/*.logs", Says::Something, Signal::Logs, "datadog"),
    ("ad.datadoghq.com/*.checks", Says::Something, Signal::Metrics, "datadog"),
    ("ad.datadoghq.com/*.check_names", Says::Something, Signal::Metrics, "datadog"),
    ("oneagent.dynatrace.com/inject", Says::True, Signal::Traces, "dynatrace"),
    ("dynakube.dynatrace.com/inject", Says::True, Signal::Traces, "dynatrace"),
    ("metrics.dynatrace.com/scrape", Says::True, Signal::Metrics, "dynatrace"),
    ("co.elastic.apm/attach", Says::Something, Signal::Traces, "elastic-apm"),
    ("co.elastic.logs/enabled", Says::True, Signal::Logs, "elastic"),
    ("co.elastic.logs/module", Says::Something, Signal::Logs, "elastic"),
    ("co.elastic.logs/json.*", Says::Something, Signal::Logs, "elastic"),
    ("co.elastic.metrics/module", Says::Something, Signal::Metrics, "elastic"),
    ("fluentbit.io/parser", Says::Something, Signal::Logs, "fluent-bit"),
];
/// Environment variables of what is run.
const VARIABLES: &[Mark] = &[
    (
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        Says::Something,
        Signal::Traces,
        "application-insights",
    ),
    ("APPINSIGHTS_INSTRUMENTATIONKEY", Says::Something, Signal::Traces, "application-insights"),
    ("OTEL_SERVICE_NAME", Says::Name, Signal::Traces, "opentelemetry"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", Says::Something, Signal::Traces, "opentelemetry"),
    ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", Says::Something, Signal::Traces, "opentelemetry"),
    ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", Says::Something, Signal::Metrics, "opentelemetry"),
    ("DD_SERVICE", Says::Name, Signal::Traces, "datadog"),
    ("DD_AGENT_HOST", Says::Something, Signal::Traces, "datadog"),
    ("DD_TRACE_AGENT_URL", Says::Something, Signal::Traces, "datadog"),
    ("NEW_RELIC_APP_NAME", Says::Name, Signal::Traces, "newrelic"),
    ("NEW_RELIC_LICENSE_KEY", Says::Something, Signal::Traces, "newrelic"),
    ("ELASTIC_APM_SERVICE_NAME", Says::Name, Signal::Traces, "elastic-apm"),
    ("ELASTIC_APM_SERVER_URL", Says::Something, Signal::Traces, "elastic-apm"),
    ("HONEYCOMB_API_KEY", Says::Something, Signal::Traces, "honeycomb"),
    ("HONEYCOMB_WRITEKEY", Says::Something, Signal::Traces, "honeycomb"),
    ("SPLUNK_HEC_TOKEN", Says::Something, Signal::Logs, "splunk"),
    ("SPLUNK_ACCESS_TOKEN", Says::Something, Signal::Traces, "splunk"),
    ("DT_CONNECTION_POINT", Says::Something, Signal::Traces, "dynatrace"),
];

/// A key, what must be written beside it, and what it joins to.
type Mark = (&'static str, Says, Signal, &'static str);

/// What one document has been found to be joined to; the same mark twice says nothing new.
#[derive(Default)]
pub(crate) struct Seen(BTreeSet<(Signal, &'static str)>);

/// Words by which a file that holds any mark is found.
pub(crate) fn keys() -> impl Iterator<Item = &'static str> {
    ANNOTATIONS
        .iter()
        .chain(VARIABLES)
        .map(|(key, _, _, _)| key.split('*').next().unwrap_or_default())
}

/// Notes the marks among the entries of a mapping, and in the item of a list of variables.
pub(crate) fn note(
    file: &File<'_>,
    page: &Page<'_>,
    node: &Node<'_>,
    seen: &mut Seen,
    findings: &mut Findings,
) {
    for (key, value) in node.entries() {
        let Some(text) = key.text() else { continue };
        // Every annotation has its domain in front.
        if text.contains('/')
            && let Some(mark) = ANNOTATIONS.iter().find(|(pattern, ..)| fits(pattern, text))
        {
            note_mark(page, mark, (key.line, Some(value)), seen, findings);
        }
        if let Some(mark) = VARIABLES.iter().find(|(name, ..)| *name == text)
            && is_run(file, page)
        {
            note_mark(page, mark, (key.line, Some(value)), seen, findings);
        }
    }
    if let Some(name) = node.str("name")
        && let Some(mark) = VARIABLES.iter().find(|(known, ..)| *known == name)
        && is_run(file, page)
    {
        let value = node.get("value").or_else(|| node.get("valueFrom"));
        note_mark(page, mark, (node.line, value), seen, findings);
    }
}

fn note_mark(
    page: &Page<'_>,
    (_, says, signal, stack): &Mark,
    (line, value): (u32, Option<&Node<'_>>),
    seen: &mut Seen,
    findings: &mut Findings,
) {
    let written = value.and_then(|value| page.literal(value));
    let holds = match says {
        Says::True => written.is_some_and(|text| text.eq_ignore_ascii_case("true")),
        Says::Something | Says::Name => value.is_some_and(|value| is_something(page, value)),
    };
    if !holds || !seen.0.insert((*signal, stack)) {
        return;
    }
    let named = written.filter(|_| *says == Says::Name);
    let watches = named.or(page.owner).map(str::to_owned);
    let found = Telemetry { watches, ..telemetry(*signal, stack) };
    if page.values {
        page.guess(line, found, findings);
    } else {
        page.say(line, found, findings);
    }
}

/// Whether a value is there and is not false; one that is computed is believed to be there.
fn is_something(page: &Page<'_>, value: &Node<'_>) -> bool {
    !value.is_null()
        && !page.literal(value).is_some_and(|text| {
            matches!(text.to_ascii_lowercase().as_str(), "false" | "none" | "disabled")
        })
}

/// Whether the document is about something that is run on a cluster: an object, values for a
/// chart, or a part of a chart that others include.
fn is_run(file: &File<'_>, page: &Page<'_>) -> bool {
    page.is_object || page.values || file.folder().split('/').any(|folder| folder == "templates")
}

/// Whether `key` is `pattern`, in which one `*` stands for anything.
fn fits(pattern: &str, key: &str) -> bool {
    pattern.split_once('*').map_or(pattern == key, |(start, end)| {
        key.len() > start.len() + end.len() && key.starts_with(start) && key.ends_with(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_something() {
        assert!(fits("ad.datadoghq.com/*.logs", "ad.datadoghq.com/web.logs"));
        assert!(!fits("ad.datadoghq.com/*.logs", "ad.datadoghq.com/web.tags"));
        assert!(!fits("a/inject-*", "a/inject-"));
    }
}
