//! Kinds of Kubernetes objects that are telemetry themselves.

use milepost_core::{Signal, Telemetry};
use milepost_detector::Findings;
use milepost_golden::Golden;
use milepost_kube::object::is_built_in;
use milepost_syntax::yaml::Node;

use crate::page::{Page, telemetry};

/// A kind, the group of its API or the end of it, and what an object of it is.
const KINDS: &[(&str, &str, Signal, &str)] = &[
    ("ServiceMonitor", "monitoring.coreos.com", Signal::Metrics, "prometheus"),
    ("PodMonitor", "monitoring.coreos.com", Signal::Metrics, "prometheus"),
    ("Probe", "monitoring.coreos.com", Signal::Metrics, "prometheus"),
    ("ScrapeConfig", "monitoring.coreos.com", Signal::Metrics, "prometheus"),
    ("ServiceMonitor", "monitoring.rhobs", Signal::Metrics, "prometheus"),
    ("PodMonitor", "monitoring.rhobs", Signal::Metrics, "prometheus"),
    ("ServiceMonitor", "azmonitoring.coreos.com", Signal::Metrics, "prometheus"),
    ("PodMonitor", "azmonitoring.coreos.com", Signal::Metrics, "prometheus"),
    ("PodMonitoring", "monitoring.googleapis.com", Signal::Metrics, "prometheus"),
    ("ClusterPodMonitoring", "monitoring.googleapis.com", Signal::Metrics, "prometheus"),
    ("VMServiceScrape", "operator.victoriametrics.com", Signal::Metrics, "victoriametrics"),
    ("VMPodScrape", "operator.victoriametrics.com", Signal::Metrics, "victoriametrics"),
    ("VMProbe", "operator.victoriametrics.com", Signal::Metrics, "victoriametrics"),
    ("VMStaticScrape", "operator.victoriametrics.com", Signal::Metrics, "victoriametrics"),
    ("Instrumentation", "opentelemetry.io", Signal::Traces, "opentelemetry"),
    ("Instrumentation", "newrelic.com", Signal::Traces, "newrelic"),
    ("DynaKube", "dynatrace.com", Signal::Traces, "dynatrace"),
    ("DatadogAgent", "datadoghq.com", Signal::Metrics, "datadog"),
    ("ApmServer", "apm.k8s.elastic.co", Signal::Traces, "elastic-apm"),
    ("Beat", "beat.k8s.elastic.co", Signal::Logs, "elastic"),
    ("LokiStack", "loki.grafana.com", Signal::Logs, "loki"),
    ("PodLogs", "monitoring.grafana.com", Signal::Logs, "loki"),
    ("ClusterLogForwarder", "openshift.io", Signal::Logs, "openshift-logging"),
    ("Flow", "logging.banzaicloud.io", Signal::Logs, "fluentd"),
    ("ClusterFlow", "logging.banzaicloud.io", Signal::Logs, "fluentd"),
    ("SyslogNGFlow", "logging.banzaicloud.io", Signal::Logs, "syslog-ng"),
    ("ClusterFluentBitConfig", "fluentbit.fluent.io", Signal::Logs, "fluent-bit"),
    ("FluentBitConfig", "fluentbit.fluent.io", Signal::Logs, "fluent-bit"),
    ("ClusterFluentdConfig", "fluentd.fluent.io", Signal::Logs, "fluentd"),
    ("DatadogMonitor", "datadoghq.com", Signal::Alert, "datadog"),
    ("MonitoringAlertPolicy", "cnrm.cloud.google.com", Signal::Alert, "google-monitoring"),
    ("MetricAlarm", "upbound.io", Signal::Alert, "cloudwatch"),
    ("MetricAlarm", "crossplane.io", Signal::Alert, "cloudwatch"),
    ("MetricAlarm", "services.k8s.aws", Signal::Alert, "cloudwatch"),
    ("GrafanaDashboard", "integreatly.org", Signal::Dashboard, "grafana"),
    ("Dashboard", "dashboard.grafana.app", Signal::Dashboard, "grafana"),
    ("DatadogDashboard", "datadoghq.com", Signal::Dashboard, "datadog"),
    ("MonitoringDashboard", "cnrm.cloud.google.com", Signal::Dashboard, "google-monitoring"),
    ("Dashboard", "upbound.io", Signal::Dashboard, "cloudwatch"),
];

