//! The engine: which detector reads which file, in parallel over repositories, in a fixed order of
//! results, with what earlier visits read remembered. A detector that panics costs one file, never
//! the run.

mod aside;
mod attributes;
mod chart;
mod claims;
mod history;
mod lacking;
mod memory;
mod order;
mod repository;
mod sketch;
mod text;
mod versions;
mod wording;

use milepost_core::{Repository, VerbTable};
use milepost_detector::Detector;
use milepost_git::{Found, Source};
use serde::{Deserialize, Serialize};

use crate::history::Told;

pub use claims::{Claims, GlobError, Wanted};
pub use history::{HistoryPlan, HistoryPlanError};
pub use lacking::Lacking;
pub use memory::{Cache, Memory, Trace, trim};

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
    /// Where it is noted what repositories were read as; `None` when nobody will remember it.
    pub trace: Option<&'a Trace>,
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
    let read = read_there(plan, &claims, found, done);
    let (found, read): (Vec<&Found>, Vec<Read>) = read.into_iter().unzip();
    let locate = |index: usize, _: &str| found.get(index).map(|found| (*found).clone());
    Ok(joined(plan, &claims, read, &locate))
}

/// What was read of one repository by itself, before it is known what others ask of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Read {
    /// The repository, without what only the whole organisation tells.
    pub repository: Repository,
    told: Told,
}

/// Reads repositories each by itself: one part of an organisation, of which others read the rest.
///
/// # Errors
/// When an excluded glob is not valid.
pub fn read(
    plan: &Plan<'_>,
    found: &[Found],
    done: &(dyn Fn(&Found) + Sync),
) -> Result<Vec<Read>, GlobError> {
    let claims = Claims::compile(plan.detectors, plan.excluded)?;
    Ok(read_there(plan, &claims, found, done).into_iter().map(|(_, read)| read).collect())
}

/// Puts together what was read in parts: what one repository asks of another is read now, wherever
/// `locate` says that one is. The order of `read` never matters.
///
/// # Errors
/// When an excluded glob is not valid.
pub fn join(
    plan: &Plan<'_>,
    mut read: Vec<Read>,
    locate: &(dyn Fn(&str) -> Option<Found> + Sync),
) -> Result<Vec<Repository>, GlobError> {
    let claims = Claims::compile(plan.detectors, plan.excluded)?;
    read.sort_by(|a, b| a.repository.id.cmp(&b.repository.id));
    Ok(joined(plan, &claims, read, &|_, id| locate(id)))
}

/// Where the repository with this place in the list, and this id, is.
type Locate<'l> = &'l (dyn Fn(usize, &str) -> Option<Found> + Sync);

fn read_there<'f>(
    plan: &Plan<'_>,
    claims: &Claims,
    found: &'f [Found],
    done: &(dyn Fn(&Found) + Sync),
) -> Vec<(&'f Found, Read)> {
    let read = order::largest_first(found, |found| {
        let read = repository::scan(plan, claims, found);
        done(found);
        read
    });
    let there = found.iter().zip(read).filter_map(|(found, read)| {
        let (repository, told) = read?;
        Some((found, Read { repository, told }))
    });
    there.collect()
}

fn joined(
    plan: &Plan<'_>,
    claims: &Claims,
    read: Vec<Read>,
    locate: Locate<'_>,
) -> Vec<Repository> {
    let read = read.into_iter().map(|read| (read.repository, read.told));
    let (mut repositories, told): (Vec<Repository>, Vec<Told>) = read.unzip();
    history::number(&mut repositories, told);
    if plan.source != Source::Worktree {
        versions::follow(plan, claims, locate, &mut repositories);
    }
    repositories
}
