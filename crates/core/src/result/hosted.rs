//! What the host of repositories says of them. Git cannot give it back later, so a snapshot keeps
//! it with its time.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Releases, SecuritySettings};

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
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the host, and all combine")]
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
    /// What only its API knows, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<ApiFacts>,
}

impl Hosted {
    /// What its host says of a repository of which it says nothing else.
    pub fn of(id: u64, visibility: Visibility) -> Self {
        Self {
            id,
            visibility,
            archived: false,
            fork: false,
            template: false,
            mirror: false,
            topics: Vec::new(),
            facts: None,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
pub(super) fn is_not(value: &bool) -> bool {
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
    /// Why the list, or what was copied of it, is known not to be complete where no count says so, in
    /// words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
    /// Whether private repositories could be among those that were listed.
    pub sees_private: bool,
    /// For each sort of fact of the API, of how many repositories it could not be seen; absent when
    /// none was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unseen: Option<BTreeMap<String, u64>>,
    /// The teams of the account, by their names in addresses, sorted; absent when they or their
    /// members could not be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teams: Option<Vec<String>>,
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

/// What only the API of the host knows of a repository. What is absent could not be seen, by the
/// right by which it was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiFacts {
    /// Security alerts that are open; absent where alerts are not enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alerts: Option<Alerts>,
    /// What a change of the default branch needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<BranchGuard>,
    /// Its environments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environments: Option<Vec<HostedEnvironment>>,
    /// Lines of its file of code owners that the host does not understand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_errors: Option<u32>,
    /// What was deployed, as whoever deploys tells the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployments: Option<Deployments>,
    /// What was released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub releases: Option<Releases>,
    /// What the host does for its security, by settings; absent for who may not administer it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security: Option<SecuritySettings>,
    /// Teams of which somebody wrote something here in the last half year, sorted; people are not
    /// named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teams: Option<Vec<String>>,
    /// Pull requests into the default branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pulls: Option<PullRequests>,
    /// Runs of its workflows on the default branch that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runs: Option<FailedRuns>,
    /// Requests to the platform team, in a declared place of support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tickets: Option<Requests>,
}

/// Runs of workflows on the default branch that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailedRuns {
    /// Since when none is missing.
    #[schemars(with = "String")]
    pub since: Timestamp,
    /// When each ended, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub ended: Vec<Timestamp>,
}

/// Requests to the platform team, of people who are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    /// Since when none is missing.
    #[schemars(with = "String")]
    pub since: Timestamp,
    /// When each was made, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub opened: Vec<Timestamp>,
}

/// Pull requests into the default branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PullRequests {
    /// Since when none that ended is missing.
    #[schemars(with = "String")]
    pub since: Timestamp,
    /// How many more are open than are among them.
    #[serde(default, skip_serializing_if = "is_none")]
    pub more: u32,
    /// Those that are open, and those that ended since, in the order of their numbers.
    pub all: Vec<PullRequest>,
}

/// One pull request. Who opened and who approved it is not named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PullRequest {
    /// When it was opened.
    #[schemars(with = "String")]
    pub opened: Timestamp,
    /// When it was merged or closed; absent while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub ended: Option<Timestamp>,
    /// The first digits of the commit it was merged as; absent when it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Whether a program opened it to set a version anew.
    #[serde(default, skip_serializing_if = "is_not")]
    pub upgrade: bool,
    /// Whether somebody of the platform team approved it, as the configuration names them.
    #[serde(default, skip_serializing_if = "is_not")]
    pub platform: bool,
    /// Paths that it changes, the first few; only of one that sets a version anew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
}

impl PullRequest {
    /// Whether it was open at an instant.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.opened <= at && self.ended.is_none_or(|ended| ended > at)
    }
}

/// Security alerts that are open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alerts {
    /// How many there are.
    pub open: u32,
    /// When each critical one was raised, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub critical: Vec<Timestamp>,
    /// Whether there are more than were looked at, so that critical ones may be among the rest.
    #[serde(default, skip_serializing_if = "is_not")]
    pub more: bool,
}

/// What a change of the default branch needs, by every rule that applies to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BranchGuard {
    /// Approvals.
    #[serde(default, skip_serializing_if = "is_none")]
    pub approvals: u32,
    /// Whether an owner of the code must be among those who approve.
    #[serde(default, skip_serializing_if = "is_not")]
    pub owners: bool,
    /// Checks that must pass, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<String>,
    /// Workflows of other repositories that must pass and leave no file here (trap T15), sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workflows: Vec<RequiredWorkflow>,
}

/// A workflow that a rule of the organisation runs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequiredWorkflow {
    /// The number of the repository it stands in.
    pub repository: u64,
    /// Its path there.
    pub path: String,
    /// The branch or tag it is taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// An environment, as the host knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostedEnvironment {
    /// Its name.
    pub name: String,
    /// Whether somebody has to approve what is deployed to it.
    #[serde(default, skip_serializing_if = "is_not")]
    pub reviewed: bool,
    /// Whether people may who are named one by one.
    #[serde(default, skip_serializing_if = "is_not")]
    pub people: bool,
    /// Teams that may, sorted; people are not named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<String>,
}

/// What was deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deployments {
    /// Since when none is missing; absent when none is missing at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub since: Option<Timestamp>,
    /// Each, the newest first.
    pub all: Vec<Deployment>,
}

/// One deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    /// When it began.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The environment it went to.
    pub environment: String,
    /// The commit.
    pub commit: String,
    /// How it ended, or did not.
    pub outcome: Outcome,
    /// Who started it, as a number within the repository; absent for a machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<u32>,
}

/// How a deployment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is there, or was until another came.
    Deployed,
    /// It failed.
    Failed,
    /// It did not end, as far as the host was told.
    Open,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
pub(super) fn is_none(number: &u32) -> bool {
    *number == 0
}
