//! The same commits give the same bytes, and the bytes are what is published.

use milepost_testkit::Ground;
use serde_json::Value;

use crate::{json_of, milepost};

#[test]
fn two_scans_give_the_same_bytes_with_any_number_of_threads() {
    let ground = Ground::new();
    let folder = ground.bare("paved");
    for format in ["json", "text"] {
        let scan = |jobs: &str| {
            milepost(&ground)
                .args(["scan", "--format", format, "--jobs", jobs])
                .args([&folder])
                .run()
        };
        let (one, eight) = (scan("1"), scan("8"));
        assert!(!one.stdout.is_empty());
        assert_eq!(one, eight);
        assert_eq!(eight, scan("8"));
    }
}

#[test]
fn the_order_of_targets_does_not_matter() {
    let ground = Ground::new();
    let folder = ground.bare("sprout");
    let mut targets =
        ["shop", "stock", "website", "delivery"].map(|n| folder.join(format!("{n}.git")));
    let mut scan = || {
        targets.rotate_left(1);
        milepost(&ground).args(["scan", "--format", "json"]).args(&targets).run()
    };
    assert_eq!(scan(), scan());
}

#[test]
fn the_same_files_and_history_give_the_same_commits() {
    let (one, other) = (Ground::new(), Ground::new());
    let (a, b) = (one.bare("demo"), other.bare("demo"));
    assert_eq!(json_of(&one, &a).stdout, json_of(&other, &b).stdout);
}

#[test]
fn the_snapshot_is_valid_against_the_published_schema() {
    let schema: Value = serde_json::from_str(&milepost_snapshot::schema().unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for name in ["sprout", "toolshed", "paved", "demo", "odd"] {
        let ground = Ground::new();
        let text = json_of(&ground, &ground.bare(name)).stdout;
        let value: Value = serde_json::from_str(&text).unwrap();
        let problems: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(problems.is_empty(), "{name}: {problems:?}");
    }
}

#[test]
fn the_snapshot_reads_back_equal() {
    let ground = Ground::new();
    let outcome = json_of(&ground, &ground.bare("paved"));
    let written = milepost_snapshot::write(&outcome.snapshot()).unwrap();
    assert_eq!(written, outcome.stdout);
}

#[test]
fn no_path_of_this_machine_is_in_the_snapshot() {
    let ground = Ground::new();
    for name in ["sprout", "odd"] {
        let outcome = json_of(&ground, &ground.bare(name));
        assert!(!outcome.stdout.contains("[ORG]"));
    }
}

#[test]
fn the_environment_does_not_change_the_bytes() {
    let ground = Ground::new();
    let folder = ground.bare("sprout");
    let elsewhere = milepost(&ground)
        .env("LANG", "tr_TR.UTF-8")
        .env("TZ", "Pacific/Kiritimati")
        .env("GIT_DIR", "/nowhere")
        .args(["scan", "--format", "json"])
        .args([&folder])
        .run();
    assert_eq!(elsewhere, json_of(&ground, &folder));
}
