//! `milepost diff` between two dates: which commit changed a standing.

use milepost_diff::{Diff, StepChange};
use milepost_testkit::Ground;

use crate::{json_of, milepost};

/// What changed in the made-up shop between two instants.
fn diff(ground: &Ground, from: &str, to: &str) -> Diff {
    let folder = ground.bare("demo");
    let run = milepost(ground).args(["diff", from, to]).args([&folder]).args(["--format", "json"]);
    let run = run.run();
    assert_eq!(run.stderr, "", "{run:?}");
    serde_json::from_str(&run.stdout).expect("what changed is in the comparison")
}

fn change<'d>(diff: &'d Diff, id: &str, step: &str) -> &'d StepChange {
    let deployable = diff
        .deployables
        .iter()
        .find(|deployable| deployable.id == id)
        .expect("what changed is in the comparison");
    deployable
        .steps
        .iter()
        .find(|change| change.name == step)
        .expect("what changed is in the comparison")
}

/// Repository and subject of the commit behind a change.
fn cause<'d>(diff: &'d Diff, id: &str, step: &str) -> (&'d str, &'d str) {
    let cause = change(diff, id, step).by.as_ref().expect("a commit did it");
    (&cause.repository, cause.subject.as_deref().unwrap_or_default())
}

#[test]
fn the_commit_that_changed_a_standing_is_named() {
    let diff = diff(&Ground::new(), "2024-Q4", "now");
    assert_eq!(cause(&diff, "acme/billing", "catalogue"), ("acme/billing", "Into the catalogue"));
    let moved = ("acme/cart", "Move to the standard pipeline");
    assert_eq!(cause(&diff, "acme/cart", "pipeline"), moved);
    assert_eq!(cause(&diff, "acme/cart", "deployment"), moved);
}

#[test]
fn a_shared_unit_changes_its_callers_by_a_commit_of_its_own() {
    let diff = diff(&Ground::new(), "2024-Q4", "now");
    assert_eq!(cause(&diff, "acme/cart", "health check"), ("acme/charts", "Probes for everybody"));
}

#[test]
fn what_nothing_was_committed_in_between_has_not_changed() {
    let ground = Ground::new();
    let same = diff(&ground, "2026-03-10", "2026-03-11");
    assert!(same.deployables.is_empty() && same.verdicts.is_empty(), "{same:?}");
}

#[test]
fn a_snapshot_of_other_rules_is_computed_anew_from_its_commits() {
    let ground = Ground::new();
    let folder = ground.bare("demo");
    let now = json_of(&ground, &folder).stdout;
    let digest =
        milepost_snapshot::read(&now).expect("what changed is in the comparison").rules.digest;
    let file = ground.path().join("old.json");
    std::fs::write(&file, now.replace(&digest, "00112233aabbccdd"))
        .expect("what changed is in the comparison");
    let run = |targets: &[&std::path::Path]| {
        let typed = ["diff", "old.json", "now"];
        milepost(&ground).args(typed).args(targets).run().stdout
    };
    let anew = run(&[&folder]);
    let said = "Other rules had made the first snapshot; it was computed anew";
    assert!(anew.contains(said), "{anew}");
}

#[test]
fn what_is_neither_instant_nor_file_is_told() {
    let ground = Ground::new();
    let folder = ground.bare("demo");
    let run = milepost(&ground).args(["diff", "spring", "now"]).args([&folder]).run();
    assert_eq!(run.code, Some(2));
    let said = "\"spring\": expected `now`, `last`, the file of a snapshot, a day";
    assert!(run.stderr.contains(said), "{run:?}");
}

#[test]
fn last_is_the_newest_snapshot_that_was_kept() {
    let ground = Ground::new();
    let folder = ground.bare("demo");
    let diff =
        |ground: &Ground| milepost(ground).args(["diff", "last", "now"]).args([&folder]).run();
    let none = diff(&ground);
    assert_eq!(none.code, Some(2));
    assert!(none.stderr.contains(".milepost: no snapshot in it"), "{none:?}");
    let keep = ["scan", "--keep", "--at", "2025-Q2", "--quiet"];
    assert_eq!(milepost(&ground).args(keep).args([&folder]).run().code, Some(0));
    let some = diff(&ground);
    assert!(some.stdout.starts_with("acme from 2025-06-30 to 2026-03-09"), "{some:?}");
}
