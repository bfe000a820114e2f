//! Queries in Prometheus's language, taken apart into their selectors: a metric, and what its
//! labels must be. Whatever else stands in them is passed over, so a query that is not quite one,
//! because a template computes a part of it, still says what it says.

use crate::reader::{Matcher, Part, Reader, Selector};
use crate::{Golden, words};

/// Labels that hold the outcome of a request.
const OUTCOMES: &[&str] = &[
    "code",
    "grpc_code",
    "http_response_status_code",
    "http_status",
    "http_status_code",
    "outcome",
    "phase",
    "reason",
    "response_code",
    "response_code_class",
    "result",
    "state",
    "status",
    "status_class",
    "status_code",
];
/// Labels that name what is watched, the most telling first.
const WATCHED: &[&str] = &[
    "application",
    "app",
    "app_kubernetes_io_name",
    "service_name",
    "service",
    "exported_service",
    "deployment",
    "statefulset",
    "daemonset",
    "horizontalpodautoscaler",
    "hpa",
    "container",
    "container_name",
    "cronjob",
    "job_name",
    "ingress",
    "job",
    "exported_job",
    "pod",
    "exported_namespace",
    "namespace",
];
/// Jobs that tell of everything in a cluster, so that they name nothing that is watched.
const COLLECTORS: &[&str] = &[
    "apiserver",
    "blackbox",
    "blackbox-exporter",
    "cadvisor",
    "cloudwatch",
    "kube-state-metrics",
    "kubelet",
    "kubernetes-cadvisor",
    "kubernetes-pods",
    "kubernetes-service-endpoints",
    "node",
    "node-exporter",
    "pushgateway",
];

/// A query, as far as it could be taken apart.
#[derive(Debug, Default)]
pub struct Query<'q> {
    selectors: Vec<Selector<'q>>,
    quantile: bool,
}

impl<'q> Query<'q> {
    /// Takes a query apart.
    pub fn read(text: &'q str) -> Self {
        let mut reader = Reader::new(text);
        let mut query = Self::default();
        while let Some(found) = reader.next_part() {
            match found {
                Part::Call("histogram_quantile") => query.quantile = true,
                Part::Call(_) => {}
                Part::Selector(selector) => query.selectors.push(selector),
            }
        }
        query
    }

    /// The golden signals it asks for.
    pub fn golden(&self) -> Golden {
        let metrics: Vec<&str> = self.selectors.iter().map(|selector| selector.metric).collect();
        let named =
            metrics.iter().map(|metric| words::of(metric)).fold(Golden::default(), Golden::and);
        let outcomes: Vec<&Matcher<'_>> = self
            .selectors
            .iter()
            .flat_map(|selector| &selector.matchers)
            .filter(|matcher| OUTCOMES.contains(&matcher.label))
            .collect();
        let wrong = outcomes.iter().filter(|m| m.is_positive()).any(|m| is_error(m.value));
        let full =
            outcomes.iter().filter(|m| m.is_positive()).any(|m| words::of(m.value).saturation);
        let errors = named.errors || wrong;
        let latency = named.latency || self.quantile;
        Golden {
            latency,
            traffic: named.traffic && !errors && !latency && outcomes.is_empty(),
            errors,
            saturation: named.saturation || full,
        }
    }

    /// What it watches, when all its selectors that say so agree. What holds `computed` is no
    /// literal.
    pub fn watches(&self, computed: Option<&str>) -> Option<&'q str> {
        WATCHED.iter().find_map(|label| {
            let mut values = self
                .selectors
                .iter()
                .flat_map(|selector| &selector.matchers)
                .filter(|matcher| matcher.label == *label && matcher.is_positive())
                .map(|matcher| matcher.literal(*label == "pod", computed));
            let first = values.next()??;
            let is_collector = label.ends_with("job") && COLLECTORS.contains(&first);
            (!is_collector && values.all(|value| value == Some(first))).then_some(first)
        })
    }
}

impl<'q> Matcher<'q> {
    fn is_positive(&self) -> bool {
        matches!(self.operator, "=" | "=~")
    }

    /// The value, when the matcher spells it out. The expression for a pod's name begins with the
    /// name of what made the pod.
    fn literal(&self, pod: bool, computed: Option<&str>) -> Option<&'q str> {
        let mut value = self.value;
        if self.operator == "=~" {
            value = value.trim_start_matches('^').trim_end_matches('$');
            let ends: &[&str] = if pod { &["-.*", "-.+", ".*", ".+"] } else { &[".*", ".+"] };
            value = ends.iter().find_map(|end| value.strip_suffix(end)).unwrap_or(value);
            value = value.strip_suffix('-').unwrap_or(value);
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
        let spelt = !value.is_empty()
            && value.chars().all(plain)
            && (self.operator == "=" || !value.contains('.'))
            && computed.is_none_or(|mark| !value.contains(mark));
        spelt.then_some(value)
    }
}

/// `5..`, `500`, `4xx|5xx`, `SERVER_ERROR`, `Failed`, `CrashLoopBackOff`.
fn is_error(value: &str) -> bool {
    let class = |part: &str| {
        let bare = part.trim_matches(|c: char| "^$()[]".contains(c));
        bare.starts_with(['4', '5']) && bare.len() <= 6
            || bare.starts_with("45]")
            || words::of(bare).errors
            || bare.to_ascii_lowercase().contains("crashloop")
    };
    value.split('|').any(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let query = Query::read(text);
        format!(
            "{} {}",
            query.golden().names().join("+"),
            query.watches(Some("xxxx")).unwrap_or("?")
        )
    }

    #[test]
    fn a_query_says_its_golden_signals_and_what_it_watches() {
        for (text, expected) in [
            (
                "sum(rate(http_requests_total{job=\"chat\", status=~\"5..\"}[5m])) / sum(rate(http_requests_total{job=\"chat\"}[5m])) > 0.1",
                "errors chat",
            ),
            (
                "histogram_quantile(0.95, sum by (le, cpu) (rate(request_seconds_bucket{app='shop'}[5m]))) > 1",
                "latency shop",
            ),
            (
                "sum(rate(nginx_ingress_controller_requests{ingress=\"web\"}[5m])) < 1",
                "traffic web",
            ),
            (
                "increase(http_server_requests_seconds_count{outcome=\"SERVER_ERROR\"}[1m]) > 0",
                "errors ?",
            ),
            (
                "rate(kube_pod_container_status_restarts_total{job=\"kube-state-metrics\", pod=~\"shop-.*\"}[10m]) > 0",
                "errors shop",
            ),
            (
                "container_memory_working_set_bytes{container!=\"\"} / on(pod) group_left(cpu) x > 1",
                "saturation ?",
            ),
            ("absent(up{job=\"kubelet\"}) or vector(0)", " ?"),
            ("kube_pod_status_phase{phase=~\"Pending|Unknown\", namespace=\"xxxxxxx\"} > 0", " ?"),
            (
                "kube_pod_container_status_terminated_reason{reason=\"OOMKilled\"} == 1",
                "saturation ?",
            ),
            ("a{service=\"x\"} and b{service=\"y\"}", " ?"),
            ("{__name__=\"node_disk_used\", app=\"db\"}", "saturation db"),
            ("a{b=\"unended", " ?"),
            ("rate(http_requests_total{status!~\"5..\"}[5m])", " ?"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }
}
