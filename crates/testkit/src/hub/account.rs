//! Accounts: organisations and people.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::repository::Visibility;
use super::state::State;

/// An organisation or a person.
#[derive(Debug, Clone)]
pub struct Account {
    /// The number that stays when it is renamed.
    pub id: u64,
    /// Its name in addresses.
    pub login: String,
    /// Whether it is a person.
    pub is_user: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// What it says of its counts, where that is not the truth.
    pub says: Says,
    /// Its rulesets, by id, whole: rules and conditions with them.
    pub rulesets: Vec<Value>,
}

/// Counts an account says of itself, where they are not what is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Says {
    /// Public repositories.
    pub public_repos: Option<u64>,
    /// Private repositories it can see, whoever owns them.
    pub total_private_repos: Option<u64>,
    /// Private repositories it owns.
    pub owned_private_repos: Option<u64>,
}

/// Links of the short form of an account: the field, and what follows the address of the user.
const LINKS: [(&str, &str); 9] = [
    ("followers_url", "/followers"),
    ("following_url", "/following{/other_user}"),
    ("gists_url", "/gists{/gist_id}"),
    ("starred_url", "/starred{/owner}{/repo}"),
    ("subscriptions_url", "/subscriptions"),
    ("organizations_url", "/orgs"),
    ("repos_url", "/repos"),
    ("events_url", "/events{/privacy}"),
    ("received_events_url", "/received_events"),
];

/// Links of an organisation.
const ORGANISATION_LINKS: [(&str, &str); 6] = [
    ("repos_url", "/repos"),
    ("events_url", "/events"),
    ("hooks_url", "/hooks"),
    ("issues_url", "/issues"),
    ("members_url", "/members{/member}"),
    ("public_members_url", "/public_members{/member}"),
];

impl Account {
    /// An organisation.
    pub fn organisation(id: u64, login: &str) -> Self {
        Self {
            id,
            login: login.to_owned(),
            is_user: false,
            created_at: Timestamp::UNIX_EPOCH,
            says: Says::default(),
            rulesets: Vec::new(),
        }
    }

    /// A person.
    pub fn user(id: u64, login: &str) -> Self {
        Self { is_user: true, ..Self::organisation(id, login) }
    }

    /// The short form that stands in repositories.
    pub(super) fn short(&self, root: &str) -> Value {
        let url = format!("{root}/api/v3/users/{}", self.login);
        let mut fields = object(json!({
            "login": self.login,
            "id": self.id,
            "node_id": self.node_id(),
            "avatar_url": format!("{root}/avatars/u/{}?v=4", self.id),
            "gravatar_id": "",
            "url": url,
            "html_url": format!("{root}/{}", self.login),
            "type": if self.is_user { "User" } else { "Organization" },
            "user_view_type": "public",
            "site_admin": false,
        }));
        fields.extend(LINKS.map(|(field, rest)| (field.to_owned(), json!(format!("{url}{rest}")))));
        Value::Object(fields)
    }

    /// What `/users/{login}` says, and `/user` to the person itself.
    pub(super) fn profile(&self, root: &str, state: &State, to_itself: bool) -> Value {
        let mut fields = object(self.short(root));
        let counts = self.counts(state);
        fields.extend(object(json!({
            "name": self.login, "company": null, "blog": "", "location": null, "email": null,
            "hireable": null, "bio": null, "twitter_username": null,
            "public_repos": counts.0, "public_gists": 0, "followers": 0, "following": 0,
            "created_at": self.created_at.to_string(),
            "updated_at": self.created_at.to_string(),
        })));
        if to_itself {
            fields.extend(object(json!({
                "user_view_type": "private",
                "private_gists": 0, "total_private_repos": counts.1,
                "owned_private_repos": counts.2, "disk_usage": 1, "collaborators": 0,
                "two_factor_authentication": true,
                "plan": {"name": "pro", "space": 976_562_499, "collaborators": 0,
                    "private_repos": 9999},
            })));
        }
        Value::Object(fields)
    }

    /// What `/orgs/{login}` says, to a member also what is private.
    pub(super) fn organisation_in_full(&self, root: &str, state: &State, member: bool) -> Value {
        let url = format!("{root}/api/v3/orgs/{}", self.login);
        let counts = self.counts(state);
        let mut fields = object(json!({
            "login": self.login, "id": self.id, "node_id": self.node_id(), "url": url,
            "avatar_url": format!("{root}/avatars/u/{}?v=4", self.id), "description": null,
            "name": self.login, "is_verified": false, "has_organization_projects": true,
            "has_repository_projects": true, "public_repos": counts.0, "public_gists": 0,
            "followers": 0, "following": 0, "html_url": format!("{root}/{}", self.login),
            "created_at": self.created_at.to_string(),
            "updated_at": self.created_at.to_string(), "archived_at": null,
            "type": "Organization",
        }));
        let links = ORGANISATION_LINKS
            .map(|(field, rest)| (field.to_owned(), json!(format!("{url}{rest}"))));
        fields.extend(links);
        if member {
            fields.extend(object(json!({
                "total_private_repos": counts.1, "owned_private_repos": counts.2,
                "private_gists": 0, "disk_usage": 1, "collaborators": 0,
                "billing_email": null, "default_repository_permission": "read",
                "members_can_create_repositories": true, "two_factor_requirement_enabled": true,
                "plan": {"name": "enterprise", "space": 976_562_499, "private_repos": 999_999,
                    "filled_seats": 1, "seats": 5},
            })));
        }
        Value::Object(fields)
    }

    /// Public repositories, private ones, and private ones of its own.
    fn counts(&self, state: &State) -> (u64, u64, u64) {
        let mut counted = (0, 0);
        for repository in state.of_account(&self.login) {
            match repository.visibility {
                Visibility::Public => counted.0 += 1,
                Visibility::Private | Visibility::Internal => counted.1 += 1,
            }
        }
        let owned = self.says.owned_private_repos.unwrap_or(counted.1);
        (
            self.says.public_repos.unwrap_or(counted.0),
            self.says.total_private_repos.unwrap_or(owned),
            owned,
        )
    }

    fn node_id(&self) -> String {
        format!("{}_kgDO{:08x}", if self.is_user { "U" } else { "O" }, self.id)
    }
}

/// The fields of a value that is an object.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other} is no object"),
    }
}
