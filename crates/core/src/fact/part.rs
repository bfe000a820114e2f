//! Parts of a chart's templates, which stand wherever a template prints them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Object, Workload, flag, list, pair};

/// A part of a chart's templates that has a name (`define`), or a template that writes nothing itself
/// and prints such parts. By itself it asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChartPart {
    /// The name templates print it by; absent of a template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The objects it writes out as a whole, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub writes: Vec<Written>,
    /// Whether it writes objects as a whole, of whatever kind.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
    /// The identity that a pod gets which it is a part of, when it is not computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Probes that a container gets which it is, or is a part of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub probes: Vec<String>,
    /// Whether such a container asks for resources.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resources: bool,
    /// Names of the parts it prints where pods and containers are described. Of one it hands over to
    /// another part the name stands in parentheses; `{Chart.Name}` stands for the chart's, and `{}`
    /// is a name that is computed in another way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prints: Vec<String>,
}

/// An object that a part writes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// Values of the chart that have to be set for it to be there, as paths joined by dots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub switches: Vec<String>,
    /// What it is.
    pub what: WrittenObject,
}

/// What sort of object a part writes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "says", rename_all = "kebab-case")]
pub enum WrittenObject {
    /// Something asked of a runtime.
    Workload(Workload),
    /// Something else that says something of what is run.
    Object(Object),
}

impl ChartPart {
    /// What it asks to run.
    pub fn workloads(&self) -> impl Iterator<Item = &Workload> {
        self.writes.iter().filter_map(|it| match &it.what {
            WrittenObject::Workload(workload) => Some(workload),
            WrittenObject::Object(_) => None,
        })
    }
}

impl fmt::Display for ChartPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name.as_deref().unwrap_or("-"))?;
        flag(f, "whole", self.whole)?;
        pair(f, "identity", self.identity.as_deref())?;
        list(f, "probes", &self.probes)?;
        flag(f, "resources", self.resources)?;
        list(f, "prints", &self.prints)?;
        self.writes.iter().try_for_each(|it| write!(f, " | {it}"))
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            WrittenObject::Workload(says) => write!(f, "workload {says}")?,
            WrittenObject::Object(says) => write!(f, "object {says}")?,
        }
        list(f, "if", &self.switches)
    }
}
