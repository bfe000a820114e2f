//! Lists of repositories.

use serde_json::{Value, json};

use super::Ask;
use crate::hub::answer::Answer;
use crate::hub::page::Page;
use crate::hub::repository::{Repository, Visibility};
use crate::hub::token::TokenKind;

impl Ask<'_> {
    pub(super) fn repositories_of_organisation(&self, login: &str) -> Answer {
        let Some(account) = self.organisation_named(login) else {
            return Answer::not_found();
        };
        let kind = self.asked.parameter("type").unwrap_or_default();
        let mut listed = self.seen_of(&account.login);
        listed.retain(|repository| is_of_type(repository, &kind));
        self.sort(&mut listed, "created");
        self.list(&listed, &format!("organizations/{}/repos", account.id))
    }

    /// What is public alone, whoever asks.
    pub(super) fn repositories_of_user(&self, login: &str) -> Answer {
        let Some(account) = self.state.account(login) else {
            return Answer::not_found();
        };
        let mut listed = self.state.of_account(&account.login);
        listed.retain(|repository| repository.visibility == Visibility::Public);
        self.sort(&mut listed, "full_name");
        self.list(&listed, &format!("user/{}/repos", account.id))
    }

    pub(super) fn my_repositories(&self) -> Answer {
        let Some(token) = self.token else {
            return Self::needs_token();
        };
        if token.kind == TokenKind::Installation {
            return Answer::says(403, "Resource not accessible by integration");
        }
        let affiliation = self.asked.parameter("affiliation");
        let wanted = |word: &str| affiliation.as_ref().is_none_or(|all| all.contains(word));
        let visibility = self.asked.parameter("visibility").unwrap_or_default();
        let mut listed: Vec<&Repository> = self.state.repositories.values().collect();
        listed.retain(|repository| {
            let own = repository.owner == token.login;
            let related = if own { wanted("owner") } else { wanted("organization_member") };
            related
                && self.state.sees(self.token, repository)
                && is_of_type(repository, &visibility)
        });
        self.sort(&mut listed, "full_name");
        self.list(&listed, "user/repos")
    }

    pub(super) fn repositories_of_installation(&self) -> Answer {
        let Some(token) = self.token.filter(|token| token.kind == TokenKind::Installation) else {
            return Answer::says(
                403,
                "You must authenticate with an installation access token in order to list \
                 repositories for an installation.",
            );
        };
        let listed = self.seen_of(&token.login);
        let mut answer = self.list(&listed, "installation/repositories");
        answer.json = answer.json.map(|repositories| {
            json!({
                "total_count": listed.len(), "repository_selection": "all",
                "repositories": repositories,
            })
        });
        answer
    }

    fn seen_of(&self, login: &str) -> Vec<&Repository> {
        let mut listed = self.state.of_account(login);
        listed.retain(|repository| self.state.sees(self.token, repository));
        listed
    }

    fn sort(&self, listed: &mut [&Repository], usual: &str) {
        let by = self.asked.parameter("sort").unwrap_or_else(|| usual.to_owned());
        match by.as_str() {
            "full_name" => listed.sort_by_key(|it| it.full_name().to_lowercase()),
            "pushed" => listed.sort_by_key(|it| (it.pushed_at, it.id)),
            "updated" => listed.sort_by_key(|it| (it.updated_at, it.id)),
            _ => listed.sort_by_key(|it| (it.created_at, it.id)),
        }
        let newest_first = by != "full_name";
        let direction = self.asked.parameter("direction");
        if direction.map_or(newest_first, |direction| direction == "desc") {
            listed.reverse();
        }
    }

    fn list(&self, listed: &[&Repository], address: &str) -> Answer {
        let address = format!("{}/api/v3/{address}", self.root);
        let page = Page::of(self.asked, &address, listed.len());
        let shown = listed[page.range].iter().map(|repository| self.shown(repository, false));
        let answer = Answer::ok(Value::Array(shown.collect()));
        page.link.into_iter().fold(answer, |answer, link| answer.header("Link", link))
    }
}

/// Whether a list of this type, or visibility, holds a repository.
fn is_of_type(repository: &Repository, kind: &str) -> bool {
    match kind {
        "public" => repository.visibility == Visibility::Public,
        "private" => repository.visibility != Visibility::Public,
        "forks" => repository.fork,
        "sources" => !repository.fork,
        _ => true,
    }
}
