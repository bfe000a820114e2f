//! `milepost scan`: find, read, score, show.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use jiff::Timestamp;
use milepost_core::{Repository, Snapshot, Trouble, TroubleCode};
use milepost_git::{Found, Source, find};
use milepost_registry::DETECTORS;
use milepost_scan::Plan;
use milepost_score::{Made, Rulebook, Settings};

use crate::args::{Args, Format, Scan};
use crate::config::Config;
use crate::exit::Exit;
use crate::progress;

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
    let snapshot = snapshot_with(args, scan, config)?;
    match scan.format {
        Format::Json => out.write_all(milepost_snapshot::write(&snapshot)?.as_bytes())?,
        Format::Text => {
            let rules = Rulebook::shipped(&config.settings)?;
            let text = milepost_report::screen(&snapshot, &rules, columns());
            out.write_all(text.as_bytes())?;
            if scan.show_set_aside {
                out.write_all(milepost_report::set_aside(&snapshot).as_bytes())?;
            }
        }
    }
    Ok(gate(&snapshot, scan.fail_under).unwrap_or_else(|| exit(&snapshot)))
}

/// Whether the gate that was asked for is not met, which is said on standard error. The lower end
/// of the stage counts: what is unknown never opens a gate.
fn gate(snapshot: &Snapshot, fail_under: Option<u32>) -> Option<Exit> {
    let least = fail_under?;
    let below = snapshot.assessments.iter().find(|assessment| assessment.lo < least)?;
    anstream::eprintln!(
        "milepost: gate not met: stage {} is certain, {least} is asked for",
        below.lo
    );
    Some(Exit::GateNotMet)
}

/// Scans the targets and scores what was found.
pub(crate) fn snapshot_with(args: &Args, scan: &Scan, config: &Config) -> anyhow::Result<Snapshot> {
    let settings = Settings { present: Some(Timestamp::now()), ..config.settings.clone() };
    let verbs = config.verb_table();
    let found = found(scan)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.jobs.unwrap_or(0)).build()?;
    let bar = progress::bar(found.len(), args.quiet);
    let plan = Plan {
        detectors: DETECTORS,
        verbs: &verbs,
        source: if scan.worktree { Source::Worktree } else { Source::DefaultBranch },
        excluded: &config.settings.excluded,
    };
    let done = |repository: &Repository| {
        bar.set_message(repository.id.clone());
        bar.inc(1);
    };
    let mut repositories = pool
        .install(|| milepost_scan::scan(&plan, &found, &done))
        .context("an excluded path is not a valid pattern")?;
    bar.finish_and_clear();
    repositories.sort_by(|a, b| a.id.cmp(&b.id));
    let repositories = without_doubles(repositories);
    let detectors: BTreeMap<String, u32> = DETECTORS
        .iter()
        .map(|detector| (detector.card().id.to_owned(), detector.card().version))
        .collect();
    let rules = Rulebook::shipped(&settings)?;
    let made = Made { detectors: &detectors, verbs: &verbs };
    Ok(pool.install(|| milepost_score::score(repositories, &settings, &rules, &made)))
}

/// The repositories at or below every target, each once.
fn found(scan: &Scan) -> anyhow::Result<Vec<Found>> {
    let here = [PathBuf::from(".")];
    let targets = if scan.targets.is_empty() { &here[..] } else { &scan.targets };
    let mut all = Vec::new();
    for target in targets {
        let found = find(target, scan.worktree)?;
        for refused in found.iter().filter_map(|found| found.refused.as_ref()) {
            anstream::eprintln!("milepost: {refused}");
        }
        all.extend(found);
    }
    all.sort();
    all.dedup();
    Ok(all)
}

/// Two clones of one repository would count twice: the second is left out, and said so.
fn without_doubles(repositories: Vec<Repository>) -> Vec<Repository> {
    let mut kept: Vec<Repository> = Vec::with_capacity(repositories.len());
    for repository in repositories {
        match kept.last_mut() {
            Some(last) if last.id == repository.id => last.troubles.push(Trouble {
                path: None,
                line: None,
                code: TroubleCode::Double,
                detail: "found a second time under another path; that one is left out".to_owned(),
            }),
            _ => kept.push(repository),
        }
    }
    kept
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
    if costly { Exit::Incomplete } else { Exit::Done }
}
