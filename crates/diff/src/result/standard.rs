//! Standards that are others than before.

use milepost_core::{Basis, Counts};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A step whose standard way is another (rubric std.8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandardChange {
    /// The id of the step.
    pub step: String,
    /// What it is called in reports.
    pub name: String,
    /// Whether it is a core step.
    pub core: bool,
    /// The standard before; absent when the step was not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<StandardIs>,
    /// The standard after; absent when the step is not known any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<StandardIs>,
    /// How many use each of the two families, before and after.
    pub adoption: Vec<Adoption>,
    /// Whether it is the same way, and only how sure or how it came to be the standard differs.
    pub same_way: bool,
}

/// A standard, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandardIs {
    /// Where it comes from.
    pub basis: Basis,
    /// The family of units, or the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// How many stand where.
    pub counts: Counts,
}

/// How many deployables use a family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adoption {
    /// The family.
    pub family: String,
    /// How many used it.
    pub before: u32,
    /// How many use it.
    pub after: u32,
}
