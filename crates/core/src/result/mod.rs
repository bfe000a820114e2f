//! What is known of an organisation at one instant: the words of the design as the types that a
//! snapshot is made of. Only data: everything here is computed by the scorer.

mod assessment;
mod deployable;
mod history;
mod hosted;
mod measure;
mod releases;
mod repository;
mod security;
mod sketch;
mod standard;
mod trend;

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use assessment::{Assessment, CriterionKind, Judgement, Reading};
pub use deployable::{Certainty, Deployable, LeftOut, Standing, StandingName};
pub use history::{
    Beginning, Birth, Bump, Change, ChangeMark, ChangeWay, History, HistoryFolder, HistoryPath,
    IMPORT_FILES, Like, Lines, PathRole, Touch, Touched,
};
pub use hosted::{
    Alerts, ApiFacts, BranchGuard, Deployment, Deployments, FailedRuns, Hosted, HostedEnvironment,
    Outcome, PullRequest, PullRequests, Requests, RequiredWorkflow, Roll, Visibility,
};
pub use measure::{Measure, Member};
pub use releases::{HostedRelease, Releases};
pub use repository::{Class, Release, Repository, Resolved, Version};
pub use security::SecuritySettings;
pub use sketch::{Sketch, Wording};
pub use standard::{Basis, Counts, GoldenPath, SharedUnit, Standard, Switched};
pub use trend::{Moment, Trend, Value};

/// Everything known about an organisation at one instant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// The version of this format.
    pub format: u32,
    /// The organisation looked at.
    pub organisation: String,
    /// The instant it is seen at: "now" for everything that depends on time.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The rules that made it.
    pub rules: Rules,
    /// What the hosts of the repositories listed, where they were asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rolls: Vec<Roll>,
    /// The repositories, sorted by id.
    pub repositories: Vec<Repository>,
    /// What is run somewhere, sorted by id.
    pub deployables: Vec<Deployable>,
    /// How much of what is run counts.
    pub population: Population,
    /// Units defined once and used from elsewhere, most used first.
    pub units: Vec<SharedUnit>,
    /// The standard way of each step of the golden path, in the order of steps.
    pub standards: Vec<Standard>,
    /// The golden path as a whole.
    pub path: GoldenPath,
    /// Every measure, in the order of the measure library.
    pub measures: Vec<Measure>,
    /// Each model applied.
    pub assessments: Vec<Assessment>,
}

impl Snapshot {
    /// The version of the format that is written.
    pub const FORMAT: u32 = 1;

    /// The repository with this id.
    pub fn repository(&self, id: &str) -> Option<&Repository> {
        self.repositories.iter().find(|repository| repository.id == id)
    }

    /// The deployables that count, the population of most measures.
    pub fn counted(&self) -> impl Iterator<Item = &Deployable> {
        self.deployables.iter().filter(|deployable| deployable.counted)
    }
}

/// How much of what is run, certainly or probably, counts, and why the rest does not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// Deployables that are run as far as can be seen.
    pub run: u32,
    /// Those of them that count.
    pub counted: u32,
    /// Those that their own catalogue entries call deprecated.
    pub by_lifecycle: u32,
    /// Those that the configuration leaves out.
    pub by_configuration: u32,
    /// Those in repositories that others are made from.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub by_template: u32,
    /// Those in repositories that nobody changed for a year.
    pub by_inactivity: u32,
    /// Whether so many do not count that the rest may not speak for them.
    pub thinned: bool,
}

/// The rules that made a snapshot. Two snapshots compare only when these are equal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The digest of all rules: models, thresholds, steps, measures, verbs, detector versions,
    /// and what the configuration changes in them.
    pub digest: String,
    /// The version of each detector.
    pub detectors: BTreeMap<String, u32>,
    /// The threshold profile and its version.
    pub profile: String,
    /// The version of milepost that wrote it.
    pub milepost: String,
}

/// A line a reader can open: the commit is the one of the repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The id of the repository.
    pub repository: String,
    /// The path inside it; empty for the repository as a whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The line, counted from 1; 0 for the file as a whole.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub line: u32,
    /// What it shows, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shows: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// `repository:path#line`, without the commit.
impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.repository)?;
        if !self.path.is_empty() {
            write!(f, ":{}", self.path)?;
        }
        if self.line > 0 {
            write!(f, "#{}", self.line)?;
        }
        Ok(())
    }
}
