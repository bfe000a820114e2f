//! YAML that may be a Go template: masked where it must be, read document by document, and able
//! to tell what is written from what is computed.

use crate::parameters;
use crate::template::Masked;
use crate::yaml::{self, Node, Value, YamlError};

/// The documents of a file: those that could be read, and those that could not.
#[derive(Debug, Default)]
pub struct Reading<'a> {
    /// The root of every document that could be read, in the order of the file.
    pub roots: Vec<Node<'a>>,
    /// What could not be read.
    pub broken: Vec<Broken<'a>>,
    /// What ended reading the text as a whole, if anything did.
    ended: Option<YamlError>,
    /// Whether masking changed the line, by line; empty when nothing was masked.
    touched: &'a [bool],
}

/// A document that is not YAML, even when masked.
#[derive(Debug)]
pub struct Broken<'r> {
    /// The line of the error.
    pub line: u32,
    /// What is wrong, as a lowercase fragment.
    pub message: String,
    /// The lines of the document.
    pub text: &'r str,
    /// How many lines stand before the document.
    pub before: u32,
}

impl<'a> Reading<'a> {
    /// The documents of a text as written; a broken one does not spoil its neighbours.
    pub fn as_written(text: &'a str) -> Self {
        Self::read(text, &[])
    }

    /// The documents of a text whose template actions are masked.
    pub fn of_masked(masked: &'a Masked) -> Self {
        Self::read(&masked.text, &masked.touched)
    }

    /// Whether anything was masked, so that what is read is a pattern only.
    pub fn is_masked(&self) -> bool {
        !self.touched.is_empty()
    }

    fn read(text: &'a str, touched: &'a [bool]) -> Self {
        let mut read = Self::parsed(text, touched);
        if text.contains("${") && text.contains("parameters:") {
            read.roots.iter_mut().for_each(parameters::fill);
        }
        read
    }

    fn parsed(text: &'a str, touched: &'a [bool]) -> Self {
        let whole = yaml::documents(text);
        if whole.error.is_none() {
            return Self { roots: whole.roots, touched, ..Self::default() };
        }
        let mut read = Self { ended: whole.error, touched, ..Self::default() };
        for (before, text) in segments(text) {
            let part = yaml::documents(text);
            read.roots.extend(part.roots.into_iter().map(|root| lowered(root, before)));
            if let Some(error) = part.error {
                read.broken.push(Broken {
                    line: error.line.saturating_add(before),
                    message: format!("not valid YAML: {}", error.message),
                    text,
                    before,
                });
            }
        }
        read
    }

    /// The first document of a text that is YAML up to its end; an empty text has none.
    ///
    /// # Errors
    /// What ended reading, of any other text.
    pub fn document(&self) -> Result<Option<&Node<'a>>, &YamlError> {
        match &self.ended {
            Some(error) => Err(error),
            None => Ok(self.roots.first()),
        }
    }

    /// The text of a scalar that is written out, not computed.
    pub fn literal<'n>(&self, node: &'n Node<'_>) -> Option<&'n str> {
        let text = node.text()?.trim();
        (!node.is_null() && !self.touches(node.line) && !is_computed(text)).then_some(text)
    }

    /// The text under `keys`, when it is written out.
    pub fn at<'n>(&self, node: &'n Node<'_>, keys: &[&str]) -> Option<&'n str> {
        node.at(keys).and_then(|value| self.literal(value))
    }

    /// [`Self::at`], owned.
    pub fn owned(&self, node: &Node<'_>, keys: &[&str]) -> Option<String> {
        self.at(node, keys).map(ToOwned::to_owned)
    }

    /// Whether a part of the line is computed.
    pub fn touches(&self, line: u32) -> bool {
        usize::try_from(line.saturating_sub(1))
            .ok()
            .and_then(|index| self.touched.get(index))
            .is_some_and(|touched| *touched)
    }
}

/// Whether a text holds a variable or an expression.
pub fn is_computed(text: &str) -> bool {
    text.contains("{{") || text.contains('$') || text.contains("<<")
}

/// The documents of a text, each with the number of lines before it.
fn segments(text: &str) -> Vec<(u32, &str)> {
    let mut found = Vec::new();
    let (mut start, mut before, mut at) = (0, 0, 0);
    for (line, content) in (0u32..).zip(text.split_inclusive('\n')) {
        if is_separator(content) && at > start {
            found.push((before, &text[start..at]));
            (start, before) = (at, line);
        }
        at += content.len();
    }
    found.push((before, &text[start..]));
    found.retain(|(_, segment)| !is_only_directives(segment));
    found
}

fn is_separator(line: &str) -> bool {
    line.strip_prefix("---")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

fn is_only_directives(segment: &str) -> bool {
    segment.lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with(['#', '%'])
    })
}

/// The node with every line moved down; the parser bounds how deep a node can be.
fn lowered(mut node: Node<'_>, by: u32) -> Node<'_> {
    lower(&mut node, by);
    node
}

fn lower(node: &mut Node<'_>, by: u32) {
    node.line = node.line.saturating_add(by);
    match &mut node.value {
        Value::Scalar { .. } => {}
        Value::Sequence(items) => items.iter_mut().for_each(|item| lower(item, by)),
        Value::Mapping(entries) => {
            for (key, value) in entries {
                lower(key, by);
                lower(value, by);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_document_does_not_spoil_its_neighbours() {
        let read = Reading::as_written("a: 1\n---\nb: [\n---\nc: 3\n");
        assert_eq!(read.roots.len(), 2);
        assert_eq!(read.roots[1].get("c").map(|node| node.line), Some(5));
        assert_eq!(read.broken.len(), 1);
        assert_eq!(read.broken[0].before, 1);
    }

    #[test]
    fn what_a_template_computes_is_not_literal() {
        let masked = Masked::of("a: {{ .b }}\r\nc: d\r\n");
        let read = Reading::of_masked(&masked);
        assert_eq!(read.at(&read.roots[0], &["a"]), None);
        assert_eq!(read.at(&read.roots[0], &["c"]), Some("d"));
    }
}
