//! An organisation at several instants, each condensed to its numbers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Rules, Snapshot};
use crate::{Bounds, Share, Unknown};

/// An organisation at several instants, the oldest first, all seen by the same rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trend {
    /// The version of this format.
    pub format: u32,
    /// The organisation.
    pub organisation: String,
    /// The rules that judged every point.
    pub rules: Rules,
    /// The organisation at each instant.
    pub points: Vec<Moment>,
}

impl Trend {
    /// The version of the format that is written.
    pub const FORMAT: u32 = 1;
}

/// An organisation at one instant, as numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// What the instant is called: `2026-Q2`, `2026-06`, a day, or `now`.
    pub name: String,
    /// The instant.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// How many repositories there were.
    pub repositories: u32,
    /// How many deployables counted.
    pub deployables: u32,
    /// The stage in each model: its lower and its upper end.
    pub stages: BTreeMap<String, (u32, u32)>,
    /// Deployables on the golden path.
    pub on_path: Share,
    /// The mean coverage of deployables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Bounds>,
    /// How many take each step the standard way, by the id of the step; steps nobody can see are
    /// left out.
    pub steps: BTreeMap<String, Share>,
    /// Every measure, by its id.
    pub measures: BTreeMap<String, Value>,
}

/// The value of a measure at one instant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// Its value, between bounds; absent when it is unknown or of nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Bounds>,
    /// Why it is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
}

impl Moment {
    /// What a snapshot says, under the name of its instant.
    pub fn of(name: String, snapshot: &Snapshot) -> Self {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let stages = snapshot.assessments.iter();
        let steps = snapshot.standards.iter().filter(|standard| standard.unknown.is_none());
        let value =
            |measure: &super::Measure| Value { value: measure.value, unknown: measure.unknown };
        Self {
            name,
            at: snapshot.at,
            repositories: count(snapshot.repositories.len()),
            deployables: count(snapshot.counted().count()),
            stages: stages.map(|it| (it.model.clone(), (it.lo, it.hi))).collect(),
            on_path: snapshot.path.on,
            coverage: snapshot.path.coverage,
            steps: steps.map(|it| (it.step.clone(), it.counts.share())).collect(),
            measures: snapshot.measures.iter().map(|it| (it.id.clone(), value(it))).collect(),
        }
    }
}
