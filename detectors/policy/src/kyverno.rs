//! Kyverno's rules, in their older form and in the typed one.

use milepost_core::{PolicyMode as Mode, What};
use milepost_kube::Object;
use milepost_kube::branches::all;
use milepost_syntax::yaml::Node;

use crate::notes::{about, texts_under};
use crate::objects::{mode_of_actions, named, texts};

/// What a rule does to what it is given, by its key.
const CHANGES: &[&str] = &["generate", "mutate"];

/// Keys of rules that let something through or not.
const CHECKS: &[&str] = &["validate", "verifyImages"];

/// The rule a `ClusterPolicy` or `Policy` is.
pub(crate) fn rule(object: &Object<'_>) -> Option<What> {
    if !matches!(object.kind, "ClusterPolicy" | "Policy") {
        return None;
    }
    let rules: Vec<&Node<'_>> =
        all(object.node, &["spec", "rules"]).into_iter().flat_map(Node::items).collect();
    let does =
        |keys: &[&str]| rules.iter().any(|rule| keys.iter().any(|key| rule.get(key).is_some()));
    let mode = if does(CHECKS) {
        mode(object, &rules)
    } else if does(CHANGES) {
        Mode::Mutate
    } else {
        Mode::Unsaid
    };
    let mut kinds = Vec::new();
    for rule in &rules {
        for path in [
            &["match", "resources", "kinds"][..],
            &["match", "any", "resources", "kinds"],
            &["match", "all", "resources", "kinds"],
        ] {
            kinds.extend(texts_under(object.reading, rule, path));
        }
    }
    Some(about(named(object, "kyverno", mode), kinds))
}

/// Rules may each say what happens; one that refuses makes the policy refuse. Kyverno itself only
/// reports where nothing is said.
fn mode(object: &Object<'_>, rules: &[&Node<'_>]) -> Mode {
    let mut said: Vec<&Node<'_>> = all(object.node, &["spec", "validationFailureAction"]);
    for rule in rules {
        said.extend(all(rule, &["validate", "failureAction"]));
        let images = all(rule, &["verifyImages"]).into_iter().flat_map(Node::items);
        said.extend(images.flat_map(|image| all(image, &["failureAction"])));
    }
    let actions: Vec<Option<String>> =
        said.iter().map(|node| object.reading.literal(node).map(str::to_ascii_lowercase)).collect();
    if actions.iter().flatten().any(|action| action == "enforce") {
        Mode::Enforce
    } else if actions.iter().all(Option::is_some) {
        Mode::Audit
    } else {
        Mode::Unsaid
    }
}

/// The rule one of the typed kinds is.
pub(crate) fn typed_rule(object: &Object<'_>) -> Option<What> {
    let kind = object.kind.strip_prefix("Namespaced").unwrap_or(object.kind);
    let mode = match kind {
        "ValidatingPolicy" | "ImageValidatingPolicy" => {
            mode_of_actions(&texts(object, &["spec", "validationActions"]))
        }
        "GeneratingPolicy" | "MutatingPolicy" => Mode::Mutate,
        _ => return None,
    };
    let resources = texts(object, &["spec", "matchConstraints", "resourceRules", "resources"]);
    Some(about(named(object, "kyverno", mode), resources))
}
