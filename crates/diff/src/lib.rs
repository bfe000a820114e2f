//! What changed between two snapshots, and what caused it, in parts that add up.
//!
//! [`diff`] compares capabilities, not files: a scan that another tool does now is one scan that
//! continues, a repository that was renamed is one repository. Pure: two snapshots in, one
//! [`Diff`] out, the same for the same two.

mod comparison;
mod coverage;
mod deployables;
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

use std::collections::{BTreeMap, BTreeSet};

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

/// What changed from one snapshot to another.
pub fn diff(from: &Snapshot, to: &Snapshot) -> Diff {
    let all = Comparison::new(from, to);
    let changes: BTreeMap<&str, Vec<StepChange>> = all
        .pairs
        .iter()
        .map(|pair| (pair.after.id.as_str(), steps::changes(&all, *pair)))
        .collect();
    let (came, went) = (coverage::came(&all), coverage::went(&all));
    let repositories = surroundings::repositories(&all);
    let named = |side: fn(&StepChange) -> &Stand| -> BTreeSet<&str> {
        let stands = changes.values().flatten().map(side);
        stands.flat_map(|stand| &stand.evidence).map(|it| it.repository.as_str()).collect()
    };
    Diff {
        format: Diff::FORMAT,
        from: end(from, &named(|change| &change.before)),
        to: end(to, &named(|change| &change.after)),
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

fn end(snapshot: &Snapshot, named: &BTreeSet<&str>) -> End {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let named = snapshot.repositories.iter().filter(|it| named.contains(it.id.as_str()));
    let read_at = named.filter_map(|it| {
        let (host, commit) = (it.host.clone(), it.commit.clone()?);
        Some((it.id.clone(), ReadAt { host, commit }))
    });
    End {
        organisation: snapshot.organisation.clone(),
        at: snapshot.at,
        repositories: count(snapshot.repositories.len()),
        deployables: count(snapshot.counted().count()),
        rules: snapshot.rules.digest.clone(),
        read_at: read_at.collect(),
    }
}
