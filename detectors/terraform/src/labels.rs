//! Labels and tags that attribute cost, where at least one key says whose the cost is.

use std::collections::BTreeMap;

use milepost_core::CostLabels;
use milepost_core::cost::label_of;

use crate::locals::Locals;
use crate::value::{Entry, Value};

/// The labels `block` gives, each set with the line it stands on.
pub(crate) fn of(block: &Entry, locals: &Locals<'_>) -> Vec<(u32, CostLabels)> {
    match block.key.as_str() {
        "provider" => of_provider(block, locals),
        "resource" => {
            let on = format!("resource {}.{}", block.label(0), block.label(1));
            of_maps(&on, block, locals)
        }
        "module" => of_maps(&format!("module {}", block.label(0)), block, locals),
        _ => vec![],
    }
}

fn of_provider(block: &Entry, locals: &Locals<'_>) -> Vec<(u32, CostLabels)> {
    let alias = block.text("alias").map_or(String::new(), |alias| format!(".{alias}"));
    let on = format!("provider {}{alias}", block.label(0));
    let tags = block
        .get("default_tags")
        .and_then(|inner| first_map(&inner.value))
        .and_then(|inner| inner.iter().find(|entry| entry.key == "tags"));
    [("default_tags", tags), ("default_labels", block.get("default_labels"))]
        .into_iter()
        .filter_map(|(kind, map)| {
            let map = map?;
            let labels = attributing(known(&map.value, locals))?;
            let on = format!("{on} {kind}");
            Some((map.line, CostLabels { on, labels }))
        })
        .collect()
}

fn of_maps(on: &str, block: &Entry, locals: &Locals<'_>) -> Vec<(u32, CostLabels)> {
    let metadata = block
        .get("metadata")
        .and_then(|metadata| first_map(&metadata.value))
        .and_then(|metadata| metadata.iter().find(|entry| entry.key == "labels"));
    let maps = ["tags", "labels"].map(|key| block.get(key));
    let mut sets: Vec<(u32, BTreeMap<String, String>)> = maps
        .into_iter()
        .chain([metadata])
        .flatten()
        .map(|map| (map.line, known(&map.value, locals)))
        .collect();
    sets.extend(of_tag_blocks(block, locals));
    sets.into_iter()
        .filter_map(|(line, labels)| {
            let labels = attributing(labels)?;
            let on = on.to_owned();
            Some((line, CostLabels { on, labels }))
        })
        .collect()
}

/// Tags as repeated `tag` blocks with a key and a value, as auto-scaling groups have them.
fn of_tag_blocks(block: &Entry, locals: &Locals<'_>) -> Option<(u32, BTreeMap<String, String>)> {
    let blocks: Vec<&Entry> = block.value.entries().iter().filter(|e| e.key == "tag").collect();
    let labels = blocks
        .iter()
        .filter_map(|tag| {
            let value = locals.expand(&tag.get("value")?.value);
            Some((tag.text("key")?.to_owned(), shown(&value)?))
        })
        .collect();
    Some((blocks.first()?.line, labels))
}

fn first_map(value: &Value) -> Option<&[Entry]> {
    match value {
        Value::Map(entries) => Some(entries),
        Value::List(items) => items.first().map(Value::entries),
        _ => None,
    }
}

fn known(value: &Value, locals: &Locals<'_>) -> BTreeMap<String, String> {
    let expanded = locals.expand(value);
    expanded
        .entries()
        .iter()
        .filter_map(|entry| Some((entry.key.clone(), shown(&entry.value)?)))
        .collect()
}

/// The value as a fact says it; a key without a value labels nothing.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Text(_) | Value::Truth(_) => value.text().map(str::to_owned),
        _ => Some("?".to_owned()),
    }
}

fn attributing(labels: BTreeMap<String, String>) -> Option<BTreeMap<String, String>> {
    labels.keys().any(|key| label_of(key).is_some()).then_some(labels)
}
