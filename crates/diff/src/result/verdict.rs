//! Stages and verdicts before and after.

use milepost_core::{Bounds, CriterionKind, Share, Verdict};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The stage by one model, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageChange {
    /// The id of the model.
    pub model: String,
    /// Before.
    pub before: StageIs,
    /// After.
    pub after: StageIs,
}

impl StageChange {
    /// Whether the stage that is certain is a lower one.
    pub fn dropped(&self) -> bool {
        self.after.lo < self.before.lo
    }
}

/// A stage as an interval, by one version of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageIs {
    /// The version of the model.
    pub version: u32,
    /// The stage if everything unknown failed.
    pub lo: u32,
    /// The stage if everything unknown held.
    pub hi: u32,
}

/// A criterion, or what a stage needs, that ends differently.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictChange {
    /// The id of the model.
    pub model: String,
    /// The id of the criterion, or `five-stages.stage-3` for what a stage needs.
    pub id: String,
    /// What it is for.
    pub kind: CriterionKind,
    /// The stage it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<u32>,
    /// How it ended; absent when the model did not have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Verdict>,
    /// How it ends; absent when the model does not have it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Verdict>,
    /// Whether only the rules did it: every number it is judged by is what it was.
    pub by_rules: bool,
    /// The numbers it is judged by, those that ended differently first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<ReadingChange>,
}

/// One measure, or the sum of several, before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingChange {
    /// The measures that were read; more than one are added up.
    pub measures: Vec<String>,
    /// `at least`, `at most`, `above` or `below`.
    pub comparison: String,
    /// Before; absent when it was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<ReadingIs>,
    /// After; absent when it is not read any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<ReadingIs>,
}

/// A value against a threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingIs {
    /// The value, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Bounds>,
    /// The census behind it, when it is a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// The threshold.
    pub threshold: f64,
    /// How this part ends.
    pub verdict: Verdict,
}
