//! Labels and tags that attribute cost, where at least one key says whose the cost is.

use std::collections::BTreeMap;

use milepost_core::cost::label_of;
use milepost_core::{CostLabels, What};
use milepost_detector::Findings;
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::text::plain;

/// Notes tags given as a map, or as a list of `Key` and `Value`.
pub(crate) fn note(reading: &Reading<'_>, on: String, tags: &Node<'_>, findings: &mut Findings) {
    // Azure writes an expression as a text in brackets.
    let value = |node: &Node<'_>| match plain(reading, node) {
        Some(text) if !text.starts_with('[') => Some(text.to_owned()),
        Some(_) => Some("?".to_owned()),
        None => (!node.is_null()).then(|| "?".to_owned()),
    };
    let from_map = tags.entries().iter().filter_map(|(key, node)| {
        let key = key.text().filter(|key| !key.starts_with("Fn::"))?;
        Some((key.to_owned(), value(node)?))
    });
    let from_list = tags.items().iter().filter_map(|tag| {
        let key = ["Key", "key"].iter().find_map(|key| tag.get(key))?;
        let node = ["Value", "value"].iter().find_map(|key| tag.get(key))?;
        Some((plain(reading, key)?.to_owned(), value(node)?))
    });
    let labels = from_map.chain(from_list).collect();
    if let Some(what) = attributing(on, labels) {
        findings.read(reading, tags.line, what);
    }
}

/// The fact, when at least one key attributes cost.
pub(crate) fn attributing(on: String, labels: BTreeMap<String, String>) -> Option<What> {
    let attributes = labels.keys().any(|key| label_of(key).is_some());
    attributes.then_some(What::CostLabels(CostLabels { on, labels }))
}
