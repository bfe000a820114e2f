//! The literals of one block.

use crate::locals::Locals;
use crate::value::{Entry, Value};

/// Attributes by which things are called, the most telling first.
const NAMES: &[&str] = &[
    "alarm_name",
    "dashboard_name",
    "cluster_name",
    "display_name",
    "title",
    "monitor_name",
    "name",
    "secret_id",
    "slo_id",
    "identifier",
    "key",
    "label",
    "path",
    "secret",
    "report_name",
];
/// Attributes that say what a query or an alarm is about.
const ABOUT: &[&str] = &[
    "metric_name",
    "query",
    "expr",
    "expression",
    "filter",
    "program_text",
    "metric",
    "name",
    "display_name",
    "title",
    "alarm_name",
];
/// How deep blocks in blocks are looked into.
const DEPTH: u32 = 8;

/// A block, and what the file gives away about its values.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    pub block: &'a Entry,
    pub locals: &'a Locals<'a>,
}

impl Said<'_> {
    /// The literal of the first of these attributes that is there.
    pub(crate) fn first(&self, keys: &[&str]) -> Option<String> {
        let value = keys.iter().find_map(|key| self.block.get(key))?;
        self.literal(&value.value)
    }

    /// What it is called; the name in the metadata of what is made on a cluster.
    pub(crate) fn name(&self) -> Option<String> {
        let inner = self.block.get("metadata").and_then(|metadata| first_map(&metadata.value));
        match inner.and_then(|entries| entries.iter().find(|entry| entry.key == "name")) {
            Some(name) => self.literal(&name.value),
            None => self.first(NAMES),
        }
    }

    /// Whether the attribute is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.block.get(key).is_some()
    }

    /// Whether the attribute is this literal.
    pub(crate) fn is(&self, key: &str, text: &str) -> bool {
        self.first(&[key]).as_deref() == Some(text)
    }

    /// The literal of `key` in the first of the blocks `inside` that is there.
    pub(crate) fn inside(&self, inside: &[&str], keys: &[&str]) -> Option<String> {
        let block = inside.iter().find_map(|name| self.block.get(name))?;
        let entries = first_map(&block.value)?;
        let found = keys.iter().find_map(|key| entries.iter().find(|entry| entry.key == *key))?;
        self.literal(&found.value)
    }

    /// The literal, with what the file itself says put in.
    pub(crate) fn literal(&self, value: &Value) -> Option<String> {
        let expanded = self.locals.expand(value);
        expanded.text().filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// All literal texts that say what a part of the block is about, computed parts left out.
    pub(crate) fn about(&self, part: &Entry) -> Vec<String> {
        let mut found = vec![];
        self.gather(&part.value, false, DEPTH, &mut found);
        found
    }

    fn gather(&self, value: &Value, wanted: bool, depth: u32, found: &mut Vec<String>) {
        if depth == 0 {
            return;
        }
        match value {
            Value::Text(text) if wanted => found.push(text.clone()),
            Value::Template(parts) if wanted => {
                let literal: Vec<&str> = parts.iter().filter_map(Value::text).collect();
                found.push(literal.join(" "));
            }
            Value::Map(entries) => entries.iter().for_each(|entry| {
                self.gather(&entry.value, ABOUT.contains(&entry.key.as_str()), depth - 1, found);
            }),
            Value::List(items) | Value::Call(_, items) => {
                for item in items {
                    self.gather(item, false, depth - 1, found);
                }
            }
            Value::Reference(_) if wanted => found.extend(self.literal(value)),
            _ => {}
        }
    }
}

/// The body of a block, which JSON may give as a list of one.
pub(crate) fn first_map(value: &Value) -> Option<&[Entry]> {
    match value {
        Value::Map(entries) => Some(entries),
        Value::List(items) => items.first().map(Value::entries),
        _ => None,
    }
}
