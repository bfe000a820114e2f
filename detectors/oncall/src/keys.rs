//! Keys that hold an integration: in values for a chart, in what an object is handed. Only the key
//! is kept, never what it holds.

use std::collections::BTreeSet;

use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::page::{Page, called};
use crate::products;

/// Ends of a name that say that it holds an integration.
const HOLDS: &[&str] = &["key", "token", "url", "webhook", "integration", "secret"];

/// Notes the first key of each product.
pub(crate) fn note(file: &File<'_>, page: &Page<'_>, root: &Node<'_>, findings: &mut Findings) {
    let version = page.at(root, &["apiVersion"]).unwrap_or_default();
    let is_object = root.get("kind").is_some() && !version.is_empty();
    let is_values = file.name().contains("values") && !is_object;
    if !is_values && !is_object || version.starts_with("backstage.io/") {
        return;
    }
    let mut seen: BTreeSet<&'static str> = BTreeSet::new();
    root.walk(&mut |node| {
        for (key, value) in node.entries() {
            let found = key
                .text()
                .filter(|text| is_integration(page, text, value, is_values))
                .and_then(|text| Some((products::of_key(text)?, text, key.line)))
                .or_else(|| referred(key, value));
            if let Some((product, written, line)) = found
                && seen.insert(product)
            {
                let sign = format!("key {written}");
                findings.pattern(line, called(product, None, &sign));
            }
        }
    });
}

/// A key with something behind it: a block of values, or a text whose name says what it holds.
/// Annotations, whose keys are addresses, and receivers are told of elsewhere.
fn is_integration(page: &Page<'_>, key: &str, value: &Node<'_>, is_values: bool) -> bool {
    if key.contains(['/', '.']) || key.ends_with("onfigs") || value.is_null() {
        return false;
    }
    if value.is_mapping() {
        let off = page.at(value, &["enabled"]) == Some("false");
        return is_values && !value.entries().is_empty() && !off;
    }
    value.text().is_some_and(|text| !text.is_empty() && text != "false") && holds(key)
}

/// A name among environment variables or the keys of a secret: `name: PAGERDUTY_ROUTING_KEY`.
fn referred<'n>(key: &Node<'_>, value: &'n Node<'_>) -> Option<(&'static str, &'n str, u32)> {
    if !matches!(key.text(), Some("name" | "secretKey")) {
        return None;
    }
    let written = value.text().filter(|text| holds(text) && text.contains('_'))?;
    Some((products::of_key(written)?, written, value.line))
}

fn holds(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    HOLDS.iter().any(|end| key.ends_with(end))
}
