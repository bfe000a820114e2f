//! Masking of chart templates: what the shared masking does, and two things charts are full of,
//! manifests commented out as a whole and actions that begin a block of text.

use std::borrow::Cow;

use crate::template;

/// The text with every template action masked, line for line.
pub(crate) fn masked(text: &str) -> String {
    without_blanks(&template::mask(&without_comments(text)))
}

/// The text with template comments blanked. A comment ends at `*/`, whatever actions stand in it.
fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains("/*") {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, action) = rest.split_at(start);
        kept.push_str(before);
        let length = comment_length(action);
        let (comment, after) = action.split_at(length.unwrap_or(2));
        if length.is_some() {
            kept.extend(comment.chars().map(|c| if c == '\n' { c } else { ' ' }));
        } else {
            kept.push_str(comment);
        }
        rest = after;
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// How long the comment is that `action` begins with; a comment that never ends takes the rest.
fn comment_length(action: &str) -> Option<usize> {
    let body = action.strip_prefix("{{")?;
    let body = body.strip_prefix('-').unwrap_or(body).trim_start();
    body.starts_with("/*").then(|| {
        let opened = action.len() - body.len();
        body.find("*/")
            .and_then(|end| Some(opened + end + body.get(end..)?.find("}}")? + 2))
            .unwrap_or(action.len())
    })
}

/// The text with lines of blanks alone emptied: where an action began a block of text, its blanks
/// would be read as the indentation of the block.
fn without_blanks(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| match (line.trim().is_empty(), line.ends_with('\n')) {
            (true, true) => "\n",
            (true, false) => "",
            (false, _) => line,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::yaml;

    use super::*;

    #[test]
    fn an_action_may_begin_a_block_of_text() {
        let masked = masked("a: |\n  {{- if .b }}\n c\n  {{- end }}\nd: e\n");
        let root = yaml::document(&masked).unwrap().unwrap();
        assert_eq!(root.get("d").map(|node| node.line), Some(5));
    }

    #[test]
    fn a_manifest_that_is_commented_out_is_gone() {
        let text = "a: 1\n{{- /*\nkind: {{ .b }}\nc: 2\n*/ -}}\nd: 3\n";
        let masked = masked(text);
        let root = yaml::document(&masked).unwrap().unwrap();
        assert_eq!(root.entries().len(), 2);
        assert_eq!(root.get("d").map(|node| node.line), Some(6));
    }

    #[test]
    fn a_comment_that_never_ends_takes_the_rest() {
        assert_eq!(masked("a: 1\n{{/* {{ b }} é\nc: 2\n").trim_end(), "a: 1");
    }
}
