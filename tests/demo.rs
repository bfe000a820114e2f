//! `milepost demo`.

use std::fs;

use milepost_testkit::Ground;

use crate::{milepost, snapshot_of};

#[test]
fn the_demo_says_what_it_is_then_the_report_then_what_to_do_next() {
    let ground = Ground::new();
    let outcome = milepost(&ground).args(["demo"]).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert!(lines.first().unwrap().starts_with("A made-up shop of 18 repositories"));
    assert!(lines.iter().any(|line| line.starts_with("acme at 2026-03-09")));
    assert!(lines.last().unwrap().contains("milepost scan"));
}

#[test]
fn the_demo_is_the_same_every_time_and_leaves_nothing_behind() {
    let ground = Ground::new();
    let temporary = ground.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let run = || milepost(&ground).env("TMPDIR", temporary.to_str().unwrap()).args(["demo"]).run();
    assert_eq!(run(), run());
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);
}

#[test]
fn the_demo_shows_what_a_scan_of_its_fixture_shows() {
    let ground = Ground::new();
    ground.bare("demo");
    let scan = milepost(&ground).args(["scan", "demo"]).run().stdout;
    let demo = milepost(&ground).args(["demo"]).run().stdout;
    assert!(demo.contains(scan.trim()), "{demo}");
}

#[test]
fn what_is_kept_can_be_scanned_again() {
    let ground = Ground::new();
    let outcome = milepost(&ground).args(["demo", "--keep", "shop"]).run();
    assert!(outcome.stdout.contains("The repositories are in shop."));
    let kept = ground.path().join("shop");
    assert!(kept.join("billing/Dockerfile").is_file());
    let snapshot = snapshot_of(&ground, &kept);
    assert_eq!(snapshot.organisation, "acme");
}

#[test]
fn a_folder_that_is_not_empty_is_not_built_into() {
    let ground = Ground::new();
    fs::create_dir(ground.path().join("full")).unwrap();
    fs::write(ground.path().join("full/mine"), "mine").unwrap();
    let outcome = milepost(&ground).args(["demo", "--keep", "full"]).run();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("full: not empty"), "{}", outcome.stderr);
    assert_eq!(outcome.stdout, "", "nothing is announced that does not come");
}

#[test]
fn a_configuration_that_lies_here_is_about_another_organisation() {
    let ground = Ground::new();
    fs::write(ground.path().join("milepost.toml"), "this is no configuration").unwrap();
    let outcome = milepost(&ground).args(["demo"]).run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}

#[test]
fn the_readme_shows_what_the_demo_prints() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md"));
    let shown = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/snapshots/demo.txt"
    ));
    let (readme, shown) = (readme.unwrap(), shown.unwrap());
    let report = shown.split("\n\nNow your own").next().unwrap();
    let report = &report[report.find("acme at").unwrap()..];
    assert!(readme.contains(report.trim_end()), "README.md shows an older report");
}
