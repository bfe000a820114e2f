//! Names that changed: a shared unit whose repository has another name is the same unit.

use std::borrow::Cow;

use crate::matching::Pairs;

/// Repositories that have another id, before and after.
pub(crate) struct Renames<'a> {
    renamed: Vec<(&'a str, &'a str)>,
}

impl<'a> Renames<'a> {
    pub(crate) fn new(repositories: &Pairs<'a>) -> Self {
        let renamed = repositories.iter().filter(|(before, after, _)| before != after);
        Self { renamed: renamed.map(|(before, after, _)| (before, after)).collect() }
    }

    /// How a unit, a way or a family of before is called after.
    pub(crate) fn now<'t>(&self, text: &'t str) -> Cow<'t, str> {
        for (before, after) in &self.renamed {
            let Some(at) = text.find(before) else {
                continue;
            };
            let (head, tail) = (&text[..at], &text[at + before.len()..]);
            let starts = head.is_empty() || head.ends_with('/') || head.ends_with(' ');
            let ends = tail.is_empty() || tail.starts_with(['/', ':', '@', '#', ' ']);
            if starts && ends {
                return Cow::Owned(format!("{head}{after}{tail}"));
            }
        }
        Cow::Borrowed(text)
    }

    /// Whether two ways are one, under the names of now.
    pub(crate) fn same(&self, before: Option<&str>, after: Option<&str>) -> bool {
        before.map(|before| self.now(before)).as_deref() == after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_keeps_its_identity_when_its_repository_is_renamed() {
        let renames = Renames { renamed: vec![("acme/ci", "acme/pipelines")] };
        assert_eq!(
            renames.now("acme/ci/.github/workflows/a.yml"),
            "acme/pipelines/.github/workflows/a.yml"
        );
        assert_eq!(
            renames.now("https://github.com/acme/ci:x"),
            "https://github.com/acme/pipelines:x"
        );
        assert_eq!(renames.now("acme/cicero"), "acme/cicero");
        assert_eq!(renames.now("macme/ci"), "macme/ci");
    }
}
