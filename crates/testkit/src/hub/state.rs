//! What the hub knows: accounts, repositories, tokens, and how it serves them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::account::Account;
use super::limit::RateLimit;
use super::repository::{Repository, Visibility};
use super::token::{Installation, Sees, Token};

/// Everything the hub knows. A test changes it between nights.
#[derive(Debug, Clone)]
pub struct State {
    /// The accounts, by login.
    pub accounts: BTreeMap<String, Account>,
    /// The repositories, by id.
    pub repositories: BTreeMap<u64, Repository>,
    /// Which repository had a name, `owner/name` in small letters, that it has no longer.
    pub moved: BTreeMap<String, u64>,
    /// The tokens it accepts.
    pub tokens: BTreeMap<String, Token>,
    /// The installations of an app, by id.
    pub installations: BTreeMap<u64, Installation>,
    /// How many requests it answers; absent when it does not count, as some servers do.
    pub limits: Option<RateLimit>,
    /// Whether git may leave objects out of a clone.
    pub partial_clone: bool,
    /// Whether git has to say who it is even for what is public.
    pub demands_credentials: bool,
    /// Fixed answers to paths below `/api/v3` that it does not know itself.
    pub said: BTreeMap<String, (u16, Value)>,
    last_id: u64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            accounts: BTreeMap::new(),
            repositories: BTreeMap::new(),
            moved: BTreeMap::new(),
            tokens: BTreeMap::new(),
            installations: BTreeMap::new(),
            limits: Some(RateLimit::new(5000, 3600)),
            partial_clone: true,
            demands_credentials: false,
            said: BTreeMap::new(),
            last_id: 700_000_000,
        }
    }
}

impl State {
    /// An id that nothing has.
    pub fn fresh_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Adds an account that is an organisation.
    pub fn add_organisation(&mut self, login: &str) -> &mut Account {
        let account = Account::organisation(self.fresh_id(), login);
        self.accounts.entry(login.to_owned()).or_insert(account)
    }

    /// Adds an account that is a person.
    pub fn add_user(&mut self, login: &str) -> &mut Account {
        let account = Account::user(self.fresh_id(), login);
        self.accounts.entry(login.to_owned()).or_insert(account)
    }

    /// Adds a repository under its owner and a fresh id, which it returns.
    pub fn add(&mut self, mut repository: Repository) -> u64 {
        repository.id = self.fresh_id();
        self.moved.remove(&repository.full_name().to_lowercase());
        let id = repository.id;
        self.repositories.insert(id, repository);
        id
    }

    /// Accepts a token.
    pub fn accept(&mut self, secret: &str, token: Token) {
        self.tokens.insert(secret.to_owned(), token);
    }

    /// The account of this login, in any letters.
    pub fn account(&self, login: &str) -> Option<&Account> {
        self.accounts.values().find(|account| account.login.eq_ignore_ascii_case(login))
    }

    /// The repository that has this name now, in any letters.
    pub fn named(&self, owner: &str, name: &str) -> Option<&Repository> {
        self.repositories.values().find(|repository| {
            repository.name.eq_ignore_ascii_case(name)
                && repository.owner.eq_ignore_ascii_case(owner)
        })
    }

    /// The repository that had this name once.
    pub fn formerly(&self, owner: &str, name: &str) -> Option<&Repository> {
        let id = self.moved.get(&format!("{owner}/{name}").to_lowercase())?;
        self.repositories.get(id)
    }

    /// A repository by `owner/name`, to be changed.
    ///
    /// # Panics
    /// When there is none.
    pub fn repository(&mut self, full_name: &str) -> &mut Repository {
        self.repositories
            .values_mut()
            .find(|repository| repository.full_name() == full_name)
            .unwrap_or_else(|| panic!("the hub has no repository {full_name}"))
    }

    /// Whether who asks with this token, or with none, sees a repository.
    pub fn sees(&self, token: Option<&Token>, repository: &Repository) -> bool {
        let granted = token.is_some_and(|token| match &token.sees {
            Sees::Public => false,
            Sees::Everything => true,
            Sees::Accounts(logins) => logins.contains(&repository.owner),
            Sees::Repositories(names) => names.contains(&repository.full_name()),
        });
        granted || repository.visibility == Visibility::Public
    }

    /// The repositories of an account.
    pub fn of_account(&self, login: &str) -> Vec<&Repository> {
        self.repositories.values().filter(|repository| repository.owner == login).collect()
    }

    /// The names of repositories that tokens and installations were granted one by one.
    pub(super) fn grants(&mut self) -> impl Iterator<Item = &mut BTreeSet<String>> {
        let tokens = self.tokens.values_mut().map(|token| &mut token.sees);
        let installed = self.installations.values_mut().map(|installed| &mut installed.sees);
        tokens.chain(installed).filter_map(|sees| match sees {
            Sees::Repositories(names) => Some(names),
            Sees::Public | Sees::Everything | Sees::Accounts(_) => None,
        })
    }

    /// Accepts a token for everything, as most tests want one, and says its text.
    pub fn token_for_everything(&mut self) -> String {
        let secret = "ghp_everything".to_owned();
        self.add_user("mona");
        self.accept(&secret, Token::classic("mona", &["repo", "read:org"]));
        secret
    }

    /// Installs an app for an account and says the id of the installation.
    pub fn install(&mut self, login: &str) -> u64 {
        let id = self.fresh_id();
        let sees = Sees::Accounts(BTreeSet::from([login.to_owned()]));
        self.installations.insert(id, Installation { account: login.to_owned(), sees });
        id
    }
}
