//! TOML as the same tree of nodes that YAML gives.

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use crate::lines::{Lines, SyntaxError};
use crate::yaml::{Node, Value};

/// Reads a text as one mapping.
///
/// # Errors
/// When the text is not TOML up to its end.
pub fn document(text: &str) -> Result<Node<'_>, SyntaxError> {
    let lines = Lines::of(text);
    match DeTable::parse(text) {
        Ok(table) => Ok(mapping(1, table.into_inner(), &lines)),
        Err(error) => {
            let line = error.span().map_or(1, |span| lines.of_offset(span.start));
            Err(SyntaxError { line, message: format!("not valid TOML: {}", error.message()) })
        }
    }
}

fn mapping<'a>(line: u32, table: DeTable<'a>, lines: &Lines) -> Node<'a> {
    let mut entries: Vec<(Node<'a>, Node<'a>)> = table
        .into_iter()
        .map(|(key, value)| {
            let line = lines.of_offset(key.span().start);
            let text = Value::Scalar { text: key.into_inner(), plain: false };
            (Node { line, tag: None, value: text }, node(value, lines))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.line);
    Node { line, tag: None, value: Value::Mapping(entries) }
}

/// The tree of a value; the parser bounds how deep it can be.
fn node<'a>(spanned: Spanned<DeValue<'a>>, lines: &Lines) -> Node<'a> {
    let line = lines.of_offset(spanned.span().start);
    let scalar = |text: std::borrow::Cow<'a, str>, plain| Node {
        line,
        tag: None,
        value: Value::Scalar { text, plain },
    };
    match spanned.into_inner() {
        DeValue::String(text) => scalar(text, false),
        DeValue::Boolean(truth) => scalar(if truth { "true" } else { "false" }.into(), true),
        DeValue::Integer(number) => scalar(number.to_string().into(), true),
        DeValue::Float(number) => scalar(number.to_string().into(), true),
        DeValue::Datetime(moment) => scalar(moment.to_string().into(), true),
        DeValue::Array(items) => {
            let items = items.into_iter().map(|item| node(item, lines)).collect();
            Node { line, tag: None, value: Value::Sequence(items) }
        }
        DeValue::Table(table) => mapping(line, table, lines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_nesting_is_an_error() {
        assert!(document(&format!("a = {}", "[".repeat(100_000))).is_err());
    }

    #[test]
    fn keys_keep_their_lines() {
        let root = document("[a]\r\nb = 1\r\nc = [\"d\"]\r\n[e.f]\r\ng = true\r\n").unwrap();
        assert_eq!(root.at(&["a", "c"]).map(|node| node.line), Some(3));
        assert_eq!(root.at(&["e", "f", "g"]).and_then(Node::bool), Some(true));
        assert_eq!(document("a = 1\nb = \n").err().map(|error| error.line), Some(2));
    }
}
