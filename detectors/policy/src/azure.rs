//! Azure Policy: definitions in JSON.

use milepost_core::{PolicyMode as Mode, What};
use milepost_detector::Findings;
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

use crate::notes::policy;

/// Notes the definitions below `node`; a template may hold several.
pub(crate) fn read(reading: &Reading<'_>, node: &Node<'_>, findings: &mut Findings) {
    let properties = node.get("properties").unwrap_or(node);
    if let Some((line, rule)) = entry(properties, "policyRule") {
        note(reading, (node, properties), (line, rule), findings);
        return;
    }
    node.entries().iter().for_each(|(_, value)| read(reading, value, findings));
    node.items().iter().for_each(|item| read(reading, item, findings));
}

fn entry<'n, 'a>(node: &'n Node<'a>, wanted: &str) -> Option<(u32, &'n Node<'a>)> {
    let found = node.entries().iter().find(|(key, _)| key.text() == Some(wanted));
    found.map(|(key, value)| (key.line, value))
}

fn note(
    reading: &Reading<'_>,
    (definition, properties): (&Node<'_>, &Node<'_>),
    (line, rule): (u32, &Node<'_>),
    findings: &mut Findings,
) {
    let Some(effect) = rule.at(&["then", "effect"]).and_then(Node::text) else {
        return;
    };
    let mode = match effect.to_ascii_lowercase().as_str() {
        "deny" | "denyaction" => Mode::Enforce,
        "audit" | "auditifnotexists" => Mode::Audit,
        "append" | "deployifnotexists" | "modify" | "mutate" => Mode::Mutate,
        "disabled" => return,
        // An effect by parameter is chosen where the policy is assigned.
        _ => Mode::Unsaid,
    };
    let name = ["displayName", "name"]
        .iter()
        .find_map(|key| reading.at(properties, &[key]).or_else(|| reading.at(definition, &[key])));
    findings.parsed(line, What::Policy(policy("azure-policy", name, mode)));
}
