//! The REST API: which path leads where.

mod accounts;
mod apps;
mod lists;
mod repositories;

use super::answer::Answer;
use super::asked::{Asked, unescape};
use super::state::State;
use super::token::{Token, TokenKind};
use super::who::Who;

/// One question to the REST API.
struct Ask<'a> {
    state: &'a State,
    root: &'a str,
    asked: &'a Asked,
    token: Option<&'a Token>,
}

/// What is answered.
pub(super) fn answer(state: &mut State, root: &str, asked: &Asked) -> Answer {
    let Some(path) = asked.path.strip_prefix("/api/v3") else {
        return Answer::not_found();
    };
    let segments: Vec<String> = path.trim_matches('/').split('/').map(unescape).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    // An app says who it is in its own way.
    match (&segments[..], asked.method.as_str()) {
        (["app", "installations", id, "access_tokens"], "POST") => {
            return apps::token(state, asked, id);
        }
        (["orgs" | "users", login, "installation"], "GET") => {
            return apps::installation(state, root, asked, login);
        }
        _ => (),
    }
    let token = match Who::asks(asked, state) {
        Who::Unknown => return Answer::says(401, "Bad credentials"),
        who => who.token(),
    };
    if let Some((status, json)) = state.said.get(path) {
        return Answer::new(*status, json.clone());
    }
    let answer = Ask { state, root, asked, token }.route(&segments);
    match token.map(|token| &token.kind) {
        Some(TokenKind::Classic(scopes)) => answer
            .header("X-OAuth-Scopes", scopes.join(", "))
            .header("X-Accepted-OAuth-Scopes", "repo"),
        Some(TokenKind::FineGrained | TokenKind::Installation) => {
            answer.header("X-Accepted-GitHub-Permissions", "metadata=read")
        }
        None => answer,
    }
}

impl Ask<'_> {
    fn route(&self, segments: &[&str]) -> Answer {
        if self.asked.method != "GET" {
            return Answer::not_found();
        }
        match segments {
            ["user"] => self.me(),
            ["user", "repos"] => self.my_repositories(),
            ["users", login] => self.user(login),
            ["users", login, "repos"] => self.repositories_of_user(login),
            ["user", id, "repos"] => self
                .by_id(id)
                .map_or_else(Answer::not_found, |login| self.repositories_of_user(login)),
            ["orgs", login] => self.organisation(login),
            ["orgs", login, "repos"] => self.repositories_of_organisation(login),
            ["organizations", id, "repos"] => self
                .by_id(id)
                .map_or_else(Answer::not_found, |login| self.repositories_of_organisation(login)),
            ["orgs", login, "rulesets"] => self.rulesets(login),
            ["orgs", login, "rulesets", id] => self.ruleset(login, id),
            ["repos", owner, name, rest @ ..] => self.repository(owner, name, rest),
            ["repositories", id, rest @ ..] => self.repository_by_id(id, rest),
            ["installation", "repositories"] => self.repositories_of_installation(),
            ["rate_limit"] => match self.state.limits {
                Some(limits) => Answer::ok(limits.overview()),
                None => Answer::says(404, "Rate limiting is not enabled."),
            },
            _ => Answer::not_found(),
        }
    }

    /// The login of the account that has this id.
    fn by_id(&self, id: &str) -> Option<&str> {
        let id: u64 = id.parse().ok()?;
        let mut accounts = self.state.accounts.values();
        accounts.find(|account| account.id == id).map(|account| account.login.as_str())
    }

    fn needs_token() -> Answer {
        Answer::says(401, "Requires authentication")
    }
}
