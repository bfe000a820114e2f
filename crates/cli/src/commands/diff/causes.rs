//! Which commit changed a standing.
//!
//! Between the two instants, every commit of the repositories that a deployable stands on is a
//! place to look: its own, those its evidence names, and those that define the units they use. The
//! organisation is read as it was after one of them, judged by the standards of the newer side, until the
//! commit is found after which the standing is what it is now. So a unit that was emptied, or a
//! tag that moved, changes its callers by a commit of its own.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use milepost_core::{Class, Deployable, Snapshot, StandingName};
use milepost_diff::{Cause, Diff, Reason, StepChange};
use milepost_score::{Declared, Settings};

use crate::scanner::{Place, Scanner};

/// Looks for the commits behind changes between two snapshots.
pub(super) struct Causes<'a> {
    scanner: &'a Scanner<'a>,
    settings: &'a Settings,
    places: BTreeMap<String, Place>,
    shared: BTreeSet<&'a str>,
    from: &'a Snapshot,
    to: &'a Snapshot,
}

impl<'a> Causes<'a> {
    pub(super) fn new(
        scanner: &'a Scanner<'a>,
        settings: &'a Settings,
        (from, to): (&'a Snapshot, &'a Snapshot),
    ) -> Self {
        let shared = shared(from).chain(shared(to)).collect();
        Self { scanner, settings, places: scanner.places(), shared, from, to }
    }

    /// Fills in the commit of every change of a standing that files caused.
    pub(super) fn find(&self, diff: &mut Diff) -> anyhow::Result<()> {
        for change in diff.deployables.iter_mut().filter(|it| it.steps.iter().any(is_sought)) {
            let was = change.was.clone().unwrap_or_else(|| change.id.clone());
            let ids = (was.as_str(), change.id.as_str());
            let mut past = self.past(ids, &change.repository, (self.from.at, self.to.at));
            for step in change.steps.iter_mut().filter(|step| is_sought(step)) {
                step.by = past.cause(ids, &step.step, &change.repository)?;
            }
        }
        Ok(())
    }

    /// The commit between two instants after which a deployable takes a step as it does at the
    /// second.
    pub(super) fn between(
        &self,
        id: &str,
        step: &str,
        instants: (Timestamp, Timestamp),
    ) -> anyhow::Result<Option<Cause>> {
        let repository = id.split("//").next().unwrap_or(id);
        self.past((id, id), repository, instants).cause((id, id), step, repository)
    }

    fn past(
        &self,
        (was, is): (&str, &str),
        repository: &str,
        instants: (Timestamp, Timestamp),
    ) -> Past<'_> {
        let mut named: BTreeSet<&str> = [repository].into();
        for (snapshot, id) in [(self.from, was), (self.to, is)] {
            let deployable = snapshot.deployables.iter().find(|deployable| deployable.id == id);
            for standing in deployable.iter().flat_map(|deployable| &deployable.standings) {
                named.extend(standing.evidence.iter().map(|line| line.repository.as_str()));
            }
        }
        for snapshot in [self.from, self.to] {
            for _ in 0..LEVELS {
                let further: Vec<&str> =
                    named.iter().flat_map(|id| used_by(snapshot, id)).collect();
                named.extend(further);
            }
        }
        let place = |id: &&str| self.places.get(*id);
        let places = named.union(&self.shared).filter_map(place).collect();
        let sought = named.iter().filter_map(place).collect();
        Past::new(self.scanner, self.settings, (places, sought), instants)
    }
}

/// Units that stand on units are followed so far.
const LEVELS: usize = 3;

/// The repositories that define the units one repository uses.
fn used_by<'s>(snapshot: &'s Snapshot, id: &str) -> impl Iterator<Item = &'s str> {
    let facts = snapshot.repository(id).into_iter().flat_map(|repository| &repository.facts);
    let used = facts.filter_map(|fact| fact.what.as_use());
    let sources: BTreeSet<String> = used.map(|used| used.source.to_lowercase()).collect();
    let units = snapshot.units.iter();
    units
        .filter(move |unit| sources.contains(&unit.source.to_lowercase()))
        .filter_map(|unit| Some(unit.defined.as_ref()?.repository.as_str()))
}

/// Whether files caused a change: those of the deployable or of what it stands on.
fn is_sought(step: &StepChange) -> bool {
    matches!(step.reason, Reason::Moved | Reason::Visible | Reason::Hidden)
}

