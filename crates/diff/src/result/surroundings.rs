//! What is around the deployables of both snapshots: who came and went, which repositories were
//! looked at, shared units, and what a reader has to know.

use jiff::Timestamp;
use milepost_core::{Trouble, UnitKind, Verdict};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{How, Reason};

/// Deployables that are counted in one of the snapshots only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// Those counted in the newer one only, sorted by reason and id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub came: Vec<Passage>,
    /// Those counted in the older one only, sorted by reason and id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub went: Vec<Passage>,
}

impl Population {
    /// Whether the same deployables count in both.
    pub fn is_empty(&self) -> bool {
        self.came.is_empty() && self.went.is_empty()
    }
}

/// A deployable that came to be counted, or is not any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// Its id, in the snapshot that counts it.
    pub id: String,
    /// Why.
    pub reason: Reason,
    /// Whether it is on the path, in the snapshot that counts it.
    pub on_path: Verdict,
    /// More about why, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Repositories that are not what they were.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepositoryChanges {
    /// Those that have another id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renamed: Vec<RepositoryPair>,
    /// Those in the newer snapshot only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub came: Vec<Arrival>,
    /// The ids of those in the older snapshot only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<String>,
    /// The ids of those that cannot be read any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<String>,
    /// The ids of those that could not be read and now can.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readable: Vec<String>,
    /// What could not be read in one of the snapshots only, where that costs evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub troubles: Vec<TroubleChange>,
}

impl RepositoryChanges {
    /// Whether the same repositories were looked at, with the same troubles.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A repository under two names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepositoryPair {
    /// Its id in the older snapshot.
    pub before: String,
    /// Its id in the newer one.
    pub after: String,
    /// What tells that the two are one.
    pub how: How,
}

/// A repository that was not in the older snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// Its id.
    pub id: String,
    /// When its history begins, when that is known: before the older snapshot, it was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub born: Option<Timestamp>,
}

/// Troubles of a repository that one of the snapshots alone has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TroubleChange {
    /// The id of the repository in the newer snapshot.
    pub repository: String,
    /// Those that are new.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub came: Vec<Trouble>,
    /// Those that are gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<Trouble>,
}

/// A shared unit that came, went, or is used by more or fewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitChange {
    /// Its identity without version, in the newer snapshot where it has it.
    pub source: String,
    /// What sort of unit it is.
    pub kind: UnitKind,
    /// Whether it belongs to the organisation or to a platform owner.
    pub owned: bool,
    /// How many other repositories used it.
    pub before: u32,
    /// How many other repositories use it.
    pub after: u32,
}

/// What a reader has to know before the numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "note", rename_all = "kebab-case")]
pub enum Note {
    /// The two are of different organisations.
    Organisations {
        /// That of the older.
        before: String,
        /// That of the newer.
        after: String,
    },
    /// The first is the later one: the difference runs backwards.
    Backwards,
    /// Other rules had made one of them; it was computed anew from the same commits.
    ComputedAnew {
        /// Whether it is the older one.
        first: bool,
    },
    /// Other rules made them. What the rules alone did stands apart; where files changed as well,
    /// the two cannot be told apart without computing the older one anew.
    OtherRules {
        /// Deployables whose change has parts that the rules may have had in it.
        unclear: u32,
    },
    /// Many came at once (trap T52): read the line of those that are in both.
    ManyCame {
        /// How many came.
        deployables: u32,
        /// How many count now.
        of: u32,
    },
    /// Many of those that counted are left out now (trap T53).
    ManyLeftOut {
        /// How many are left out.
        deployables: u32,
        /// How many counted.
        of: u32,
    },
    /// Many took on one step at once, where it was absent before (trap T56): look whether it does
    /// anything.
    Campaign {
        /// The id of the step.
        step: String,
        /// What it is called in reports.
        name: String,
        /// How many took it on.
        deployables: u32,
        /// How many count in both.
        of: u32,
    },
    /// Fewer repositories were looked at, or could be read, than before (trap T70).
    FewerSeen {
        /// How many repositories are missing or cannot be read any more.
        repositories: u32,
    },
}
