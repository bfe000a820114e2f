//! The built binary against made-up organisations: one test binary, a module for each subject.

mod action;
mod api;
mod awkward;
mod buckets;
mod bytes;
mod causes;
mod changes;
mod demo;
mod diff;
mod exits;
mod faults;
mod help;
mod hub;
mod killed;
mod nightly;
mod past;
mod paved_road;
mod places;
mod plenty;
mod proxy;
mod reports;
mod rights;
mod scene;
mod shards;
mod stages;
mod store;
mod traps;
mod trend;
mod versions;
mod worktree;

use std::path::Path;

use milepost_core::{Deployable, Repository, Snapshot, StandingName, TroubleCode};
use milepost_testkit::{Ground, Milepost, Outcome};

/// The binary, to be run on `ground`.
fn milepost(ground: &Ground) -> Milepost {
    Milepost::new(env!("CARGO_BIN_EXE_milepost"), ground)
}

/// Scans `target` and gives the snapshot.
fn snapshot_of(ground: &Ground, target: &Path) -> Snapshot {
    json_of(ground, target).snapshot()
}

/// Scans `target` for machines.
fn json_of(ground: &Ground, target: &Path) -> Outcome {
    milepost(ground).args(["scan", "--format", "json"]).args([target]).run()
}

/// The ids of the repositories of a snapshot.
fn ids(snapshot: &Snapshot) -> Vec<&str> {
    let repositories = snapshot.repositories.iter();
    repositories.map(|repository| repository.id.as_str()).collect()
}

fn repository<'s>(snapshot: &'s Snapshot, id: &str) -> &'s Repository {
    snapshot.repository(id).unwrap_or_else(|| panic!("no {id} among {:?}", ids(snapshot)))
}

fn deployable<'s>(snapshot: &'s Snapshot, id: &str) -> &'s Deployable {
    snapshot
        .deployables
        .iter()
        .find(|deployable| deployable.id == id)
        .unwrap_or_else(|| panic!("no deployable {id}"))
}

/// How a deployable takes a step, or `None` when the step is not there.
fn standing(snapshot: &Snapshot, id: &str, step: &str) -> Option<StandingName> {
    deployable(snapshot, id).standing(step).map(|standing| standing.standing)
}

/// The troubles of a repository: what sort, and where.
fn troubles<'s>(snapshot: &'s Snapshot, id: &str) -> Vec<(TroubleCode, Option<&'s str>)> {
    let troubles = repository(snapshot, id).troubles.iter();
    troubles.map(|trouble| (trouble.code, trouble.path.as_deref())).collect()
}
