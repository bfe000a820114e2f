//! `milepost nightly`: the run of every night.

mod actions;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;
use milepost_core::{Roll, Snapshot};
use milepost_diff::Diff;
use milepost_store::Retention;

use self::actions::Actions;
use super::{diff, scan, snapshots};
use crate::args::{Args, Nightly, Targets};
use crate::config::Config;
use crate::exit::Exit;
use crate::scanner::Scanner;
use crate::stored::Stored;

/// What one night tells.
struct Night {
    snapshot: Snapshot,
    /// Where the snapshot is kept.
    kept: PathBuf,
    /// What changed since earlier instants, each in words.
    since: Vec<(String, Diff)>,
    exit: Exit,
}

pub(crate) fn run(args: &Args, asked: &Nightly, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let config = Config::read(args.config.as_deref())?;
    let targets = Targets { paths: asked.paths.clone(), ..Targets::default() };
    let scanner = Scanner::new(args, &config, &targets, true)?;
    let night = night(&scanner, asked, &config)?;
    scanner.remember();
    let page = page(&night, &scanner);
    out.write_all(page.as_bytes())?;
    if let Some(actions) = Actions::of_environment() {
        actions.tell(&night, scanner.rules(), out)?;
    }
    Ok(night.exit)
}

/// Scans, keeps, compares. The snapshot is kept before anything is compared with it, so that a run
/// that fails later has not worked for nothing.
fn night(scanner: &Scanner<'_>, asked: &Nightly, config: &Config) -> anyhow::Result<Night> {
    let stored = Stored::open(asked.store.as_deref())?;
    let last = last(&stored);
    let snapshot = scanner.scan_at(None)?;
    let kept = stored.keep(&snapshot)?.entry.path;
    let now = scanner.present();
    stored.prune(Retention { now, first_month: config.calendar.first_month() }, false)?;
    snapshots::swept(stored.store(), now);
    let mut exit = scan::exit(&snapshot);
    let mut since = Vec::new();
    if let Some(last) = last {
        let words = format!("Since the last run, at {}", last.at);
        let changed = diff::since(scanner, last, &snapshot)?;
        // What is missing from a list was not lost by anybody.
        if snapshot.rolls.iter().any(Roll::is_short) {
            anstream::eprintln!("milepost: gates of change are not held: a list is not complete");
        } else {
            exit = diff::gate(&changed, &asked.fail_on).unwrap_or(exit);
        }
        since.push((words, changed));
    }
    let quarter = config.calendar.quarter(now).previous();
    let end = config.calendar.end(quarter).context("no quarter ended yet")?;
    let then = scanner.scan_at(Some(end))?;
    if !then.repositories.is_empty() {
        let words = format!("Since the end of {quarter}");
        since.push((words, diff::since(scanner, then, &snapshot)?));
    }
    let exit = scan::gate(&snapshot, asked.fail_under).unwrap_or(exit);
    Ok(Night { snapshot, kept, since, exit })
}

/// The snapshot of the last run. One that cannot be read keeps no night from being kept, and is said.
fn last(stored: &Stored) -> Option<Snapshot> {
    stored.last().unwrap_or_else(|error| {
        anstream::eprintln!("milepost: nothing is compared with the last run: {error:#}");
        None
    })
}

/// The report, and what changed.
fn page(night: &Night, scanner: &Scanner<'_>) -> String {
    let (rules, columns) = (scanner.rules(), scan::columns());
    let mut page = milepost_report::screen(&night.snapshot, rules, columns);
    for (words, changed) in &night.since {
        let changes = milepost_report::diff(changed, rules, columns);
        page.extend(["\n", words, "\n\n", &changes]);
    }
    page
}
