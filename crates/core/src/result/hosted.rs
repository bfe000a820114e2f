//! What the host of repositories says of them. Git cannot give it back later, so a snapshot keeps
//! it with its time.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who may see a repository.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Every member of the enterprise.
    Internal,
    /// Whom its account lets.
    Private,
}

/// What its host says of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hosted {
    /// The number the host gave it, which it keeps when it is renamed or transferred, and which one
    /// that is deleted and made again does not have.
    pub id: u64,
    /// Who may see it.
    pub visibility: Visibility,
    /// Nobody may change it any more.
    #[serde(default, skip_serializing_if = "is_not")]
    pub archived: bool,
    /// It was forked from another one on the host.
    #[serde(default, skip_serializing_if = "is_not")]
    pub fork: bool,
    /// Others may be made from it.
    #[serde(default, skip_serializing_if = "is_not")]
    pub template: bool,
    /// The host keeps it up with a repository elsewhere.
    #[serde(default, skip_serializing_if = "is_not")]
    pub mirror: bool,
    /// Its topics, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_not(value: &bool) -> bool {
    !value
}

/// The repositories of one account as its host listed them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Roll {
    /// The host.
    pub host: String,
    /// The organisation or user, or one repository of it.
    pub account: String,
    /// When it was listed.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// How many were listed and wanted.
    pub listed: u64,
    /// How many were listed and not wanted, for each filter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filtered: BTreeMap<String, u64>,
    /// How many the account says it has, where fewer were listed: then something is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<u64>,
    /// Why the list is known not to be complete where no count says so, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
    /// Whether private repositories could be among those that were listed.
    pub sees_private: bool,
}

impl Roll {
    /// Whether something is missing.
    pub fn is_short(&self) -> bool {
        self.said.is_some() || self.doubt.is_some()
    }

    /// What is missing, in words.
    pub fn gap(&self) -> Option<String> {
        let listed = self.listed + self.filtered.values().sum::<u64>();
        let count = self.said.map(|said| {
            let account = &self.account;
            format!("{account} says it has {said} repositories, and {listed} were listed")
        });
        let words: Vec<String> = count.into_iter().chain(self.doubt.clone()).collect();
        (!words.is_empty()).then(|| words.join("; "))
    }
}
