//! One organisation, read in shards on several machines.

use std::fs;

use milepost_testkit::{Ground, Outcome};

use crate::milepost;
use crate::scene::Scene;

/// Scans one shard of `paved` into `shards`.
fn shard(ground: &Ground, which: &str) -> Outcome {
    milepost(ground).args(["scan", "paved", "--shard", which, "--into", "shards"]).run()
}

fn merge(ground: &Ground) -> Outcome {
    milepost(ground).args(["merge", "shards", "paved", "--format", "json"]).run()
}

fn whole(ground: &Ground) -> Outcome {
    milepost(ground).args(["scan", "paved", "--format", "json"]).run()
}

#[test]
fn shards_put_together_are_the_whole_byte_for_byte() {
    let ground = Ground::new();
    ground.bare("paved");
    for which in ["2/3", "1/3", "3/3"] {
        let outcome = shard(&ground, which);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    }
    let merged = merge(&ground);
    assert_eq!(merged.code, Some(0), "{}", merged.stderr);
    snapbox::assert_data_eq!(merged.stdout, whole(&ground).stdout);
}

#[test]
fn a_shard_that_is_missing_is_missed() {
    let ground = Ground::new();
    ground.bare("paved");
    shard(&ground, "1/2");
    let merged = merge(&ground);
    assert_eq!(merged.code, Some(2));
    let said = "shards: shard 2/2 is there 0 times; expected once";
    assert!(merged.stderr.contains(said), "{}", merged.stderr);
}

#[test]
fn shards_read_by_other_rules_are_refused() {
    let ground = Ground::new();
    ground.bare("paved");
    shard(&ground, "1/1");
    fs::write(ground.path().join("milepost.toml"), "exclude = [\"**/legacy/**\"]\n")
        .expect("the folder can be written");
    let merged = merge(&ground);
    assert_eq!(merged.code, Some(2));
    assert!(merged.stderr.contains("another version or configuration"), "{}", merged.stderr);
}

#[test]
fn shards_of_an_account_copy_what_they_hold_and_the_merge_what_it_is_asked_for() {
    let scene = Scene::paved();
    let whole = scene.scan().snapshot();
    for which in ["1/2", "2/2"] {
        let mirror = scene.ground.path().join(which.replace('/', "-")).display().to_string();
        let args = ["scan", "github:harbour", "--shard", which, "--into", "shards"];
        let outcome = scene.asks(&args).args(["--mirror", &mirror]).run();
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    }
    let args = ["merge", "shards", "github:harbour", "--format", "json", "--mirror", "units"];
    let merged = scene.asks(&args).run();
    assert_eq!(merged.code, Some(0), "{}", merged.stderr);
    let merged = merged.snapshot();
    assert_eq!(merged.repositories, whole.repositories);
    assert_eq!(merged.measures, whole.measures);
    assert_eq!(merged.rolls[0].listed, whole.rolls[0].listed);
    let copies = fs::read_dir(scene.ground.path().join("units")).expect("a host").count();
    assert_eq!(copies, 1);
    let kept = walkdir::WalkDir::new(scene.ground.path().join("units")).max_depth(2);
    let kept =
        kept.into_iter().flatten().filter(|it| it.path().extension() == Some("git".as_ref()));
    assert!((1..10).contains(&kept.count()), "only what others use is copied");
}
