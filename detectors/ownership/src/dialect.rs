//! Three systems read CODEOWNERS files, and each knows something the others do not.

use crate::line::{is_address, is_name, is_owner};

/// Whose rules a file is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    GitHub,
    /// It has sections with owners of their own, and nested groups.
    GitLab,
    /// It has functions that choose among owners.
    Bitbucket,
}

impl Dialect {
    /// Told by the place; where two systems look, by a section, which only GitLab has.
    pub(crate) fn of(path: &str, text: &str) -> Self {
        if path.starts_with(".bitbucket/") {
            return Self::Bitbucket;
        }
        let has_section = || text.lines().any(|line| Section::of(line).is_some());
        if path.starts_with(".gitlab/") || !path.starts_with(".github/") && has_section() {
            Self::GitLab
        } else {
            Self::GitHub
        }
    }

    /// Whether a word is an owner here.
    pub(crate) fn is_owner(self, word: &str) -> bool {
        match self {
            Self::GitHub => is_owner(word),
            Self::GitLab => {
                let bare = word.strip_prefix("@@").or_else(|| word.strip_prefix('@'));
                bare.map_or_else(|| is_address(word), |groups| groups.split('/').all(is_name))
            }
            Self::Bitbucket => is_owner(word) || word.starts_with("@teams/"),
        }
    }
}

/// The head of a section: `[Name]`, `^[Optional]`, `[Name][2] @default`.
pub(crate) struct Section<'t> {
    /// What stands behind the brackets.
    pub(crate) rest: &'t str,
}

impl<'t> Section<'t> {
    pub(crate) fn of(line: &'t str) -> Option<Self> {
        let line = line.trim();
        let inner = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?;
        let (name, rest) = inner.split_once(']')?;
        if name.trim().is_empty() {
            return None;
        }
        // A number of approvals may follow at once; anything else that does makes it a pattern.
        let rest = match rest.strip_prefix('[').and_then(|count| count.split_once(']')) {
            Some((count, rest)) if count.bytes().all(|b| b.is_ascii_digit()) => rest,
            Some(_) => return None,
            None => rest,
        };
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(Self { rest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_no_range_of_characters() {
        let rest = |line| Section::of(line).map(|section| section.rest);
        assert_eq!(rest("[Docs][2] @acme/docs"), Some(" @acme/docs"));
        assert_eq!(rest("^[Docs]"), Some(""));
        assert_eq!(rest("[Dd]ocs/ @acme/docs"), None);
        assert_eq!(rest("[a-z][a-z].md @acme/docs"), None);
    }

    #[test]
    fn a_section_tells_gitlab_where_two_systems_look() {
        assert_eq!(Dialect::of("CODEOWNERS", "[Docs]\n*.md @a\n"), Dialect::GitLab);
        assert_eq!(Dialect::of(".github/CODEOWNERS", "[Docs]\n*.md @a\n"), Dialect::GitHub);
        assert_eq!(Dialect::of("docs/CODEOWNERS", "*.md @a\n"), Dialect::GitHub);
    }
}
