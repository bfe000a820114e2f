//! A repository at one commit.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// How many files it holds.
    pub files: u32,
    /// How many of them are pages: Markdown, AsciiDoc, reStructuredText.
    pub pages: u32,
    /// How many of them were read.
    pub read: u32,
    /// What was found, in the order of paths, lines and detectors.
    pub facts: Vec<Fact>,
    /// What could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub troubles: Vec<Trouble>,
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
}

/// What sort of repository it is; the first that fits (rubric 0.5).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Nothing in it could be read.
    Unreadable,
    /// No commit, or no file.
    Empty,
    /// A scaffolder's skeleton.
    Template,
    /// Holds units that at least two other repositories use.
    SharedUnit,
    /// Holds what is run somewhere.
    Service,
    /// Infrastructure as code, and nothing that is built.
    Infrastructure,
    /// Publishes a package or an image that others build on.
    Library,
    /// Documents and nothing that is built.
    Documents,
    /// None of these, as far as can be seen.
    Unknown,
}

impl Class {
    /// The name as reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Empty => "empty",
            Self::Template => "template",
            Self::SharedUnit => "shared unit",
            Self::Service => "service",
            Self::Infrastructure => "infrastructure",
            Self::Library => "library",
            Self::Documents => "documents",
            Self::Unknown => "unknown",
        }
    }
}
