//! The coverage before and after, and the parts of the difference.

use milepost_core::Share;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Reason;
use crate::Fraction;

/// The coverage of the organisation before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// The census of deployables on the path before.
    pub before: Share,
    /// The census of deployables on the path after.
    pub after: Share,
    /// The same after, had every standard stayed what it was; absent when they all did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_old_standards: Option<Share>,
    /// Deployables on the path, of those counted.
    pub on: Split,
    /// The mean over deployables of standard steps to applicable ones.
    pub steps: Split,
}

/// A share before and after, and the parts of the difference. The parts add up exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Before; absent when there was nothing to count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Range>,
    /// After; absent when there is nothing to count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Range>,
    /// After less before, where nothing to count is taken for nothing.
    pub change: Range,
    /// The same of those alone that are counted in both: arrivals and departures cannot move it
    /// (trap T52).
    pub cohort: Cohort,
    /// What caused the difference, in the order in which it is read. Empty when nothing did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

impl Split {
    /// Whether the lower bound fell by more than so many hundredths of a percentage point.
    pub fn fell_by_more_than(&self, hundredths: u32) -> bool {
        let most = Fraction::of(usize::try_from(hundredths).unwrap_or(usize::MAX), 10_000);
        -&self.change.lo.0 > most.0
    }
}

/// Between a lower bound, which counts what is unknown as no, and an upper one, which counts it as
/// yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The lower bound.
    pub lo: Fraction,
    /// The upper bound.
    pub hi: Fraction,
    /// Both as they are printed.
    pub points: Points,
}

/// Both bounds in hundredths of a percentage point, rounded so that parts add up as they are
/// printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the bounds")]
pub struct Points {
    pub lo: i64,
    pub hi: i64,
}

/// Those that are counted in both snapshots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cohort {
    /// How many they are.
    pub deployables: u32,
    /// Their share before; absent when they are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Range>,
    /// Their share after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Range>,
}

/// What one cause did to the share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The cause.
    pub reason: Reason,
    /// Which of those it moved; absent where a part is not told apart by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// By how much.
    pub by: Range,
    /// The deployables behind it, sorted by id: those of the newer snapshot where it has them. One
    /// whose change had several causes stands behind each.
    pub deployables: Vec<String>,
}

/// What a cause did to a deployable that stays, or where one stood that came or went.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Onto the path, or nearer to it; on it.
    On,
    /// Off the path, or further from it; off it.
    Off,
    /// Nobody can tell whether it is on it.
    Open,
}
