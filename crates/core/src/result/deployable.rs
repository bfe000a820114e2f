//! What is run somewhere, and how it takes the steps of the golden path.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Bounds, Evidence, Unknown, Verdict};

/// A component that is run somewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deployable {
    /// `owner/name`, or `owner/name//path` for one of several in a repository; with `:workload` behind
    /// it for what runs the image of another one under a name of its own.
    pub id: String,
    /// The id of the repository it is built from.
    pub repository: String,
    /// The folder it is built from; empty for the root.
    pub path: String,
    /// How sure it is that this is run somewhere.
    pub certainty: Certainty,
    /// Whether its repository changed in the year before the instant.
    pub active: bool,
    /// Whether it counts in the denominators: active, and certain or probable.
    pub counted: bool,
    /// Whether it is deployed and its repository did not change for a year: it counts for security and
    /// ownership alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dormant: bool,
    /// Why it is left out, when something takes it out of the counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
    /// What takes it out, when something does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out_by: Option<LeftOut>,
    /// What tells that it is built and run.
    pub because: Vec<Evidence>,
    /// Files that its images are built by, by path; several where one workload runs several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
    /// The segment it is judged in, when that is another one than that of most: `jobs`, `functions`,
    /// `hosted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Pipelines of its repository that build, test, publish or deploy it, by path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pipelines: Vec<String>,
    /// Charts of its repository that run it, by path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charts: Vec<String>,
    /// The team that owns it, as its catalogue entry or the code owners file says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Environments it is deployed to, as written, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<String>,
    /// Its first deploy to production, where it was born in the year before the instant and its
    /// deploys can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub first_deploy: Option<Timestamp>,
    /// How it takes each step, in the order of steps.
    pub standings: Vec<Standing>,
    /// The share of applicable steps it takes the standard way (rubric path.4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Bounds>,
    /// Whether it takes every applicable core step the standard way (rubric path.3).
    pub on_path: Verdict,
}

/// What takes a deployable out of the counts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOut {
    /// The configuration names it.
    Configuration,
    /// Its own catalogue entry says that it is on its way out.
    Lifecycle,
    /// It is an image that others are built on, and nothing shows that it is run.
    Base,
    /// Its host calls its repository a template: it says what others begin with (trap T03).
    Template,
}

impl Deployable {
    /// Whether it is run somewhere as far as can be seen, whether or not it counts.
    pub fn is_run(&self) -> bool {
        self.certainty < Certainty::Possible
    }

    /// How it takes `step`.
    pub fn standing(&self, step: &str) -> Option<&Standing> {
        self.standings.iter().find(|standing| standing.step == step)
    }
}

/// How sure it is that something is run somewhere (rubric 0.5).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It is built here, and something deploys it.
    Certain,
    /// It is built here, and pushed, catalogued as a service, or set up for a platform.
    Probable,
    /// It is built here; nothing shows that it is run.
    Possible,
}

impl Certainty {
    /// The name as reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Probable => "probable",
            Self::Possible => "possible",
        }
    }
}

/// How one deployable takes one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The id of the step (`gp.05`).
    pub step: String,
    /// How it takes it.
    pub standing: StandingName,
    /// The way it takes it, in a few words: a unit, a place, a tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<String>,
    /// Why it is not known, or what keeps it from being standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The code of what is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Unknown>,
    /// The lines that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// How a step is taken.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum StandingName {
    /// The organisation's way.
    Standard,
    /// Taken, and not the organisation's way.
    OwnWay,
    /// Not taken.
    Absent,
    /// Allowed to differ, by a declared exemption.
    Excepted,
    /// Cannot be told.
    Unknown,
    /// Does not apply.
    NotApplicable,
}

impl StandingName {
    /// The name as reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::OwnWay => "own way",
            Self::Absent => "absent",
            Self::Excepted => "excepted",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not applicable",
        }
    }
}
