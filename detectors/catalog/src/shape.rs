//! The shape a value must have, and the judgement of a tree by it: the little of JSON Schema that
//! Backstage's own schemas use.

use std::collections::BTreeSet;

use milepost_syntax::yaml::Node;

use crate::scalar::Sort;

/// How many reasons are kept of one entry; more of them say nothing new.
const REASONS: usize = 24;

/// The shape of a value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// Text that is not empty.
    Text,
    /// Text that may be empty.
    AnyText,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Text or a boolean.
    TextOrBool,
    /// A list of values of one shape; at least so many.
    List(&'static Self, usize),
    /// A mapping with these fields among others.
    Map(&'static [Field]),
    /// A mapping with these fields; all others have one shape.
    MapElse(&'static [Field], &'static Self),
    /// A mapping with these fields among others, or a list of such.
    MapOrList(&'static [Field]),
}

/// A field of a mapping.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    /// Its key.
    pub(crate) name: &'static str,
    /// Whether it must be there.
    pub(crate) required: bool,
    /// Its shape.
    pub(crate) shape: Shape,
}

/// A field that must be there.
pub(crate) const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, required: true, shape }
}

/// A field that may be there.
pub(crate) const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, required: false, shape }
}

/// The reasons found so far to refuse an entry.
#[derive(Debug, Default)]
pub(crate) struct Reasons(Vec<String>);

impl Reasons {
    /// Adds a reason, once.
    pub(crate) fn add(&mut self, why: String) {
        if self.0.len() < REASONS && !self.0.contains(&why) {
            self.0.push(why);
        }
    }

    /// The reasons, in the order found.
    pub(crate) fn into_vec(self) -> Vec<String> {
        self.0
    }

    /// Judges `node`, which stands at `path`, by `shape`.
    pub(crate) fn judge(&mut self, path: &str, node: &Node<'_>, shape: &Shape) {
        if is_substituted(node) {
            return;
        }
        let sort = Sort::of(node);
        match (shape, sort) {
            (Shape::Text | Shape::Word(_), Sort::Text) if node.text() == Some("") => {
                self.add(format!("{path} is empty"));
            }
            (Shape::Word(words), Sort::Text) => self.judge_word(path, node, words),
            (Shape::Text | Shape::AnyText | Shape::TextOrBool, Sort::Text)
            | (Shape::TextOrBool, Sort::Bool) => {}
            (Shape::List(shape, least), Sort::List) => {
                if node.items().len() < *least {
                    self.add(format!("{path} is empty"));
                }
                self.judge_items(path, node, shape);
            }
            (Shape::MapOrList(fields), Sort::List) => {
                for (number, item) in node.items().iter().enumerate() {
                    self.judge(&format!("{path}[{number}]"), item, &Shape::Map(fields));
                }
            }
            (Shape::Map(fields) | Shape::MapOrList(fields), Sort::Map) => {
                self.judge_fields(path, node, fields);
            }
            (Shape::MapElse(fields, others), Sort::Map) => {
                self.judge_fields(path, node, fields);
                self.judge_others(path, node, fields, others);
            }
            (_, sort) => self.add(format!("{path} is {}, not {}", sort.words(), expected(shape))),
        }
    }

    /// Adds every key that one mapping at or below `node` holds twice; YAML forbids it.
    pub(crate) fn judge_keys(&mut self, path: &str, node: &Node<'_>) {
        let mut seen = BTreeSet::new();
        for (key, value) in node.entries() {
            let below = joined(path, key.text().unwrap_or("?"));
            if key.text().is_some_and(|key| !seen.insert(key)) {
                self.add(format!("{below} is written twice"));
            }
            self.judge_keys(&below, value);
        }
        for (number, item) in node.items().iter().enumerate() {
            self.judge_keys(&format!("{path}[{number}]"), item);
        }
    }

    fn judge_word(&mut self, path: &str, node: &Node<'_>, words: &[&str]) {
        let text = node.text().unwrap_or_default();
        if !words.contains(&text) {
            self.add(format!("{path} {} is not one of {}", quoted(text), words.join(", ")));
        }
    }

    fn judge_items(&mut self, path: &str, node: &Node<'_>, shape: &Shape) {
        for (number, item) in node.items().iter().enumerate() {
            self.judge(&format!("{path}[{number}]"), item, shape);
        }
    }

    fn judge_fields(&mut self, path: &str, node: &Node<'_>, fields: &[Field]) {
        for field in fields {
            let below = joined(path, field.name);
            match node.get(field.name) {
                Some(value) => self.judge(&below, value, &field.shape),
                None if field.required => self.add(format!("{below} is required")),
                None => {}
            }
        }
    }

    fn judge_others(&mut self, path: &str, node: &Node<'_>, fields: &[Field], shape: &Shape) {
        for (key, value) in node.entries() {
            let Some(key) = key.text() else { continue };
            if fields.iter().all(|field| field.name != key) {
                self.judge(&joined(path, key), value, shape);
            }
        }
    }
}

/// Whether Backstage puts another file's content here (`$text`, `$json`, `$yaml`).
pub(crate) fn is_substituted(node: &Node<'_>) -> bool {
    match node.entries() {
        [(key, _)] => key.text().is_some_and(|key| key.starts_with('$')),
        _ => false,
    }
}

/// A text in quotes, cut where it is long.
pub(crate) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    let mut quoted = format!("{short:?}");
    if short.len() < text.len() {
        quoted.push('…');
    }
    quoted
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn expected(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text | Shape::AnyText | Shape::Word(_) => "text",
        Shape::TextOrBool => "text or a boolean",
        Shape::List(..) => "a list",
        Shape::Map(_) | Shape::MapElse(..) => "a mapping",
        Shape::MapOrList(_) => "a mapping or a list",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use milepost_syntax::yaml;

    const PERSON: Shape = Shape::Map(&[
        required("name", Shape::Text),
        optional("pets", Shape::List(&Shape::Text, 0)),
    ]);

    fn reasons(text: &str) -> Vec<String> {
        let mut reasons = Reasons::default();
        reasons.judge("a", &yaml::document(text).unwrap().unwrap(), &PERSON);
        reasons.into_vec()
    }

    #[test]
    fn reasons_say_where_and_what() {
        assert_eq!(reasons("pets: []\n"), ["a.name is required"]);
        assert_eq!(reasons("name: ''\n"), ["a.name is empty"]);
        assert_eq!(reasons("name: 1\n"), ["a.name is a number, not text"]);
        assert_eq!(reasons("name:\n"), ["a.name is null, not text"]);
        assert_eq!(reasons("name: x\npets: [a, true]\n"), ["a.pets[1] is a boolean, not text"]);
    }

    #[test]
    fn what_backstage_substitutes_is_not_judged() {
        assert!(reasons("name: { $text: ./name.txt }\n").is_empty());
    }

    #[test]
    fn a_key_written_twice_is_a_reason() {
        let root = yaml::document("a:\n  b: 1\n  b: 2\n").unwrap().unwrap();
        let mut reasons = Reasons::default();
        reasons.judge_keys("", &root);
        assert_eq!(reasons.into_vec(), ["a.b is written twice"]);
    }
}
