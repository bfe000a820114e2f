//! What the two ends hide.

use jiff::Timestamp;
use milepost_core::StandingName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Cause;

/// A standing that changed more than once in between: lost and won back, or won and lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Detour {
    /// The id of the deployable.
    pub deployable: String,
    /// The id of the step.
    pub step: String,
    /// What the step is called in reports.
    pub name: String,
    /// Its changes, the oldest first.
    pub legs: Vec<Leg>,
}

/// One change of a standing on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leg {
    /// How the step was taken from then on.
    pub standing: StandingName,
    /// The way, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<String>,
    /// The end of the day on which it was first seen so.
    #[schemars(with = "String")]
    pub until: Timestamp,
    /// The commit that did it, when it was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Cause>,
}
