//! Snapshots in an object store: kept there, found there from another machine, pruned there.

use std::fs;

use milepost_testkit::buckets::Buckets;
use milepost_testkit::{Ground, Milepost};

use crate::milepost;

const PLACE: &str = "s3://acme-milepost/nights";

/// A machine with the fixture `sprout`, which may ask the object store.
fn machine() -> Ground {
    let ground = Ground::new();
    ground.bare("sprout");
    ground
}

fn on(ground: &Ground, buckets: &Buckets, arguments: &[&str]) -> Milepost {
    let run = milepost(ground).args(arguments).args(["--store", PLACE]);
    buckets.environment().iter().fold(run, |run, (name, value)| run.env(name, value))
}

#[test]
fn what_one_machine_keeps_another_finds() {
    let buckets = Buckets::new();
    let (one, two) = (machine(), machine());
    let kept = on(&one, &buckets, &["scan", "sprout", "--keep"]).run();
    assert_eq!(kept.code, Some(0), "{}", kept.stderr);
    let said = format!("kept as {PLACE}/2025-10-30T15-20-00Z.json.zst");
    assert!(kept.stderr.contains(&said), "{}", kept.stderr);
    assert_eq!(buckets.names(), ["acme-milepost/nights/2025-10-30T15-20-00Z.json.zst"]);
    let listed = on(&two, &buckets, &["snapshots"]).run();
    assert!(listed.stdout.starts_with("s3://acme-milepost/nights · 1 snapshot"), "{listed:?}");
    let shown = on(&two, &buckets, &["snapshots", "show", "last", "--format", "json"]).run();
    let scan = milepost(&two).args(["scan", "sprout", "--format", "json"]).run();
    assert_eq!(shown.stdout, scan.stdout);
}

#[test]
fn what_is_pruned_is_gone_there_and_stays_gone() {
    let buckets = Buckets::new();
    let ground = machine();
    for at in ["2025-09-10", "2025-09-20"] {
        let kept = on(&ground, &buckets, &["scan", "sprout", "--keep", "--at", at]).run();
        assert_eq!(kept.code, Some(0), "{}", kept.stderr);
    }
    assert_eq!(buckets.names().len(), 2);
    let pruned = on(&ground, &buckets, &["snapshots", "prune"]).run();
    assert_eq!(pruned.code, Some(0), "{}", pruned.stderr);
    assert_eq!(buckets.names().len(), 1);
    on(&ground, &buckets, &["snapshots"]).run();
    assert_eq!(buckets.names().len(), 1);
}

#[test]
fn a_refusal_is_told_without_the_key_and_what_was_found_is_not_lost() {
    let buckets = Buckets::new();
    let ground = machine();
    buckets.close(true);
    let refused = on(&ground, &buckets, &["snapshots"]).run();
    assert_eq!(refused.code, Some(2), "{}", refused.stdout);
    assert!(refused.stderr.starts_with(&format!("milepost: {PLACE}: ")), "{}", refused.stderr);
    assert!(!refused.stderr.contains("AKIA"), "{}", refused.stderr);
    buckets.close(false);
    assert_eq!(on(&ground, &buckets, &["snapshots"]).run().code, Some(0));
}

#[test]
fn without_credentials_it_says_first_which_were_expected() {
    let buckets = Buckets::new();
    let ground = machine();
    buckets.close(true);
    let asked = buckets.environment().into_iter().filter(|(name, _)| !name.contains("KEY"));
    let run = milepost(&ground).args(["snapshots", "--store", PLACE]);
    let mut run = asked.fold(run, |run, (name, value)| run.env(&name, &value));
    // The machine's own credentials are asked for there, and not where a cloud has them.
    for (name, value) in buckets.environment() {
        if name == "AWS_ENDPOINT" {
            run = run.env("AWS_METADATA_ENDPOINT", &value);
        }
    }
    let refused = run.run();
    assert_eq!(refused.code, Some(2), "{}", refused.stdout);
    let said = format!(
        "milepost: {PLACE}: no credentials in the environment, so that this machine was asked for \
         its own; expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    );
    assert!(refused.stderr.starts_with(&said), "{}", refused.stderr);
}

#[test]
fn a_folder_by_its_address_is_a_store_too() {
    let ground = machine();
    fs::create_dir(ground.path().join("far")).expect("a folder can be made");
    let address = format!("file://{}/far", ground.path().display());
    let kept = milepost(&ground).args(["scan", "sprout", "--keep", "--store", &address]).run();
    assert_eq!(kept.code, Some(0), "{}", kept.stderr);
    assert_eq!(fs::read_dir(ground.path().join("far")).expect("it is there").count(), 1);
}

#[test]
fn an_address_that_is_none_says_what_was_expected() {
    let ground = machine();
    let wrong = milepost(&ground).args(["snapshots", "--store", "s4://acme"]).run();
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("expected an address like s3://bucket/folder"), "{wrong:?}");
}
