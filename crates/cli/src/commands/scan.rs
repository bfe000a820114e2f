//! `milepost scan`: find, read, score, show.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;
use jiff::Timestamp;
use milepost_core::{Repository, Snapshot, Trouble, TroubleCode, VerbTable};
use milepost_git::{Found, Source, find};
use milepost_registry::DETECTORS;
use milepost_scan::Plan;
use milepost_score::{Made, Rulebook, Settings};

use crate::args::{Args, Format, Scan};
use crate::exit::Exit;
use crate::progress;

pub(crate) fn run(args: &Args, scan: &Scan, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let snapshot = snapshot(args, scan)?;
    match scan.format {
        Format::Json => out.write_all(milepost_snapshot::write(&snapshot)?.as_bytes())?,
        Format::Text => {}
    }
    Ok(exit(&snapshot))
}

/// Scans the targets and scores what was found.
pub(crate) fn snapshot(args: &Args, scan: &Scan) -> anyhow::Result<Snapshot> {
    let settings = Settings {
        present: Some(Timestamp::now()),
        ..Settings::default()
    };
    let verbs = VerbTable::shipped();
    let found = found(scan)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.jobs.unwrap_or(0))
        .build()?;
    let bar = progress::bar(found.len(), args.quiet);
    let plan = Plan {
        detectors: DETECTORS,
        verbs: &verbs,
        source: if scan.worktree {
            Source::Worktree
        } else {
            Source::DefaultBranch
        },
        excluded: &[],
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
    let made = Made {
        detectors: &detectors,
        verbs: &verbs,
    };
    Ok(pool.install(|| milepost_score::score(repositories, &settings, &rules, &made)))
}

/// The repositories at or below every target, each once.
fn found(scan: &Scan) -> anyhow::Result<Vec<Found>> {
    let here = [PathBuf::from(".")];
    let targets = if scan.targets.is_empty() {
        &here[..]
    } else {
        &scan.targets
    };
    let mut all = Vec::new();
    for target in targets {
        let (found, unreadable) = find(target, scan.worktree)?;
        for error in unreadable {
            anstream::eprintln!("milepost: {error}");
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

fn exit(snapshot: &Snapshot) -> Exit {
    let costly = snapshot
        .repositories
        .iter()
        .flat_map(|repository| &repository.troubles)
        .any(|trouble| trouble.code.costs_evidence());
    if costly { Exit::Incomplete } else { Exit::Done }
}
