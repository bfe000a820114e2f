//! A text of a template that values of its chart fill in, with the values by their paths.

use super::tokens::{Effect, Token, tokens};

/// A text with each action that prints a value as its path in braces: of
/// `{{ .Values.image.repository }}:web`, `{image.repository}:web`. What is computed in another way
/// is `{}`; a text in which a block begins, parts or ends has several readings, and gives nothing.
pub fn filled(text: &str) -> Option<String> {
    let mut written = String::with_capacity(text.len());
    for token in tokens(text) {
        match token {
            Token::Text(text) => written.push_str(text),
            Token::Newline => return None,
            Token::Action(action) => match Effect::of(action) {
                Effect::Prints => {
                    written.push('{');
                    written.push_str(value(action).unwrap_or_default());
                    written.push('}');
                }
                Effect::Silent => {}
                Effect::Opens | Effect::Parts | Effect::Closes => return None,
            },
        }
    }
    Some(written)
}

/// What a function that changes nothing of what a value names is called.
const PLAIN: &[&str] = &["default", "quote", "required", "squote", "toString", "trim", "trimAll"];

/// The path of the value an action prints, where it prints one and no more.
fn value(action: &str) -> Option<&str> {
    let body = action.trim_start_matches(['{', '-', ' ']).trim_end_matches(['}', '-', ' ']);
    let (first, rest) = body.split_once('|').unwrap_or((body, ""));
    let changes = rest.split('|').map(|part| part.split_whitespace().next().unwrap_or_default());
    if !rest.is_empty() && !changes.into_iter().all(|name| PLAIN.contains(&name)) {
        return None;
    }
    let mut words = first.split_whitespace();
    let word = words.next().filter(|_| words.next().is_none())?;
    let (_, path) = word
        .split_once(".Values.")
        .filter(|(before, _)| before.is_empty() || before.starts_with('$'))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (!path.is_empty() && path.chars().all(plain)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_named_by_its_path_and_the_rest_stays_as_written() {
        let text = "{{ .Values.image.repository }}:web-{{ $.Values.image.tag | default \"1\" }}";
        assert_eq!(filled(text).as_deref(), Some("{image.repository}:web-{image.tag}"));
        assert_eq!(filled("{{- $root.Values.web.image -}}").as_deref(), Some("{web.image}"));
        assert_eq!(filled("acme/shop:1").as_deref(), Some("acme/shop:1"));
    }

    #[test]
    fn what_is_computed_in_another_way_has_no_path() {
        for action in
            ["include \"image\" .", ".Chart.Name", ".Values.a | replace \"b\" \"c\"", ".Values"]
        {
            assert_eq!(filled(&format!("acme/{{{{ {action} }}}}")).as_deref(), Some("acme/{}"));
        }
    }

    #[test]
    fn a_text_with_branches_has_several_readings() {
        assert_eq!(filled("shop:{{ if .Values.tag }}{{ .Values.tag }}{{ end }}"), None);
    }
}
