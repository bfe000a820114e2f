//! Kubernetes objects that hand something over to a product.

use milepost_detector::Findings;
use milepost_syntax::yaml::Node;

use crate::page::{Page, called};
use crate::products;

/// Notes an object that is set up for a product.
pub(crate) fn note(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    let (Some(kind), Some(version)) = (page.at(root, &["kind"]), page.at(root, &["apiVersion"]))
    else {
        return;
    };
    let group = version.rsplit_once('/').map_or("", |(group, _)| group);
    let name = page.at(root, &["metadata", "name"]);
    let line = root.get("kind").map_or(root.line, |kind| kind.line);
    let named = page.at(root, &["spec", "forProvider", "name"]).or(name);
    if kind == "Provider" && group == "notification.toolkit.fluxcd.io" {
        if let Some(product) = page.at(root, &["spec", "type"]).and_then(products::of_name) {
            page.say(line, called(product, name, "flux notification provider"), findings);
        }
    } else if kind == "ConfigMap" {
        note_notifications(page, root, findings);
    } else if kind == "DatadogMonitor" {
        note_handles(page, root, findings);
    } else if let Some(product) = group.split('.').find_map(products::of_name)
        && !kind.ends_with("Config")
    {
        page.say(line, called(product, named, &format!("{kind} object")), findings);
    }
}

/// Services that Argo CD's notifications are sent by.
fn note_notifications(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    for (key, _) in root.get("data").map_or(&[][..], Node::entries) {
        let product = key
            .text()
            .and_then(|key| key.strip_prefix("service."))
            .and_then(|service| products::of_name(service.split('.').next().unwrap_or(service)));
        if let Some(product) = product {
            page.say(key.line, called(product, None, "argocd notifications"), findings);
        }
    }
}

/// A monitor's message names whom it is sent to: `@pagerduty-checkout`.
fn note_handles(page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    let Some(message) = root.at(&["spec", "message"]) else { return };
    for word in message.text().unwrap_or_default().split_whitespace() {
        let handle = word.strip_prefix('@').and_then(|handle| handle.split_once('-'));
        if let Some((product, service)) = handle
            && let Some(product) = products::of_name(product)
        {
            let service = service.trim_end_matches(|c: char| !c.is_alphanumeric());
            let service = (!service.is_empty() && !service.contains("{{")).then_some(service);
            page.say(message.line, called(product, service, "datadog monitor"), findings);
        }
    }
}
