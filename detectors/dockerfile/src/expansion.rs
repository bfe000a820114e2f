//! Variables of a build: what `ARG` and `ENV` say, and text with them filled in.
//!
//! What is not known stays in the text as it was written, so a `$` left over says that the value
//! is only known when the image is built.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

/// Variables that every builder sets by itself for the platforms at hand.
const AUTOMATIC: &[&str] = &[
    "BUILDARCH",
    "BUILDOS",
    "BUILDPLATFORM",
    "BUILDVARIANT",
    "TARGETARCH",
    "TARGETOS",
    "TARGETPLATFORM",
    "TARGETVARIANT",
];

/// Bytes a value may have; a longer one, as doubling a variable line by line makes, is not known.
const LONGEST: usize = 512;

/// Alternatives inside alternatives that are followed; deeper ones are not known.
const DEEPEST: usize = 4;

/// Variables one scope holds; further ones are not known.
const MOST: usize = 256;

/// Variables in sight at one place of a build.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    /// From `ARG`; no value when it has no default.
    arguments: BTreeMap<String, Option<String>>,
    /// From `ENV`, which wins over `ARG`.
    environment: BTreeMap<String, String>,
    /// Whether variables nobody here declared may come from the base image.
    inherits: bool,
}

enum Value<'a> {
    Known(&'a str),
    /// Nobody sets it unless asked to.
    Unset,
    /// Set elsewhere: by the builder, or by the base image.
    Elsewhere,
}

impl Scope {
    /// The scope of a stage that stands on an image: the image may bring variables.
    pub(crate) fn on_an_image() -> Self {
        Self { inherits: true, ..Self::default() }
    }

    /// Takes an `ARG`, with its default if it has one.
    pub(crate) fn declare(&mut self, name: &str, default: Option<String>) {
        if self.arguments.len() < MOST || self.arguments.contains_key(name) {
            self.arguments.insert(name.to_owned(), default);
        }
    }

    /// Takes an `ENV`.
    pub(crate) fn set(&mut self, name: &str, value: String) {
        if self.environment.len() < MOST || self.environment.contains_key(name) {
            self.environment.insert(name.to_owned(), value);
        }
    }

    /// The default an `ARG` gave.
    pub(crate) fn default_of(&self, name: &str) -> Option<&str> {
        self.arguments.get(name)?.as_deref()
    }

    fn look_up(&self, name: &str) -> Value<'_> {
        if let Some(value) = self.environment.get(name) {
            return Value::Known(value);
        }
        match self.arguments.get(name) {
            Some(Some(value)) => Value::Known(value),
            _ if AUTOMATIC.contains(&name) => Value::Elsewhere,
            None if self.inherits => Value::Elsewhere,
            Some(None) | None => Value::Unset,
        }
    }

    /// `text` without quotes and escapes, with every known variable filled in. A text that grows
    /// without end is not known.
    pub(crate) fn expand(&self, text: &str, escape: char) -> String {
        self.expand_within(text, escape, 0)
    }

    fn expand_within(&self, text: &str, escape: char, depth: usize) -> String {
        let mut expanded = String::with_capacity(text.len());
        let mut characters = text.chars().peekable();
        let mut quote = None;
        while let Some(character) = characters.next() {
            match character {
                '\'' | '"' if quote == Some(character) => quote = None,
                '\'' | '"' if quote.is_none() => quote = Some(character),
                _ if quote == Some('\'') => expanded.push(character),
                '$' => expanded.push_str(&self.variable(&mut characters, escape, depth)),
                _ if character == escape => expanded.extend(characters.next()),
                _ => expanded.push(character),
            }
            if expanded.len() > LONGEST {
                return "$".to_owned();
            }
        }
        expanded
    }

    /// The value of the variable whose `$` was just read, or the variable as it was written.
    fn variable(&self, characters: &mut Peekable<Chars<'_>>, escape: char, depth: usize) -> String {
        if characters.next_if_eq(&'{').is_none() {
            let name = name(characters);
            return match self.look_up(&name) {
                Value::Known(value) if !name.is_empty() => value.to_owned(),
                _ => format!("${name}"),
            };
        }
        let name = name(characters);
        let modifier = until_the_brace(characters);
        if name.is_empty() {
            return format!("${{{modifier}}}");
        }
        let word = |word: &str| {
            let within = depth < DEEPEST;
            within.then(|| self.expand_within(word, escape, depth + 1))
        };
        self.braced(&name, &modifier, word).unwrap_or_else(|| format!("${{{name}}}"))
    }

    /// The value of `${name…}`, when it is known.
    fn braced(
        &self,
        name: &str,
        modifier: &str,
        expand: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let value = self.look_up(name);
        let (sign, counts_empty, word) = match modifier.strip_prefix(':') {
            Some(rest) => (rest.chars().next(), true, rest.get(1..).unwrap_or_default()),
            None => (modifier.chars().next(), false, modifier.get(1..).unwrap_or_default()),
        };
        let known = match value {
            Value::Known(text) if !(counts_empty && text.is_empty()) => Some(text),
            Value::Elsewhere => return None,
            Value::Known(_) | Value::Unset => None,
        };
        match (sign, known) {
            (None, _) => match value {
                Value::Known(text) => Some(text.to_owned()),
                Value::Unset | Value::Elsewhere => None,
            },
            (Some('-' | '?'), Some(text)) => Some(text.to_owned()),
            (Some('-'), None) | (Some('+'), Some(_)) => expand(word),
            (Some('+'), None) => Some(String::new()),
            _ => None,
        }
    }
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

