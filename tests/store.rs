//! `milepost scan --keep` and `milepost snapshots`: what is kept stays whole, and is found again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use milepost_core::Snapshot;
use milepost_store::Store;
use milepost_testkit::{Ground, Outcome};
use serde_json::Value;
use snapbox::{assert_data_eq, str};

use crate::milepost;

const FOLDER: &str = ".milepost";
/// The newest commit of the fixture `sprout`.
const FILE: &str = "2025-10-30T15:20:00Z";

/// A ground with the fixture `sprout`.
fn sprout() -> Ground {
    let ground = Ground::new();
    ground.bare("sprout");
    ground
}

fn keep(ground: &Ground) -> Outcome {
    milepost(ground).args(["scan", "sprout", "--keep"]).run()
}

fn snapshots(ground: &Ground, args: &[&str]) -> Outcome {
    milepost(ground).args(["snapshots"]).args(args).run()
}

/// The names of everything in the store.
fn names(ground: &Ground) -> Vec<String> {
    let entries = fs::read_dir(ground.path().join(FOLDER)).expect("there is a store");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The file of an instant.
fn file(ground: &Ground, at: &str) -> PathBuf {
    ground.path().join(FOLDER).join(format!("{}.json.zst", at.replace(':', "-")))
}

/// Keeps what a scan found as if it had been found at each of these instants.
fn backdate(ground: &Ground, instants: &[&str]) {
    let scan = milepost(ground).args(["scan", "sprout", "--format", "json"]).run();
    let snapshot = scan.snapshot();
    for at in instants {
        let at = at.parse().expect("an instant");
        let dated = Snapshot { at, ..snapshot.clone() };
        Store::at(ground.path().join(FOLDER)).keep(&dated).expect("it is kept");
    }
}

fn cut_in_half(file: &Path) {
    let bytes = fs::read(file).expect("there is a file");
    fs::write(file, &bytes[..bytes.len() / 2]).expect("it can be written");
}

#[test]
fn keeping_twice_leaves_one_file_with_the_same_bytes() {
    let ground = sprout();
    let plain = milepost(&ground).args(["scan", "sprout"]).run();
    let first = keep(&ground);
    let bytes = fs::read(file(&ground, FILE)).unwrap();
    let second = keep(&ground);
    assert_eq!((first.code, &first.stdout), (plain.code, &plain.stdout));
    assert_eq!((second.code, &second.stdout), (plain.code, &plain.stdout));
    assert_data_eq!(
        first.stderr + &second.stderr,
        str![[r"
milepost: kept as .milepost/2025-10-30T15-20-00Z.json.zst
milepost: already kept as .milepost/2025-10-30T15-20-00Z.json.zst

"]]
    );
    assert_eq!(names(&ground), ["2025-10-30T15-20-00Z.json.zst"]);
    assert_eq!(fs::read(file(&ground, FILE)).unwrap(), bytes);
}

#[test]
fn what_is_kept_shows_as_it_was_shown() {
    let ground = sprout();
    for format in ["text", "json"] {
        let scan = ["scan", "sprout", "--keep", "--store", "nightly", "--format", format];
        let kept = milepost(&ground).args(scan).run();
        let show =
            |at: &str| snapshots(&ground, &["show", at, "--store", "nightly", "--format", format]);
        for at in ["last", "2025", "2025-10-30", FILE, "2025-10-30T15-20-00Z"] {
            let shown = show(at);
            assert_eq!((shown.code, &shown.stdout), (Some(0), &kept.stdout), "{at}");
        }
    }
    let unknown = snapshots(&ground, &["show", "2031", "--store", "nightly"]);
    assert_eq!(unknown.code, Some(2));
    let said = "no snapshot in nightly is called `2031`; there are 2025-10-30T15:20:00Z";
    assert!(unknown.stderr.contains(said), "{}", unknown.stderr);
}

#[test]
fn of_several_that_start_so_the_newest_is_shown() {
    let ground = sprout();
    backdate(&ground, &["2025-12-31T00:00:00Z", "2026-01-10T00:00:00Z", "2026-01-20T00:00:00Z"]);
    let shown = snapshots(&ground, &["show", "2026-01"]);
    assert!(shown.stdout.starts_with("greenleaf at 2026-01-20"), "{}", shown.stdout);
    let shown = snapshots(&ground, &["show", "2025"]);
    assert!(shown.stdout.starts_with("greenleaf at 2025-12-31"), "{}", shown.stdout);
}

#[test]
fn snapshots_are_listed_oldest_first() {
    let ground = sprout();
    backdate(&ground, &["2026-01-20T00:00:00Z", "2025-12-31T00:00:00.5Z"]);
    let list = snapshots(&ground, &[]);
    assert_eq!(list, snapshots(&ground, &["list"]));
    assert_eq!((list.code, list.stderr.as_str()), (Some(0), ""));
    assert_data_eq!(
        list.stdout,
        str![[r"
.milepost · 2 snapshots · [..] kB
  2025-12-31T00:00:00.5Z  [..] kB
  2026-01-20T00:00:00Z    [..] kB

milepost snapshots show 2026-01-20T00:00:00Z   its report

"]]
    );
    let json = snapshots(&ground, &["list", "--format", "json"]);
    let listed: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(listed[0]["at"], "2025-12-31T00:00:00.5Z");
    assert_eq!(listed[1]["file"], ".milepost/2026-01-20T00-00-00Z.json.zst");
    let bytes = file(&ground, "2026-01-20T00:00:00Z").metadata().unwrap().len();
    assert_eq!(listed[1]["bytes"], bytes);
}

#[test]
fn a_file_cut_in_half_is_named_and_the_rest_is_listed() {
    let ground = sprout();
    let half = "2026-01-20T00:00:00Z";
    backdate(&ground, &["2025-12-31T00:00:00Z", half, "2026-02-20T00:00:00Z"]);
    let whole = snapshots(&ground, &["verify"]);
    assert_eq!(whole.code, Some(0));
    assert!(whole.stdout.contains("3 whole"), "{}", whole.stdout);
    cut_in_half(&file(&ground, half));
    let broken = snapshots(&ground, &["verify"]);
    assert_eq!((broken.code, broken.stderr.as_str()), (Some(3), ""));
    assert_data_eq!(
        broken.stdout,
        str![[r"
.milepost · 3 snapshots · [..] kB · 2 whole · 1 broken
  ✓ 2025-12-31T00:00:00Z  [..] kB
  ✗ 2026-01-20T00:00:00Z  [..] kB
      .milepost/2026-01-20T00-00-00Z.json.zst: cut off after [..] bytes; expected more of its zstd frame
  ✓ 2026-02-20T00:00:00Z  [..] kB

"]]
    );
    let json = snapshots(&ground, &["verify", "--format", "json"]);
    assert_eq!(json.code, Some(3));
    let verified: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(verified[0].get("problem"), None);
    assert!(verified[1]["problem"].as_str().unwrap().contains("cut off after"));
    let shown = snapshots(&ground, &["show", half]);
    assert_eq!((shown.code, shown.stdout.as_str()), (Some(2), ""));
    assert!(shown.stderr.contains("2026-01-20T00-00-00Z.json.zst: cut off"), "{}", shown.stderr);
}

#[test]
fn eight_that_keep_at_once_leave_one_whole_file() {
    let ground = sprout();
    let outcomes: Vec<Outcome> = thread::scope(|scope| {
        let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| keep(&ground))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert!(outcomes.iter().all(|outcome| outcome.code == Some(0)), "{outcomes:?}");
    assert_eq!(names(&ground), ["2025-10-30T15-20-00Z.json.zst"]);
    assert_eq!(snapshots(&ground, &["verify"]).code, Some(0));
}

#[test]
fn a_temporary_file_left_behind_is_no_snapshot_and_is_left_alone_for_a_day() {
    let ground = sprout();
    keep(&ground);
    let leftover = ground.path().join(FOLDER).join(".milepost-a1b2c3.tmp");
    fs::write(&leftover, "half a fi").unwrap();
    for what in ["list", "verify", "prune"] {
        let outcome = snapshots(&ground, &[what]);
        assert_eq!(outcome.code, Some(0), "{what}");
        assert!(!outcome.stdout.contains("tmp"), "{}", outcome.stdout);
    }
    assert!(leftover.exists());
    let file = fs::File::options().append(true).open(&leftover).unwrap();
    file.set_modified(std::time::SystemTime::now() - Duration::from_hours(25)).unwrap();
    let pruned = snapshots(&ground, &["prune"]);
    assert!(pruned.stdout.contains("1 temporary file of runs that did not end removed"));
    assert_eq!(names(&ground), ["2025-10-30T15-20-00Z.json.zst"]);
}

#[test]
fn a_dry_run_of_pruning_says_what_pruning_then_does() {
    let ground = sprout();
    let all = [
        "2020-01-10T00:00:00Z",
        "2020-02-10T00:00:00Z",
        "2020-03-10T00:00:00Z",
        "2020-05-10T00:00:00Z",
    ];
    backdate(&ground, &all);
    let dry = snapshots(&ground, &["prune", "--dry-run"]);
    assert_eq!((dry.code, dry.stderr.as_str()), (Some(0), ""));
    assert_data_eq!(
        dry.stdout.clone(),
        str![[r"
2 snapshots would be removed, 2 kept
  2020-01-10T00:00:00Z  [..] kB  2020-03-10T00:00:00Z stays for its quarter
  2020-02-10T00:00:00Z  [..] kB  2020-03-10T00:00:00Z stays for its quarter

"]]
    );
    assert_eq!(names(&ground).len(), 4);
    let fiscal =
        snapshots(&ground, &["prune", "--dry-run", "--first-month", "2", "--format", "json"]);
    let fiscal: Value = serde_json::from_str(&fiscal.stdout).unwrap();
    assert_eq!(fiscal["dry_run"], true);
    assert_eq!(fiscal["removed"][0]["at"], all[1]);
    assert_eq!(fiscal["removed"][0]["stays"], all[2]);
    assert_eq!(fiscal["kept"].as_array().unwrap().len(), 3);
    let done = snapshots(&ground, &["prune"]);
    assert_eq!(done.stdout, dry.stdout.replace("would be removed", "removed"));
    assert_eq!(names(&ground), ["2020-03-10T00-00-00Z.json.zst", "2020-05-10T00-00-00Z.json.zst"]);
}

#[test]
fn pruning_removes_nothing_in_favour_of_a_broken_file_and_ends_with_3() {
    let ground = sprout();
    backdate(&ground, &["2020-01-10T00:00:00Z", "2020-02-10T00:00:00Z"]);
    cut_in_half(&file(&ground, "2020-02-10T00:00:00Z"));
    let pruned = snapshots(&ground, &["prune"]);
    assert_eq!(pruned.code, Some(3));
    assert_data_eq!(
        pruned.stdout,
        str![[r"
0 snapshots removed, 2 kept
  ✗ .milepost/2020-02-10T00-00-00Z.json.zst: cut off after [..] bytes; expected more of its zstd frame
    nothing is removed in favour of it

"]]
    );
}

#[test]
fn a_run_that_is_killed_at_any_moment_leaves_nothing_half_written() {
    let ground = sprout();
    let start = |ground: &Ground| {
        Command::new(env!("CARGO_BIN_EXE_milepost"))
            .args(["scan", "sprout", "--keep", "--quiet"])
            .current_dir(ground.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    let begun = Instant::now();
    start(&ground).wait().unwrap();
    let whole = begun.elapsed();
    fs::remove_file(file(&ground, FILE)).unwrap();
    // Most of a run is scanning: the last quarter is looked at most closely.
    for moment in 0..12 {
        let mut run = start(&ground);
        thread::sleep(whole * 3 / 4 + whole * moment / 36);
        run.kill().unwrap();
        run.wait().unwrap();
        let verified = snapshots(&ground, &["verify"]);
        assert_eq!(verified.code, Some(0), "{}", verified.stdout);
    }
    keep(&ground);
    let verified = snapshots(&ground, &["verify"]);
    assert_eq!(verified.code, Some(0));
    assert!(verified.stdout.contains("1 snapshot ·"), "{}", verified.stdout);
}

#[test]
fn a_second_organisation_is_shown_and_not_kept() {
    let ground = sprout();
    keep(&ground);
    ground.bare("toolshed");
    let outcome = milepost(&ground).args(["scan", "toolshed", "--keep"]).run();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stdout.contains("Stage"), "{}", outcome.stdout);
    assert_data_eq!(
        outcome.stderr,
        str![[r#"
milepost: .milepost: holds snapshots of "greenleaf", and this one is of "ironside"; expected a folder for each organisation

"#]]
    );
    assert_eq!(names(&ground).len(), 1);
}

#[test]
fn a_reader_that_has_seen_enough_does_not_keep_it_from_being_kept() {
    let ground = sprout();
    let script = format!(
        "{} scan --format json --keep --quiet sprout | true; exit ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_milepost")
    );
    let status =
        Command::new("bash").args(["-c", &script]).current_dir(ground.path()).status().unwrap();
    assert_eq!(status.code(), Some(0));
    assert_eq!(names(&ground).len(), 1);
}

#[test]
fn a_gate_that_is_not_met_does_not_keep_it_from_being_kept() {
    let ground = sprout();
    let scan = ["scan", "sprout", "--keep", "--quiet", "--fail-under", "5"];
    let outcome = milepost(&ground).args(scan).run();
    assert_eq!(outcome.code, Some(1));
    assert!(!outcome.stderr.contains("kept"), "{}", outcome.stderr);
    assert_eq!(names(&ground).len(), 1);
}

#[test]
fn nothing_is_kept_unless_it_is_asked_for() {
    let ground = sprout();
    assert_eq!(milepost(&ground).args(["scan", "sprout"]).run().code, Some(0));
    assert!(!ground.path().join(FOLDER).exists());
    let outcome = milepost(&ground).args(["scan", "sprout", "--store", "nightly"]).run();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("--keep"), "{}", outcome.stderr);
}

#[test]
fn a_store_that_is_not_there_is_named() {
    let ground = Ground::new();
    for what in ["list", "verify", "prune"] {
        let outcome = snapshots(&ground, &[what]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
        assert_data_eq!(
            outcome.stderr,
            str![[r"
milepost: .milepost: no such folder; `milepost scan --keep` makes one

"]]
        );
    }
    fs::write(ground.path().join(FOLDER), "notes").unwrap();
    let outcome = snapshots(&ground, &["verify"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains(".milepost: not a folder"), "{}", outcome.stderr);
}

#[test]
fn an_empty_store_says_how_to_fill_it() {
    let ground = Ground::new();
    fs::create_dir(ground.path().join(FOLDER)).unwrap();
    assert_data_eq!(
        snapshots(&ground, &[]).stdout,
        str![[r"
.milepost · 0 snapshots

milepost scan --keep [TARGET…]   scan, and keep the snapshot

"]]
    );
}
