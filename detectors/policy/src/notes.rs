//! How rules are noted.

use milepost_core::{Policy, PolicyMode, What};
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

/// A rule of an engine.
pub(crate) fn policy(engine: &str, name: Option<&str>, mode: PolicyMode) -> Policy {
    Policy { engine: engine.to_owned(), name: name.map(ToOwned::to_owned), mode, about: Vec::new() }
}

/// A rule, and what it is about: each thing once, in the order of the file.
pub(crate) fn about(mut policy: Policy, about: Vec<String>) -> What {
    for one in about {
        if !policy.about.contains(&one) {
            policy.about.push(one);
        }
    }
    What::Policy(policy)
}

/// Every text that is written out under `keys`, below lists and mappings.
pub(crate) fn texts_under(reading: &Reading<'_>, node: &Node<'_>, keys: &[&str]) -> Vec<String> {
    let Some((key, rest)) = keys.split_first() else {
        return node
            .one_or_many()
            .iter()
            .filter_map(|node| reading.literal(node))
            .map(ToOwned::to_owned)
            .collect();
    };
    node.one_or_many()
        .iter()
        .flat_map(|node| milepost_kube::branches::all(node, &[key]))
        .flat_map(|value| texts_under(reading, value, rest))
        .collect()
}
