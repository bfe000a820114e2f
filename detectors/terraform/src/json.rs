//! The JSON form of the language, as the same entries. JSON is YAML, so the YAML tree gives the
//! lines.

use milepost_syntax::yaml::{self, Node, Value as Yaml};

use crate::hcl::{Broken, Contents, asks_workspace, read_template};
use crate::value::{Entry, Value};

/// Values nested deeper than this are left out.
const DEPTH: u32 = 32;

/// Reads a whole file.
pub(crate) fn read(text: &str) -> Result<Contents, Broken> {
    let root = yaml::document(text).map_err(|error| Broken {
        line: error.line,
        message: format!("not valid JSON: {}", error.message),
    })?;
    let Some(root) = root else {
        return Ok(Contents::default());
    };
    let mut workspaces = false;
    root.walk(&mut |node| workspaces |= node.text().is_some_and(asks_workspace));
    let entries = root
        .entries()
        .iter()
        .flat_map(|(key, value)| blocks(key, value, labels_of(key.text().unwrap_or_default())))
        .collect();
    Ok(Contents { entries, workspaces })
}

/// How many labels a block of this kind has; JSON writes them as nested keys.
fn labels_of(kind: &str) -> usize {
    match kind {
        "resource" | "data" | "ephemeral" => 2,
        "provider" | "module" | "variable" | "output" | "check" | "backend" => 1,
        _ => 0,
    }
}

/// The blocks a key stands for: each may be given once or as a list.
fn blocks(key: &Node<'_>, value: &Node<'_>, labels: usize) -> Vec<Entry> {
    let Some(kind) = key.text().filter(|kind| *kind != "//") else {
        return vec![];
    };
    let mut open = vec![(key.line, vec![], value)];
    for _ in 0..labels {
        open = open
            .into_iter()
            .flat_map(|(_, labels, node)| {
                node.one_or_many().iter().flat_map(Node::entries).map(move |(label, below)| {
                    let mut labels: Vec<String> = labels.clone();
                    labels.extend(label.text().map(str::to_owned));
                    (label.line, labels, below)
                })
            })
            .collect();
    }
    open.into_iter()
        .flat_map(|(line, labels, node)| {
            node.one_or_many().iter().map(move |node| Entry {
                line,
                key: kind.to_owned(),
                labels: labels.clone(),
                value: read_value(node, DEPTH),
            })
        })
        .collect()
}

fn read_value(node: &Node<'_>, depth: u32) -> Value {
    if depth == 0 {
        return Value::Other("…".to_owned());
    }
    match &node.value {
        Yaml::Scalar { .. } if node.is_null() => Value::Null,
        Yaml::Scalar { text, .. } if text.contains("${") || text.contains("%{") => {
            read_template(text)
        }
        Yaml::Scalar { text, .. } => {
            node.bool().map_or_else(|| Value::Text(text.to_string()), Value::Truth)
        }
        Yaml::Sequence(items) => {
            Value::List(items.iter().map(|item| read_value(item, depth - 1)).collect())
        }
        Yaml::Mapping(entries) => Value::Map(
            entries.iter().flat_map(|(key, value)| inner(key, value, depth - 1)).collect(),
        ),
    }
}

fn inner(key: &Node<'_>, value: &Node<'_>, depth: u32) -> Vec<Entry> {
    match key.text() {
        None | Some("//") => vec![],
        Some("backend") => blocks(key, value, 1),
        Some(name) => vec![Entry {
            line: key.line,
            key: name.to_owned(),
            labels: vec![],
            value: read_value(value, depth),
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_nested_keys_and_blocks_may_be_lists() {
        let text = "{\n  \"provider\": {\"aws\": [{\"region\": \"a\"}, {\"alias\": \"b\"}]},\n\
                    \t\"resource\": {\"aws_s3_bucket\": {\n \"logs\": {}}}\n}";
        let read = read(text).unwrap();
        let said: Vec<_> = read.entries.iter().map(|e| (e.line, e.labels.join("."))).collect();
        assert_eq!(said, [(2, "aws".into()), (2, "aws".into()), (4, "aws_s3_bucket.logs".into())]);
    }

    #[test]
    fn comments_are_left_out_and_templates_are_read() {
        let read = read(r#"{"//": "x", "module": {"a": {"source": "${local.b}"}}}"#).unwrap();
        assert_eq!(
            read.entries[0].get("source").unwrap().value,
            Value::Reference("local.b".into())
        );
    }
}
