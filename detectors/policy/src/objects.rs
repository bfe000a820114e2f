//! Rules that a cluster checks when it is given something.

use milepost_core::{Policy, PolicyMode as Mode, What};
use milepost_kube::Object;
use milepost_kube::branches::all;
use milepost_syntax::yaml::Node;

use crate::kyverno;
use crate::notes::{about, policy, texts_under};

/// The rule an object is, with the line it stands on.
pub(crate) fn rule(object: &Object<'_>) -> Option<(u32, What)> {
    let what = match object.group() {
        "kyverno.io" => kyverno::rule(object)?,
        "policies.kyverno.io" => kyverno::typed_rule(object)?,
        "templates.gatekeeper.sh" if object.kind == "ConstraintTemplate" => {
            about(named(object, "gatekeeper", Mode::Unsaid), Vec::new())
        }
        "constraints.gatekeeper.sh" => constraint(object),
        "mutations.gatekeeper.sh" => {
            let kinds = texts(object, &["spec", "match", "kinds", "kinds"]);
            about(named(object, "gatekeeper", Mode::Mutate), kinds)
        }
        "admissionregistration.k8s.io" => admission(object)?,
        "policies.kubewarden.io" => kubewarden(object)?,
        "" if object.kind == "Namespace" => return pod_security(object),
        _ => return None,
    };
    Some((object.line(), what))
}

/// A rule named as its object is.
pub(crate) fn named(object: &Object<'_>, engine: &str, mode: Mode) -> Policy {
    policy(engine, object.text(&["metadata", "name"]), mode)
}

/// Every text of the object under `keys`.
pub(crate) fn texts(object: &Object<'_>, keys: &[&str]) -> Vec<String> {
    texts_under(object.reading, object.node, keys)
}

/// What Gatekeeper does with a constraint that says nothing is to refuse.
fn constraint(object: &Object<'_>) -> What {
    let action = object.node.at(&["spec", "enforcementAction"]);
    let mode = match action.map(|action| object.reading.literal(action)) {
        None | Some(Some("deny")) => Mode::Enforce,
        Some(Some("dryrun" | "warn")) => Mode::Audit,
        Some(_) => Mode::Unsaid,
    };
    let kinds = texts(object, &["spec", "match", "kinds", "kinds"]);
    about(named(object, "gatekeeper", mode), kinds)
}

fn admission(object: &Object<'_>) -> Option<What> {
    let resources = texts(object, &["spec", "matchConstraints", "resourceRules", "resources"]);
    let bound = || object.text(&["spec", "policyName"]);
    Some(match object.kind {
        // Only a binding has it checked, and says what happens then.
        "ValidatingAdmissionPolicy" => {
            about(named(object, "validating-admission-policy", Mode::Unsaid), resources)
        }
        "ValidatingAdmissionPolicyBinding" => {
            let mode = mode_of_actions(&texts(object, &["spec", "validationActions"]));
            about(policy("validating-admission-policy", bound(), mode), Vec::new())
        }
        "MutatingAdmissionPolicy" => {
            about(named(object, "mutating-admission-policy", Mode::Mutate), resources)
        }
        _ => return None,
    })
}

/// What a list of actions comes to: whoever denies refuses, whatever else is done.
pub(crate) fn mode_of_actions(actions: &[String]) -> Mode {
    let has = |name: &str| actions.iter().any(|action| action == name);
    if has("Deny") {
        Mode::Enforce
    } else if has("Audit") || has("Warn") {
        Mode::Audit
    } else {
        Mode::Unsaid
    }
}

fn kubewarden(object: &Object<'_>) -> Option<What> {
    if !object.kind.contains("AdmissionPolicy") {
        return None;
    }
    let mutates = object.text(&["spec", "mutating"]) == Some("true");
    let mode = match object.node.at(&["spec", "mode"]).map(|mode| object.reading.literal(mode)) {
        _ if mutates => Mode::Mutate,
        None | Some(Some("protect")) => Mode::Enforce,
        Some(Some("monitor")) => Mode::Audit,
        Some(_) => Mode::Unsaid,
    };
    Some(about(named(object, "kubewarden", mode), texts(object, &["spec", "rules", "resources"])))
}

/// The labels by which a namespace asks for the pod security standards. The level `privileged`
/// refuses nothing.
fn pod_security(object: &Object<'_>) -> Option<(u32, What)> {
    let labels: Vec<(&str, &Node<'_>)> = all(object.node, &["metadata", "labels"])
        .into_iter()
        .flat_map(Node::entries)
        .filter_map(|(key, value)| {
            Some((key.text()?.strip_prefix("pod-security.kubernetes.io/")?, value))
        })
        .collect();
    let (mode, level) = ["enforce", "audit", "warn"].iter().find_map(|wanted| {
        let (label, value) = labels.iter().find(|(label, _)| label == wanted)?;
        let mode = if *label == "enforce" { Mode::Enforce } else { Mode::Audit };
        (value.text() != Some("privileged")).then_some((mode, *value))
    })?;
    let namespace = object.owned(&["metadata", "name"]).into_iter().collect();
    let says = policy("pod-security", object.reading.literal(level), mode);
    Some((level.line, about(says, namespace)))
}
