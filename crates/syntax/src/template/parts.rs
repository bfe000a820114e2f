//! The parts a template is put together from: those it gives a name (`define`), and where it prints
//! some (`include`, `template`).

use std::borrow::Cow;

use super::called::{called, hands_on};
use super::tokens::{Effect, Token, tokens};

/// Parts that are told of one file, so that hostile text is not kept many times over.
const DEFINES: usize = 200;

/// A part that a template gives a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Define<'t> {
    /// The name others print it by.
    pub name: &'t str,
    /// The line that names it.
    pub line: u32,
    /// What stands in it, behind as many empty lines as stand before it in the file.
    pub body: String,
    /// Whether it prints parts whose names it is handed.
    pub is_handed: bool,
}

/// An action alone on its line that prints a part, or hands its name to one that does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print<'t> {
    /// The name of the part; in it `{Chart.Name}` stands for that of the chart, and `{}` is a name
    /// that is computed in another way.
    pub name: Cow<'t, str>,
    /// Whether the name is only handed over.
    pub is_handed: bool,
    /// The line of the action.
    pub line: u32,
    /// Whether it is an item of a list by itself.
    pub is_item: bool,
    /// The key that what it prints stands below, by how far both are indented; absent at the top.
    pub below: Option<&'t str>,
}

/// The parts that a template gives names, the first 200 of them.
pub fn defines(text: &str) -> Vec<Define<'_>> {
    let mut found = Vec::new();
    // The part that is open, and how many blocks are open inside of it.
    let mut open: Option<(Define<'_>, usize)> = None;
    let mut line = 1u32;
    for token in tokens(text) {
        let (part, ends) = match (token, open.take()) {
            (Token::Action(_), None) if found.len() >= DEFINES => (None, 0),
            (Token::Action(action), None) => {
                (name_after(action, "define").map(|name| begin(name, line)), 0)
            }
            (Token::Action(action), Some((part, depth))) => match (Effect::of(action), depth) {
                (Effect::Closes, 0) => {
                    found.push(part);
                    (None, 0)
                }
                (effect, depth) => {
                    let is_handed = part.is_handed || hands_on(action);
                    let part = Define { is_handed, ..part };
                    (Some(with(part, action)), deeper(effect, depth))
                }
            },
            (Token::Text(text), Some((part, depth))) => (Some(with(part, text)), depth),
            (Token::Newline, Some((part, depth))) => (Some(with(part, "\n")), depth),
            (Token::Text(_) | Token::Newline, None) => (None, 0),
        };
        open = part.map(|part| (part, ends));
        line = line.saturating_add(lines_in(token));
    }
    found
}

fn begin(name: &str, line: u32) -> Define<'_> {
    let before = usize::try_from(line.saturating_sub(1)).unwrap_or_default();
    Define { name, line, body: "\n".repeat(before), is_handed: false }
}

fn with<'t>(mut part: Define<'t>, text: &str) -> Define<'t> {
    part.body.push_str(text);
    part
}

fn deeper(effect: Effect, depth: usize) -> usize {
    match effect {
        Effect::Opens => depth.saturating_add(1),
        Effect::Closes => depth.saturating_sub(1),
        Effect::Parts | Effect::Silent | Effect::Prints => depth,
    }
}

/// Every action alone on its line, or on its own in a list, that prints a part; those in parts with
/// names of their own aside.
pub fn prints(text: &str) -> Vec<Print<'_>> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    // Keys above, each with how far it is indented, the last one deepest.
    let mut above: Vec<(usize, &str)> = Vec::new();
    let mut line = 1u32;
    let mut named = Named::default();
    for written in tokens.split_inclusive(|token| *token == Token::Newline) {
        let mut actions = written.iter().filter_map(|token| match token {
            Token::Action(action) => Some(*action),
            Token::Text(_) | Token::Newline => None,
        });
        let lead = if let Some(Token::Text(text)) = written.first() { *text } else { "" };
        let is_action = written.iter().all(|it| !matches!(it, Token::Text(text) if !is_lead(text)));
        let is_in_part = actions.clone().fold(named.is_open(), |is, it| named.pass(it) || is);
        let action = actions.next().filter(|_| is_action && !is_in_part);
        if let Some(action) = action {
            let column = indented(action).unwrap_or(lead.len());
            let below = above.iter().rev().find(|(at, _)| *at < column).map(|(_, key)| *key);
            let is_item = lead.trim() == "-";
            let print = |(name, is_handed)| Print { name, is_handed, line, is_item, below };
            found.extend(called(action).into_iter().map(print));
        }
        if !is_action {
            note_key(lead, &mut above);
        }
        line = written.iter().fold(line, |line, token| line.saturating_add(lines_in(*token)));
    }
    found
}

