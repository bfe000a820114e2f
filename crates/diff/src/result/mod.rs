//! What changed between two snapshots, as types. Only data.

mod coverage;
mod detour;
mod standard;
mod standing;
mod surroundings;
mod verdict;

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use coverage::{Cohort, Coverage, Effect, Part, Points, Range, Split};
pub use detour::{Detour, Leg};
pub use standard::{Adoption, StandardChange, StandardIs};
pub use standing::{
    Cause, DeployableChange, How, Movement, Reason, Stand, StepChange, StepTotals, Within,
};
pub use surroundings::{
    Arrival, Note, Passage, Population, RepositoryChanges, RepositoryPair, TroubleChange,
    UnitChange,
};
pub use verdict::{ReadingChange, ReadingIs, StageChange, StageIs, VerdictChange};

/// What changed between two snapshots.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Diff {
    /// The version of this format.
    pub format: u32,
    /// The older snapshot, or whichever was named first.
    pub from: End,
    /// The newer snapshot, or whichever was named second.
    pub to: End,
    /// Whether the same rules made both.
    pub rules: RuleChanges,
    /// What a reader has to know before the numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// The stage by each model that both know, changed or not, in the order of the models.
    pub stages: Vec<StageChange>,
    /// Criteria and needs that end differently, in the order of the models.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<VerdictChange>,
    /// The coverage before and after, split into what caused the difference.
    pub coverage: Coverage,
    /// Steps whose standard way is another, in the order of steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standards: Vec<StandardChange>,
    /// How many standings went where, for each step of which any changed, in the order of steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepTotals>,
    /// Deployables of both snapshots of which something changed, sorted by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deployables: Vec<DeployableChange>,
    /// Deployables that are counted in one of the snapshots only.
    pub population: Population,
    /// Repositories that are in one of the snapshots only, have another name, or can or cannot be
    /// read any more.
    pub repositories: RepositoryChanges,
    /// Shared units that came, went, or are used by more or fewer, by their source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitChange>,
    /// Standings that changed and back in between, when that was asked for, sorted by deployable and
    /// step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Vec<Detour>>,
}

impl Diff {
    /// The version of the format that is written.
    pub const FORMAT: u32 = 1;

    /// Whether nothing differs that a reader asks for.
    pub fn is_empty(&self) -> bool {
        self.rules.same == Sameness::Same
            && self.stages.iter().all(|stage| stage.before == stage.after)
            && self.verdicts.is_empty()
            && self.coverage.on.parts.is_empty()
            && self.coverage.steps.parts.is_empty()
            && self.standards.is_empty()
            && self.deployables.is_empty()
            && self.population.is_empty()
            && self.repositories.is_empty()
            && self.units.is_empty()
    }

    /// Standings that were lost in files, by deployables that are counted in both snapshots.
    pub fn regressions(&self) -> impl Iterator<Item = (&DeployableChange, &StepChange)> {
        self.deployables.iter().flat_map(|deployable| {
            let lost = deployable.steps.iter().filter(|step| step.regression);
            lost.map(move |step| (deployable, step))
        })
    }
}

/// One of the two snapshots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// The organisation looked at.
    pub organisation: String,
    /// The instant it is seen at.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// How many repositories were looked at.
    pub repositories: u32,
    /// How many deployables count.
    pub deployables: u32,
    /// The digest of the rules that made it.
    pub rules: String,
    /// Where the repositories that evidence of this snapshot names were read, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub read_at: BTreeMap<String, ReadAt>,
}

/// The state a repository was read at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadAt {
    /// The host of its remote, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The commit.
    pub commit: String,
}

/// Whether the same rules made both snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sameness {
    /// The same rules.
    Same,
    /// The same milepost, detectors and profile, with another configuration or other thresholds.
    Configuration,
    /// Another milepost, other detectors or another profile.
    Rules,
}

/// In what the rules of the two snapshots differ (trap T72).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleChanges {
    /// Whether they are the same.
    pub same: Sameness,
    /// Versions of milepost, of the profile and of detectors that differ, by name: before and
    /// after.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub versions: BTreeMap<String, Versions>,
}

/// A version before and after; absent where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Versions {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}
