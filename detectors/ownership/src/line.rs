//! One line of a CODEOWNERS file: a pattern and its owners, split as GitHub splits them.

/// A line that says something.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line<'t> {
    /// The pattern, as written.
    pub(crate) pattern: &'t str,
    /// The words behind it, without comments.
    pub(crate) words: Vec<&'t str>,
}

impl<'t> Line<'t> {
    /// Splits a line; a blank one and a comment say nothing.
    pub(crate) fn of(text: &'t str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            return None;
        }
        let (pattern, rest) = text.split_at(end_of_pattern(text));
        Some(Self { pattern, words: words(rest) })
    }
}

/// The words of a text up to a comment.
pub(crate) fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().take_while(|word| !word.starts_with('#')).collect()
}

/// A pattern ends at the first blank that is not escaped.
fn end_of_pattern(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if character.is_whitespace() && !escaped {
            return at;
        }
        escaped = character == '\\' && !escaped;
    }
    text.len()
}

/// Why GitHub passes over a pattern.
pub(crate) fn fault_of_pattern(pattern: &str) -> Option<&'static str> {
    if pattern.starts_with('!') {
        Some("a pattern cannot be negated")
    } else if pattern.starts_with(r"\#") {
        Some("a pattern cannot begin with an escaped #")
    } else if pattern.contains('[') || pattern.contains(']') {
        Some("a pattern has no character ranges")
    } else {
        None
    }
}

/// Whether a word is an owner: `@user`, `@org/team` or an e-mail address.
pub(crate) fn is_owner(word: &str) -> bool {
    match word.strip_prefix('@') {
        Some(handle) => {
            let mut parts = handle.split('/');
            let (first, second) = (parts.next().unwrap_or_default(), parts.next());
            is_name(first) && second.is_none_or(is_name) && parts.next().is_none()
        }
        None => is_address(word),
    }
}

/// Names of people, organisations and teams; bots and machine users have their own marks.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '[' | ']'))
}

pub(crate) fn is_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !host.starts_with('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_may_hold_escaped_blanks_and_words_end_at_a_comment() {
        let line = Line::of("/my\\ docs/  @acme/docs a@b.io # later @x");
        let wanted = Line { pattern: "/my\\ docs/", words: vec!["@acme/docs", "a@b.io"] };
        assert_eq!(line, Some(wanted));
        assert_eq!(Line::of("  # * @acme/all"), None);
    }

    #[test]
    fn an_owner_is_a_person_a_team_or_an_address() {
        for word in ["@octo-cat", "@acme/team.a", "ops@acme.example", "@renovate[bot]"] {
            assert!(is_owner(word), "{word}");
        }
        for word in ["octocat", "@", "@acme/", "@a/b/c", "@acme/ops,", "a@b", "@acme/ops*"] {
            assert!(!is_owner(word), "{word}");
        }
    }
}
