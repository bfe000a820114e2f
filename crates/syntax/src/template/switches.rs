//! What of a chart's template, or of its values, is only there when values of the chart say so.

use serde::{Deserialize, Serialize};

use super::tokens::{Effect, Token, tokens};
use crate::yaml::Node;

/// Blocks that are followed inside each other; deeper ones are not switched by anything.
const DEPTH: usize = 50;

/// The lines of a template that are only there when a value is set and neither false nor empty, and
/// the paths of those values.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switches(Vec<Block>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Block {
    from: u32,
    to: u32,
    /// The values that all have to be set.
    values: Vec<String>,
}

impl Switches {
    /// Finds the blocks of a template.
    pub fn of(text: &str) -> Self {
        let mut switches = Self::default();
        if !text.contains(".Values.") {
            return switches;
        }
        let mut open: Vec<Block> = Vec::new();
        let mut line = 1u32;
        for token in tokens(text) {
            match token {
                Token::Newline => line = line.saturating_add(1),
                Token::Text(_) => {}
                Token::Action(action) => {
                    switches.act(action, line, &mut open);
                    line = line.saturating_add(lines_in(action));
                }
            }
        }
        switches.0.sort_by_key(|block| (block.from, block.to));
        switches
    }

    /// The parts of a values file that have a switch of their own, `enabled`.
    pub fn of_values(root: &Node<'_>) -> Self {
        let mut switches = Self::default();
        switches.note_parts(root, "", DEPTH);
        switches
    }

    fn note_parts(&mut self, node: &Node<'_>, way: &str, levels: usize) {
        for (key, value) in node.entries() {
            let Some(key_text) = key.text().filter(|_| levels > 0) else { continue };
            let path =
                if way.is_empty() { key_text.to_owned() } else { format!("{way}.{key_text}") };
            if value.get("enabled").is_some() {
                let mut to = key.line;
                value.walk(&mut |node| to = to.max(node.line));
                let values = vec![format!("{path}.enabled")];
                self.close(Block { from: key.line, to, values }, to);
            }
            self.note_parts(value, &path, levels - 1);
        }
    }

    fn act(&mut self, action: &str, line: u32, open: &mut Vec<Block>) {
        match Effect::of(action) {
            Effect::Opens => open.push(Block { from: line, to: line, values: required(action) }),
            // What stands behind an `else` asks for something else, and need not be told apart.
            Effect::Parts => {
                if let Some(block) = open.last_mut() {
                    self.close(block.clone(), line);
                    block.values.clear();
                }
            }
            Effect::Closes => {
                if let Some(block) = open.pop() {
                    self.close(block, line);
                }
            }
            Effect::Silent | Effect::Prints => {}
        }
    }

    fn close(&mut self, block: Block, to: u32) {
        if !block.values.is_empty() && self.0.len() < DEPTH * DEPTH {
            self.0.push(Block { to, ..block });
        }
    }

    /// The values that have to be set for a line to be there, as paths joined by dots, sorted.
    pub fn at(&self, line: u32) -> Vec<String> {
        let around = self.0.iter().filter(|block| (block.from..=block.to).contains(&line));
        let mut values: Vec<String> =
            around.take(DEPTH).flat_map(|block| block.values.iter().cloned()).collect();
        values.sort();
        values.dedup();
        values
    }
}

/// The values an action asks for, each of which has to be set: of a condition that is one value, or
/// several joined by `and`. One that compares, negates or computes asks for none for certain.
fn required(action: &str) -> Vec<String> {
    let body = action.trim_start_matches(['{', '-', ' ']);
    let body = body.trim_end_matches(['}', '-', ' ']).trim();
    let mut words = body.split_whitespace();
    if !matches!(words.next(), Some("if" | "with" | "range")) {
        return Vec::new();
    }
    let rest: Vec<&str> = words.collect();
    match rest.as_slice() {
        ["and", all @ ..] => top_level(all),
        [one] => value(one).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The values among the arguments of `and`, without those within parentheses.
fn top_level(words: &[&str]) -> Vec<String> {
    let mut depth = 0usize;
    let mut found = Vec::new();
    for word in words {
        if depth == 0 && !word.contains(['(', ')', '|']) {
            found.extend(value(word));
        }
        depth += word.matches('(').count();
        depth = depth.saturating_sub(word.matches(')').count());
    }
    // What is piped on is made into something else.
    if words.contains(&"|") { Vec::new() } else { found }
}

/// The path of a value.
fn value(word: &str) -> Option<String> {
    let path = word.strip_prefix('$').unwrap_or(word).strip_prefix(".Values.")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (!path.is_empty() && path.chars().all(plain)).then(|| path.to_owned())
}

fn lines_in(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, line: u32) -> Vec<String> {
        Switches::of(text).at(line)
    }

    #[test]
    fn a_line_asks_for_the_values_of_all_blocks_around_it() {
        let text = "{{- if .Values.ingress.enabled -}}\nkind: Ingress\n{{ with $.Values.tls }}\na: 1\n{{ end }}\n{{- end }}\nb: 2\n";
        assert_eq!(at(text, 2), ["ingress.enabled"]);
        assert_eq!(at(text, 4), ["ingress.enabled", "tls"]);
        assert_eq!(at(text, 7), [""; 0]);
    }

    #[test]
    fn behind_an_else_nothing_is_asked_for() {
        let text = "{{ if .Values.a }}\nx: 1\n{{ else if .Values.b }}\ny: 2\n{{ else }}\nz: 3\n{{ end }}\n";
        assert_eq!(at(text, 2), ["a"]);
        assert_eq!(at(text, 4), [""; 0]);
        assert_eq!(at(text, 6), [""; 0]);
    }

    #[test]
    fn only_what_has_to_be_set_for_certain_is_asked_for() {
        let asked =
            |condition: &str| at(&format!("{{{{ if {condition} }}}}\nx: 1\n{{{{ end }}}}\n"), 2);
        assert_eq!(asked("and .Values.a (not .Values.b) .Values.c"), ["a", "c"]);
        assert_eq!(asked("and (.Values.a) .Values.c"), ["c"]);
        for condition in
            ["not .Values.a", "or .Values.a .Values.b", "eq .Values.a \"b\"", ".Chart.Name"]
        {
            assert_eq!(asked(condition), [""; 0], "{condition}");
        }
    }

    #[test]
    fn a_block_that_is_not_closed_switches_nothing() {
        assert_eq!(at("{{ if .Values.a }}\nx: 1\n", 2), [""; 0]);
    }
}
