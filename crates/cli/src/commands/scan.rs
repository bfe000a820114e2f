//! `milepost scan`: find, read, score, show.

use std::io::{IsTerminal as _, Write};
use std::path::Path;

use milepost_core::{Repository, Roll, Snapshot};
use milepost_score::Rulebook;

use super::snapshots;
use crate::args::{Args, Format, Scan, Sharded, Targets};
use crate::config::Config;
use crate::exit::Exit;
use crate::scanner::Scanner;
use crate::shard::Shard;
use crate::shards::ShardRead;

pub(crate) fn run(args: &Args, asked: &Sharded, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let config = Config::read(args.config.as_deref())?;
    match (asked.shard, &asked.into) {
        (Some(shard), Some(folder)) => read_shard(args, &asked.scan, &config, (shard, folder)),
        _ => show(args, &asked.scan, &config, out),
    }
}

/// Reads one shard and leaves it in a folder.
fn read_shard(
    args: &Args,
    scan: &Scan,
    config: &Config,
    (shard, folder): (Shard, &Path),
) -> anyhow::Result<Exit> {
    ShardRead::remove(shard, folder)?;
    let targets = Targets { shard: Some(shard), ..scan.targets.clone() };
    let scanner = Scanner::new(args, config, &targets, false)?;
    let read = scanner.read_shard(shard)?;
    let path = read.write(folder)?;
    scanner.remember();
    if !args.quiet {
        let many = read.read.len();
        anstream::eprintln!("milepost: {many} repositories read into {}", path.display());
    }
    Ok(exit_of(read.read.iter().map(|read| &read.repository), &read.rolls))
}

/// Scans with a configuration that is at hand, and shows what was found.
pub(crate) fn show(
    args: &Args,
    scan: &Scan,
    config: &Config,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let scanner = Scanner::new(args, config, &scan.targets, false)?;
    let snapshot = scanner.scan()?;
    conclude(args, scan, (&scanner, &snapshot), out)
}

/// Shows a snapshot, keeps it when that is asked for, and holds the gate.
pub(super) fn conclude(
    args: &Args,
    scan: &Scan,
    (scanner, snapshot): (&Scanner<'_>, &Snapshot),
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let shown = print(snapshot, scan, scanner.rules(), out);
    scanner.remember();
    // A reader that has seen enough ends the showing, not the keeping.
    if scan.keep {
        snapshots::keep(scan.store.as_deref(), snapshot, args.quiet)?;
    }
    shown?;
    Ok(gate(snapshot, scan.fail_under).unwrap_or_else(|| exit(snapshot)))
}

/// Writes a snapshot as the arguments ask for it.
pub(crate) fn print(
    snapshot: &Snapshot,
    scan: &Scan,
    rules: &Rulebook,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    match scan.format {
        Format::Json => out.write_all(milepost_snapshot::write(snapshot)?.as_bytes())?,
        Format::Text => {
            let text = milepost_report::screen(snapshot, rules, columns());
            out.write_all(text.as_bytes())?;
            if scan.show_set_aside {
                out.write_all(milepost_report::set_aside(snapshot).as_bytes())?;
            }
        }
    }
    Ok(())
}

/// Whether the gate that was asked for is not met, which is said on standard error. The lower end
/// of the stage counts: what is unknown never opens a gate.
pub(super) fn gate(snapshot: &Snapshot, fail_under: Option<u32>) -> Option<Exit> {
    let least = fail_under?;
    let below = snapshot.assessments.iter().find(|assessment| assessment.lo < least)?;
    anstream::eprintln!(
        "milepost: gate not met: stage {} is certain, {least} is asked for",
        below.lo
    );
    Some(Exit::GateNotMet)
}

/// The columns of the terminal; without one, those of `COLUMNS`, or eighty.
pub(crate) fn columns() -> usize {
    let said = || std::env::var("COLUMNS").ok()?.parse().ok();
    let terminal = || std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    terminal().map(|(columns, _)| usize::from(columns.0)).or_else(said).unwrap_or(80)
}

pub(crate) fn exit(snapshot: &Snapshot) -> Exit {
    exit_of(snapshot.repositories.iter(), &snapshot.rolls)
}

/// Whether everything was listed and could be read.
fn exit_of<'r>(mut repositories: impl Iterator<Item = &'r Repository>, rolls: &[Roll]) -> Exit {
    let costly = |it: &Repository| it.troubles.iter().any(|it| it.code.costs_evidence());
    let incomplete = rolls.iter().any(Roll::is_short) || repositories.any(costly);
    if incomplete { Exit::Incomplete } else { Exit::Done }
}
