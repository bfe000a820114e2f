//! What `milepost scan` does between finding repositories and showing the result.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use milepost_core::{Snapshot, VerbTable};
use milepost_git::{Found, Source};
use milepost_registry::DETECTORS;
use milepost_scan::{HistoryPlan, Memory, Plan};
use milepost_score::{Made, Rulebook, Settings};

/// How long it took: the whole, and of that the rules and the score.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Parts {
    pub(super) whole: Duration,
    /// Reading the rules and the table of commands.
    pub(super) rules: Duration,
    pub(super) score: Duration,
}

/// Scans and scores with `threads` threads, and says how long that took.
pub(super) fn timed(found: &[Found], threads: usize) -> anyhow::Result<Parts> {
    let start = Instant::now();
    let (snapshot, parts) = whole(found, threads)?;
    let whole = start.elapsed();
    drop(snapshot);
    Ok(Parts { whole, ..parts })
}

/// Scans and scores; returns the snapshot, and how long its parts took.
pub(crate) fn whole(found: &[Found], threads: usize) -> anyhow::Result<(Snapshot, Parts)> {
    let pool = super::pool(threads)?;
    let mut parts = Parts::default();
    let start = Instant::now();
    let settings = Settings::default();
    let verbs = VerbTable::shipped();
    let rules = Rulebook::shipped(&settings)?;
    parts.rules = start.elapsed();
    let history = HistoryPlan::new(&[])?;
    let memory = Memory::default();
    let plan = Plan {
        detectors: DETECTORS,
        verbs: &verbs,
        source: Source::DefaultBranch,
        excluded: &[],
        history: Some(&history),
        memory: &memory,
    };
    let mut repositories = pool.install(|| milepost_scan::scan(&plan, found, &|_| ()))?;
    repositories.sort_by(|a, b| a.id.cmp(&b.id));
    let detectors: BTreeMap<String, u32> = DETECTORS
        .iter()
        .map(|detector| (detector.card().id.to_owned(), detector.card().version))
        .collect();
    let made = Made { detectors: &detectors, verbs: &verbs };
    let start = Instant::now();
    let snapshot = pool.install(|| milepost_score::score(repositories, &settings, &rules, &made));
    parts.score = start.elapsed();
    Ok((snapshot, parts))
}
