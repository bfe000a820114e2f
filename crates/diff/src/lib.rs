//! What changed between two snapshots, and what caused it, in parts that add up.
//!
//! [`diff`] compares capabilities, not files: a scan that another tool does now is one scan that
//! continues, a repository that was renamed is one repository. Pure: two snapshots in, one
//! [`Diff`] out, the same for the same two.

mod comparison;
mod coverage;
mod deployables;
mod ends;
mod fraction;
mod matching;
mod notes;
mod old_standards;
mod reasons;
mod renames;
mod result;
mod rounding;
mod rules;
mod split;
mod standards;
mod steps;
mod surroundings;
mod verdicts;

use std::collections::BTreeMap;

use milepost_core::Snapshot;

pub use fraction::Fraction;
pub use result::{
    Adoption, Arrival, Cause, Cohort, Coverage, DeployableChange, Detour, Diff, Effect, End, How,
    Leg, Movement, Note, Part, Passage, Points, Population, Range, ReadAt, ReadingChange,
    ReadingIs, Reason, RepositoryChanges, RepositoryPair, RuleChanges, Sameness, Split,
    StageChange, StageIs, Stand, StandardChange, StandardIs, StepChange, StepTotals, TroubleChange,
    UnitChange, VerdictChange, Versions, Within,
};
pub use rounding::{apportion, decimals};

use comparison::Comparison;

/// The steps of each deployable that changed, by its id after.
type Changes<'a> = BTreeMap<&'a str, Vec<StepChange>>;

/// What changed from one snapshot to another.
pub fn diff(from: &Snapshot, to: &Snapshot) -> Diff {
    let all = Comparison::new(from, to);
    let changes: Changes<'_> = all
        .pairs
        .iter()
        .map(|pair| (pair.after.id.as_str(), steps::changes(&all, *pair)))
        .collect();
    let (came, went) = (coverage::came(&all), coverage::went(&all));
    let repositories = surroundings::repositories(&all);
    Diff {
        format: Diff::FORMAT,
        from: ends::before(&all, &changes),
        to: ends::after(&all, &changes),
        rules: all.rules.clone(),
        notes: notes::of(&all, &changes, (&came, &went), &repositories),
        stages: verdicts::stages(from, to),
        verdicts: verdicts::changes(from, to),
        coverage: coverage::of(&all, &changes, &came, &went),
        standards: standards::changes(&all),
        steps: steps::totals(&all, &changes),
        deployables: deployables::changes(&all, changes),
        population: Population { came, went },
        repositories,
        units: surroundings::units(&all),
        through: None,
    }
}

/// The text of a diff for machines, ending in a line break.
///
/// # Errors
/// Never for a diff of snapshots that milepost made: a number that is not finite cannot be written.
pub fn write(diff: &Diff) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(diff)?;
    text.push('\n');
    Ok(text)
}

/// The JSON Schema of a diff, as it is published.
///
/// # Errors
/// Never: a schema is plain JSON.
pub fn schema() -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Diff))?;
    text.push('\n');
    Ok(text)
}
