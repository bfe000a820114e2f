//! Accounts and their rulesets.

use serde_json::Value;

use super::Ask;
use crate::hub::account::Account;
use crate::hub::answer::Answer;
use crate::hub::page::Page;
use crate::hub::token::{Sees, Token, TokenKind};

/// What stands in a ruleset alone, and not in a list of them.
const DETAILS: [&str; 3] = ["rules", "conditions", "bypass_actors"];

impl Ask<'_> {
    pub(super) fn me(&self) -> Answer {
        let Some(token) = self.token else {
            return Self::needs_token();
        };
        if token.kind == TokenKind::Installation {
            return Answer::says(403, "Resource not accessible by integration");
        }
        match self.state.account(&token.login) {
            Some(account) => Answer::ok(account.profile(self.root, self.state, true)),
            None => Answer::says(401, "Bad credentials"),
        }
    }

    pub(super) fn user(&self, login: &str) -> Answer {
        match self.state.account(login) {
            Some(account) => Answer::ok(account.profile(self.root, self.state, false)),
            None => Answer::not_found(),
        }
    }

    pub(super) fn organisation(&self, login: &str) -> Answer {
        let Some(account) = self.organisation_named(login) else {
            return Answer::not_found();
        };
        let member = self.token.is_some_and(|token| belongs(token, account));
        Answer::ok(account.organisation_in_full(self.root, self.state, member))
    }

    pub(super) fn rulesets(&self, login: &str) -> Answer {
        let Some(account) = self.organisation_read_by_token(login) else {
            return Answer::not_found();
        };
        let address = format!("{}/api/v3/organizations/{}/rulesets", self.root, account.id);
        let page = Page::of(self.asked, &address, account.rulesets.len());
        let listed = account.rulesets[page.range].iter().map(|ruleset| {
            let mut ruleset = ruleset.clone();
            if let Some(fields) = ruleset.as_object_mut() {
                fields.retain(|name, _| !DETAILS.contains(&name.as_str()));
            }
            ruleset
        });
        let answer = Answer::ok(Value::Array(listed.collect()));
        page.link.into_iter().fold(answer, |answer, link| answer.header("Link", link))
    }

    pub(super) fn ruleset(&self, login: &str, id: &str) -> Answer {
        let found = self.organisation_read_by_token(login).and_then(|account| {
            account.rulesets.iter().find(|ruleset| ruleset["id"].as_u64() == id.parse().ok())
        });
        found.map_or_else(Answer::not_found, |ruleset| Answer::ok(ruleset.clone()))
    }

    pub(super) fn organisation_named(&self, login: &str) -> Option<&Account> {
        self.state.account(login).filter(|account| !account.is_user)
    }

    fn organisation_read_by_token(&self, login: &str) -> Option<&Account> {
        let account = self.organisation_named(login)?;
        self.token.filter(|token| belongs(token, account))?;
        Some(account)
    }
}

/// Whether a token opens what an organisation shows to its members.
fn belongs(token: &Token, account: &Account) -> bool {
    match &token.sees {
        Sees::Public => false,
        Sees::Everything => true,
        Sees::Accounts(logins) => logins.contains(&account.login),
        Sees::Repositories(names) => {
            names.iter().any(|name| name.starts_with(&format!("{}/", account.login)))
        }
    }
}
