//! What history is read by: `data/history.toml`, and whom the configuration names.

use globset::{GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};
use milepost_core::PathRole;
use serde::Deserialize;

use crate::GlobError;

const SHIPPED: &str = include_str!("../../data/history.toml");

/// How history is read.
#[derive(Debug)]
pub struct HistoryPlan {
    bots: GlobSet,
    websites: Vec<String>,
    pub(super) hotfixes: Vec<String>,
    pub(super) reverts: Vec<String>,
    infrastructure: GlobSet,
    dependencies: GlobSet,
    documents: GlobSet,
    pub(super) own_versions: Vec<String>,
    pub(super) version_keys: Vec<String>,
    platform: Vec<GlobMatcher>,
    /// Everything that what is read depends on.
    pub(crate) key: String,
}

/// Why history cannot be read as asked.
#[derive(Debug)]
pub enum HistoryPlanError {
    /// A glob is not valid.
    Glob(GlobError),
    /// The list that ships is not what it is expected to be.
    Lists(String),
}

impl std::fmt::Display for HistoryPlanError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Glob(error) => write!(f, "{error}"),
            Self::Lists(detail) => write!(f, "history.toml: {detail}"),
        }
    }
}

impl std::error::Error for HistoryPlanError {}

impl From<GlobError> for HistoryPlanError {
    fn from(error: GlobError) -> Self {
        Self::Glob(error)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    bots: Vec<String>,
    websites: Vec<String>,
    hotfixes: Vec<String>,
    reverts: Vec<String>,
    infrastructure: Vec<String>,
    dependencies: Vec<String>,
    documents: Vec<String>,
    own_versions: Vec<String>,
    version_keys: Vec<String>,
}

impl HistoryPlan {
    /// Everything that what is read depends on besides the repositories.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The lists that ship, and globs over addresses and names of the people of the platform team.
    ///
    /// # Errors
    /// When a glob is not valid.
    pub fn new(platform: &[String]) -> Result<Self, HistoryPlanError> {
        let raw: Raw =
            toml::from_str(SHIPPED).map_err(|error| HistoryPlanError::Lists(error.to_string()))?;
        let hash = blake3::hash([SHIPPED, &platform.join("\n")].join("\n").as_bytes());
        Ok(Self {
            bots: set(&raw.bots)?,
            websites: raw.websites,
            hotfixes: raw.hotfixes,
            reverts: raw.reverts,
            infrastructure: set(&raw.infrastructure)?,
            dependencies: set(&raw.dependencies)?,
            documents: set(&raw.documents)?,
            own_versions: raw.own_versions,
            version_keys: raw.version_keys,
            platform: platform.iter().map(|it| matcher(it)).collect::<Result<_, _>>()?,
            key: hash.to_hex()[..16].to_owned(),
        })
    }

    /// Whether a machine goes by this address or name.
    pub(super) fn is_bot(&self, email: &str, name: &str) -> bool {
        self.bots.is_match(email) || self.bots.is_match(name)
    }

    /// Whether an address is that of a website, which writes nothing itself.
    pub(super) fn is_website(&self, email: &str) -> bool {
        self.websites.iter().any(|known| known == email)
    }

    /// Whether somebody with one of these addresses, names or logins is of the platform team.
    pub(super) fn is_platform(&self, known_as: &[&str]) -> bool {
        self.platform.iter().any(|glob| known_as.iter().any(|name| glob.is_match(name)))
    }

    /// What a path is for, as far as it tells itself.
    pub(super) fn role(&self, path: &str) -> Option<PathRole> {
        if self.dependencies.is_match(path) {
            Some(PathRole::Dependencies)
        } else if self.infrastructure.is_match(path) {
            Some(PathRole::Infrastructure)
        } else if self.documents.is_match(path) {
            Some(PathRole::Document)
        } else {
            None
        }
    }

    /// Whether people read what is at a path as a page.
    pub(super) fn is_page(&self, path: &str) -> bool {
        self.documents.is_match(path)
    }
}

fn set(globs: &[String]) -> Result<GlobSet, GlobError> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(GlobBuilder::new(glob).literal_separator(true).build()?);
    }
    set.build()
}

fn matcher(glob: &str) -> Result<GlobMatcher, GlobError> {
    let glob = GlobBuilder::new(glob).case_insensitive(true).build()?;
    Ok(glob.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_told_from_people() {
        let plan = HistoryPlan::new(&[]).unwrap();
        for (email, name) in [
            ("29139614+renovate[bot]@users.noreply.github.com", "renovate[bot]"),
            ("49699333+dependabot[bot]@users.noreply.github.com", "dependabot[bot]"),
            ("snyk-bot@snyk.io", "snyk-bot"),
            ("198982749+copilot@users.noreply.github.com", "copilot"),
            ("noreply@anthropic.com", "claude"),
            ("deploy-jenkins@example.org", "[bot] releases"),
            ("build@example.com", "github-actions"),
        ] {
            assert!(plan.is_bot(email, name), "{email}");
        }
        for (email, name) in [
            ("4711+abbot@users.noreply.github.com", "l. abbot"),
            ("jenkins.marga@example.com", "marga jenkins"),
            ("kim@example.com", "kim adams"),
        ] {
            assert!(!plan.is_bot(email, name), "{email}");
        }
    }

    #[test]
    fn a_path_tells_what_it_is_for() {
        let plan = HistoryPlan::new(&[]).unwrap();
        let role = |path: &str| plan.role(path);
        assert_eq!(role(".github/workflows/ci.yml"), Some(PathRole::Infrastructure));
        assert_eq!(role("services/a/Dockerfile"), Some(PathRole::Infrastructure));
        assert_eq!(role("Dockerfile"), Some(PathRole::Infrastructure));
        assert_eq!(role("web/package.json"), Some(PathRole::Dependencies));
        assert_eq!(role("docs/a.md"), Some(PathRole::Document));
        assert_eq!(role("src/main.rs"), None);
    }
}
