//! Repositories as the hub lists them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::account::{Account, object};
use super::run::Run;

/// A repository.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "they are those of GitHub's answer")]
pub struct Repository {
    /// The number that stays when it is renamed; given when it is added to a state.
    pub id: u64,
    /// The login of its owner.
    pub owner: String,
    /// Its name.
    pub name: String,
    /// What it says of itself.
    pub description: Option<String>,
    /// Who sees it.
    pub visibility: Visibility,
    /// Whether it is read-only for good.
    pub archived: bool,
    /// Whether it is a fork.
    pub fork: bool,
    /// Whether others are made from it.
    pub is_template: bool,
    /// What it is kept up with, where that is elsewhere.
    pub mirror_url: Option<String>,
    /// Whether the hub's staff closed it.
    pub disabled: bool,
    /// Its topics.
    pub topics: Vec<String>,
    /// The language most of it is in.
    pub language: Option<String>,
    /// The default branch, which an empty one has too.
    pub default_branch: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When something was pushed last; absent when nothing ever was.
    pub pushed_at: Option<Timestamp>,
    /// When anything about it changed last.
    pub updated_at: Timestamp,
    /// Its size in kB.
    pub size: u64,
    /// The bare repository on disk.
    pub path: PathBuf,
    /// Where it goes as soon as something is pushed, when others lie at the same path.
    pub(super) own: Option<PathBuf>,
    /// The rules that hold for a branch, as `rules/branches/{branch}` lists them.
    pub branch_rules: BTreeMap<String, Vec<Value>>,
    /// Runs of its workflows, newest first.
    pub runs: Vec<Run>,
    /// What is done for its security; absent for who may not administer it.
    pub security: Option<Security>,
}

/// What is done for the security of a repository.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting, and all combine")]
pub struct Security {
    /// Whether it is searched for secrets.
    pub secret_scanning: bool,
    /// Whether a push with a secret in it is refused.
    pub push_protection: bool,
    /// Whether upgrades are proposed of what has a known weakness.
    pub security_updates: bool,
    /// Whether the default setup scans its code.
    pub code_scanning: bool,
    /// Whether weaknesses may be reported in private.
    pub private_reports: bool,
}

impl Security {
    /// As it stands in lists.
    fn listed(self) -> Value {
        let status = |on: bool| json!({"status": if on { "enabled" } else { "disabled" }});
        json!({
            "secret_scanning": status(self.secret_scanning),
            "secret_scanning_push_protection": status(self.push_protection),
            "dependabot_security_updates": status(self.security_updates),
        })
    }
}

/// Who sees a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Whoever was let in.
    Private,
    /// The enterprise.
    Internal,
}

