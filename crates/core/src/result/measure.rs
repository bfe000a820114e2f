//! One number about an organisation, with everything behind it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Bounds, Evidence, Share, Unknown};

/// One number about an organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Its id in the measure library (`shared-ci`).
    pub id: String,
    /// Its value, between bounds; absent when it is unknown or of nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Bounds>,
    /// The census behind a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// Why it is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
    /// Why the question does not arise, when it does not: `one team`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
    /// Units that do, with what shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub yes: Vec<Member>,
    /// Units that do not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no: Vec<Member>,
    /// Units nobody can tell of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Member>,
}

/// One unit counted by a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The id of the deployable or repository.
    pub id: String,
    /// Which way it goes, for measures that count ways; or why it is open.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub way: String,
    /// The lines that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}
