//! A repository at one commit.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiFacts, History, Hosted, Wording};
use crate::{Fact, Trouble};

/// One git repository, at one commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repository {
    /// `owner/name`.
    pub id: String,
    /// The host of its remote, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// What its host says of it, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hosted: Option<Hosted>,
    /// What sort of repository it is.
    pub class: Class,
    /// The commit it was read at; absent when it is empty, unreadable, or read as it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// When that commit was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub committed: Option<Timestamp>,
    /// The branch it is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The commits its history begins with: the one that is reached from its commit by first
    /// parents. A repository keeps it when it is renamed or transferred (trap T35); repositories
    /// that were forked from one template share it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roots: Vec<String>,
    /// When the first of `roots` was made: what is older than its arrival was imported (trap T52).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub born: Option<Timestamp>,
    /// How many files it holds.
    pub files: u32,
    /// How many of them are pages: Markdown, AsciiDoc, reStructuredText.
    pub pages: u32,
    /// How many of them were read.
    pub read: u32,
    /// Names of the files and folders at its root, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub top: Vec<String>,
    /// Versions it has released, as its tags tell, the oldest first; only where others ask for one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub releases: Vec<Release>,
    /// What was found, in the order of paths, lines and detectors.
    pub facts: Vec<Fact>,
    /// Other states of it that other repositories ask for, in the order of their commits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<Version>,
    /// When the CI definitions of a repository with several CI systems last changed, by path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, String>")]
    pub changed: BTreeMap<String, Timestamp>,
    /// What its history tells; absent when it was not looked at or there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    /// CI definitions that are judged dead, by path, and why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dead: BTreeMap<String, String>,
    /// CI definitions that `.gitattributes` says are generated, by path.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub generated: BTreeSet<String>,
    /// What files of charts, of overlays and of values say, and CI definitions, by path; those that
    /// nothing generates.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub wordings: BTreeMap<String, Wording>,
    /// What could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub troubles: Vec<Trouble>,
}

/// A version that was released: a tag that reads as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The tag.
    pub tag: String,
    /// When the commit it names was made.
    #[schemars(with = "String")]
    pub at: Timestamp,
}

/// A state of a repository that others ask for by a name, and the shared units as they are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// The names it is asked for by, as written, sorted.
    pub asked: BTreeMap<String, Resolved>,
    /// The commit.
    pub commit: String,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub committed: Option<Timestamp>,
    /// What was found in the files that are asked for; empty when this is the state the repository
    /// was read at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
}

/// How a name was found that somebody asks for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Resolved {
    /// The very state that is asked for.
    Exact,
    /// The newest older than the one asked for, which is not in the clone.
    Older,
}

impl Repository {
    /// The account that owns it.
    pub fn owner(&self) -> &str {
        self.id.rsplit_once('/').map_or("", |(owner, _)| owner)
    }

    /// Its name, without the owner.
    pub fn name(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or(&self.id)
    }

    /// What only the API of its host knows of it, where that was asked.
    pub fn api_facts(&self) -> Option<&ApiFacts> {
        self.hosted.as_ref()?.facts.as_ref()
    }
}

/// What sort of repository it is; the first that fits (rubric 0.5).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Nothing in it could be read.
    Unreadable,
    /// Nobody may change it any more.
    Archived,
    /// Forked from a repository of somebody else.
    Fork,
    /// Kept up with a repository elsewhere.
    Mirror,
    /// No commit, or no file.
    Empty,
    /// A scaffolder's skeleton.
    Template,
    /// Holds units that at least two other repositories use.
    SharedUnit,
    /// Mostly manifests, values or applications of what is built elsewhere.
    Gitops,
    /// Infrastructure as code, and nothing that is built and run.
    Infrastructure,
    /// Documents and nothing that is built.
    Documents,
    /// Publishes a package or an image that others build on, and runs nothing.
    Library,
    /// An app for a phone or a desktop.
    AppClient,
    /// Pipelines of data, notebooks, models.
    Data,
    /// Holds what is run somewhere.
    Service,
    /// Automation, commands and scripts of an organisation's own.
    Tool,
    /// None of these, as far as can be seen.
    Unknown,
}

impl Class {
    /// The name as reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Archived => "archived",
            Self::Fork => "fork",
            Self::Mirror => "mirror",
            Self::Empty => "empty",
            Self::Template => "template",
            Self::SharedUnit => "shared unit",
            Self::Gitops => "gitops",
            Self::Infrastructure => "infrastructure",
            Self::Documents => "documents",
            Self::Library => "library",
            Self::AppClient => "app client",
            Self::Data => "data",
            Self::Service => "service",
            Self::Tool => "tool",
            Self::Unknown => "unknown",
        }
    }
}
