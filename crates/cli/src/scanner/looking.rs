//! How repositories are looked at: as often as it takes until copies lack nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Context as _;
use jiff::Timestamp;
use milepost_core::Repository;
use milepost_git::{Found, Source};
use milepost_registry::DETECTORS;
use milepost_scan::{Lacking, Plan, Trace};

use super::{Depth, Scanner, lock};
use crate::{progress, targets};

/// What is wrong when a glob is not valid.
const EXCLUDED: &str = "an excluded path is not a valid pattern";

/// What is called with each repository that was looked at.
pub(super) type Done<'d> = dyn Fn(&Found) + Sync + 'd;

/// What a look leaves behind besides what it saw.
pub(super) struct Left {
    /// What copies lack: the ids of contents, by the path of the copy.
    pub(super) lacking: BTreeMap<PathBuf, BTreeSet<String>>,
    /// What repositories were read as, at an instant of the past.
    trace: Option<Trace>,
}

impl Scanner<'_> {
    /// Reads all repositories at several states, so that scans of these need not; what was visited
    /// before is known.
    pub(super) fn visit(&self, sources: &[Source], depth: Depth) -> anyhow::Result<()> {
        let visited = || lock(&self.visited);
        let is_new = |source: &Source| !visited().contains(&(*source, depth));
        let new: Vec<Source> = sources.iter().copied().filter(is_new).collect();
        if new.is_empty() {
            return Ok(());
        }
        // What is lacking is noted when what was visited is scanned.
        let _left = self.watched(|done| {
            self.until_whole((None, depth), done, |plan, done| {
                milepost_scan::visit(plan, &self.found, &new, done)
            })
        })?;
        visited().extend(new.into_iter().map(|source| (source, depth)));
        Ok(())
    }

    /// The organisation's repositories at an instant, with a bar that shows how far it is. What it
    /// will be compared with is visited together with it: a history is walked once for all, and
    /// what copies lack is sent for once. It is looked at first, so that what it takes in memory is
    /// free again by then.
    pub(super) fn read_beside_looks(
        &self,
        at: Option<Timestamp>,
    ) -> anyhow::Result<Vec<Repository>> {
        let at_depth = (at, Depth::Whole);
        let looks = || self.recall(&self.looks(at.unwrap_or_else(|| self.newest())));
        let looks = self.history.as_ref().map_or_else(Vec::new, |_| looks());
        if looks.is_empty() {
            return self.watched(|done| self.read(&self.found, at_depth, done));
        }
        let instants = std::iter::once(at).chain(looks.iter().copied().map(Some));
        let sources: Vec<Source> = instants.map(|at| self.source(at)).collect();
        self.visit(&sources, Depth::Whole)?;
        self.points(&looks)?;
        self.read(&self.found, at_depth, &|_| ())
    }

    /// Repositories at an instant.
    pub(super) fn read(
        &self,
        found: &[Found],
        at: (Option<Timestamp>, Depth),
        done: &Done<'_>,
    ) -> anyhow::Result<Vec<Repository>> {
        let (read, left) =
            self.until_whole(at, done, |plan, done| milepost_scan::scan(plan, found, done))?;
        if let (Some(at), Some(trace)) = (at.0, left.trace) {
            lock(&self.traces).insert(at, trace);
        }
        let read = targets::described(read, &self.reached, at.0);
        Ok(targets::with_lacking(read, found, &left.lacking))
    }

    /// Work on all repositories, under a bar that shows how far it is.
    pub(super) fn watched<T>(&self, work: impl FnOnce(&Done<'_>) -> T) -> T {
        progress::watched(self.found.len(), self.quiet, |step| {
            work(&|found| step(&found.place.to_string()))
        })
    }

    /// Looks again and again, sending for content that copies lack in between, until they lack
    /// nothing that can be sent for; says what they still lack. What was read by then is
    /// remembered, and the first look alone counts as progress.
    pub(super) fn until_whole<T: Send, E>(
        &self,
        at: (Option<Timestamp>, Depth),
        done: &Done<'_>,
        look: impl Fn(&Plan<'_>, &Done<'_>) -> Result<T, E> + Sync,
    ) -> anyhow::Result<(T, Left)>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let mut asked: BTreeSet<String> = BTreeSet::new();
        loop {
            let lacking = Lacking::default();
            let trace = matches!(at, (Some(_), Depth::Whole)).then(Trace::default);
            let plan = Plan { lacking: Some(&lacking), trace: trace.as_ref(), ..self.plan(at) };
            let done: &Done<'_> = if asked.is_empty() { done } else { &|_| () };
            let seen = self.pool.install(|| look(&plan, done)).context(EXCLUDED)?;
            let lacking = lacking.all();
            let new = lacking.values().flatten().any(|id| !asked.contains(id));
            if !new || !targets::bring(&self.reached, &lacking) {
                return Ok((seen, Left { lacking, trace }));
            }
            asked.extend(lacking.into_values().flatten());
        }
    }

    fn plan(&self, (at, depth): (Option<Timestamp>, Depth)) -> Plan<'_> {
        Plan {
            detectors: DETECTORS,
            verbs: &self.verbs,
            source: self.source(at),
            excluded: &self.config.settings.excluded,
            history: self.history.as_ref().filter(|_| depth == Depth::Whole),
            memory: &self.memory,
            lacking: None,
            trace: None,
        }
    }

    pub(super) fn source(&self, at: Option<Timestamp>) -> Source {
        match at {
            Some(instant) => Source::At(instant.as_second()),
            None if self.targets.worktree => Source::Worktree,
            None => Source::DefaultBranch,
        }
    }
}
