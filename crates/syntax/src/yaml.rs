//! YAML as a tree of nodes that know their line.
//!
//! This is the only module that knows the YAML engine. Scalars stay text and are interpreted
//! where they are asked for, so that `on`, `1.10` and `yes` keep what was written. Aliases are
//! expanded within a budget and merge keys (`<<`) are folded into the mapping that holds them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use granit_parser::{Event, Parser, ScalarStyle};

/// Nodes a document may hold once its aliases are expanded; what lies beyond is an error.
const NODE_BUDGET: usize = 400_000;

/// One value in a YAML document and the line it starts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node<'a> {
    /// The line the node starts on, counted from 1.
    pub line: u32,
    /// The local tag as written (`!reference`, `!Ref`), without the `!`.
    pub tag: Option<String>,
    /// What the node holds.
    pub value: Value<'a>,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// Text, and whether it was written plainly (without quotes or block style).
    Scalar {
        /// The text, unescaped.
        text: Cow<'a, str>,
        /// Whether it was written without quotes.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node<'a>>),
    /// Keys and values in the order written.
    Mapping(Vec<(Node<'a>, Node<'a>)>),
}

/// Why a text is not YAML, and where that shows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not valid YAML: {message}")]
pub struct YamlError {
    /// The line, counted from 1.
    pub line: u32,
    /// What is wrong, in the parser's words.
    pub message: String,
}

/// What could be read of a text: whole documents, and the error that ended reading, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documents<'a> {
    /// The root of every document that was read to its end; empty documents are left out.
    pub roots: Vec<Node<'a>>,
    /// What ended reading before the end of the text.
    pub error: Option<YamlError>,
}

/// Reads every document of `text`, keeping those before an error.
pub fn documents(text: &str) -> Documents<'_> {
    let mut builder = Builder::default();
    for next in Parser::new_from_str(text) {
        let outcome = next
            .map_err(|error| YamlError {
                line: line_number(error.marker().line()),
                message: error.info(),
            })
            .and_then(|(event, span)| builder.accept(event, line_number(span.start.line())));
        if let Err(error) = outcome {
            return Documents { roots: builder.roots, error: Some(error) };
        }
    }
    Documents { roots: builder.roots, error: None }
}

/// Reads the first document of `text`; an empty text gives `None`.
///
/// # Errors
/// When the text is not YAML up to its end.
pub fn document(text: &str) -> Result<Option<Node<'_>>, YamlError> {
    let read = documents(text);
    match read.error {
        Some(error) => Err(error),
        None => Ok(read.roots.into_iter().next()),
    }
}

impl Node<'_> {
    /// The value under `key`, when this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// The value reached by following `keys` from mapping to mapping.
    pub fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// The text under `key`; empty text and a plain `null` or `~` count as absent.
    pub fn str(&self, key: &str) -> Option<&str> {
        let value = self.get(key)?;
        if value.is_null() { None } else { value.text() }
    }

    /// Whether this is an empty scalar, or a plain `null` or `~`.
    pub fn is_null(&self) -> bool {
        match &self.value {
            Value::Scalar { text, plain } => {
                text.is_empty() || (*plain && matches!(text.as_ref(), "null" | "~"))
            }
            Value::Sequence(_) | Value::Mapping(_) => false,
        }
    }

    /// The boolean a plain scalar spells in YAML 1.2 (`true`, `false`), in any case.
    pub fn bool(&self) -> Option<bool> {
        match &self.value {
            Value::Scalar { text, plain: true } if text.eq_ignore_ascii_case("true") => Some(true),
            Value::Scalar { text, plain: true } if text.eq_ignore_ascii_case("false") => {
                Some(false)
            }
            _ => None,
        }
    }

    /// The items of a sequence; nothing for anything else.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::Sequence(items) => items,
            Value::Scalar { .. } | Value::Mapping(_) => &[],
        }
    }

    /// The items of a sequence, or the node itself: for keys that take one value or a list.
    pub fn one_or_many(&self) -> &[Self] {
        match &self.value {
            Value::Sequence(items) => items,
            Value::Scalar { .. } if self.is_null() => &[],
            Value::Scalar { .. } | Value::Mapping(_) => std::slice::from_ref(self),
        }
    }

    /// The keys and values of a mapping in the order written; nothing for anything else.
    pub fn entries(&self) -> &[(Self, Self)] {
        match &self.value {
            Value::Mapping(entries) => entries,
            Value::Scalar { .. } | Value::Sequence(_) => &[],
        }
    }

    /// Whether this is a mapping.
    pub fn is_mapping(&self) -> bool {
        matches!(self.value, Value::Mapping(_))
    }

    /// Calls `visit` on this node and everything below it, parents first.
    pub fn walk<'n>(&'n self, visit: &mut impl FnMut(&'n Self)) {
        visit(self);
        match &self.value {
            Value::Scalar { .. } => {}
            Value::Sequence(items) => items.iter().for_each(|item| item.walk(visit)),
            Value::Mapping(entries) => {
                for (key, value) in entries {
                    key.walk(visit);
                    value.walk(visit);
                }
            }
        }
    }

    fn size(&self) -> usize {
        let mut count = 0;
        self.walk(&mut |_| count += 1);
        count
    }
}

