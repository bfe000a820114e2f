//! Go templates made readable as the YAML they surround.
//!
//! Each `{{ … }}` is replaced by filler of the same length, so every line and column stays true:
//! blanks for control words, comments and actions on a line of their own, `x` elsewhere. Every
//! branch stays visible and no value is known, so what is read from a masked text is a pattern,
//! not a certainty.

use crate::masking;

/// Words that open, part or close a block and therefore print nothing.
const CONTROL: &[&str] =
    &["if", "else", "end", "range", "with", "define", "block", "template", "break", "continue"];

/// The text with every template action replaced by filler of the same length.
pub fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, action) = rest.split_at(start);
        masked.push_str(before);
        let length = action.find("}}").map_or(action.len(), |end| end + 2);
        let (action, after) = action.split_at(length);
        let alone = alone_on_its_line(&masked, after);
        let filler = if alone || prints_nothing(action) { ' ' } else { 'x' };
        masked.extend(action.chars().map(|c| if c == '\n' { '\n' } else { filler }));
        rest = after;
    }
    masked.push_str(rest);
    masked
}

/// A text with every template action masked, and which lines that changed.
#[derive(Debug)]
pub struct Masked {
    /// The text, line for line.
    pub text: String,
    /// Whether masking changed the line, by line.
    pub touched: Vec<bool>,
}

impl Masked {
    /// Masks a chart's template: its actions, and what stands in its comments.
    pub fn of(text: &str) -> Self {
        let masked = masking::masked(text);
        let touched =
            text.lines().zip(masked.lines()).map(|(before, after)| before != after).collect();
        Self { text: masked, touched }
    }
}

/// Whether a text holds template actions.
pub fn is_templated(text: &str) -> bool {
    text.contains("{{")
}

fn prints_nothing(action: &str) -> bool {
    let body = action.trim_start_matches("{{").trim_start_matches('-').trim_start();
    if body.starts_with("/*") || body.starts_with('$') && body.contains('=') {
        return true;
    }
    let word = body.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    CONTROL.contains(&word) || body.contains("nindent")
}

fn alone_on_its_line(before: &str, after: &str) -> bool {
    let line_start = before.rsplit('\n').next().unwrap_or_default();
    let line_end = after.split('\n').next().unwrap_or_default();
    line_start.trim().is_empty() && line_end.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    #[test]
    fn masking_keeps_every_position() {
        let text = "a: {{ .Values.a }}\n{{- if .b }}\nb: \"{{ .b }}\"\n{{- end }}\n";
        let masked = mask(text);
        assert_eq!(masked.len(), text.len());
        let root = yaml::document(&masked).unwrap().unwrap();
        assert_eq!(root.get("b").unwrap().line, 3);
    }

    #[test]
    fn a_template_reads_as_yaml() {
        let text = "metadata:\n  name: {{ .Release.Name }}-job\n  labels:\n{{ include \"l\" . | indent 4 }}\nspec: {}\n";
        assert!(yaml::document(text).is_err());
        assert!(yaml::document(&mask(text)).is_ok());
    }

    #[test]
    fn an_action_that_never_ends_is_masked_to_the_end() {
        assert_eq!(mask("a: {{ b"), "a: xxxx");
    }
}
