//! The shapes of GitHub's answers, as far as they are used.

use jiff::Timestamp;
use milepost_core::{Hosted, SecuritySettings, Visibility};
use serde::Deserialize;

use super::Listed;

/// An organisation or a user.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Account {
    pub(super) login: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) public_repos: Option<u64>,
    #[serde(default)]
    pub(super) total_private_repos: Option<u64>,
    #[serde(default)]
    pub(super) owned_private_repos: Option<u64>,
}

impl Account {
    pub(super) fn is_organisation(&self) -> bool {
        self.kind == "Organization"
    }

    /// The private repositories it says it has, where it says so.
    pub(super) fn private(&self) -> Option<u64> {
        self.total_private_repos.or(self.owned_private_repos)
    }
}

/// A repository.
#[derive(Debug, Clone, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of GitHub\'s")]
pub(super) struct Repository {
    id: u64,
    node_id: String,
    full_name: String,
    private: bool,
    #[serde(default)]
    visibility: Option<String>,
    #[serde(default)]
    archived: bool,
    fork: bool,
    #[serde(default)]
    is_template: bool,
    #[serde(default)]
    mirror_url: Option<String>,
    #[serde(default)]
    topics: Vec<String>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    default_branch: Option<String>,
    #[serde(default)]
    pushed_at: Option<Timestamp>,
    #[serde(default)]
    updated_at: Option<Timestamp>,
    clone_url: String,
    #[serde(default)]
    security_and_analysis: Option<Analysis>,
}

/// Settings of security, which who may administer the repository is told. What is for money alone is
/// not named where everybody has it.
#[derive(Debug, Clone, Deserialize)]
struct Analysis {
    #[serde(default)]
    advanced_security: Option<Setting>,
    #[serde(default)]
    code_security: Option<Setting>,
    #[serde(default)]
    dependabot_security_updates: Option<Setting>,
    #[serde(default)]
    secret_scanning: Option<Setting>,
    #[serde(default)]
    secret_scanning_push_protection: Option<Setting>,
}

#[derive(Debug, Clone, Deserialize)]
struct Setting {
    #[serde(default)]
    status: Option<String>,
}

impl From<Analysis> for SecuritySettings {
    fn from(it: Analysis) -> Self {
        let on = |setting: &Option<Setting>| {
            let status = setting.as_ref().and_then(|it| it.status.as_deref())?;
            Some(status == "enabled")
        };
        // Where nothing of what scans code is enabled, its default setup is not either.
        let scans = [on(&it.advanced_security), on(&it.code_security)];
        let is_off = scans.contains(&Some(false)) && !scans.contains(&Some(true));
        Self {
            secret_scanning: on(&it.secret_scanning),
            push_protection: on(&it.secret_scanning_push_protection),
            security_updates: on(&it.dependabot_security_updates),
            code_scanning: is_off.then_some(false),
            private_reports: None,
        }
    }
}

impl From<Repository> for Listed {
    fn from(it: Repository) -> Self {
        let visibility = match it.visibility.as_deref() {
            Some("internal") => Visibility::Internal,
            _ if it.private => Visibility::Private,
            _ => Visibility::Public,
        };
        let mut topics = it.topics;
        topics.sort();
        let hosted = Hosted {
            id: it.id,
            visibility,
            archived: it.archived,
            fork: it.fork,
            template: it.is_template,
            mirror: it.mirror_url.is_some_and(|url| !url.is_empty()),
            topics,
            facts: None,
        };
        Self {
            name: it.full_name,
            node: it.node_id,
            hosted,
            language: it.language,
            branch: it.default_branch.filter(|branch| !branch.is_empty()),
            pushed: it.pushed_at,
            updated: it.updated_at,
            url: it.clone_url,
            security: it.security_and_analysis.map(SecuritySettings::from),
        }
    }
}
