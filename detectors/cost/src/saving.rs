//! What saves by machine: scaling to zero, right-sizing, sleeping at night.

use milepost_core::{Tool, ToolFamily, What};
use milepost_detector::Findings;
use milepost_kube::Object;
use milepost_kube::branches::all;
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

/// Notes an object that saves; a plain horizontal scaler never goes to zero and is none.
pub(crate) fn note(object: &Object<'_>, findings: &mut Findings) {
    let found = match (object.group(), object.kind) {
        ("keda.sh", "ScaledObject") => to_zero(object).map(|sign| ("keda", sign)),
        ("keda.sh", "ScaledJob") => Some(("keda", "jobs on demand".to_owned())),
        ("http.keda.sh", "HTTPScaledObject") => {
            is_zero(object, &["spec", "replicas", "min"]).then(|| ("keda", "min 0".to_owned()))
        }
        ("autoscaling.k8s.io", "VerticalPodAutoscaler") => {
            right_sizes(object).map(|sign| ("vertical-pod-autoscaler", sign))
        }
        ("karpenter.sh", "NodePool" | "Provisioner") => {
            consolidates(object).map(|sign| ("karpenter", sign))
        }
        ("kube-green.com", "SleepInfo") => Some(("kube-green", "SleepInfo".to_owned())),
        ("batch", "CronJob") => {
            stops(object.node).then(|| ("scheduled-scaling", "CronJob scales to zero".to_owned()))
        }
        _ => None,
    };
    if let Some((product, sign)) = found {
        findings.read(object.reading, object.line(), tool(product, name(object), vec![sign]));
    }
    note_downscaler(object, findings);
}

/// What a product that saves is noted as.
pub(crate) fn tool(product: &str, name: Option<String>, signs: Vec<String>) -> What {
    What::Tool(Tool {
        family: ToolFamily::CostSaving,
        product: product.to_owned(),
        name,
        signs,
        asks: None,
    })
}

fn name(object: &Object<'_>) -> Option<String> {
    object.owned(&["metadata", "name"])
}

/// KEDA goes to zero unless told otherwise, but not by the load of pods that are not there.
fn to_zero(object: &Object<'_>) -> Option<String> {
    let triggers: Vec<&str> = all(object.node, &["spec", "triggers"])
        .into_iter()
        .flat_map(Node::items)
        .filter_map(|trigger| object.reading.at(trigger, &["type"]))
        .collect();
    let from_outside = triggers.iter().any(|kind| !matches!(*kind, "cpu" | "memory"));
    (from_outside && is_zero(object, &["spec", "minReplicaCount"]))
        .then(|| "minReplicaCount 0".to_owned())
}

/// Whether a number is written as zero, or left out where zero is the default.
fn is_zero(object: &Object<'_>, keys: &[&str]) -> bool {
    let written = all(object.node, keys);
    written.iter().all(|node| object.reading.literal(node) == Some("0"))
}

fn right_sizes(object: &Object<'_>) -> Option<String> {
    let written = all(object.node, &["spec", "updatePolicy", "updateMode"]);
    let Some(first) = written.first() else {
        return Some("updateMode Auto".to_owned());
    };
    let mode = object.reading.literal(first)?;
    matches!(mode, "Auto" | "Recreate" | "InPlaceOrRecreate" | "InPlace")
        .then(|| format!("updateMode {mode}"))
}

fn consolidates(object: &Object<'_>) -> Option<String> {
    let policy = object.text(&["spec", "disruption", "consolidationPolicy"]);
    if let Some(policy) = policy {
        return Some(format!("consolidation {policy}"));
    }
    let enabled = object.text(&["spec", "consolidation", "enabled"]) == Some("true");
    enabled.then(|| "consolidation".to_owned())
}

/// Whether a scheduled job scales something to zero.
fn stops(job: &Node<'_>) -> bool {
    let mut words = Vec::new();
    for key in ["command", "args"] {
        let to_it = ["spec", "jobTemplate", "spec", "template", "spec", "containers"];
        for container in all(job, &to_it).into_iter().flat_map(Node::items) {
            let written = container.get(key).map(Node::one_or_many).unwrap_or_default();
            words.extend(written.iter().filter_map(Node::text).flat_map(str::split_whitespace));
        }
    }
    let to_zero = words.windows(2).any(|pair| matches!(pair, ["--replicas", "0"]));
    words.contains(&"scale") && (to_zero || words.contains(&"--replicas=0"))
}

/// kube-downscaler is told by annotations when what carries them is needed.
fn note_downscaler(object: &Object<'_>, findings: &mut Findings) {
    for annotations in all(object.node, &["metadata", "annotations"]) {
        let told = |key: &str| {
            key.strip_prefix("downscaler/").is_some_and(|what| {
                what.ends_with("uptime") || what.ends_with("downtime") || what.ends_with("period")
            })
        };
        let mut keys = annotations.entries().iter().filter_map(|(key, _)| {
            key.text().filter(|text| told(text)).map(|text| (key.line, text.to_owned()))
        });
        if let Some((line, first)) = keys.next() {
            let signs = std::iter::once(first).chain(keys.map(|(_, key)| key)).collect();
            findings.read(object.reading, line, tool("kube-downscaler", name(object), signs));
        }
    }
}

/// Keys of values by which charts are told to stop what they install for a time, without marks.
const SLEEP: &[&str] = &[
    "scheduleddowntime",
    "scheduledshutdown",
    "autoshutdown",
    "sleepschedule",
    "scaletozero",
    "offhours",
];

/// Notes values that tell a chart to stop what it installs for a time.
pub(crate) fn note_values(reading: &Reading<'_>, findings: &mut Findings) {
    for root in &reading.roots {
        root.walk(&mut |node| {
            for (key, value) in node.entries() {
                let Some(text) = key.text().filter(|text| is_sleep(text)) else {
                    continue;
                };
                if value.get("enabled").and_then(Node::bool) == Some(true) {
                    let signs = vec![text.to_owned()];
                    findings.pattern(key.line, tool("scheduled-downtime", None, signs));
                }
            }
        });
    }
}

fn is_sleep(key: &str) -> bool {
    let plain = key.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase);
    SLEEP.contains(&plain.collect::<String>().as_str())
}
