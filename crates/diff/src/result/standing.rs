//! Deployables of both snapshots, and how their standings changed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_core::{Bounds, Evidence, StandingName, Unknown, Verdict};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A deployable of both snapshots of which something changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeployableChange {
    /// Its id in the newer snapshot.
    pub id: String,
    /// Its id in the older one, when that was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// What tells that the two are one.
    pub how: How,
    /// The id of its repository in the newer snapshot.
    pub repository: String,
    /// Whether it counted before.
    pub counted_before: bool,
    /// Whether it counts after.
    pub counted_after: bool,
    /// Whether it was on the path.
    pub on_path_before: Verdict,
    /// Whether it is on the path.
    pub on_path_after: Verdict,
    /// The share of applicable steps it took the standard way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage_before: Option<Bounds>,
    /// The share of applicable steps it takes the standard way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage_after: Option<Bounds>,
    /// Steps it takes in another way, in the order of steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepChange>,
}

/// What tells that something of the older snapshot and something of the newer one are the same,
/// best first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The id, or the repository and the path inside it.
    Id,
    /// The history of the repository begins with the same commit, and no other's does.
    Root,
    /// A name it alone has on both sides: of its folder, its chart or its catalogue entry.
    Name,
    /// What is in it is nearly the same, and like nothing else on either side.
    Likeness,
}

/// How one step is taken in another way than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepChange {
    /// The id of the step (`gp.05`).
    pub step: String,
    /// What the step is called in reports.
    pub name: String,
    /// Whether it is a core step.
    pub core: bool,
    /// How it was taken.
    pub before: Stand,
    /// How it is taken.
    pub after: Stand,
    /// What that is, seen as a capability.
    pub movement: Movement,
    /// What caused it.
    pub reason: Reason,
    /// Where the evidence changed.
    pub within: Within,
    /// Whether a counted deployable lost, in files, what it had.
    pub regression: bool,
    /// The commit that did it, when it was looked for and found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Cause>,
}

/// How a step is taken, without its step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stand {
    /// How it is taken.
    pub standing: StandingName,
    /// The way, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<String>,
    /// Why it is not known, or what keeps it from being standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The code of what is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
    /// The lines that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// The commit that changed a standing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// The id of the repository it was made in: the deployable's own or that of a shared unit.
    pub repository: String,
    /// The commit.
    pub commit: String,
    /// When it was made.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The first line of its message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

/// A change of a standing, seen as a capability rather than as files.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Movement {
    /// Taken where it was not, or the standard way where it was an own one.
    Gained,
    /// Not taken where it was, or an own way where it was the standard one.
    Lost,
    /// Taken as before, in another way: no gain and no loss.
    Continues,
    /// It could not be told, and now it can.
    Visible,
    /// It could be told, and now it cannot.
    Hidden,
    /// It applies where it did not.
    Applies,
    /// It does not apply where it did.
    Ceases,
    /// An exemption covers what differs.
    Excepted,
    /// No exemption covers any more what differs.
    Lapsed,
}

impl Movement {
    /// Every movement, in the order in which reports list them.
    pub const ALL: &[Self] = &[
        Self::Gained,
        Self::Lost,
        Self::Continues,
        Self::Visible,
        Self::Hidden,
        Self::Applies,
        Self::Ceases,
        Self::Excepted,
        Self::Lapsed,
    ];

    /// The name as reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gained => "gained",
            Self::Lost => "lost",
            Self::Continues => "continues another way",
            Self::Visible => "visible now",
            Self::Hidden => "not visible any more",
            Self::Applies => "applies now",
            Self::Ceases => "does not apply any more",
            Self::Excepted => "excepted",
            Self::Lapsed => "exemption ended",
        }
    }
}

/// What caused a change, in the order in which it is read. Only the first is the organisation's
/// doing (rubric 0.9).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Files changed: its own, or those of a shared unit.
    Moved,
    /// What the standard way is changed; its own way did not.
    Standards,
    /// An exemption was granted or ended.
    Exemptions,
    /// The rules, the detectors or the configuration changed; the files did not.
    Rules,
    /// What could not be told can be told.
    Visible,
    /// What could be told cannot be told any more.
    Hidden,
    /// It is new, in a repository that was there or that is new itself.
    Born,
    /// It came with a repository older than the first snapshot, which was not in it.
    Imported,
    /// It came with a repository that was not in the first snapshot; how old that is, is not known.
    Came,
    /// It is built and run no more, in a repository that is still there.
    Retired,
    /// Its repository is not among those looked at any more.
    Gone,
    /// It was there and did not count: dormant, left out, or not seen to be run.
    Counted,
    /// It is still there and does not count any more.
    Uncounted,
    /// Nothing in the two snapshots says why.
    Unexplained,
}

/// Where the evidence changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Within {
    /// In the repository of the deployable.
    Repository,
    /// In another repository that its evidence or its way names: a shared unit.
    SharedUnit,
    /// In neither, as far as the snapshots show.
    Neither,
}

/// How many standings of deployables counted in both snapshots went where, of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepTotals {
    /// The id of the step.
    pub step: String,
    /// What it is called in reports.
    pub name: String,
    /// Whether it is a core step.
    pub core: bool,
    /// How many moved as files did, or became visible or hidden: for each movement that any made.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub movements: BTreeMap<Movement, u32>,
    /// How many stand elsewhere for another cause, which is neither a gain nor a loss: for each
    /// cause.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub others: BTreeMap<Reason, u32>,
}
