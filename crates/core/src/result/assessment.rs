//! A model applied to a snapshot.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Bounds, Share, Unknown, Verdict};

/// One model applied: the stage interval and every verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// The id of the model.
    pub model: String,
    /// The version of the model.
    pub version: u32,
    /// The stage if everything unknown failed.
    pub lo: u32,
    /// The stage if everything unknown held.
    pub hi: u32,
    /// Criteria and needs that are unknown and keep `lo` from being higher, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled_by: Vec<String>,
    /// Thresholds whose move by a tenth would change the stage, as `criterion threshold`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fragile: Vec<String>,
    /// What each stage needs besides its gates.
    pub needs: Vec<Judgement>,
    /// Every criterion, in the order of the model.
    pub criteria: Vec<Judgement>,
}

/// How a criterion, or what a stage needs, was judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// The id of the criterion, or `five-stages.stage-3` for what a stage needs.
    pub id: String,
    /// What it is for.
    pub kind: CriterionKind,
    /// The stage it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<u32>,
    /// How it ends.
    pub verdict: Verdict,
    /// Why it is open, each code once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
    /// The numbers it was judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Reading>,
}

/// What a criterion is for (rubric 1, column `k`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CriterionKind {
    /// The stage needs it.
    Gate,
    /// What a stage needs besides its gates.
    Need,
    /// A sign of a low stage.
    LowSign,
    /// A sign of a high stage, which never gates.
    HighSign,
    /// Advice.
    Next,
    /// A rule milepost itself keeps.
    Rule,
    /// A figure for comparison, never scored.
    Context,
    /// A value to aim at, which never gates.
    Target,
}

impl CriterionKind {
    /// The name as reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Need => "need",
            Self::LowSign => "sign of a low stage",
            Self::HighSign => "sign of a high stage",
            Self::Next => "advice",
            Self::Rule => "rule of milepost",
            Self::Context => "context",
            Self::Target => "target",
        }
    }
}

/// One measure against one threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The measures that were read; more than one are added up.
    pub measures: Vec<String>,
    /// The value, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Bounds>,
    /// The census behind it, when it is a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// `at least`, `at most`, `above` or `below`.
    pub comparison: String,
    /// The threshold.
    pub threshold: f64,
    /// How this part ends.
    pub verdict: Verdict,
}
