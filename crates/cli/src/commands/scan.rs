//! `milepost scan`: find, read, score, show.

use std::io::{IsTerminal as _, Write};

use milepost_core::{Roll, Snapshot};
use milepost_score::Rulebook;

use super::snapshots;
use crate::args::{Args, Format, Scan};
use crate::config::Config;
use crate::exit::Exit;
use crate::scanner::Scanner;

pub(crate) fn run(args: &Args, scan: &Scan, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let config = Config::read(args.config.as_deref())?;
    show(args, scan, &config, out)
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
    let shown = print(&snapshot, scan, scanner.rules(), out);
    scanner.remember();
    // A reader that has seen enough ends the showing, not the keeping.
    if scan.keep {
        snapshots::keep(scan.store.as_deref(), &snapshot, args.quiet)?;
    }
    shown?;
    Ok(gate(&snapshot, scan.fail_under).unwrap_or_else(|| exit(&snapshot)))
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
    let costly = snapshot
        .repositories
        .iter()
        .flat_map(|repository| &repository.troubles)
        .any(|trouble| trouble.code.costs_evidence());
    let short = snapshot.rolls.iter().any(Roll::is_short);
    if costly || short { Exit::Incomplete } else { Exit::Done }
}
