//! Files that are about nothing else: who is on call, and a product's own file.

use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::page::called;

/// Names of files that say who is on call, without their extension.
const NAMES: &[&str] =
    &["oncall", "on-call", "on_call", "oncall-rota", "on-call-rota", "oncall-schedule", "rota"];
/// Keys of which one must be there.
const KEYS: &[&str] = &[
    "schedule",
    "schedules",
    "rotation",
    "rotations",
    "rota",
    "escalation",
    "escalations",
    "escalation_policy",
    "escalation-policy",
    "escalationPolicy",
    "participants",
    "primary",
    "oncall",
    "on_call",
    "on-call",
];

/// Notes a file that is about nothing else; says whether it is one.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) -> bool {
    let name = file.name();
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"));
    let is_product = name.starts_with(".pagerduty");
    if !is_product && !stem.is_some_and(|stem| NAMES.contains(&stem)) {
        return false;
    }
    let reading = file.yaml();
    let root = reading.roots.first();
    let named =
        |keys: &[&str]| keys.iter().find_map(|key| root.and_then(|root| reading.at(root, &[key])));
    if is_product && !file.text.trim().is_empty() {
        let service = named(&["service", "service_id", "serviceId"]);
        findings.named(1, called("pagerduty", service, name));
    } else if let Some(key) = root.and_then(telling) {
        findings.named(key.line, called("rota", named(&["name", "team", "service"]), name));
    } else {
        return false;
    }
    true
}

/// The key that says who is on call; an object of Kubernetes is something else.
fn telling<'n, 'a>(root: &'n Node<'a>) -> Option<&'n Node<'a>> {
    if root.get("apiVersion").is_some() || root.get("jobs").is_some() {
        return None;
    }
    root.entries()
        .iter()
        .map(|(key, _)| key)
        .find(|key| key.text().is_some_and(|key| KEYS.contains(&key)))
}
