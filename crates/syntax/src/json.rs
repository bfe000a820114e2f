//! JSON, also with comments, trailing commas and bare keys, as the same tree of nodes that YAML gives.

use jsonc_parser::ast::{ObjectPropName, Value as Json};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::lines::{Lines, SyntaxError};
use crate::yaml::{Node, Value};

/// Reads a text; one without any value gives `None`.
///
/// # Errors
/// When the text is not JSON up to its end.
pub fn document(text: &str) -> Result<Option<Node<'_>>, SyntaxError> {
    let options = ParseOptions { allow_missing_commas: false, ..ParseOptions::default() };
    let lines = Lines::of(text);
    match parse_to_ast(text, &CollectOptions::default(), &options) {
        Ok(read) => Ok(read.value.map(|value| node(value, &lines))),
        Err(error) => Err(SyntaxError {
            line: lines.of_offset(error.range().start),
            message: format!("not valid JSON: {}", error.kind()),
        }),
    }
}

/// The tree of a value; the parser bounds how deep it can be.
fn node<'a>(json: Json<'a>, lines: &Lines) -> Node<'a> {
    let line = lines.of_offset(json.start());
    let value = match json {
        Json::StringLit(text) => Value::Scalar { text: text.value, plain: false },
        Json::NumberLit(number) => Value::Scalar { text: number.value.into(), plain: true },
        Json::BooleanLit(truth) => {
            Value::Scalar { text: if truth.value { "true" } else { "false" }.into(), plain: true }
        }
        Json::NullKeyword(_) => Value::Scalar { text: "null".into(), plain: true },
        Json::Array(array) => {
            Value::Sequence(array.elements.into_iter().map(|item| node(item, lines)).collect())
        }
        Json::Object(object) => Value::Mapping(
            object
                .properties
                .into_iter()
                .map(|property| (key(property.name, lines), node(property.value, lines)))
                .collect(),
        ),
    };
    Node { line, tag: None, value }
}

fn key<'a>(name: ObjectPropName<'a>, lines: &Lines) -> Node<'a> {
    let line = lines.of_offset(name.start());
    let text = match name {
        ObjectPropName::String(text) => text.value,
        ObjectPropName::Word(word) => word.value.into(),
    };
    Node { line, tag: None, value: Value::Scalar { text, plain: false } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_bare_keys_keep_their_lines() {
        let root = document("// a\r\n{ /* b */\r\n  c: 'd', // e\r\n  \"f\": [1, true,],\r\n}\r\n");
        let root = root.ok().flatten().unwrap();
        assert_eq!(root.line, 2);
        assert_eq!(root.str("c"), Some("d"));
        assert_eq!(root.get("f").map(|node| (node.line, node.items().len())), Some((4, 2)));
        assert_eq!(root.get("f").and_then(|node| node.items()[1].bool()), Some(true));
    }

    #[test]
    fn what_is_broken_tells_its_line() {
        let line = |text| document(text).err().map(|error| error.line);
        assert_eq!(line("{\n  a: 1\n  b: 2\n}\n"), Some(2));
        assert_eq!(line("{\n  a: 1,\n  b: [\n"), Some(3));
        assert!(document(&"[".repeat(100_000)).is_err());
    }
}
