//! Receivers: what Alertmanager and Grafana hand an alert over to.

use milepost_detector::Findings;
use milepost_syntax::yaml::Node;

use crate::page::{Page, called};
use crate::products;

const SIGN: &str = "alertmanager receiver";

/// Keys of a receiver that stand for a product, as Alertmanager and its operator spell them.
const CONFIGS: &[(&str, &str)] = &[
    ("pagerduty_configs", "pagerduty"),
    ("pagerdutyConfigs", "pagerduty"),
    ("opsgenie_configs", "opsgenie"),
    ("opsgenieConfigs", "opsgenie"),
    ("victorops_configs", "victorops"),
    ("victoropsConfigs", "victorops"),
    ("incidentio_configs", "incident-io"),
    ("incidentioConfigs", "incident-io"),
];

/// Notes the receivers anywhere in a document.
pub(crate) fn note(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    root.walk(&mut |node| {
        for receiver in node.get("receivers").map_or(&[][..], Node::items) {
            note_receiver(page, receiver, findings);
        }
        for point in node.get("contactPoints").map_or(&[][..], Node::items) {
            note_contact_point(page, point, findings);
        }
    });
}

fn note_receiver(page: &Page<'_>, receiver: &Node<'_>, findings: &mut Findings) {
    let name = page.at(receiver, &["name"]);
    for (key, configs) in receiver.entries() {
        let Some(key_text) = key.text() else { continue };
        let known = CONFIGS.iter().find(|(known, _)| *known == key_text);
        let product = match known {
            Some((_, product)) if !configs.items().is_empty() => Some(*product),
            None if matches!(key_text, "webhook_configs" | "webhookConfigs") => configs
                .items()
                .iter()
                .filter_map(|config| config.get("url")?.text())
                .find_map(products::of_address),
            _ => None,
        };
        if let Some(product) = product {
            page.say(key.line, called(product, name, SIGN), findings);
        }
    }
}

fn note_contact_point(page: &Page<'_>, point: &Node<'_>, findings: &mut Findings) {
    let name = page.at(point, &["name"]);
    for receiver in point.get("receivers").map_or(&[][..], Node::items) {
        if let Some(product) = page.at(receiver, &["type"]).and_then(products::of_name) {
            page.say(receiver.line, called(product, name, "grafana contact point"), findings);
        }
    }
}

/// Notes the receivers of a document that is no YAML, because of what a template puts in: the name
/// is the last one above.
pub(crate) fn note_lines(text: &str, before: u32, findings: &mut Findings) {
    let mut name: Option<&str> = None;
    let mut receivers = false;
    for (line, content) in (1u32..).zip(text.lines()) {
        let content = content.trim();
        receivers |= content == "receivers:";
        if let Some(written) = content.strip_prefix("- name:") {
            let bare = written.trim().trim_matches(['"', '\'']);
            name = Some(bare).filter(|bare| !bare.contains("{{") && !bare.contains("xxxx"));
        }
        let key = content.strip_suffix(':').unwrap_or_default();
        let known = CONFIGS.iter().find(|(known, _)| *known == key);
        if let (Some((_, product)), true) = (known, receivers) {
            findings.pattern(line.saturating_add(before), called(product, name, SIGN));
        }
    }
}
