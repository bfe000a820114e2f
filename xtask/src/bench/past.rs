//! `cargo xtask bench history`: the past beside the present.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::num::NonZero;
use std::path::Path;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use jiff::{Span, Timestamp};
use milepost_core::{Calendar, Quarter};
use milepost_git::{Found, Source};
use milepost_scan::{Cache, Memory, Trace};
use milepost_score::Point;
use rayon::prelude::*;

use super::moved::{self, Moved};
use super::scan::Workbench;
use super::{best, corpus, organisation};
use crate::args::Bench;

/// Ends of quarters that are looked at beside the present.
const QUARTERS: usize = 8;

/// Of so many repositories, one has changed since the cache was written.
const ONE_IN: usize = 100;

/// How far the changed ones are behind in the cache, in days.
const BEHIND: i64 = 30;

/// Measures what was asked for and prints the figures.
pub(crate) fn run(options: &Bench, out: &mut dyn Write) -> anyhow::Result<()> {
    let temporary = tempfile::tempdir()?;
    let folders = if options.folders.is_empty() {
        organisation::write(temporary.path(), options)?;
        vec![temporary.path().to_owned()]
    } else {
        options.folders.clone()
    };
    let found = corpus::found(&folders)?;
    let threads = available_parallelism().map_or(1, NonZero::get);
    let bench = Workbench::new(threads)?;
    let newest = newest(&bench, &found)?;
    let mut times = Times::default();
    for round in 0..options.rounds {
        let folder = temporary.path().join(format!("round-{round}"));
        let cache = folder.join("cache");
        let changed = prime(&bench, (&found, newest), (&cache, &folder))?;
        times.alone.push(timed(|| alone(&bench, &found))?);
        times.cold.push(timed(|| scan(&bench, &found, newest, None))?);
        times.past.push(timed(|| history(&bench, &found, newest))?);
        times.again.push(timed(|| scan(&bench, &changed, newest, Some(stored(&cache))))?);
    }
    let rounds = options.rounds;
    writeln!(out, "{} repositories, {threads} threads, best of {rounds} rounds", found.len())?;
    times.write(out)
}

/// How long each took, once for every round.
#[derive(Default)]
struct Times {
    /// The present, compared with nothing.
    alone: Vec<Duration>,
    cold: Vec<Duration>,
    past: Vec<Duration>,
    again: Vec<Duration>,
}

impl Times {
    fn write(self, out: &mut dyn Write) -> anyhow::Result<()> {
        let cold = best(self.cold)?;
        let mut line = |name: &str, time: Duration, goal: &str| {
            let ratio = time.as_secs_f64() / cold.as_secs_f64();
            let line = format!("{name:<34} {:>8} ms   {ratio:.2} x  {goal}", time.as_millis());
            writeln!(out, "{}", line.trim_end())
        };
        line("one cold scan, with its look back", cold, "")?;
        line("the present alone", best(self.alone)?, "")?;
        line(&format!("it and {QUARTERS} quarter-ends"), best(self.past)?, "(goal 2.5 x)")?;
        line(&format!("again, one in {ONE_IN} changed"), best(self.again)?, "(goal 0.1 x)")?;
        Ok(())
    }
}

