//! Masking: a template's tokens into text that can be read as YAML.

use super::tokens::{Effect, Token, tokens};

/// The text with every template action masked, line for line.
pub(super) fn mask(text: &str) -> String {
    let tokens = tokens(text);
    let mut output = Output { text: String::with_capacity(text.len()), ..Output::default() };
    let mut lines = tokens.split(|token| *token == Token::Newline).peekable();
    while let Some(line) = lines.next() {
        if is_only_actions(line) {
            output.blank(line);
        } else {
            output.line(line);
        }
        if lines.peek().is_some() {
            output.end_line();
        }
    }
    output.text.extend(std::iter::repeat_n('\n', output.owed));
    with_first_separator(output.text)
}

/// What Helm makes of a template begins with no blanks, so that a separator of documents that is
/// indented like the actions before it is one all the same.
fn with_first_separator(text: String) -> String {
    let body = text.trim_start();
    let before = text.len() - body.len();
    if !body.starts_with("---") || text.get(..before).is_none_or(|it| !it.ends_with(' ')) {
        return text;
    }
    let mut moved = "\n".repeat(newlines(text.get(..before).unwrap_or_default()));
    moved.push_str(body);
    moved
}

/// Whether nothing but blanks, and perhaps a comment of YAML, stands beside the actions of a line:
/// whatever they print is a part of the tree, never a scalar alone.
fn is_only_actions(line: &[Token<'_>]) -> bool {
    let mut has_action = false;
    for token in line {
        match token {
            Token::Action(_) => has_action = true,
            Token::Text(text) => match text.trim_start().chars().next() {
                None => {}
                Some(first) => return has_action && first == '#' && text.starts_with(' '),
            },
            Token::Newline => {}
        }
    }
    has_action
}

/// For each token of a line, whether it stands in another branch than the first of a block that
/// begins and ends on the line.
fn in_other_branches(line: &[Token<'_>]) -> Vec<bool> {
    // How many branches begin at a token, less those that end there.
    let mut change = vec![0i64; line.len()];
    // For each open block, where its second branch begins.
    let mut open: Vec<Option<usize>> = Vec::new();
    for (at, token) in line.iter().enumerate() {
        let Token::Action(action) = token else { continue };
        match Effect::of(action) {
            Effect::Opens => open.push(None),
            Effect::Parts => {
                if let Some(second) = open.last_mut() {
                    second.get_or_insert(at);
                }
            }
            Effect::Closes => {
                if let Some(from) = open.pop().flatten() {
                    change[from] += 1;
                    change[at] -= 1;
                }
            }
            Effect::Silent | Effect::Prints => {}
        }
    }
    let mut inside = 0;
    let is_inside = |change: i64| {
        inside += change;
        inside > 0
    };
    change.into_iter().map(is_inside).collect()
}

#[derive(Default)]
struct Output {
    text: String,
    /// Blanks a line begins with, kept back until something stands behind them: a line of blanks
    /// would be read as the indentation of a block of text that begins with it.
    lead: String,
    /// Whether the line holds more than blanks.
    begun: bool,
    /// Ends of lines inside actions, due at the end of the line.
    owed: usize,
}

impl Output {
    fn write(&mut self, text: &str) {
        if self.begun {
            self.text.push_str(text);
        } else if text.trim().is_empty() {
            self.lead.push_str(text);
        } else {
            self.text.push_str(&self.lead);
            self.text.push_str(text);
            self.begun = true;
        }
    }

    fn end_line(&mut self) {
        self.text.extend(std::iter::repeat_n('\n', 1 + std::mem::take(&mut self.owed)));
        self.lead.clear();
        self.begun = false;
    }

    /// A line of which only its comment stays.
    fn blank(&mut self, line: &[Token<'_>]) {
        for token in line {
            match token {
                Token::Text(text) => self.write(text),
                Token::Action(action) => self.owed += newlines(action),
                Token::Newline => {}
            }
        }
    }

    fn line(&mut self, line: &[Token<'_>]) {
        let mut kept = Vec::with_capacity(line.len());
        for (token, is_left_out) in line.iter().zip(in_other_branches(line)) {
            match token {
                Token::Action(action) if is_left_out => self.owed += newlines(action),
                _ if is_left_out => {}
                _ => kept.push(*token),
            }
        }
        let mut trims = false;
        for (at, token) in kept.iter().enumerate() {
            match token {
                Token::Text(text) => {
                    self.write(if trims { text.trim_start() } else { text });
                    trims = false;
                }
                Token::Action(action) => {
                    let next = match kept.get(at + 1) {
                        Some(Token::Text(text)) => text.chars().next(),
                        Some(Token::Action(_)) => Some('x'),
                        Some(Token::Newline) | None => None,
                    };
                    trims = self.action(action, next);
                }
                Token::Newline => {}
            }
        }
    }

    /// Writes what stands for an action; tells whether blanks behind it are to be left out.
    fn action(&mut self, action: &str, next: Option<char>) -> bool {
        let prints = Effect::of(action) == Effect::Prints;
        if !self.begun && !prints {
            // What it guards begins where it stands itself, on its last line.
            self.text.extend(std::iter::repeat_n('\n', newlines(action)));
            return action.ends_with("-}}");
        }
        let width = action.chars().filter(|c| !matches!(c, '\n' | '\r')).count();
        let joins = prints || self.text.ends_with(joins_before) && next.is_some_and(joins_after);
        self.write(&if joins { "x" } else { " " }.repeat(width));
        self.owed += newlines(action);
        false
    }
}

/// Whether a character belongs to a word that may go on behind it, so that a blank would part it.
fn joins_before(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, ':' | '/' | '.' | '-' | '_' | '=' | '@')
}

fn joins_after(character: char) -> bool {
    !character.is_whitespace() && !matches!(character, '"' | '\'' | '[' | ']' | '{' | '}' | ',')
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use crate::yaml::{self, Node};

    use super::*;

    /// The text at `keys` of a template's masked text, and its line.
    fn at(text: &str, keys: &[&str]) -> Option<(u32, String)> {
        let masked = mask(text);
        let root = yaml::document(&masked).unwrap()?;
        let found = root.at(keys)?;
        Some((found.line, found.text()?.to_owned()))
    }

    fn lines_stay(text: &str) {
        assert_eq!(newlines(text), newlines(&mask(text)), "{text:?}");
    }

    #[test]
    fn a_template_reads_as_yaml() {
        let text = "metadata:\n  name: {{ .Release.Name }}-job\n  labels:\n{{ include \"l\" . | indent 4 }}\nspec: {}\n";
        assert!(yaml::document(text).is_err());
        let masked = mask(text);
        assert_eq!(yaml::document(&masked).unwrap().unwrap().get("spec").unwrap().line, 5);
    }

    #[test]
    fn an_action_that_never_ends_is_masked_to_the_end() {
        assert_eq!(mask("a: {{ b"), "a: xxxx");
    }

    #[test]
    fn a_block_on_one_line_guards_what_stands_in_it() {
        let text =
            "a:\n  {{ if .b }}c: {{ .b }}{{ end }}\n  {{- with .d -}} e: f {{- end }}\n  g: h\n";
        assert_eq!(at(text, &["a", "c"]), Some((2, "xxxxxxxx".to_owned())));
        assert_eq!(at(text, &["a", "e"]), Some((3, "f".to_owned())));
        assert_eq!(at(text, &["a", "g"]), Some((4, "h".to_owned())));
    }

    #[test]
    fn of_branches_on_one_line_the_first_stays() {
        let text = "a: {{ if .b }}\"c\"{{ else if .d }}\"e\"{{ else }}{{ .f }}{{ end }}\ng: h\n";
        assert_eq!(at(text, &["a"]), Some((1, "c".to_owned())));
        assert_eq!(at(text, &["g"]), Some((2, "h".to_owned())));
        let nested = "a: {{ if .b }}c{{ else }}{{ if .d }}e{{ else }}f{{ end }}g{{ end }}\n";
        assert_eq!(at(nested, &["a"]), Some((1, "c".to_owned())));
    }

    #[test]
    fn a_word_is_not_parted_by_a_condition() {
        let text = "image: shop:{{ if .tag }}{{ .tag }}{{ else }}latest{{ end }}\n";
        let (_, image) = at(text, &["image"]).unwrap();
        assert!(image.starts_with("shop:xxxx"), "{image}");
    }

    #[test]
    fn quotes_within_an_action_end_nothing() {
        let text = "a: \"{{ include \"x\" . }}-b\"\nc: \"{{ \"{{ .X }}\" }}\"\nd: \"{{\n  \"{{ .e }}\"\n}}\"\nf: g\n";
        for (key, line) in [("a", 1), ("c", 2), ("d", 3), ("f", 6)] {
            assert_eq!(at(text, &[key]).map(|it| it.0), Some(line), "{key}");
        }
        lines_stay(text);
    }

    #[test]
    fn an_action_may_begin_a_block_of_text() {
        let text = "a: |\n  {{- if .b }}\n c\n  {{- end }}\nd: e\n";
        assert_eq!(at(text, &["d"]), Some((5, "e".to_owned())));
    }

    #[test]
    fn a_manifest_that_is_commented_out_is_gone() {
        let text = "a: 1\n{{- /*\nkind: {{ .b }}\nc: 2\n*/ -}}\nd: 3\n";
        let masked = mask(text);
        let root = yaml::document(&masked).unwrap().unwrap();
        assert_eq!(root.entries().len(), 2);
        assert_eq!(root.get("d").map(|node: &Node<'_>| node.line), Some(6));
        assert_eq!(mask("a: 1\n{{/* {{ b }} é\nc: 2\n").trim_end(), "a: 1");
    }

    #[test]
    fn an_action_over_several_lines_keeps_the_lines_below() {
        for text in [
            "a: {{ .b |\r\n  c }}\r\nd: e\r\n",
            "{{- $a := dict\n  \"b\" .c }}\nd: e\n\n",
            "f:\n  {{- with .a\n  }}b: c{{ end }}\nd: e\n",
            "- {{ .a }}{{ .b }} # c\n{{ .d\n}} # e\n",
            "a: {{ if .b }}c{{ else if\n.d }}e{{ end }}\nf: g\n",
        ] {
            lines_stay(text);
        }
        let text = "f:\n  {{- with .a\n  }}b: c{{ end }}\nd: e\n";
        assert_eq!(at(text, &["f", "b"]).map(|it| it.0), Some(3));
    }

    #[test]
    fn a_separator_indented_like_the_actions_before_it_is_one() {
        let text = "{{- if .a -}}\n  {{- $b := .c }}\n  ---\nd: e\n{{- end }}\n";
        assert_eq!(at(text, &["d"]), Some((4, "e".to_owned())));
    }

    #[test]
    fn hostile_lines_are_masked_in_one_go() {
        for (piece, end) in [
            ("{{if\n}} ", ""),
            ("{{if}}{{else}}", "{{end}}"),
            ("{{ \"", ""),
            ("{{ `", ""),
            ("{{ .a }} ", ""),
        ] {
            let text = format!("{}{}", piece.repeat(50_000), end.repeat(50_000));
            assert_eq!(newlines(&mask(&text)), newlines(&text), "{piece:?}");
        }
    }

    #[test]
    fn a_line_of_actions_alone_is_blank() {
        assert_eq!(mask("a:\n  {{ if .b }}{{ .b }}{{ end }}\n  {{ .c }} # d\n"), "a:\n\n   # d\n");
    }
}