/// The settings under which a few repositories are judged as the whole organisation is now.
pub(super) fn pinned(scanner: &Scanner<'_>, to: &Snapshot) -> Settings {
    let mut settings = scanner.settings();
    settings.organisation = Some(to.organisation.clone());
    for standard in to.standards.iter().filter(|standard| standard.basis.is_some()) {
        let family = standard.family.iter().cloned();
        let units = family.chain(standard.units.iter().cloned()).collect();
        settings
            .standards
            .entry(standard.step.clone())
            .or_insert(Declared { units, ..Declared::default() });
    }
    settings
}

/// Repositories that others stand on.
fn shared(snapshot: &Snapshot) -> impl Iterator<Item = &str> {
    let repositories = snapshot.repositories.iter();
    let shared = repositories.filter(|it| it.class == Class::SharedUnit || !it.versions.is_empty());
    shared.map(|it| it.id.as_str())
}

/// How a deployable takes a step.
type Taken = Option<(StandingName, Option<String>)>;

/// One deployable, at every instant between the two.
struct Past<'a> {
    scanner: &'a Scanner<'a>,
    settings: &'a Settings,
    /// The repositories that are read.
    places: Vec<&'a Place>,
    from: Timestamp,
    /// When commits were made in between, in seconds since 1970, the oldest first, each once.
    times: Vec<i64>,
    commits: Vec<Made>,
    seen: BTreeMap<i64, Vec<Deployable>>,
}

/// A commit that was made in between.
struct Made {
    repository: String,
    commit: String,
    time: i64,
}

impl<'a> Past<'a> {
    fn new(
        scanner: &'a Scanner<'a>,
        settings: &'a Settings,
        (places, sought): (Vec<&'a Place>, Vec<&'a Place>),
        (from, to): (Timestamp, Timestamp),
    ) -> Self {
        let mut commits = Vec::new();
        for place in sought {
            let line = place.line(from, to).into_iter();
            commits.extend(line.map(|commit| Made {
                repository: place.id.clone(),
                commit: commit.id,
                time: commit.time,
            }));
        }
        let times: BTreeSet<i64> = commits.iter().map(|commit| commit.time).collect();
        let times = times.into_iter().collect();
        Self { scanner, settings, places, from, times, commits, seen: BTreeMap::new() }
    }

    /// The commit after which a step is taken as it is now; `None` where the repositories that were
    /// looked at do not tell, or several commits of one second do.
    fn cause(
        &mut self,
        (was, is): (&str, &str),
        step: &str,
        own: &str,
    ) -> anyhow::Result<Option<Cause>> {
        let Some(last) = self.times.last().copied() else {
            return Ok(None);
        };
        let now = self.taken(last, (was, is), step)?;
        let before = self.taken(self.from.as_second(), (was, is), step)?;
        if now == before {
            return Ok(None);
        }
        let (mut low, mut high) = (0, self.times.len() - 1);
        while low < high {
            let middle = low + (high - low) / 2;
            let Some(time) = self.times.get(middle).copied() else { break };
            if self.taken(time, (was, is), step)? == now {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        let time = self.times.get(low).copied().unwrap_or(last);
        let made: Vec<&Made> = self.commits.iter().filter(|it| it.time == time).collect();
        let made = match made[..] {
            [only] => Some(only),
            _ => made.into_iter().find(|it| it.repository == own),
        };
        Ok(made.and_then(|made| self.told(made)))
    }

    fn told(&self, made: &Made) -> Option<Cause> {
        let place = self.places.iter().find(|place| place.id == made.repository)?;
        Some(Cause {
            repository: made.repository.clone(),
            commit: made.commit.clone(),
            at: Timestamp::from_second(made.time).ok()?,
            subject: place.subject(&made.commit),
        })
    }

    fn taken(&mut self, time: i64, (was, is): (&str, &str), step: &str) -> anyhow::Result<Taken> {
        if !self.seen.contains_key(&time) {
            let at = Timestamp::from_second(time)?;
            let some = self.scanner.scan_some(&self.places, at, self.settings)?;
            self.seen.insert(time, some.deployables);
        }
        let seen = self.seen.get(&time).map_or(&[][..], Vec::as_slice);
        let named = |id: &str| seen.iter().find(|deployable| deployable.id == id);
        let standing = named(is).or_else(|| named(was)).and_then(|it| it.standing(step));
        Ok(standing.map(|standing| (standing.standing, standing.way.clone())))
    }
}
