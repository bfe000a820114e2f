//! Tokens and what who holds one sees.

use std::collections::BTreeSet;

/// A token the hub accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Of which kind it is.
    pub kind: TokenKind,
    /// Who holds it: a person, or the account an app is installed for.
    pub login: String,
    /// What it opens beside what is public.
    pub sees: Sees,
}

/// Kinds of token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    /// A classic personal one, with its scopes.
    Classic(Vec<String>),
    /// A fine-grained personal one.
    FineGrained,
    /// That of an installed app.
    Installation,
}

/// What a token opens beside what is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sees {
    /// Nothing.
    Public,
    /// Every repository there is.
    Everything,
    /// All repositories of these accounts.
    Accounts(BTreeSet<String>),
    /// These repositories, by `owner/name`.
    Repositories(BTreeSet<String>),
}

/// An app that is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// For which account.
    pub account: String,
    /// What its tokens open.
    pub sees: Sees,
}

impl Token {
    /// A classic token: with the scope `repo` it opens everything.
    pub fn classic(login: &str, scopes: &[&str]) -> Self {
        let sees = if scopes.contains(&"repo") { Sees::Everything } else { Sees::Public };
        let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
        Self { kind: TokenKind::Classic(scopes), login: login.to_owned(), sees }
    }

    /// A fine-grained token.
    pub fn fine_grained(login: &str, sees: Sees) -> Self {
        Self { kind: TokenKind::FineGrained, login: login.to_owned(), sees }
    }

    /// The token of an installation.
    pub fn installation(of: &Installation) -> Self {
        Self { kind: TokenKind::Installation, login: of.account.clone(), sees: of.sees.clone() }
    }
}

impl Sees {
    /// These repositories alone.
    pub fn only(full_names: &[&str]) -> Self {
        Self::Repositories(full_names.iter().map(|&name| name.to_owned()).collect())
    }

    /// All repositories of one account.
    pub fn account(login: &str) -> Self {
        Self::Accounts(BTreeSet::from([login.to_owned()]))
    }
}
