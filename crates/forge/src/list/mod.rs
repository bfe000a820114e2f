//! Which repositories an account has.

mod filter;
mod shapes;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use milepost_core::{Hosted, SecuritySettings, Visibility};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use filter::{Filter, FilterError, Names, Presence};
use shapes::{Account, Repository};

use crate::client::{Caller, Pages};
use crate::{Address, CallError, Client};

/// How often a list is asked for that holds fewer than the account says it has.
const TIMES: usize = 3;

/// The wait before it is asked for again.
const WAIT: Duration = Duration::from_secs(2);

/// A repository as GitHub lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// `owner/name`.
    pub name: String,
    /// Its number, as GraphQL names it.
    pub node: String,
    /// What GitHub says of it; what only its API knows is absent.
    pub hosted: Hosted,
    /// The language most of it is in.
    pub language: Option<String>,
    /// Its default branch.
    pub branch: Option<String>,
    /// When GitHub last saw a push.
    pub pushed: Option<Timestamp>,
    /// When anything about it last changed.
    pub updated: Option<Timestamp>,
    /// Where it is fetched from.
    pub url: String,
    /// What the list tells of its security; absent for who may not administer it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security: Option<SecuritySettings>,
}

/// What an account says it has, against what was listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Listed.
    pub listed: u64,
    /// Said.
    pub said: u64,
}

/// The repositories of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// The name of the host.
    pub host: String,
    /// The organisation or user, spelled as GitHub spells it.
    pub owner: String,
    /// When it was asked for.
    pub at: Timestamp,
    /// The repositories, in the order of their names.
    pub repositories: Vec<Listed>,
    /// Where fewer were listed than the account says it has: the list is not complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<Counts>,
    /// GitHub says that it left out what the token is not authorized for by single sign-on: the list
    /// is not complete.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// Whether private repositories can be among them, as far as is known.
    pub sees_private: bool,
}

/// What was listed, and of whom.
struct All {
    account: Account,
    repositories: Vec<Listed>,
    short: Option<Counts>,
    partial: bool,
}

impl Listing {
    /// Whether something is missing, as far as is known.
    pub fn is_complete(&self) -> bool {
        self.short.is_none() && !self.partial
    }

    /// The repositories that pass a filter, and how many do not pass, for each reason.
    pub fn wanted(&self, filter: &Filter) -> (Vec<&Listed>, BTreeMap<String, u64>) {
        let (mut wanted, mut filtered) = (Vec::new(), BTreeMap::new());
        for repository in &self.repositories {
            match filter.against(repository) {
                Some(reason) => *filtered.entry(reason.to_owned()).or_default() += 1,
                None => wanted.push(repository),
            }
        }
        (wanted, filtered)
    }
}

impl Client {
    /// The repositories an address names, at `now`.
    ///
    /// # Errors
    /// When GitHub cannot be asked, or knows no such account or repository.
    pub fn list(&self, address: &Address, now: Timestamp) -> Result<Listing, CallError> {
        let all = self.run(async |caller| caller.list(address).await)?;
        let is_hidden = |it: &Listed| it.hosted.visibility != Visibility::Public;
        Ok(Listing {
            host: self.host().name(),
            owner: all.account.login.clone(),
            at: now,
            sees_private: all.account.private().is_some() || all.repositories.iter().any(is_hidden),
            repositories: all.repositories,
            short: all.short,
            partial: all.partial,
        })
    }
}

impl Caller {
    async fn list(self: Arc<Self>, address: &Address) -> Result<All, CallError> {
        let owner = &address.owner;
        if let Some(name) = &address.name {
            let one: Repository = self.get(&format!("/repos/{owner}/{name}")).await?;
            let one = Listed::from(one);
            let owner = one.name.split('/').next().unwrap_or(owner).to_owned();
            let (account, repositories) = (only(owner), vec![one]);
            return Ok(All { account, repositories, short: None, partial: false });
        }
        let mut all = self.all_of(owner, true).await?;
        for _ in 1..TIMES {
            if all.short.is_none() {
                break;
            }
            tokio::time::sleep(WAIT).await;
            all = self.all_of(owner, false).await?;
        }
        Ok(all)
    }

    /// The list of an account beside what it says of itself at that time: it may have fewer by the
    /// time it is asked again.
    async fn all_of(&self, owner: &str, first: bool) -> Result<All, CallError> {
        let mut account: Account = self.get(&format!("/users/{owner}")).await?;
        if account.is_organisation() {
            account = self.get(&format!("/orgs/{owner}")).await?;
        }
        let (mut found, mut partial) = (Vec::<Repository>::new(), false);
        for path in self.lists_of(&account).await? {
            let pages: Pages<Repository> =
                if first { self.pages(&path).await? } else { self.fresh_pages(&path).await? };
            found.extend(pages.items);
            partial |= pages.is_partial;
        }
        let repositories = sorted(found.into_iter().map(Listed::from).collect());
        let short = short(&account, &repositories);
        Ok(All { account, repositories, short, partial })
    }

    /// Where the repositories of an account are listed. Of a user, the public ones alone are: the
    /// private ones are listed elsewhere, for the user itself and for an installation.
    async fn lists_of(&self, account: &Account) -> Result<Vec<String>, CallError> {
        let login = &account.login;
        if account.is_organisation() {
            return Ok(vec![format!("/orgs/{login}/repos?type=all&sort=full_name&per_page=100")]);
        }
        let public = format!("/users/{login}/repos?type=owner&sort=full_name&per_page=100");
        match self.get::<Account>("/user").await {
            Ok(own) if own.login.eq_ignore_ascii_case(login) => {
                Ok(vec!["/user/repos?affiliation=owner&sort=full_name&per_page=100".to_owned()])
            }
            Err(CallError::Refused { .. }) => {
                let installed = "/installation/repositories?per_page=100".to_owned();
                match self.get::<Value>(&installed).await {
                    Ok(_) => Ok(vec![public, installed]),
                    Err(error) if error.is_refusal() => Ok(vec![public]),
                    Err(error) => Err(error),
                }
            }
            Err(error) if !error.is_refusal() => Err(error),
            _ => Ok(vec![public]),
        }
    }
}

/// An account of which one repository is wanted, and nothing else known.
fn only(login: String) -> Account {
    Account {
        login,
        kind: "User".to_owned(),
        public_repos: None,
        total_private_repos: None,
        owned_private_repos: None,
    }
}

/// In the order of names, each once: a repository that is renamed while pages are read is on two.
fn sorted(mut repositories: Vec<Listed>) -> Vec<Listed> {
    repositories.sort_by_key(|it| (it.hosted.id, std::cmp::Reverse(it.updated)));
    repositories.dedup_by_key(|it| it.hosted.id);
    repositories.sort_by(|a, b| a.name.cmp(&b.name));
    repositories
}

/// The counts, where fewer are listed than the account says it has.
fn short(account: &Account, repositories: &[Listed]) -> Option<Counts> {
    let count = |of: fn(&Listed) -> bool| repositories.iter().filter(|it| of(it)).count() as u64;
    let public = count(|it| it.hosted.visibility == Visibility::Public);
    let others = count(|it| it.hosted.visibility != Visibility::Public);
    let said = (account.public_repos.unwrap_or_default(), account.private().unwrap_or_default());
    let is_short = public < said.0 || others < said.1;
    is_short.then_some(Counts {
        listed: public + others,
        said: said.0.max(public) + said.1.max(others),
    })
}

#[cfg(test)]
mod tests;
