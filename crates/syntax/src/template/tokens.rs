//! A template taken apart into text, actions and ends of lines.

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Text of one line.
    Text(&'t str),
    /// The end of a line.
    Newline,
    /// An action with its braces, which may cross lines.
    Action(&'t str),
}

/// What an action does to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Begins a block.
    Opens,
    /// Begins another branch of a block.
    Parts,
    /// Ends a block.
    Closes,
    /// Prints nothing where it stands.
    Silent,
    /// Prints something.
    Prints,
}

impl Effect {
    pub(super) fn of(action: &str) -> Self {
        let body = body(action);
        let word =
            body.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        match word {
            "if" | "range" | "with" | "define" | "block" => Self::Opens,
            "else" => Self::Parts,
            "end" => Self::Closes,
            "break" | "continue" => Self::Silent,
            _ if is_comment(body) || body.starts_with('$') && is_assignment(body) => Self::Silent,
            // What it prints stands on the lines below.
            _ if body.contains("nindent") => Self::Silent,
            _ => Self::Prints,
        }
    }
}

/// The names before `=` or `:=` are of variables alone.
fn is_assignment(body: &str) -> bool {
    body.split_once('=').is_some_and(|(names, _)| !names.contains(['"', '(', '`', '.']))
}

fn is_comment(body: &str) -> bool {
    body.starts_with("/*")
}

fn body(action: &str) -> &str {
    let body = action.strip_prefix("{{").unwrap_or(action);
    body.strip_prefix('-').unwrap_or(body).trim_start()
}

/// How often an action may be no Go before nothing is taken for Go any more, so that hostile text
/// is not read again and again.
const MISREAD: u32 = 64;

/// Takes a text apart.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut misread = 0;
    while let Some(start) = rest.find("{{") {
        let (before, from) = rest.split_at(start);
        push_text(before, &mut tokens);
        let (action, after) = from.split_at(length(from, &mut misread));
        tokens.push(Token::Action(action));
        rest = after;
    }
    push_text(rest, &mut tokens);
    tokens
}

fn push_text<'t>(text: &'t str, tokens: &mut Vec<Token<'t>>) {
    for line in text.split_inclusive('\n') {
        let bare = line.strip_suffix('\n');
        if !bare.unwrap_or(line).is_empty() {
            tokens.push(Token::Text(bare.unwrap_or(line)));
        }
        if bare.is_some() {
            tokens.push(Token::Newline);
        }
    }
}

/// How long the action is that a text begins with; one that never ends takes the rest.
fn length(from: &str, misread: &mut u32) -> usize {
    if is_comment(body(from)) {
        return comment_length(from);
    }
    if *misread < MISREAD {
        if let Some(length) = length_in_go(from) {
            return length;
        }
        *misread += 1;
    }
    from.find("}}").map_or(from.len(), |end| end + 2)
}

/// A comment ends at `*/`, whatever actions stand in it.
fn comment_length(from: &str) -> usize {
    let opened = from.len() - body(from).len() + 2;
    let rest = from.get(opened..).unwrap_or_default();
    let end = rest.find("*/").and_then(|end| Some(opened + end + rest.get(end..)?.find("}}")? + 2));
    end.unwrap_or(from.len())
}

/// How long an action is as Go reads it: braces within its texts are no end. `None` where a text
/// in it never ends.
fn length_in_go(from: &str) -> Option<usize> {
    let bytes = from.as_bytes();
    let mut at = 2;
    loop {
        match bytes.get(at)? {
            b'}' if bytes.get(at + 1) == Some(&b'}') => return Some(at + 2),
            b'"' => at = end_of_text(bytes, at + 1)?,
            b'`' => at += 2 + bytes.get(at + 1..)?.iter().position(|byte| *byte == b'`')?,
            _ => at += 1,
        }
    }
}

/// Where a text in double quotes, which stays on its line, is over.
fn end_of_text(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\n' => return None,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actions(text: &str) -> Vec<&str> {
        let all = tokens(text).into_iter();
        all.filter_map(|token| if let Token::Action(it) = token { Some(it) } else { None })
            .collect()
    }

    #[test]
    fn braces_within_texts_of_an_action_are_no_end() {
        assert_eq!(actions(r#"a {{ "{{ .X }}" }} b"#), [r#"{{ "{{ .X }}" }}"#]);
        assert_eq!(actions("{{`{{`}} .X {{`}}`}}"), ["{{`{{`}}", "{{`}}`}}"]);
        assert_eq!(actions(r#"{{ printf "\"}}" }}é"#), [r#"{{ printf "\"}}" }}"#]);
    }

    #[test]
    fn an_action_that_is_no_go_ends_where_it_seems_to() {
        assert_eq!(actions("{{ it's }} {{ \" }}\n{{ b }}"), ["{{ it's }}", "{{ \" }}", "{{ b }}"]);
        assert_eq!(actions("{{ b"), ["{{ b"]);
    }

    #[test]
    fn only_variables_are_assigned() {
        assert_eq!(Effect::of("{{- $a := .b }}"), Effect::Silent);
        assert_eq!(Effect::of("{{ $a | replace \"=\" \"-\" }}"), Effect::Prints);
        assert_eq!(Effect::of("{{ template \"name\" . }}"), Effect::Prints);
    }
}
