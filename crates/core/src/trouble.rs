//! What could not be read, and why.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that could not be read, and why. Troubles never stop the rest of a scan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trouble {
    /// The path inside the repository; absent when the repository as a whole could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The line from which on it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What sort of trouble it is.
    pub code: TroubleCode,
    /// What was found and what was expected, as a lowercase fragment.
    pub detail: String,
}

/// What sort of trouble.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum TroubleCode {
    /// The repository, its default branch or its tree could not be read.
    Unreadable,
    /// The copy that was read could not be brought up to what its host has.
    Stale,
    /// The repository has no commit.
    Empty,
    /// The content is not in this clone: a partial clone, or a pointer to large file storage.
    Absent,
    /// Larger than the limit.
    TooLarge,
    /// Not UTF-8; what is not was replaced and the rest read.
    NotUtf8,
    /// A symbolic link whose target is not a file of the same tree.
    Link,
    /// A submodule: another repository, not followed.
    Submodule,
    /// Recognised, and not valid in its own format.
    Unparsed,
    /// More entries, levels or bytes than the limit.
    Limit,
    /// The same repository was found twice.
    Double,
    /// A detector panicked on it.
    Panic,
}

impl TroubleCode {
    /// The code as reports and snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Stale => "stale",
            Self::Empty => "empty",
            Self::Absent => "absent",
            Self::TooLarge => "too-large",
            Self::NotUtf8 => "not-utf8",
            Self::Link => "link",
            Self::Submodule => "submodule",
            Self::Unparsed => "unparsed",
            Self::Limit => "limit",
            Self::Double => "double",
            Self::Panic => "panic",
        }
    }

    /// Whether it costs evidence, so that a scan with it is not complete. An empty repository has
    /// none to lose, and a file that is not valid is itself a finding.
    pub fn costs_evidence(self) -> bool {
        matches!(
            self,
            Self::Unreadable
                | Self::Stale
                | Self::Absent
                | Self::TooLarge
                | Self::Limit
                | Self::Panic
        )
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{path}")?;
            if let Some(line) = self.line {
                write!(f, "#{line}")?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{}: {}", self.code.name(), self.detail)
    }
}
