//! YAML that may be a Go template: masked where it must be, read document by document, and able
//! to tell what is written from what is computed.

use std::borrow::Cow;

use milepost_core::{Findings, Pin, What};
use milepost_syntax::template;
use milepost_syntax::yaml::{self, Node, Value};

use crate::masking;

/// One file's text, ready to be read as YAML.
pub(crate) struct Reading<'a> {
    text: Cow<'a, str>,
    /// Whether masking changed the line, by line; empty when nothing was masked.
    touched: Vec<bool>,
}

/// The documents that could be read, and those that could not.
#[derive(Default)]
pub(crate) struct Read<'r> {
    pub(crate) roots: Vec<Node<'r>>,
    pub(crate) broken: Vec<Broken<'r>>,
}

/// A document that is not YAML, even when masked.
pub(crate) struct Broken<'r> {
    /// The line of the error.
    pub(crate) line: u32,
    /// What is wrong, as a lowercase fragment.
    pub(crate) message: String,
    /// The lines of the document.
    pub(crate) text: &'r str,
    /// How many lines stand before the document.
    pub(crate) before: u32,
}

/// A version as asked for.
pub(crate) struct Asked {
    /// The version as written; absent when it is computed or not given.
    pub(crate) version: Option<String>,
    /// How firmly it is held.
    pub(crate) pin: Pin,
}

impl<'a> Reading<'a> {
    /// The text of a Go template: every action is masked.
    pub(crate) fn of_template(text: &'a str) -> Self {
        if !template::is_templated(text) {
            return Self::as_written(text);
        }
        let masked = masking::masked(text);
        let touched =
            text.lines().zip(masked.lines()).map(|(before, after)| before != after).collect();
        Self { text: Cow::Owned(masked), touched }
    }

    /// The text as written when that is YAML, masked when it is not.
    pub(crate) fn of_values(text: &'a str) -> Self {
        if template::is_templated(text) && yaml::documents(text).error.is_some() {
            Self::of_template(text)
        } else {
            Self::as_written(text)
        }
    }

    fn as_written(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), touched: Vec::new() }
    }

    /// Whether anything was masked, so that what is read is a pattern only.
    pub(crate) fn is_masked(&self) -> bool {
        !self.touched.is_empty()
    }

    /// Notes a fact, as sure as the text could be read.
    pub(crate) fn note(&self, line: u32, what: What, findings: &mut Findings) {
        if self.is_masked() {
            findings.pattern(line, what);
        } else {
            findings.parsed(line, what);
        }
    }

    /// Every document; a broken one does not spoil its neighbours.
    pub(crate) fn documents(&self) -> Read<'_> {
        let whole = yaml::documents(&self.text);
        if whole.error.is_none() {
            return Read { roots: whole.roots, broken: Vec::new() };
        }
        let mut read = Read::default();
        for (before, text) in segments(&self.text) {
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

    /// The text of a scalar that is written out, not computed.
    pub(crate) fn literal<'n>(&self, node: &'n Node<'_>) -> Option<&'n str> {
        let text = node.text()?.trim();
        (!node.is_null() && !self.touches(node.line) && !is_computed(text)).then_some(text)
    }

    /// The text under `keys`, when it is written out.
    pub(crate) fn at<'n>(&self, node: &'n Node<'_>, keys: &[&str]) -> Option<&'n str> {
        node.at(keys).and_then(|value| self.literal(value))
    }

    /// [`Self::at`], owned.
    pub(crate) fn owned(&self, node: &Node<'_>, keys: &[&str]) -> Option<String> {
        self.at(node, keys).map(ToOwned::to_owned)
    }

    /// The version a node asks for.
    pub(crate) fn version(&self, node: Option<&Node<'_>>) -> Asked {
        let Some(node) = node else {
            return Asked::none();
        };
        if self.touches(node.line) || !node.is_null() && node.text().is_none() {
            return Asked { version: None, pin: Pin::Dynamic };
        }
        node.text()
            .map(str::trim)
            .filter(|text| !node.is_null() && !text.is_empty())
            .map_or_else(Asked::none, Asked::of)
    }

    /// Whether a part of the line is computed.
    pub(crate) fn touches(&self, line: u32) -> bool {
        usize::try_from(line.saturating_sub(1))
            .ok()
            .and_then(|index| self.touched.get(index))
            .is_some_and(|touched| *touched)
    }
}

impl Asked {
    /// The version, when it is not computed.
    pub(crate) fn literal(&self) -> Option<String> {
        self.version.clone().filter(|text| !is_computed(text))
    }

    fn none() -> Self {
        Self { version: None, pin: Pin::None }
    }

    /// A version written as `text`.
    pub(crate) fn of(text: &str) -> Self {
        let pin = if is_computed(text) {
            Pin::Dynamic
        } else if text.contains("sha256:") {
            Pin::Digest
        } else {
            Pin::of_version(text)
        };
        Self { version: Some(text.to_owned()), pin }
    }
}

/// Whether a text holds a variable or an expression.
pub(crate) fn is_computed(text: &str) -> bool {
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
        let reading = Reading::of_template("a: 1\n---\nb: [\n---\nc: 3\n");
        let read = reading.documents();
        assert_eq!(read.roots.len(), 2);
        assert_eq!(read.roots[1].get("c").map(|node| node.line), Some(5));
        assert_eq!(read.broken.len(), 1);
        assert_eq!(read.broken[0].before, 1);
    }

    #[test]
    fn what_a_template_computes_is_not_literal() {
        let reading = Reading::of_template("a: {{ .b }}\r\nc: d\r\n");
        let read = reading.documents();
        assert_eq!(reading.at(&read.roots[0], &["a"]), None);
        assert_eq!(reading.at(&read.roots[0], &["c"]), Some("d"));
    }

    #[test]
    fn a_computed_version_is_dynamic() {
        let reading = Reading::of_template("a: {{ .b }}\nc: $D\ne: 1.2.3\nf:\n");
        let read = reading.documents();
        let pin = |key| reading.version(read.roots[0].get(key)).pin;
        assert_eq!(pin("a"), Pin::Dynamic);
        assert_eq!(pin("c"), Pin::Dynamic);
        assert_eq!(pin("e"), Pin::Exact);
        assert_eq!(pin("f"), Pin::None);
        assert_eq!(pin("g"), Pin::None);
    }
}