/// Links of a repository: the field, and what follows its address.
const LINKS: [(&str, &str); 37] = [
    ("forks_url", "/forks"),
    ("keys_url", "/keys{/key_id}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("teams_url", "/teams"),
    ("hooks_url", "/hooks"),
    ("issue_events_url", "/issues/events{/number}"),
    ("events_url", "/events"),
    ("assignees_url", "/assignees{/user}"),
    ("branches_url", "/branches{/branch}"),
    ("tags_url", "/tags"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("trees_url", "/git/trees{/sha}"),
    ("statuses_url", "/statuses/{sha}"),
    ("languages_url", "/languages"),
    ("stargazers_url", "/stargazers"),
    ("contributors_url", "/contributors"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("commits_url", "/commits{/sha}"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("comments_url", "/comments{/number}"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("contents_url", "/contents/{+path}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("merges_url", "/merges"),
    ("archive_url", "/{archive_format}{/ref}"),
    ("downloads_url", "/downloads"),
    ("issues_url", "/issues{/number}"),
    ("pulls_url", "/pulls{/number}"),
    ("milestones_url", "/milestones{/number}"),
    ("notifications_url", "/notifications{?since,all,participating}"),
    ("labels_url", "/labels{/name}"),
    ("releases_url", "/releases{/id}"),
    ("deployments_url", "/deployments"),
    ("url", ""),
];

impl Repository {
    /// The bare repository at `path`, owned by `owner`: name, default branch and dates are read
    /// from it.
    ///
    /// # Panics
    /// When there is none.
    pub fn at(owner: &str, path: &Path) -> Self {
        let seen = super::bare::look(path);
        let name = path.file_stem().and_then(|name| name.to_str()).expect("plain names");
        let pushed_at = seen.newest;
        Self {
            id: 0,
            owner: owner.to_owned(),
            name: name.to_owned(),
            description: None,
            visibility: Visibility::Private,
            archived: false,
            fork: false,
            is_template: false,
            mirror_url: None,
            disabled: false,
            topics: Vec::new(),
            language: None,
            default_branch: seen.branch,
            created_at: seen.oldest.unwrap_or(Timestamp::UNIX_EPOCH),
            pushed_at,
            updated_at: pushed_at.unwrap_or(Timestamp::UNIX_EPOCH),
            size: if pushed_at.is_some() { 8 } else { 0 },
            path: path.to_owned(),
            own: None,
            branch_rules: BTreeMap::new(),
            runs: Vec::new(),
            security: None,
        }
    }

    /// `owner/name`.
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    /// The id GraphQL knows it by.
    pub fn node_id(&self) -> String {
        format!("R_kgDO{:08x}", self.id)
    }

    /// As it stands in lists.
    pub(super) fn listed(&self, root: &str, owner: &Account) -> Value {
        let (web, url) = (format!("{root}/{}", self.full_name()), self.url(root));
        let host = root.trim_start_matches("http://");
        let mut fields = object(json!({
            "id": self.id, "node_id": self.node_id(), "name": self.name,
            "full_name": self.full_name(),
            "private": self.visibility != Visibility::Public,
            "owner": owner.short(root), "html_url": web, "description": self.description,
            "fork": self.fork, "created_at": self.created_at.to_string(),
            "updated_at": self.updated_at.to_string(),
            // The server says when it was made of what was never pushed to.
            "pushed_at": self.pushed_at.unwrap_or(self.created_at).to_string(),
            "git_url": format!("git://{host}/{}.git", self.full_name()),
            "ssh_url": format!("git@{host}:{}.git", self.full_name()),
            "clone_url": format!("{web}.git"), "svn_url": web, "size": self.size,
            "language": self.language, "archived": self.archived, "disabled": self.disabled,
            "is_template": self.is_template, "mirror_url": self.mirror_url, "topics": self.topics,
            "visibility": self.visibility.word(), "default_branch": self.default_branch,
        }));
        if let Some(security) = self.security {
            fields.insert("security_and_analysis".to_owned(), security.listed());
        }
        fields.extend(same_for_all());
        fields.extend(LINKS.map(|(field, rest)| (field.to_owned(), json!(format!("{url}{rest}")))));
        Value::Object(fields)
    }

    /// As it answers for itself.
    pub(super) fn in_full(&self, root: &str, owner: &Account) -> Value {
        let mut fields = object(self.listed(root, owner));
        if !owner.is_user {
            fields.insert("organization".to_owned(), owner.short(root));
        }
        fields.extend(object(json!({
            "temp_clone_token": "", "allow_squash_merge": true, "allow_merge_commit": true,
            "allow_rebase_merge": true, "allow_auto_merge": false,
            "delete_branch_on_merge": false, "allow_update_branch": false,
            "network_count": 0, "subscribers_count": 0, "custom_properties": {},
        })));
        Value::Object(fields)
    }

    pub(super) fn url(&self, root: &str) -> String {
        format!("{root}/api/v3/repos/{}", self.full_name())
    }
}

impl Visibility {
    fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Internal => "internal",
        }
    }
}

/// What stands in every list and tells nothing apart here.
fn same_for_all() -> Map<String, Value> {
    object(json!({
        "homepage": null, "stargazers_count": 0, "watchers_count": 0, "has_issues": true,
        "has_projects": true, "has_downloads": true, "has_wiki": true, "has_pages": false,
        "has_discussions": false, "forks_count": 0, "open_issues_count": 0,
        "license": null, "allow_forking": true, "web_commit_signoff_required": false,
        "forks": 0, "open_issues": 0, "watchers": 0,
        "permissions": {"admin": false, "maintain": false, "push": false, "triage": true,
            "pull": true},
    }))
}
