//! `cargo xtask bench`: a scan beside the bare reading of the same repositories, in one run on one
//! machine. Ratios are what counts; nothing fails when a goal is not met, it is said.

mod bare;
mod content;
mod corpus;
mod listing;
mod moved;
mod organisation;
pub(crate) mod past;
pub(crate) mod peak;
mod profile;
pub(crate) mod scan;
mod table;

use std::io::Write;
use std::num::NonZero;
use std::path::PathBuf;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use milepost_git::Found;

use crate::args::Bench;
use corpus::Corpus;
use scan::Parts;

/// The best of each measurement.
struct Figures {
    /// With how many threads, unless a figure says otherwise.
    threads: usize,
    bare: Duration,
    listing: Duration,
    scan: Parts,
    one_thread: Parts,
    two_threads: Parts,
    /// A scan of the first tenth of a made-up organisation, and how many repositories that is.
    tenth: Option<(Parts, usize)>,
    /// In kilobytes, where the system tells.
    peak: Option<u64>,
}

/// Measures what was asked for and prints the figures.
pub(crate) fn run(options: &Bench, out: &mut dyn Write) -> anyhow::Result<()> {
    let made_up = options.folders.is_empty();
    let temporary = tempfile::tempdir()?;
    let folders = if made_up {
        organisation::write(temporary.path(), options)?;
        vec![temporary.path().to_owned()]
    } else {
        options.folders.clone()
    };
    let corpus = Corpus::read(corpus::found(&folders)?)?;
    let figures = measure(options, &corpus, made_up, &folders)?;
    table::write(&corpus, &figures, options.rounds, out)?;
    if options.profile {
        profile::write(&corpus.found, &figures.one_thread, out)?;
    }
    Ok(())
}

fn measure(
    options: &Bench,
    corpus: &Corpus,
    made_up: bool,
    folders: &[PathBuf],
) -> anyhow::Result<Figures> {
    let threads = available_parallelism().map_or(1, NonZero::get);
    let tenth = made_up.then(|| first_tenth(&corpus.found)).flatten();
    let (mut bare, mut listing) = (Vec::new(), Vec::new());
    let (mut full, mut one, mut two, mut small) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // One of each after the other, so that whatever else the machine does falls on all alike.
    for _ in 0..options.rounds {
        bare.push(timed(|| bare::read(corpus, threads))?);
        listing.push(timed(|| listing::list(&corpus.found))?);
        full.push(scan::timed(&corpus.found, threads)?);
        one.push(scan::timed(&corpus.found, 1)?);
        two.push(scan::timed(&corpus.found, 2)?);
        if let Some(tenth) = tenth {
            small.push(scan::timed(tenth, threads)?);
        }
    }
    Ok(Figures {
        threads,
        bare: best(bare)?,
        listing: best(listing)?,
        scan: best(full)?,
        one_thread: best(one)?,
        two_threads: best(two)?,
        tenth: tenth
            .map(|tenth| Ok::<_, anyhow::Error>((best(small)?, tenth.len())))
            .transpose()?,
        peak: peak::of_child(folders)?,
    })
}

/// The first tenth of the repositories, where that is some.
fn first_tenth(found: &[Found]) -> Option<&[Found]> {
    let tenth = found.len() / 10;
    (tenth > 0).then(|| &found[..tenth])
}

fn timed(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn best<T: Ord>(all: Vec<T>) -> anyhow::Result<T> {
    all.into_iter().min().context("nothing was measured")
}

/// A pool of `threads` threads.
fn pool(threads: usize) -> anyhow::Result<rayon::ThreadPool> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?)
}