/// Whether a text before an action only says where that stands.
fn is_lead(text: &str) -> bool {
    text.trim().is_empty() || text.trim() == "-"
}

/// How deep in a part with a name a text is.
#[derive(Default)]
struct Named(Option<usize>);

impl Named {
    fn is_open(&self) -> bool {
        self.0.is_some()
    }

    /// Goes past an action; whether that stands in such a part, or begins one.
    fn pass(&mut self, action: &str) -> bool {
        self.0 = match (self.0, Effect::of(action)) {
            (None, _) => name_after(action, "define").map(|_| 0),
            (Some(0), Effect::Closes) => None,
            (Some(depth), effect) => Some(deeper(effect, depth)),
        };
        self.is_open()
    }
}

/// Remembers the key a line begins with; those that are indented as far or further are over.
fn note_key<'t>(lead: &'t str, above: &mut Vec<(usize, &'t str)>) {
    let rest = lead.trim_start_matches([' ', '-']);
    let column = lead.len() - rest.len();
    if rest.is_empty() || rest.starts_with('#') {
        return;
    }
    above.retain(|(at, _)| *at < column);
    if let Some((key, _)) = rest.split_once(':') {
        above.push((column, key.trim_matches(['"', '\''])));
    }
}

/// The text in quotes that follows a word at the beginning of an action.
fn name_after<'t>(action: &'t str, word: &str) -> Option<&'t str> {
    let body = action.strip_prefix("{{")?.trim_start_matches(['-', ' ', '(', '\t', '\n']);
    let rest = body.strip_prefix(word)?.trim_start();
    let rest = rest.strip_prefix('"')?;
    rest.split_once('"').map(|(name, _)| name)
}

/// How far an action says that what it prints is indented.
fn indented(action: &str) -> Option<usize> {
    let (_, after) = action.rsplit_once("indent ")?;
    after.trim_start().split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn lines_in(token: Token<'_>) -> u32 {
    match token {
        Token::Newline => 1,
        Token::Text(_) => 0,
        Token::Action(action) => u32::try_from(action.matches('\n').count()).unwrap_or(u32::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_ends_where_its_own_block_does() {
        let text = "{{- define \"a.b\" -}}\nx: 1\n{{- if .y }}\ny: 2\n{{- end }}\n{{- end }}\nz: 3\n{{ define \"c\" }}d{{ end }}\n";
        let found = defines(text);
        let told: Vec<_> = found.iter().map(|it| (it.name, it.line, it.body.as_str())).collect();
        assert_eq!(
            told,
            [("a.b", 1, "\nx: 1\n{{- if .y }}\ny: 2\n{{- end }}\n"), ("c", 8, "\n\n\n\n\n\n\nd"),]
        );
        assert_eq!(defines("{{ define \"a\" }}\nnever ended\n"), []);
    }

    #[test]
    fn what_a_part_with_a_name_prints_is_not_printed_where_it_stands() {
        let text = "{{ include \"a\" . }}\n{{ define \"b\" }}\n{{ if .x }}\n{{ include \"c\" . }}\n{{ end }}\n{{ include \"d\" . }}\n{{ end }}\n- {{ include \"e\" . }}\n";
        let found = prints(text);
        let told: Vec<_> = found.iter().map(|it| (it.name.as_ref(), it.line)).collect();
        assert_eq!(told, [("a", 1), ("e", 8)]);
    }

    #[test]
    fn what_is_printed_stands_below_the_key_that_its_indentation_says() {
        let text = "spec:\n  containers:\n    - name: web\n      image: x\n{{ include \"a.probes\" . | indent 6 }}\n      env:\n        {{- include \"a.envs\" . | nindent 8 }}\n  {{- (include \"a.rest\" .) | nindent 2 }}\n{{ template \"a.meta\" . }}\nname: {{ include \"a.name\" . }}\n";
        let found = prints(text);
        let told: Vec<_> = found.iter().map(|it| (it.name.as_ref(), it.line, it.below)).collect();
        assert_eq!(
            told,
            [
                ("a.probes", 5, Some("containers")),
                ("a.envs", 7, Some("env")),
                ("a.rest", 8, Some("spec")),
                ("a.meta", 9, None),
            ]
        );
    }
}
