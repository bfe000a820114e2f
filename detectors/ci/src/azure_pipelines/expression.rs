//! `${{ if … }}` and `${{ each … }}` between the entries of a list: what they hold is there, under
//! a condition.

use milepost_syntax::yaml::{Node, Value};

/// How deep such expressions may hold each other.
const DEPTH: usize = 12;

/// Entries one list may have.
const ENTRIES: usize = 5_000;

/// An entry of a list and the expressions around it.
pub(super) type Entry<'n, 'y> = (&'n Node<'y>, Option<String>);

/// The entries of a list, those under expressions among them.
pub(super) fn entries<'n, 'y>(list: &'n Node<'y>) -> Vec<Entry<'n, 'y>> {
    let mut found = Vec::new();
    add(list, None, 0, &mut found);
    found
}

fn add<'n, 'y>(
    node: &'n Node<'y>,
    condition: Option<&str>,
    depth: usize,
    found: &mut Vec<Entry<'n, 'y>>,
) {
    if depth > DEPTH || found.len() > ENTRIES {
        return;
    }
    match &node.value {
        Value::Sequence(items) => {
            for item in items {
                add(item, condition, depth + 1, found);
            }
        }
        Value::Mapping(entries) if entries.iter().any(|(key, _)| is_expression(key)) => {
            let whole = entries.iter().all(|(key, _)| is_expression(key));
            if !whole {
                found.push((node, condition.map(str::to_owned)));
            }
            for (key, value) in entries.iter().filter(|(key, _)| whole && is_expression(key)) {
                let inner = joined(condition, key);
                add(value, inner.as_deref(), depth + 1, found);
            }
        }
        Value::Mapping(_) => found.push((node, condition.map(str::to_owned))),
        Value::Scalar { .. } => {}
    }
}

/// The value of `key`, also when it stands under an expression of the same mapping.
pub(super) fn value<'n, 'y>(node: &'n Node<'y>, key: &str) -> Option<&'n Node<'y>> {
    node.get(key).or_else(|| {
        let mut held = node.entries().iter().filter(|(name, _)| is_expression(name));
        held.find_map(|(_, value)| value.get(key))
    })
}

fn is_expression(key: &Node<'_>) -> bool {
    key.text().is_some_and(|text| text.trim_start().starts_with("${{"))
}

/// What an `if` adds to the condition around it; `each` and `else` add nothing that can be told.
fn joined(condition: Option<&str>, key: &Node<'_>) -> Option<String> {
    let text = key.text()?.trim().strip_prefix("${{")?.strip_suffix("}}")?.trim();
    let own = text.strip_prefix("if ").or_else(|| text.strip_prefix("elseif ")).map(str::trim);
    match (condition, own) {
        (Some(outer), Some(own)) => Some(format!("and({outer}, {own})")),
        (outer, own) => outer.or(own).map(str::to_owned),
    }
}
