//! What the targets that were typed come to: repositories in folders, and copies of an account's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use milepost_core::{ApiFacts, Hosted, Repository, Trouble, TroubleCode};
use milepost_forge::Address;
use milepost_git::Found;

use crate::args::{Args, Targets};
use crate::config::Config;
use crate::reach::{Holds, Reached, Which, reach};

/// The repositories of every target, each once, and what was reached to get them.
pub(crate) fn find(
    args: &Args,
    config: &Config,
    targets: &Targets,
    which: Which,
) -> anyhow::Result<(Vec<Found>, Vec<Reached>)> {
    let here = [PathBuf::from(".")];
    let named = &targets.paths.paths;
    let named: &[PathBuf] = if named.is_empty() { &here } else { named };
    let (mut found, mut reached) = (Vec::new(), Vec::new());
    let mut holds = Holds::default();
    for target in named {
        if let Some(text) = target.to_str().filter(|text| Address::is_meant(text)) {
            anyhow::ensure!(!targets.worktree, "{text}: copies have no work tree to read");
            let how = (&targets.paths.reach, which);
            let address = text.parse()?;
            let account = reach(&address, how, config, args.quiet, &mut holds)?;
            found.extend(account.found.iter().cloned());
            reached.push(account);
        } else {
            let all = in_folder(target, targets.worktree)?.into_iter();
            found.extend(all.filter(|found| which.holds(found)));
        }
    }
    found.sort();
    found.dedup();
    Ok((found, reached))
}

/// The repositories at or below a folder.
fn in_folder(target: &Path, worktree: bool) -> anyhow::Result<Vec<Found>> {
    let found = milepost_git::find(target, worktree)?;
    for refused in found.iter().filter_map(|found| found.refused.as_ref()) {
        anstream::eprintln!("milepost: {refused}");
    }
    Ok(found)
}

/// Sends for content that copies lack. Says whether any came.
pub(crate) fn bring(reached: &[Reached], lacking: &BTreeMap<PathBuf, BTreeSet<String>>) -> bool {
    let of = |reached: &Reached| -> Vec<(PathBuf, BTreeSet<String>)> {
        let held = lacking.iter().filter(|(path, _)| reached.holds(path));
        held.map(|(path, ids)| (path.clone(), ids.clone())).collect()
    };
    // Every account is asked, whether or not one before it answered.
    let brought: Vec<bool> = reached.iter().map(|account| account.bring(&of(account))).collect();
    brought.contains(&true)
}

/// Repositories with what their host says of them. Of an instant of the past it can only say what
/// never changes.
pub(crate) fn described(
    mut repositories: Vec<Repository>,
    reached: &[Reached],
    at: Option<Timestamp>,
) -> Vec<Repository> {
    for repository in &mut repositories {
        describe(repository, reached, at);
    }
    repositories
}

/// The same of one repository.
pub(crate) fn describe(repository: &mut Repository, reached: &[Reached], at: Option<Timestamp>) {
    for account in reached {
        if let Some(hosted) = account.hosted.get(&repository.id).cloned() {
            repository.hosted = Some(match at {
                Some(at) => lasting(hosted, at),
                None => hosted,
            });
        }
        if let Some(why) = account.stale.get(&repository.id) {
            let detail = format!("not brought up to date: {why}");
            repository.troubles.push(whole(TroubleCode::Stale, detail));
        }
    }
}

/// Everything that hosts say of an instant of the past, as one text.
pub(crate) fn said(reached: &[Reached], at: Timestamp) -> String {
    let of = |account: &Reached| {
        let hosted = account.hosted.iter();
        let hosted: BTreeMap<&String, Hosted> =
            hosted.map(|(id, hosted)| (id, lasting(hosted.clone(), at))).collect();
        serde_json::to_string(&(&account.roll.teams, hosted, &account.stale)).unwrap_or_default()
    };
    reached.iter().map(of).collect()
}

/// Repositories, with a trouble where something is lacking that no file of theirs tells of: content
/// that their history or their versions need.
pub(crate) fn with_lacking(
    mut repositories: Vec<Repository>,
    found: &[Found],
    lacking: &BTreeMap<PathBuf, BTreeSet<String>>,
) -> Vec<Repository> {
    for repository in &mut repositories {
        note_lacking(repository, found, lacking);
    }
    repositories
}

/// The same of one repository.
pub(crate) fn note_lacking(
    repository: &mut Repository,
    found: &[Found],
    lacking: &BTreeMap<PathBuf, BTreeSet<String>>,
) {
    let here = found.iter().filter(|found| lacking.contains_key(&found.path));
    let mut here = here.filter(|found| milepost_git::identity(found).to_string() == repository.id);
    let told = repository.troubles.iter().any(|trouble| trouble.code == TroubleCode::Absent);
    if let Some(ids) = here.next().and_then(|found| lacking.get(&found.path)).filter(|_| !told) {
        let many = ids.len();
        let detail =
            format!("{many} contents that its history or its versions need are not in this clone");
        repository.troubles.push(whole(TroubleCode::Absent, detail));
    }
}

/// Repositories that shards made together, with a trouble where others ask something of one that is
/// nowhere to be read.
pub(crate) fn with_missing(
    mut repositories: Vec<Repository>,
    places: &BTreeMap<String, Option<Found>>,
    reached: &[Reached],
) -> Vec<Repository> {
    for repository in &mut repositories {
        let stale = reached.iter().find_map(|account| account.stale.get(&repository.id));
        let why = match places.get(&repository.id) {
            Some(None) => Some("it is not among the targets of the merge"),
            Some(Some(found)) => found.refused.as_deref().or(stale.map(String::as_str)),
            None => None,
        };
        if let Some(why) = why {
            let detail = format!("what others ask of it could not be read: {why}");
            repository.troubles.push(whole(TroubleCode::Absent, detail));
        }
    }
    repositories
}

fn whole(code: TroubleCode, detail: String) -> Trouble {
    Trouble { path: None, line: None, code, detail }
}

/// What the host said by an instant, of what has a date, and what never changes.
fn lasting(hosted: Hosted, at: Timestamp) -> Hosted {
    let facts = hosted.facts.unwrap_or_default();
    let (deployments, pulls) = (facts.deployments, facts.pulls);
    let deployments = deployments.map(|mut deployments| {
        deployments.all.retain(|deployment| deployment.at <= at);
        deployments
    });
    let pulls = pulls.map(|mut pulls| {
        pulls.all.retain(|pull| pull.opened <= at);
        pulls
    });
    let runs = facts.runs.map(|mut runs| {
        runs.ended.retain(|ended| *ended <= at);
        runs
    });
    let tickets = facts.tickets.map(|mut tickets| {
        tickets.opened.retain(|opened| *opened <= at);
        tickets
    });
    let releases = facts.releases.map(|mut releases| {
        releases.all.retain(|release| release.published.is_some_and(|published| published <= at));
        releases
    });
    let facts = ApiFacts { deployments, releases, pulls, runs, tickets, ..ApiFacts::default() };
    Hosted { archived: false, topics: Vec::new(), facts: Some(facts), ..hosted }
}
