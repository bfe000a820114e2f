//! The traps of the rubric (section 7), each as made-up repositories of its shape. The name of a
//! test begins with the number of its trap.

mod almanac;
mod catalogue;
mod counting;
mod documents;
mod foundry;
mod history;
mod quarry;
mod reading;
mod running;
mod weir;

mod pipelines;
mod repositories;
mod standards;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use milepost_core::{Fact, Measure, Snapshot, Standing};
use milepost_organisation::{Form, Organisation};
use milepost_testkit::Ground;

use crate::{deployable, repository, snapshot_of};

/// A harbour: a repository for each trap from the thirty-seventh on.
static HARBOUR: LazyLock<Snapshot> =
    LazyLock::new(|| milepost_snapshot::read(&HARBOUR_JSON).expect("the binary writes a snapshot"));

/// The same, as the binary writes it.
static HARBOUR_JSON: LazyLock<String> = LazyLock::new(|| {
    let ground = Ground::new();
    let folder = built(&ground, "harbour");
    crate::json_of(&ground, &folder).stdout
});

/// Builds `fixtures/traps/<name>` and scans it.
fn scanned(name: &str) -> Snapshot {
    let ground = Ground::new();
    let folder = built(&ground, name);
    snapshot_of(&ground, &folder)
}

/// Builds `fixtures/traps/<name>` as bare repositories below the folder `<name>`.
fn built(ground: &Ground, name: &str) -> PathBuf {
    let traps = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/traps");
    let organisation = Organisation::from_folder(&traps.join(name)).expect("the fixture is valid");
    let into = ground.path().join(name);
    organisation.build(&into, Form::Bare).expect("the fixture can be built");
    into
}

/// The ids of the deployables of a repository.
fn deployables_of<'s>(snapshot: &'s Snapshot, id: &str) -> Vec<&'s str> {
    // A repository that is not there has none either, which must not pass for an answer.
    let id = &repository(snapshot, id).id;
    let found = snapshot.deployables.iter().filter(|it| it.repository == *id);
    found.map(|it| it.id.as_str()).collect()
}

/// How a deployable takes a step, with its reason.
fn taken<'s>(snapshot: &'s Snapshot, id: &str, step: &str) -> &'s Standing {
    deployable(snapshot, id).standing(step).unwrap_or_else(|| panic!("{id} has no {step}"))
}

fn measure<'s>(snapshot: &'s Snapshot, id: &str) -> &'s Measure {
    snapshot.measures.iter().find(|it| it.id == id).unwrap_or_else(|| panic!("no measure {id}"))
}

/// What a deployable answers to a measure: `yes`, `no`, `open`; or `outside`, where it is no part
/// of it.
fn answer(snapshot: &Snapshot, measure_id: &str, id: &str) -> &'static str {
    let measure = measure(snapshot, measure_id);
    let answers = [("yes", &measure.yes), ("no", &measure.no), ("open", &measure.open)];
    let found = answers.iter().find(|(_, members)| members.iter().any(|it| it.id == id));
    found.map_or("outside", |(answer, _)| answer)
}

/// The facts of one file; there must be some.
fn facts_at<'s>(snapshot: &'s Snapshot, id: &str, path: &str) -> Vec<&'s Fact> {
    let facts = repository(snapshot, id).facts.iter().filter(|fact| fact.path == path);
    let facts: Vec<&Fact> = facts.collect();
    assert!(!facts.is_empty(), "nothing is said of {path} in {id}");
    facts
}
