//! Releases, as the host of a repository knows them.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Releases of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Releases {
    /// Since when none is missing.
    #[schemars(with = "String")]
    pub since: Timestamp,
    /// Each, the newest first.
    pub all: Vec<HostedRelease>,
}

/// One release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostedRelease {
    /// The tag it is made of.
    pub tag: String,
    /// When it was begun: of one that is published, GitHub says when its commit was made.
    #[schemars(with = "String")]
    pub begun: Timestamp,
    /// When it was published; absent while it is a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub published: Option<Timestamp>,
    /// Whether it says that it is not for production.
    #[serde(default, skip_serializing_if = "super::hosted::is_not")]
    pub prerelease: bool,
    /// How many files are attached to it.
    #[serde(default, skip_serializing_if = "super::hosted::is_none")]
    pub artefacts: u32,
    /// The first digits of the commit its tag names, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Who made it, as a number within the repository; absent for a machine, and for who is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<u32>,
}
