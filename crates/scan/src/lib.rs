//! The engine: which detector reads which file, in parallel over repositories, in a fixed order of
//! results, with what earlier visits read remembered. A detector that panics costs one file, never
//! the run.

mod aside;
mod attributes;
mod claims;
mod history;
mod lacking;
mod memory;
mod order;
mod repository;
mod text;
mod versions;

use milepost_core::{Repository, VerbTable};
use milepost_detector::Detector;
use milepost_git::{Found, Source};

use crate::history::Told;

pub use claims::{Claims, GlobError, Wanted};
pub use history::{HistoryPlan, HistoryPlanError};
pub use lacking::Lacking;
pub use memory::{Cache, Memory, trim};

/// What a scan is asked to do.
pub struct Plan<'a> {
    /// The detectors that look.
    pub detectors: &'a [&'a dyn Detector],
    /// What pipeline steps mean.
    pub verbs: &'a VerbTable,
    /// Which state of each repository is read.
    pub source: Source,
    /// Globs over `owner/name/path`; what they match is set aside.
    pub excluded: &'a [String],
    /// How history is read; `None` when it is not.
    pub history: Option<&'a HistoryPlan>,
    /// What is remembered of earlier visits.
    pub memory: &'a Memory,
    /// Where it is noted what content clones lack; `None` when nobody can send it.
    pub lacking: Option<&'a Lacking>,
}

/// Reads every repository that was found at each of these sources, for scans to come with a memory
/// of many visits: one repository after the other, because what its history tells at one instant is
/// most of what it tells at the next. `done` is called once for each repository.
///
/// # Errors
/// When an excluded glob is not valid.
pub fn visit(
    plan: &Plan<'_>,
    found: &[Found],
    sources: &[Source],
    done: &(dyn Fn(&Found) + Sync),
) -> Result<(), GlobError> {
    let claims = Claims::compile(plan.detectors, plan.excluded)?;
    order::largest_first(found, |found| {
        repository::visit(plan, &claims, found, sources);
        done(found);
    });
    Ok(())
}

/// Scans every repository that was found, in the order given; `done` is called once for each, from
/// any thread, as it ends. At an instant of the past, a repository that was not there yet is left
/// out.
///
/// # Errors
/// When an excluded glob is not valid.
pub fn scan(
    plan: &Plan<'_>,
    found: &[Found],
    done: &(dyn Fn(&Found) + Sync),
) -> Result<Vec<Repository>, GlobError> {
    let claims = Claims::compile(plan.detectors, plan.excluded)?;
    let scanned = order::largest_first(found, |found| {
        let scanned = repository::scan(plan, &claims, found);
        done(found);
        scanned
    });
    let there = found.iter().zip(scanned).filter_map(|(found, scanned)| Some((found, scanned?)));
    let (found, scanned): (Vec<&Found>, Vec<(Repository, Told)>) = there.unzip();
    let (mut scanned, told): (Vec<Repository>, Vec<Told>) = scanned.into_iter().unzip();
    history::number(&mut scanned, &told);
    if plan.source != Source::Worktree {
        versions::follow(plan, &claims, &found, &mut scanned);
    }
    Ok(scanned)
}
