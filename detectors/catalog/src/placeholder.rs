//! Placeholders of template engines: how to tell them from values, and how to read a file that is
//! no YAML until an engine has filled them in.
//!
//! Each placeholder becomes one private-use token, so that the YAML around it can be parsed; the
//! token is exchanged for the placeholder as written once the tree stands.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Where a token starts and ends; characters that no one types.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// How engines open and close their tags, longest opening first.
const TAGS: &[(&str, &str)] =
    &[("${{", "}}"), ("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>")];

/// How many bytes a tag may hold; an opening that is not closed within them opens nothing.
const LONGEST: usize = 2_000;

/// Marks that mean a placeholder wherever they stand in an entry's metadata.
const PLAIN_MARKS: &[&str] = &["${{", "{{cookiecutter", "{{ cookiecutter", "{%", "<%="];

/// Words that open, part or close a block of a Go or Handlebars template and print nothing.
const CONTROL: &[&str] = &["if", "else", "end", "range", "with", "define", "block"];

/// Whether a text that names something holds a placeholder of any engine.
pub(crate) fn is_in(text: &str) -> bool {
    ["{{", "${", "{%", "<%"].iter().any(|mark| text.contains(mark))
        || text.char_indices().any(|(at, c)| c == '@' && filtered(&text[at..]).is_some())
}

/// Whether any text, even prose, holds what can only be a placeholder.
pub(crate) fn is_plainly_in(text: &str) -> bool {
    PLAIN_MARKS.iter().any(|mark| text.contains(mark))
}

/// Whether a text has braces that YAML would take for mappings (`name: {{ .name }}`).
pub(crate) fn has_bare_braces(text: &str) -> bool {
    text.match_indices("{{").any(|(at, _)| !text[..at].ends_with('$'))
}

/// A text whose placeholders are tokens.
pub(crate) struct Masked<'a> {
    /// The text; every line keeps its number.
    pub(crate) text: String,
    originals: Vec<&'a str>,
}

impl<'a> Masked<'a> {
    /// Masks `text`; `None` when it holds no placeholder.
    pub(crate) fn of(text: &'a str) -> Option<Self> {
        let mut masked = Self { text: String::with_capacity(text.len()), originals: vec![] };
        let (mut rest, mut found) = (text, false);
        while let Some(c) = rest.chars().next() {
            let length = if let Some(length) = tag(rest) {
                found = true;
                let (tag, after) = rest.split_at(length);
                masked.put(tag, after);
                length
            } else {
                masked.text.push(c);
                c.len_utf8()
            };
            rest = &rest[length..];
        }
        found.then_some(masked)
    }

    /// Puts a token in the place of `tag`, or nothing where the tag prints nothing.
    fn put(&mut self, tag: &'a str, after: &str) {
        let kept = tag.starts_with('$') || !alone(&self.text, after);
        if kept && !prints_nothing(tag) {
            // Writing to a text cannot fail.
            let _ = write!(self.text, "{OPEN}{}{CLOSE}", self.originals.len());
            self.originals.push(tag);
        }
        self.text.extend(tag.chars().filter(|c| *c == '\n'));
    }

    /// The text with every token exchanged for what stood there.
    pub(crate) fn restore(&self, text: &str) -> String {
        let mut whole = String::with_capacity(text.len());
        for (number, part) in text.split(OPEN).enumerate() {
            let token = part.split_once(CLOSE).and_then(|(token, after)| {
                let original = self.originals.get(token.parse::<usize>().ok()?)?;
                Some((*original, after))
            });
            match token {
                Some((original, after)) if number > 0 => {
                    whole.push_str(original);
                    whole.push_str(after);
                }
                _ => whole.push_str(part),
            }
        }
        whole
    }

    /// The text as it stood before masking, if it was masked.
    pub(crate) fn restored<'t>(masked: Option<&Self>, text: &'t str) -> Cow<'t, str> {
        match masked {
            Some(masked) if text.contains(OPEN) => Cow::Owned(masked.restore(text)),
            _ => Cow::Borrowed(text),
        }
    }
}

/// The length of the tag that `text` starts with.
fn tag(text: &str) -> Option<usize> {
    TAGS.iter()
        .find(|(open, _)| text.starts_with(open))
        .and_then(|(open, close)| {
            let near = &text[open.len()..text.floor_char_boundary(LONGEST)];
            Some(open.len() + near.find(close)? + close.len())
        })
        .or_else(|| filtered(text))
}

/// The length of the Maven placeholder (`@project.name@`) that `text` starts with.
fn filtered(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('@')?;
    let end =
        inside.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')))?;
    let named = inside.starts_with(|c: char| c.is_ascii_alphabetic());
    (named && inside[end..].starts_with('@')).then_some(end + 2)
}

fn prints_nothing(tag: &str) -> bool {
    if tag.starts_with("{%") || tag.starts_with("{#") {
        return true;
    }
    if let Some(body) = tag.strip_prefix("<%") {
        return !body.starts_with(['=', '-']);
    }
    let Some(body) = tag.strip_prefix("{{") else {
        return false;
    };
    let body = body.trim_start_matches(['-', '~']).trim_start();
    let word = body.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    body.starts_with(['#', '/', '!']) || CONTROL.contains(&word)
}

/// Whether nothing else stands on the line between `before` and `after`.
fn alone(before: &str, after: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t']);
    let after = after.trim_start_matches([' ', '\t', '\r']);
    (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_text_is_restored_as_it_was_written() {
        let text = "name: {{ .name }}-${{ values.x | default: 'a' }}\n";
        let masked = Masked::of(text).unwrap();
        assert!(!masked.text.contains("{{"));
        assert_eq!(masked.restore(&masked.text), text);
    }

    #[test]
    fn tags_that_print_nothing_leave_their_line_empty() {
        let masked = Masked::of("a: 1\n{%- if b %}\nb: 2\n{{- end }}\n").unwrap();
        assert_eq!(masked.text, "a: 1\n\nb: 2\n\n");
    }

    #[test]
    fn a_tag_over_several_lines_keeps_the_count_of_lines() {
        let masked = Masked::of("{%- if a\n and b -%}\nc: 1\n").unwrap();
        assert_eq!(masked.text.lines().count(), 3);
    }

    #[test]
    fn a_maven_placeholder_is_told_from_an_address() {
        assert!(is_in("@project.artifactId@"));
        assert!(!is_in("team@acme.example"));
        assert!(!is_in("@acme/service@1.0"));
    }

    #[test]
    fn text_without_placeholders_is_not_masked() {
        assert!(Masked::of("a: {b: {c: 1}}\n").is_none());
        assert!(Masked::of("a: {{ never closed\n").is_none());
    }
}
