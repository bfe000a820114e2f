//! Which of the listed repositories are wanted.

use globset::{GlobBuilder, GlobMatcher};
use jiff::Timestamp;
use milepost_core::Visibility;

use super::Listed;

/// Whether repositories of a sort are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Presence {
    /// With all others.
    #[default]
    With,
    /// Not at all.
    Without,
    /// No others.
    Only,
}

impl Presence {
    fn wants(self, is: bool) -> bool {
        match self {
            Self::With => true,
            Self::Without => !is,
            Self::Only => is,
        }
    }
}

/// Which repositories are wanted: those that pass every filter. The default wants all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Those nobody may change any more.
    pub archived: Presence,
    /// Those forked from another one on GitHub.
    pub forks: Presence,
    /// Those that such people may see; empty for any.
    pub visibility: Vec<Visibility>,
    /// Those with one of these topics; empty for any.
    pub topics: Vec<String>,
    /// Those in one of these languages; empty for any.
    pub languages: Vec<String>,
    /// Those into which something was pushed since.
    pub pushed_since: Option<Timestamp>,
    /// Those of such names.
    pub names: Names,
}

/// Patterns of names, wanted and unwanted.
#[derive(Debug, Clone, Default)]
pub struct Names {
    patterns: Vec<(bool, GlobMatcher)>,
}

/// Why a pattern is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{pattern:?}: {why}; expected a pattern of names, as in `billing-*`, or `!*-sandbox` for all others"
)]
pub struct FilterError {
    pattern: String,
    why: String,
}

impl Names {
    /// Names, without the owner, that a pattern matches; with `!` before it, those it does not.
    /// With several, one must match of those without `!`, and none of the others.
    ///
    /// # Errors
    /// When one is no pattern.
    pub fn of(patterns: &[String]) -> Result<Self, FilterError> {
        let compiled = |pattern: &String| {
            let (wanted, glob) = match pattern.strip_prefix('!') {
                Some(glob) => (false, glob),
                None => (true, pattern.as_str()),
            };
            let glob = GlobBuilder::new(glob).case_insensitive(true).build();
            let glob = glob.map_err(|error| FilterError {
                pattern: pattern.clone(),
                why: error.kind().to_string(),
            })?;
            Ok((wanted, glob.compile_matcher()))
        };
        Ok(Self { patterns: patterns.iter().map(compiled).collect::<Result<_, _>>()? })
    }

    fn want(&self, name: &str) -> bool {
        let mut wanted = self.patterns.iter().filter(|(wanted, _)| *wanted).peekable();
        let refused = self.patterns.iter().any(|(wanted, glob)| !wanted && glob.is_match(name));
        !refused && (wanted.peek().is_none() || wanted.any(|(_, glob)| glob.is_match(name)))
    }
}

impl Filter {
    /// Which filter a repository does not pass, if there is one.
    pub fn against(&self, it: &Listed) -> Option<&'static str> {
        let any = |wanted: &[String], has: &dyn Fn(&str) -> bool| {
            wanted.is_empty() || wanted.iter().any(|one| has(one))
        };
        let language = it.language.as_deref().unwrap_or_default();
        let has_topic =
            |topic: &str| it.hosted.topics.iter().any(|has| has.eq_ignore_ascii_case(topic));
        let passed = [
            ("archived", self.archived.wants(it.hosted.archived)),
            ("forks", self.forks.wants(it.hosted.fork)),
            (
                "visibility",
                self.visibility.is_empty() || self.visibility.contains(&it.hosted.visibility),
            ),
            ("topic", any(&self.topics, &has_topic)),
            ("language", any(&self.languages, &|one| one.eq_ignore_ascii_case(language))),
            ("name", self.names.want(it.name.rsplit('/').next().unwrap_or(&it.name))),
            ("pushed-since", self.pushed_since.is_none_or(|since| it.pushed >= Some(since))),
        ];
        passed.into_iter().find(|(_, passed)| !passed).map(|(reason, _)| reason)
    }
}
