//! YAML, JSON, JSON with comments and TOML as the same tree.

use std::borrow::Cow;

use milepost_detector::File;
use milepost_syntax::Reading;
use milepost_syntax::yaml::{self, Node, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Values nested deeper than this are left out.
const DEPTH: u32 = 64;

/// Hands the tree of a file to `then`.
///
/// # Errors
/// Where the file, or a part of it, cannot be read, and why.
pub(crate) fn tree(file: &File<'_>, then: impl FnOnce(&Reading<'_>)) -> Result<(), (u32, String)> {
    let name = file.name();
    if name.ends_with(".toml") {
        let lines = Lines::of(file.text);
        let table = DeTable::parse(file.text).map_err(|error| {
            let line = error.span().map_or(1, |span| lines.at(span.start));
            (line, "not valid TOML".to_owned())
        })?;
        then(&of_root(lines.table(1, table.get_ref(), DEPTH)));
    } else if name.ends_with(".json") || name.ends_with(".jsonc") {
        let bare = without_comments(file.text);
        let root = yaml::document(&bare)
            .map_err(|error| (error.line, format!("not valid JSON: {}", error.message)))?;
        if let Some(root) = root {
            then(&of_root(root));
        }
    } else {
        let reading = file.yaml();
        then(reading);
        if let Some(broken) = reading.broken.first() {
            return Err((broken.line, broken.message.clone()));
        }
    }
    Ok(())
}

fn of_root(root: Node<'_>) -> Reading<'_> {
    let mut reading = Reading::default();
    reading.roots.push(root);
    reading
}

/// Where the lines of a text start.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    fn at(&self, place: usize) -> u32 {
        let before = self.0.partition_point(|newline| *newline < place);
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }

    fn table(&self, line: u32, table: &DeTable<'_>, depth: u32) -> Node<'static> {
        let mut entries: Vec<(usize, (Node<'static>, Node<'static>))> = table
            .iter()
            .map(|(key, value)| {
                let start = key.span().start;
                let name = scalar(self.at(start), key.get_ref().to_string(), false);
                (start, (name, self.value(value, depth)))
            })
            .collect();
        entries.sort_by_key(|(start, _)| *start);
        let entries = entries.into_iter().map(|(_, entry)| entry).collect();
        Node { line, tag: None, value: Value::Mapping(entries) }
    }

    fn value(&self, value: &Spanned<DeValue<'_>>, depth: u32) -> Node<'static> {
        let line = self.at(value.span().start);
        match value.get_ref() {
            _ if depth == 0 => scalar(line, String::new(), true),
            DeValue::String(text) => scalar(line, text.to_string(), false),
            DeValue::Boolean(truth) => scalar(line, truth.to_string(), true),
            DeValue::Integer(number) => scalar(line, number.as_str().to_owned(), true),
            DeValue::Float(number) => scalar(line, number.as_str().to_owned(), true),
            DeValue::Datetime(instant) => scalar(line, instant.to_string(), true),
            DeValue::Array(items) => {
                let items = items.iter().map(|item| self.value(item, depth - 1)).collect();
                Node { line, tag: None, value: Value::Sequence(items) }
            }
            DeValue::Table(table) => self.table(line, table, depth - 1),
        }
    }
}

fn scalar(line: u32, text: String, plain: bool) -> Node<'static> {
    Node { line, tag: None, value: Value::Scalar { text: Cow::Owned(text), plain } }
}

/// JSON whose comments are blanked, every line kept.
fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains("//") && !text.contains("/*") {
        return Cow::Borrowed(text);
    }
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => length_of_text(rest),
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            other => other.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        if first == '/' && length > 1 {
            bare.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        } else {
            bare.push_str(piece);
        }
        rest = after;
    }
    Cow::Owned(bare)
}

fn length_of_text(text: &str) -> usize {
    let mut escaped = true;
    for (at, character) in text.char_indices() {
        match character {
            '"' if !escaped => return at + 1,
            '\\' if !escaped => escaped = true,
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_json_are_blanked_and_addresses_are_kept() {
        let text = "{ // a\n \"b\": \"https://c\\\"//d\", /* e\n */ \"f\": 1 }";
        let bare = without_comments(text);
        let root = yaml::document(&bare).unwrap().unwrap();
        assert_eq!(root.str("b"), Some("https://c\"//d"));
        assert_eq!(root.get("f").map(|node| node.line), Some(3));
    }

    #[test]
    fn a_table_is_a_tree_that_knows_its_lines() {
        let text = "a = 1\n[b]\nc = \"d\"\n[[e]]\nf = true\n";
        let table = DeTable::parse(text).unwrap();
        let root = Lines::of(text).table(1, table.get_ref(), DEPTH);
        assert_eq!(root.at(&["b", "c"]).and_then(Node::text), Some("d"));
        assert_eq!(root.get("e").unwrap().items()[0].get("f").map(|node| node.line), Some(5));
    }
}