fn timed(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

/// The key under which an instant is remembered.
fn key(at: Timestamp) -> String {
    format!("bench {at}")
}

fn stored(folder: &Path) -> Cache {
    Cache::at(folder, "bench")
}

/// When the newest commit of all was made.
fn newest(bench: &Workbench, found: &[Found]) -> anyhow::Result<Timestamp> {
    let read = bench.read(found, Source::DefaultBranch, &Memory::default())?;
    read.iter().filter_map(|repository| repository.committed).max().context("no commit at all")
}

/// Fills a cache by a scan in which one repository in a hundred, in a copy, is as it was a while ago;
/// says which repositories are to be scanned again.
fn prime(
    bench: &Workbench,
    (found, newest): (&[Found], Timestamp),
    (cache, folder): (&Path, &Path),
) -> anyhow::Result<Vec<Found>> {
    let then = newest.checked_sub(Span::new().hours(24 * BEHIND))?;
    let mut found = found.to_vec();
    let mut moved = Vec::new();
    let changed = found.len().div_ceil(ONE_IN);
    for (number, found) in found.iter_mut().enumerate().take(changed) {
        found.path = moved::copied(&found.path, folder.join(number.to_string()))?;
        moved.extend(Moved::back(found, then)?);
    }
    look_at(bench, &found, &[(None, newest)], &Memory::of_many_visits(Some(stored(cache))))?;
    for branch in moved {
        branch.to_newest()?;
    }
    Ok(found)
}

/// The present without anything it is compared with.
fn alone(bench: &Workbench, found: &[Found]) -> anyhow::Result<()> {
    let read = bench.read(found, Source::DefaultBranch, &Memory::default())?;
    drop(bench.pool.install(|| bench.score(read, None)));
    Ok(())
}

/// The present and the instants it looks back at, as `milepost scan` looks at them.
fn scan(
    bench: &Workbench,
    found: &[Found],
    newest: Timestamp,
    cache: Option<Cache>,
) -> anyhow::Result<()> {
    look_at(bench, found, &[(None, newest)], &Memory::of_many_visits(cache))
}

/// The present and the ends of the quarters before it, as `milepost history` looks at them.
fn history(bench: &Workbench, found: &[Found], newest: Timestamp) -> anyhow::Result<()> {
    let calendar = Calendar::default();
    let last = calendar.quarter(newest).previous();
    let quarters = std::iter::successors(Some(last), |quarter: &Quarter| Some(quarter.previous()));
    let ends = quarters.take(QUARTERS).filter_map(|quarter| calendar.end(quarter));
    let mut shown: Vec<(Option<Timestamp>, Timestamp)> = ends.map(|at| (Some(at), at)).collect();
    shown.push((None, newest));
    look_at(bench, found, &shown, &Memory::of_many_visits(None))
}

/// Looks at instants, and at those each of them is compared with, and tells what comes of it; the
/// present is `None`.
fn look_at(
    bench: &Workbench,
    found: &[Found],
    shown: &[(Option<Timestamp>, Timestamp)],
    memory: &Memory,
) -> anyhow::Result<()> {
    let looks = |at: Timestamp| milepost_score::looks(at, Calendar::default());
    let shown_ends: BTreeSet<Timestamp> = shown.iter().filter_map(|(at, _)| *at).collect();
    let before = shown.iter().flat_map(|(_, at)| looks(*at));
    let ends: BTreeSet<Timestamp> = before.chain(shown_ends).collect();
    let mut points: BTreeMap<Option<Timestamp>, Point> = BTreeMap::new();
    let mut instants: Vec<Option<Timestamp>> = Vec::new();
    for at in ends {
        match bench.pool.install(|| memory.recall(found, (at.as_second(), &key(at)))) {
            Some(text) => drop(points.insert(Some(at), serde_json::from_str(&text)?)),
            None => instants.push(Some(at)),
        }
    }
    instants.push(None);
    let source =
        |at: &Option<Timestamp>| at.map_or(Source::DefaultBranch, |at| Source::At(at.as_second()));
    let sources: Vec<Source> = instants.iter().map(source).collect();
    bench.visit(found, &sources, memory)?;
    for some in instants.chunks(bench.pool.current_num_threads()) {
        let mut read = Vec::with_capacity(some.len());
        for at in some {
            let trace = Trace::default();
            let repositories = bench.read_traced(found, source(at), (memory, Some(&trace)))?;
            read.push((*at, trace, repositories));
        }
        let point = |(at, trace, repositories)| (at, trace, bench.point(repositories, at));
        let told: Vec<_> = bench.pool.install(|| read.into_par_iter().map(point).collect());
        for (at, trace, point) in told {
            if let Some(at) = at {
                memory.remember(found, (&key(at), trace), serde_json::to_string(&point)?);
            }
            points.insert(at, point);
        }
    }
    for (at, instant) in shown {
        let earlier: Vec<Point> =
            looks(*instant).iter().filter_map(|at| points.get(&Some(*at))).cloned().collect();
        drop(points.get(at).map(|point| point.looking_back(&earlier, &bench.rules)));
    }
    memory.save(found);
    Ok(())
}
