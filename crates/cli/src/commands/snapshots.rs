//! `milepost snapshots`: what `milepost scan --keep` kept.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use milepost_core::Snapshot;
use milepost_report::kept;
use milepost_score::Rulebook;
use milepost_store::{Before, Entry, Pruning, Retention, Store, Verified};
use serde::Serialize;

use super::explain::unknown;
use super::scan;
use crate::args::{Args, Format, Prune, Scan, Snapshots, What};
use crate::config::Config;
use crate::exit::Exit;
use crate::stored::Stored;

/// Keeps a snapshot, and says where on standard error.
pub(super) fn keep(place: Option<&Path>, snapshot: &Snapshot, quiet: bool) -> anyhow::Result<()> {
    let stored = Stored::open(place)?;
    let kept = stored.keep(snapshot)?;
    swept(stored.store(), Timestamp::now());
    if !quiet {
        let file = stored.shown(&kept.entry);
        anstream::eprintln!(
            "milepost: {}",
            match kept.before {
                Before::Nothing => format!("kept as {file}"),
                Before::Same => format!("already kept as {file}"),
                Before::Other => format!("kept as {file}, in place of another"),
            }
        );
    }
    Ok(())
}

/// The newest snapshot that was kept.
pub(super) fn last(place: Option<&Path>) -> anyhow::Result<Snapshot> {
    let stored = Stored::open(place)?;
    let Some(last) = stored.last()? else {
        let place = stored.place();
        anyhow::bail!("{place}: no snapshot in it; `milepost scan --keep` keeps one");
    };
    Ok(last)
}

/// Removes what runs that did not end left behind. A leftover that stays does no harm, and is said.
pub(super) fn swept(store: &Store, now: Timestamp) -> Vec<PathBuf> {
    store.sweep(now).unwrap_or_else(|error| {
        anstream::eprintln!("milepost: a leftover stays: {error}");
        Vec::new()
    })
}

pub(crate) fn run(args: &Args, asked: &Snapshots, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let stored = Stored::open(asked.store.as_deref())?;
    if !stored.exists() {
        let place = stored.place();
        anyhow::bail!("{place}: no such folder; `milepost scan --keep` makes one");
    }
    match &asked.what {
        None | Some(What::List) => list(&stored, asked.format, out),
        Some(What::Show(show)) => self::show(args, &stored, (&show.instant, asked.format), out),
        Some(What::Verify) => verify(&stored, asked.format, out),
        Some(What::Prune(prune)) => self::prune(&stored, prune, asked.format, out),
    }
}

fn list(stored: &Stored, format: Format, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let entries = stored.store().list()?;
    match format {
        Format::Json => json(&entries.iter().map(Row::of).collect::<Vec<_>>(), out)?,
        Format::Text => {
            let rows: Vec<kept::Kept> = entries.iter().map(shown).collect();
            out.write_all(kept::list(&stored.place(), &rows).as_bytes())?;
        }
    }
    Ok(Exit::Done)
}

fn show(
    args: &Args,
    stored: &Stored,
    (instant, format): (&str, Format),
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let config = Config::read(args.config.as_deref())?;
    let entries = stored.store().list()?;
    let Some(entry) = find(&entries, instant) else {
        let known: Vec<String> = entries.iter().map(|entry| entry.at.to_string()).collect();
        return Err(unknown(&format!("no snapshot in {}", stored.place()), instant, &known));
    };
    let snapshot = stored.store().read(entry)?;
    let rules = Rulebook::shipped(&config.settings)?;
    scan::print(&snapshot, &Scan { format, ..Scan::default() }, &rules, out)?;
    Ok(scan::exit(&snapshot))
}

/// The newest snapshot whose instant starts so, as it is written or as files are named by it.
fn find<'e>(entries: &'e [Entry], asked: &str) -> Option<&'e Entry> {
    if asked == "last" {
        return entries.last();
    }
    let starts = |at: Timestamp| {
        let at = at.to_string();
        at.starts_with(asked) || at.replace(':', "-").starts_with(asked)
    };
    entries.iter().rfind(|entry| starts(entry.at))
}

fn verify(stored: &Stored, format: Format, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let verified = stored.store().verify()?;
    let problem = |file: &Verified| file.verdict.as_ref().err().map(ToString::to_string);
    match format {
        Format::Json => {
            let row = |file| Row { problem: problem(file), ..Row::of(&file.entry) };
            json(&verified.iter().map(row).collect::<Vec<_>>(), out)?;
        }
        Format::Text => {
            let rows: Vec<_> =
                verified.iter().map(|file| (shown(&file.entry), problem(file))).collect();
            out.write_all(kept::verified(&stored.place(), &rows).as_bytes())?;
        }
    }
    let whole = verified.iter().all(|file| file.verdict.is_ok());
    Ok(if whole { Exit::Done } else { Exit::Incomplete })
}

fn prune(
    stored: &Stored,
    asked: &Prune,
    format: Format,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let now = Timestamp::now();
    let retention = Retention { now, first_month: asked.first_month };
    let pruning = stored.prune(retention, asked.dry_run)?;
    let leftovers = if asked.dry_run { Vec::new() } else { swept(stored.store(), now) };
    match format {
        Format::Json => json(&Pruned::of(&pruning, asked.dry_run, leftovers), out)?,
        Format::Text => {
            let removed = pruning.removed.iter().map(|pruned| kept::Pruned {
                kept: shown(&pruned.entry),
                stays: pruned.stays.to_string(),
            });
            let text = kept::pruning(&kept::Pruning {
                dry_run: asked.dry_run,
                removed: removed.collect(),
                left: pruning.left.len(),
                broken: pruning.broken.iter().map(|(_, error)| error.to_string()).collect(),
                leftovers: leftovers.len(),
            });
            out.write_all(text.as_bytes())?;
        }
    }
    Ok(if pruning.broken.is_empty() { Exit::Done } else { Exit::Incomplete })
}

fn shown(entry: &Entry) -> kept::Kept {
    kept::Kept { at: entry.at.to_string(), bytes: entry.bytes }
}

/// One snapshot that is kept, for machines.
#[derive(Serialize)]
struct Row<'e> {
    at: Timestamp,
    file: &'e Path,
    bytes: u64,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    /// The instant of the one that stays for its quarter.
    #[serde(skip_serializing_if = "Option::is_none")]
    stays: Option<Timestamp>,
}

impl<'e> Row<'e> {
    fn of(entry: &'e Entry) -> Self {
        let Entry { at, path, bytes } = entry;
        Self { at: *at, file: path, bytes: *bytes, problem: None, stays: None }
    }
}

/// What pruning did, or would do, for machines.
#[derive(Serialize)]
struct Pruned<'p> {
    dry_run: bool,
    removed: Vec<Row<'p>>,
    kept: Vec<Row<'p>>,
    broken: Vec<Row<'p>>,
    leftovers: Vec<PathBuf>,
}

impl<'p> Pruned<'p> {
    fn of(pruning: &'p Pruning, dry_run: bool, leftovers: Vec<PathBuf>) -> Self {
        let removed = pruning.removed.iter();
        let broken = pruning.broken.iter();
        Self {
            dry_run,
            removed: removed
                .map(|pruned| Row { stays: Some(pruned.stays), ..Row::of(&pruned.entry) })
                .collect(),
            kept: pruning.left.iter().map(Row::of).collect(),
            broken: broken
                .map(|(entry, error)| Row { problem: Some(error.to_string()), ..Row::of(entry) })
                .collect(),
            leftovers,
        }
    }
}

fn json(value: &impl Serialize, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    out.write_all(text.as_bytes())?;
    Ok(())
}
