//! The standard way of each step, the units behind it, and the golden path as a whole.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Bounds, Evidence, Share, UnitKind, Unknown, Verdict};

/// The standard way of one step (rubric 3.2), and how many take it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// The id of the step (`gp.05`).
    pub step: String,
    /// What the step is called in reports.
    pub name: String,
    /// Whether it is a core step.
    pub core: bool,
    /// Where the standard comes from.
    pub basis: Basis,
    /// The family of units, or the place, that is the standard way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// The units of the family in use, most used first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
    /// Versions asked for of the most used unit, and how many deployables ask for each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub versions: BTreeMap<String, u32>,
    /// How many deployables take the step in each way, by family; own ways stand under `own way`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ways: BTreeMap<String, u32>,
    /// Whether it is declared and hardly anybody follows it: a standard on paper (rubric std.1).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paper: bool,
    /// How many stand where.
    pub counts: Counts,
    /// Why nothing can be said, when nothing can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
}

/// Where a standard comes from (rubric std.1 and std.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The configuration declares it.
    Declared,
    /// At least 0.6 of those it could apply to use it.
    InferredStrong,
    /// At least 0.3 use it, and it leads clearly.
    Inferred,
    /// Two families are used alike: undecided.
    Contested,
    /// Everybody goes their own way.
    None,
    /// Nothing looks at this step yet.
    Unseen,
}

impl Basis {
    /// The name as reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::InferredStrong => "inferred, strong",
            Self::Inferred => "inferred",
            Self::Contested => "contested",
            Self::None => "none",
            Self::Unseen => "not seen yet",
        }
    }

    /// Whether there is a standard.
    pub fn is_some(self) -> bool {
        matches!(self, Self::Declared | Self::InferredStrong | Self::Inferred)
    }
}

/// How many deployables stand where on one step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names are those of the standings")]
pub struct Counts {
    pub standard: u32,
    pub own_way: u32,
    pub absent: u32,
    pub excepted: u32,
    pub unknown: u32,
    pub not_applicable: u32,
}

impl Standard {
    /// The way most take the step other than the standard one, and how many do; the first by name
    /// among equals.
    pub fn mode_beside(&self) -> Option<(&str, u32)> {
        let others = self.ways.iter().filter(|(way, _)| Some(*way) != self.family.as_ref());
        let most = others.max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        most.map(|(way, count)| (way.as_str(), *count))
    }
}

impl Counts {
    /// The share that takes the step the standard way, of those it applies to.
    pub fn share(self) -> Share {
        Share {
            yes: self.standard,
            no: self.own_way + self.absent + self.excepted,
            unknown: self.unknown,
        }
    }
}

/// The golden path as a whole (rubric 3.3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoldenPath {
    /// Whether there is one: enough core steps with a standard, taken together by enough.
    pub exists: Verdict,
    /// How many core steps have a standard.
    pub core_standards: u32,
    /// How many core steps there are.
    pub core_steps: u32,
    /// Deployables that take every core step that has a standard the standard way.
    pub joint_adopters: u32,
    /// Deployables on the path.
    pub on: Share,
    /// The mean over deployables of standard steps to applicable ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Bounds>,
}

/// Something defined once and used from elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedUnit {
    /// Its identity without version.
    pub source: String,
    /// What sort of unit it is.
    pub kind: UnitKind,
    /// Whether it belongs to the organisation or to a platform owner.
    pub owned: bool,
    /// The line that defines it, when that is in the scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defined: Option<Evidence>,
    /// Other repositories that use it.
    pub consumers: u32,
    /// Versions asked for, and how many repositories ask for each.
    pub versions: BTreeMap<String, u32>,
    /// How its callers switch parts of it on and off, for each part that is called by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub switched: Vec<Switched>,
}

/// How the inputs of a unit that switch something are set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Switched {
    /// What is called: the unit, or a part of it.
    pub unit: String,
    /// The effective number of sets, over deployables that count.
    pub effective: f64,
    /// The sets, and how many deployables call it with each.
    pub sets: BTreeMap<String, u32>,
}
