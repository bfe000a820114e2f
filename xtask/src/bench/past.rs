//! `cargo xtask bench history`: the past beside the present.

use std::io::Write;
use std::num::NonZero;
use std::path::Path;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use jiff::{Span, Timestamp};
use milepost_core::{Calendar, Quarter};
use milepost_git::{Found, Source};
use milepost_scan::{Cache, Memory};
use rayon::prelude::*;

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
    let (mut cold, mut past, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..options.rounds {
        let cache = temporary.path().join(format!("cache-{round}"));
        prime(&bench, &found, newest, &cache)?;
        cold.push(timed(|| one(&bench, &found, &Memory::default()))?);
        past.push(timed(|| all(&bench, &found, newest))?);
        again.push(timed(|| one(&bench, &found, &Memory::of_one_visit(Some(stored(&cache)))))?);
    }
    let (cold, past, again) = (best(cold)?, best(past)?, best(again)?);
    let ratio = |part: Duration| part.as_secs_f64() / cold.as_secs_f64();
    let (past_ratio, again_ratio) = (ratio(past), ratio(again));
    writeln!(
        out,
        "{} repositories, {threads} threads, best of {} rounds",
        found.len(),
        options.rounds
    )?;
    writeln!(out, "one cold scan                      {:>8} ms", cold.as_millis())?;
    writeln!(
        out,
        "it and {QUARTERS} quarter-ends               {:>8} ms   {past_ratio:.2} x  (goal 2.5 x)",
        past.as_millis()
    )?;
    writeln!(
        out,
        "again, one in {ONE_IN} changed           {:>8} ms   {again_ratio:.2} x  (goal 0.1 x)",
        again.as_millis()
    )?;
    Ok(())
}

fn timed(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn stored(folder: &Path) -> Cache {
    Cache::at(folder, "bench")
}

/// When the newest commit of all was made.
fn newest(bench: &Workbench, found: &[Found]) -> anyhow::Result<Timestamp> {
    let read = bench.read(found, Source::DefaultBranch, &Memory::default())?;
    read.iter().filter_map(|repository| repository.committed).max().context("no commit at all")
}

/// Fills a cache by a scan in which one repository in a hundred is as it was a while ago.
fn prime(
    bench: &Workbench,
    found: &[Found],
    newest: Timestamp,
    cache: &Path,
) -> anyhow::Result<()> {
    let (changed, same) = found.split_at(found.len().div_ceil(ONE_IN));
    let then = newest.checked_sub(Span::new().hours(24 * BEHIND))?;
    let memory = || Memory::of_one_visit(Some(stored(cache)));
    bench.read(same, Source::DefaultBranch, &memory())?;
    bench.read(found, Source::DefaultBranch, &memory())?;
    for repository in changed {
        stored(cache).forget(&repository.place.to_string())?;
    }
    bench.read(changed, Source::At(then.as_second()), &memory())?;
    Ok(())
}

fn one(bench: &Workbench, found: &[Found], memory: &Memory) -> anyhow::Result<()> {
    let read = bench.read(found, Source::DefaultBranch, memory)?;
    drop(bench.pool.install(|| bench.score(read, None)));
    Ok(())
}

/// The present and the ends of the quarters before it, as `milepost history` looks at them.
fn all(bench: &Workbench, found: &[Found], newest: Timestamp) -> anyhow::Result<()> {
    let calendar = Calendar::default();
    let last = calendar.quarter(newest).previous();
    let quarters = std::iter::successors(Some(last), |quarter: &Quarter| Some(quarter.previous()));
    let mut instants: Vec<Option<Timestamp>> =
        quarters.take(QUARTERS).map(|quarter| calendar.end(quarter)).collect();
    instants.push(None);
    let memory = Memory::of_many_visits(None);
    let source =
        |at: &Option<Timestamp>| at.map_or(Source::DefaultBranch, |at| Source::At(at.as_second()));
    let sources: Vec<Source> = instants.iter().map(source).collect();
    bench.visit(found, &sources, &memory)?;
    for some in instants.chunks(bench.pool.current_num_threads()) {
        let mut read = Vec::with_capacity(some.len());
        for at in some {
            read.push((*at, bench.read(found, source(at), &memory)?));
        }
        let score = |(at, repositories)| drop(bench.score(repositories, at));
        bench.pool.install(|| read.into_par_iter().for_each(score));
    }
    Ok(())
}