fn name(characters: &mut Peekable<Chars<'_>>) -> String {
    let mut name = String::new();
    while let Some(character) = characters.next_if(|c| is_name(*c)) {
        name.push(character);
    }
    name
}

/// What stands up to the brace that closes the one already read.
fn until_the_brace(characters: &mut Peekable<Chars<'_>>) -> String {
    let mut text = String::new();
    let mut depth = 0usize;
    for character in characters.by_ref() {
        match character {
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            '{' => depth += 1,
            _ => {}
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(text: &str) -> String {
        let mut scope = Scope::default();
        scope.declare("TAG", Some("22".to_owned()));
        scope.declare("EMPTY", Some(String::new()));
        scope.declare("ASKED", None);
        scope.expand(text, '\\')
    }

    #[test]
    fn known_variables_are_filled_in() {
        assert_eq!(expand("node:$TAG-alpine"), "node:22-alpine");
        assert_eq!(expand("\"node:${TAG}\""), "node:22");
        assert_eq!(expand("${EMPTY}node"), "node");
    }

    #[test]
    fn an_alternative_is_taken_when_nothing_is_set() {
        assert_eq!(expand("${ASKED:-node:20}"), "node:20");
        assert_eq!(expand("${NOBODY:-x}"), "x");
        assert_eq!(expand("${EMPTY:-x}|${EMPTY-x}"), "x|");
        assert_eq!(expand("${TAG:+-v$TAG}|${ASKED:+-v}"), "-v22|");
        assert_eq!(expand("${ASKED:-node:${TAG}}"), "node:22");
        assert_eq!(expand("${ASKED:-\"${NOBODY:-node}\"}"), "node");
    }

    #[test]
    fn what_is_not_known_stays() {
        assert_eq!(expand("node:$ASKED"), "node:$ASKED");
        assert_eq!(expand("node:${ASKED:?say it}"), "node:${ASKED}");
        assert_eq!(expand("${TAG%%.*}"), "${TAG}");
        assert_eq!(expand("${TARGETARCH:-amd64}"), "${TARGETARCH}");
        assert_eq!(expand("'$TAG'"), "$TAG");
        assert_eq!(expand("${{values.tag}}"), "${{values.tag}}");
    }

    #[test]
    fn a_base_image_may_bring_variables() {
        let scope = Scope::on_an_image();
        assert_eq!(scope.expand("${UID:-1000}", '\\'), "${UID}");
    }

    #[test]
    fn a_variable_that_doubles_itself_is_soon_not_known() {
        let mut scope = Scope::default();
        scope.set("A", "xx".to_owned());
        for _ in 0..64 {
            let doubled = scope.expand("$A$A", '\\');
            scope.set("A", doubled);
        }
        assert!(scope.expand("$A", '\\').len() <= LONGEST);
    }
}
