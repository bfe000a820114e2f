//! Routes that an application of a platform's own kind asks for: addresses, or the port that is
//! open to everybody.

use milepost_core::What;
use milepost_detector::Findings;
use milepost_kube::branches::all;
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::application::parts;
use crate::manifest::Written;
use crate::objects::plain;

/// Keys by which traffic is asked for.
const ROUTES: &[&str] = &["ingress", "ingresses", "publicPort"];

/// Notes the routes of an application, in its `spec` or in a part of it, each way once.
pub(crate) fn note(reading: &Reading<'_>, written: &Written<'_>, findings: &mut Findings) {
    let mut known: Vec<&str> = Vec::new();
    for spec in all(written.node, &["spec"]) {
        let holders = std::iter::once(spec).chain(parts(spec));
        for (key, value) in holders.flat_map(Node::entries) {
            let Some(name) = key.text().filter(|it| ROUTES.contains(it)) else { continue };
            if is_set(value) && !known.contains(&name) {
                known.push(name);
                let route = format!("{}.{name}", written.kind);
                let mut route = plain(written.api_version, &route);
                route.name = reading.owned(written.node, &["metadata", "name"]);
                findings.pattern(key.line, What::Object(route));
            }
        }
    }
}

/// Whether something is asked for: not nothing, and neither switched off.
fn is_set(value: &Node<'_>) -> bool {
    let is_off = value.get("enabled").and_then(Node::bool) == Some(false);
    let is_text = value.text().is_some() && !value.is_null() && value.bool() != Some(false);
    !is_off && (is_text || !value.items().is_empty() || !value.entries().is_empty())
}