/// Where objects say what they are called and what they are about, besides their own name.
const TITLES: &[&[&str]] = &[
    &["spec", "title"],
    &["spec", "name"],
    &["spec", "displayName"],
    &["spec", "forProvider", "alarmName"],
    &["metadata", "name"],
];
const ABOUT: &[&[&str]] =
    &[&["spec", "query"], &["spec", "metricName"], &["spec", "forProvider", "metricName"]];
/// Labels by which a monitor selects what it watches.
const SELECTS: &[&str] =
    &["app.kubernetes.io/name", "app", "k8s-app", "app.kubernetes.io/instance", "name"];

/// Notes the object when it is telemetry itself, and its dashboard was not found elsewhere.
pub(crate) fn note(page: &Page<'_>, root: &Node<'_>, has_dashboard: bool, findings: &mut Findings) {
    let (Some(kind), Some(version)) = (page.at(root, &["kind"]), page.at(root, &["apiVersion"]))
    else {
        return;
    };
    let group = version.rsplit_once('/').map_or("", |(group, _)| group);
    let line = root.get("kind").map_or(root.line, |kind| kind.line);
    if kind == "ConfigMap" {
        note_labelled(page, root, has_dashboard, findings);
        return;
    }
    let known = KINDS.iter().find(|(name, end, _, _)| *name == kind && ends(group, end));
    let Some((_, _, signal, stack)) = known else {
        return note_application(page, root, group, findings);
    };
    if *signal == Signal::Dashboard && has_dashboard {
        return;
    }
    let name = TITLES.iter().find_map(|keys| page.owned(root, keys));
    let golden =
        if *signal == Signal::Alert { golden(page, root, name.as_deref()).names() } else { vec![] };
    let watches = selected(page, root);
    page.say(line, Telemetry { name, watches, golden, ..telemetry(*signal, stack) }, findings);
}

/// What an application of a platform's own kind switches on, and what that is.
const SWITCHED: &[(&[&str], Signal, &str)] = &[
    (&["prometheus"], Signal::Metrics, "prometheus"),
    (&["metrics"], Signal::Metrics, "prometheus"),
    (&["observability", "autoInstrumentation"], Signal::Traces, "opentelemetry"),
    (&["autoInstrumentation"], Signal::Traces, "opentelemetry"),
];

/// Notes what an object that runs an image of its own is told to emit.
fn note_application(page: &Page<'_>, root: &Node<'_>, group: &str, findings: &mut Findings) {
    let spec = root.get("spec").filter(|spec| spec.get("image").is_some());
    let Some(spec) = spec.filter(|_| !is_built_in(group)) else { return };
    for (keys, signal, stack) in SWITCHED {
        let enabled = spec.at(keys).and_then(|holder| holder.get("enabled"));
        if let Some(enabled) = enabled.filter(|it| it.bool() == Some(true)) {
            page.say(enabled.line, telemetry(*signal, stack), findings);
        }
    }
}

/// Whether the group is `end` or ends in it, after a dot.
fn ends(group: &str, end: &str) -> bool {
    group.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// A config map that Grafana's sidecar picks up, whose dashboard a template computes.
fn note_labelled(page: &Page<'_>, root: &Node<'_>, has_dashboard: bool, findings: &mut Findings) {
    let Some(label) = root.at(&["metadata", "labels", "grafana_dashboard"]) else { return };
    if page.reading.touches(label.line) || has_dashboard {
        return;
    }
    let name = page.owned(root, &["metadata", "name"]);
    page.say(label.line, Telemetry { name, ..telemetry(Signal::Dashboard, "grafana") }, findings);
}

fn golden(page: &Page<'_>, root: &Node<'_>, name: Option<&str>) -> Golden {
    ABOUT
        .iter()
        .filter_map(|keys| page.at(root, keys))
        .chain(name)
        .map(Golden::of_name)
        .fold(Golden::default(), Golden::and)
}

fn selected(page: &Page<'_>, root: &Node<'_>) -> Option<String> {
    let labels = root.at(&["spec", "selector", "matchLabels"])?;
    SELECTS.iter().find_map(|label| page.owned(labels, &[label]))
}