/// A collection whose end has not been seen yet.
struct Open<'a> {
    anchor: usize,
    node: Node<'a>,
    /// The key that waits for its value, in a mapping.
    key: Option<Node<'a>>,
}

#[derive(Default)]
struct Builder<'a> {
    roots: Vec<Node<'a>>,
    open: Vec<Open<'a>>,
    anchors: BTreeMap<usize, Node<'a>>,
    root: Option<Node<'a>>,
    nodes: usize,
}

impl<'a> Builder<'a> {
    fn accept(&mut self, event: Event<'a>, line: u32) -> Result<(), YamlError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = Value::Scalar { text, plain: style == ScalarStyle::Plain };
                let node = Node { line, tag: tag.map(|tag| tag.suffix().to_owned()), value };
                self.place(node, anchor)?;
            }
            Event::SequenceStart(_, anchor, tag) => self.start(
                Node {
                    line,
                    tag: tag.map(|tag| tag.suffix().to_owned()),
                    value: Value::Sequence(vec![]),
                },
                anchor,
            ),
            Event::MappingStart(_, anchor, tag) => self.start(
                Node {
                    line,
                    tag: tag.map(|tag| tag.suffix().to_owned()),
                    value: Value::Mapping(vec![]),
                },
                anchor,
            ),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(closed) = self.open.pop() {
                    self.place(folded(closed.node), closed.anchor)?;
                }
            }
            Event::Alias(anchor) => {
                if let Some(target) = self.anchors.get(&anchor) {
                    let mut copy = target.clone();
                    copy.line = line;
                    self.charge(copy.size(), line)?;
                    self.place(copy, 0)?;
                }
            }
            Event::DocumentEnd => {
                self.anchors.clear();
                self.roots.extend(self.root.take().filter(|root| !root.is_null()));
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, node: Node<'a>, anchor: usize) {
        self.open.push(Open { anchor, node, key: None });
    }

    fn place(&mut self, node: Node<'a>, anchor: usize) -> Result<(), YamlError> {
        self.charge(1, node.line)?;
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(parent) => match &mut parent.node.value {
                Value::Sequence(items) => items.push(node),
                Value::Mapping(entries) => match parent.key.take() {
                    None => parent.key = Some(node),
                    Some(key) => entries.push((key, node)),
                },
                Value::Scalar { .. } => {}
            },
        }
        Ok(())
    }

    fn charge(&mut self, nodes: usize, line: u32) -> Result<(), YamlError> {
        self.nodes += nodes;
        if self.nodes > NODE_BUDGET {
            let message = format!("more than {NODE_BUDGET} nodes once aliases are expanded");
            return Err(YamlError { line, message });
        }
        Ok(())
    }
}

/// Folds merge keys into the mapping that holds them; keys written in the mapping itself win.
fn folded(mut node: Node<'_>) -> Node<'_> {
    let Value::Mapping(entries) = &mut node.value else {
        return node;
    };
    if !entries.iter().any(|(key, _)| key.text() == Some("<<")) {
        return node;
    }
    let (merges, mut own): (Vec<_>, Vec<_>) =
        std::mem::take(entries).into_iter().partition(|(key, _)| key.text() == Some("<<"));
    for (key, value) in
        merges.iter().flat_map(|(_, value)| value.one_or_many()).flat_map(Node::entries)
    {
        if !own.iter().any(|(known, _)| known.text().is_some() && known.text() == key.text()) {
            own.push((key.clone(), value.clone()));
        }
    }
    node.value = Value::Mapping(own);
    node
}

fn line_number(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn scalars_keep_what_was_written() {
        let root = document("on: push\nversion: 1.10\nquoted: 'yes'\n").unwrap().unwrap();
        assert_eq!(root.str("on"), Some("push"));
        assert_eq!(root.str("version"), Some("1.10"));
        assert_eq!(root.get("version").unwrap().line, 2);
    }

    #[test]
    fn aliases_and_merge_keys_are_folded_and_own_keys_win() {
        let text = "base: &base {image: a, user: b}\njob:\n  <<: *base\n  user: c\n";
        let root = document(text).unwrap().unwrap();
        assert_eq!(root.at(&["job", "image"]).and_then(Node::text), Some("a"));
        assert_eq!(root.at(&["job", "user"]).and_then(Node::text), Some("c"));
    }

    #[test]
    fn documents_before_an_error_are_kept() {
        let read = documents("a: 1\n---\nb: [\n");
        assert_eq!(read.roots.len(), 1);
        assert!(read.error.is_some_and(|error| error.line >= 3));
    }

    #[test]
    fn an_alias_bomb_is_an_error() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..9 {
            let inner = vec![format!("*a{}", level - 1); 10].join(", ");
            writeln!(text, "a{level}: &a{level} [{inner}]").unwrap();
        }
        assert!(document(&text).is_err());
    }

    #[test]
    fn deep_nesting_is_an_error() {
        assert!(document(&"- ".repeat(100_000)).is_err());
        assert!(document(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn empty_text_has_no_document() {
        assert_eq!(document("# only a comment\n").unwrap(), None);
    }
}
