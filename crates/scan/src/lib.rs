//! The engine: which detector reads which file, in parallel over repositories, in a fixed order of
//! results. A detector that panics costs one file, never the run.

mod aside;
mod attributes;
mod claims;
mod look;
mod repository;
mod text;
mod versions;

use milepost_core::{Repository, VerbTable};
use milepost_detector::Detector;
use milepost_git::{Found, Source};
use rayon::prelude::*;

use crate::claims::Claims;

pub use claims::GlobError;

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
}

/// Scans every repository that was found, in the order given; `done` is called once for each, from
/// any thread, as it ends.
///
/// # Errors
/// When an excluded glob is not valid.
pub fn scan(
    plan: &Plan<'_>,
    found: &[Found],
    done: &(dyn Fn(&Repository) + Sync),
) -> Result<Vec<Repository>, GlobError> {
    let claims = Claims::compile(plan.detectors, plan.excluded)?;
    let mut scanned: Vec<Repository> = found
        .par_iter()
        .with_max_len(1)
        .map(|found| {
            let scanned = repository::scan(plan, &claims, found);
            done(&scanned);
            scanned
        })
        .collect();
    if plan.source == Source::DefaultBranch {
        versions::follow(plan, &claims, found, &mut scanned);
    }
    Ok(scanned)
}
