//! A file as documents: parted before they are parsed, so that one broken document does not hide
//! the next, and so that only those which can be an entry are parsed at all.

use std::borrow::Cow;

use milepost_syntax::yaml::{self, Node, Value, YamlError};

use crate::placeholder::{self, Masked};

/// One document of a file.
pub(crate) struct Document {
    /// Its tree, with the lines of the file and placeholders as written.
    pub(crate) root: Node<'static>,
    /// Whether it is no YAML until a template engine has filled in its placeholders.
    pub(crate) template: bool,
    /// Whether it was read with its placeholders masked.
    pub(crate) masked: bool,
}

/// The text of one document and the number of lines before it.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub(crate) text: &'a str,
    before: u32,
}

/// The documents of `text`, unparsed: a line that starts with `---` opens the next.
pub(crate) fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut parts, mut start, mut before, mut at) = (vec![], 0, 0, 0);
    for (number, line) in (0_u32..).zip(text.split_inclusive('\n')) {
        if at > start && opens(line) {
            parts.push(Part { text: &text[start..at], before });
            (start, before) = (at, number);
        }
        at += line.len();
    }
    parts.push(Part { text: &text[start..], before });
    parts.retain(|part| !part.is_bare());
    parts
}

fn opens(line: &str) -> bool {
    line.strip_prefix("---")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

impl Part<'_> {
    /// The line it starts on, counted from 1.
    pub(crate) fn line(&self) -> u32 {
        self.before.saturating_add(1)
    }

    /// Whether it holds nothing but comments and directives.
    fn is_bare(&self) -> bool {
        self.text.lines().all(|line| {
            let line = line.trim();
            line.is_empty() || line.starts_with(['#', '%']) || matches!(line, "---" | "...")
        })
    }

    /// Whether a line at its left edge says that it is an entry of Backstage.
    pub(crate) fn announces_an_entity(&self) -> bool {
        self.text
            .lines()
            .filter_map(|line| line.strip_prefix("apiVersion:"))
            .any(|value| value.contains("backstage.io/"))
    }

    /// Parses it: as it is, or with placeholders masked where it is a template.
    ///
    /// # Errors
    /// The line and the reason, when neither can be read.
    pub(crate) fn read(&self) -> Result<Vec<Document>, (u32, String)> {
        let plain = yaml::documents(self.text);
        if plain.error.is_none() && !placeholder::has_bare_braces(self.text) {
            return Ok(self.documents(&plain.roots, None, false));
        }
        if let Some(masked) = Masked::of(self.text) {
            let read = yaml::documents(&masked.text);
            if read.error.is_none() {
                let template = plain.error.is_some();
                return Ok(self.documents(&read.roots, Some(&masked), template));
            }
        }
        match plain.error {
            None => Ok(self.documents(&plain.roots, None, false)),
            Some(YamlError { line, message }) => {
                Err((line.saturating_add(self.before), format!("not valid YAML: {message}")))
            }
        }
    }

    fn documents(
        &self,
        roots: &[Node<'_>],
        masked: Option<&Masked<'_>>,
        template: bool,
    ) -> Vec<Document> {
        roots
            .iter()
            .map(|root| Document {
                root: settled(root, self.before, masked),
                template,
                masked: masked.is_some(),
            })
            .collect()
    }
}

impl Document {
    /// How many values it holds.
    pub(crate) fn nodes(&self) -> usize {
        let mut count = 0;
        self.root.walk(&mut |_| count += 1);
        count
    }
}

/// The tree with the lines of the whole file, and placeholders in the place of their tokens. As
/// deep as the parser let it be.
fn settled(node: &Node<'_>, before: u32, masked: Option<&Masked<'_>>) -> Node<'static> {
    let value = match &node.value {
        Value::Scalar { text, plain } => Value::Scalar {
            text: Cow::Owned(Masked::restored(masked, text).into_owned()),
            plain: *plain,
        },
        Value::Sequence(items) => {
            Value::Sequence(items.iter().map(|item| settled(item, before, masked)).collect())
        }
        Value::Mapping(entries) => Value::Mapping(
            entries
                .iter()
                .map(|(key, value)| (settled(key, before, masked), settled(value, before, masked)))
                .collect(),
        ),
    };
    Node { line: node.line.saturating_add(before), tag: node.tag.clone(), value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_keep_the_lines_of_the_file() {
        let parts = parts("a: 1\n---\n# note\nb: 2\n");
        assert_eq!(parts.len(), 2);
        let read = parts[1].read().unwrap_or_default();
        assert_eq!(read[0].root.get("b").unwrap().line, 4);
    }

    #[test]
    fn directives_and_comments_alone_are_no_document() {
        assert!(parts("%YAML 1.2\n---\n# nothing\n---\r\n...\n").is_empty());
    }

    #[test]
    fn a_broken_document_does_not_hide_the_next() {
        let parts = parts("a: [\n---\nb: 2\n");
        assert!(parts[0].read().is_err());
        assert!(parts[1].read().is_ok());
    }

    #[test]
    fn a_template_is_read_with_its_placeholders_as_written() {
        let parts = parts("name: {{ .name }}\nowner: ${{ values.owner }}\n");
        let read = parts[0].read().unwrap_or_default();
        assert_eq!(read[0].root.str("name"), Some("{{ .name }}"));
        assert_eq!(read[0].root.str("owner"), Some("${{ values.owner }}"));
    }
}
