//! What `milepost scan` does between finding repositories and showing the result.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use milepost_core::{Repository, Snapshot, VerbTable};
use milepost_git::{Found, Source};
use milepost_registry::DETECTORS;
use milepost_scan::{HistoryPlan, Memory, Plan, Trace};
use milepost_score::{Made, Point, Rulebook, Settings};
use rayon::ThreadPool;

/// How long it took: the whole, and of that the rules and the score.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Parts {
    pub(super) whole: Duration,
    /// Reading the rules and the table of commands.
    pub(super) rules: Duration,
    pub(super) score: Duration,
}

/// Scans files and scores with `threads` threads, and says how long that took.
pub(super) fn timed(found: &[Found], threads: usize) -> anyhow::Result<Parts> {
    let start = Instant::now();
    let (snapshot, parts) = whole(found, threads, None)?;
    let whole = start.elapsed();
    drop(snapshot);
    Ok(Parts { whole, ..parts })
}

/// Scans and scores; returns the snapshot, and how long its parts took. Without `history`, files are
/// all that is read.
pub(crate) fn whole(
    found: &[Found],
    threads: usize,
    history: Option<HistoryPlan>,
) -> anyhow::Result<(Snapshot, Parts)> {
    let start = Instant::now();
    let bench = Workbench { history, ..Workbench::new(threads)? };
    let rules = start.elapsed();
    let repositories = bench.read(found, Source::DefaultBranch, &Memory::default())?;
    let start = Instant::now();
    let snapshot = bench.pool.install(|| bench.score(repositories, None));
    let score = start.elapsed();
    Ok((snapshot, Parts { whole: Duration::ZERO, rules, score }))
}

/// What every scan needs, as `milepost` sets it up.
pub(super) struct Workbench {
    pub(super) pool: ThreadPool,
    verbs: VerbTable,
    pub(super) rules: Rulebook,
    history: Option<HistoryPlan>,
    detectors: BTreeMap<String, u32>,
}

impl Workbench {
    pub(super) fn new(threads: usize) -> anyhow::Result<Self> {
        let cards = DETECTORS.iter().map(|detector| detector.card());
        Ok(Self {
            pool: super::pool(threads)?,
            verbs: VerbTable::shipped(),
            rules: Rulebook::shipped(&Settings::default())?,
            history: Some(HistoryPlan::new(&[])?),
            detectors: cards.map(|card| (card.id.to_owned(), card.version)).collect(),
        })
    }

    /// Reads repositories as they are at one instant.
    pub(super) fn read(
        &self,
        found: &[Found],
        source: Source,
        memory: &Memory,
    ) -> anyhow::Result<Vec<Repository>> {
        self.read_traced(found, source, (memory, None))
    }

    /// The same, noting what repositories were read as.
    pub(super) fn read_traced(
        &self,
        found: &[Found],
        source: Source,
        (memory, trace): (&Memory, Option<&Trace>),
    ) -> anyhow::Result<Vec<Repository>> {
        let plan = Plan { trace, ..self.plan(source, memory) };
        let mut read = self.pool.install(|| milepost_scan::scan(&plan, found, &|_| ()))?;
        read.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(read)
    }

    /// Reads repositories at several instants, for scans to come.
    pub(super) fn visit(
        &self,
        found: &[Found],
        sources: &[Source],
        memory: &Memory,
    ) -> anyhow::Result<()> {
        let plan = self.plan(Source::DefaultBranch, memory);
        Ok(self.pool.install(|| milepost_scan::visit(&plan, found, sources, &|_| ()))?)
    }

    fn plan<'a>(&'a self, source: Source, memory: &'a Memory) -> Plan<'a> {
        Plan {
            detectors: DETECTORS,
            verbs: &self.verbs,
            source,
            excluded: &[],
            history: self.history.as_ref(),
            memory,
            lacking: None,
            trace: None,
        }
    }

    /// What is kept of an instant for those that are compared with it.
    pub(super) fn point(&self, repositories: Vec<Repository>, at: Option<Timestamp>) -> Point {
        Point::of(&self.score(repositories, at), &Settings::default())
    }

    pub(super) fn score(&self, repositories: Vec<Repository>, at: Option<Timestamp>) -> Snapshot {
        let settings = Settings { at, ..Settings::default() };
        let made = Made { detectors: &self.detectors, verbs: &self.verbs };
        milepost_score::score(repositories, &settings, &self.rules, &made)
    }
}
