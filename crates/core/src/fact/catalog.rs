//! Catalogue entries.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{flag, list, pair};

/// A catalogue entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    /// Its full reference, normalised as Backstage does: `kind:namespace/name`, in lower case.
    pub reference: String,
    /// Its kind as written (`Component`, `API`).
    pub kind: String,
    /// Its name as written.
    pub name: String,
    /// `spec.type` (`service`, `website`, `library`).
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "type")]
    pub type_: Option<String>,
    /// `spec.lifecycle`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<String>,
    /// The owner as a full reference; a bare name means a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The system as a full reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Other relations, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Tags, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Annotations, as written.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// Labels, as written.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Links it gives, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<EntityLink>,
    /// Where a `Location` points, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// Why Backstage would refuse it; empty when it would not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invalid: Vec<String>,
    /// Whether it is a template's skeleton: placeholders instead of values.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skeleton: bool,
}

/// A link a catalogue entry gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntityLink {
    /// Where it leads, as written.
    pub url: String,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A relation of an entity to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// The field that says it (`dependsOn`, `providesApis`).
    pub field: String,
    /// The other entity as a full reference.
    pub target: String,
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.reference)?;
        pair(f, "type", self.type_.as_deref())?;
        pair(f, "lifecycle", self.lifecycle.as_deref())?;
        pair(f, "owner", self.owner.as_deref())?;
        pair(f, "system", self.system.as_deref())?;
        for relation in &self.relations {
            write!(f, " {}={}", relation.field, relation.target)?;
        }
        list(f, "tags", &self.tags)?;
        for (key, value) in &self.annotations {
            write!(f, " {key}={value:?}")?;
        }
        for (key, value) in &self.labels {
            write!(f, " label:{key}={value:?}")?;
        }
        for link in &self.links {
            write!(f, " link={}", link.url)?;
            pair(f, "titled", link.title.as_ref().map(|title| format!("{title:?}")).as_deref())?;
        }
        list(f, "targets", &self.targets)?;
        flag(f, "skeleton", self.skeleton)?;
        self.invalid.iter().try_for_each(|why| write!(f, " invalid({why})"))
    }
}
