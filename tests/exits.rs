//! Exit codes, and the one clear line that goes with each.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use milepost_testkit::{Ground, Outcome};
use snapbox::{assert_data_eq, str};

use crate::milepost;

fn scan(ground: &Ground, target: &str) -> Outcome {
    milepost(ground).args(["scan", target]).run()
}

#[test]
fn a_scan_that_read_everything_ends_with_0_and_is_silent_beside_its_report() {
    let ground = Ground::new();
    ground.bare("sprout");
    let outcome = scan(&ground, "sprout");
    assert_eq!(outcome.code, Some(0));
    assert_eq!(outcome.stderr, "");
}

#[test]
fn a_stage_below_the_gate_ends_with_1_and_what_is_unknown_opens_none() {
    let ground = Ground::new();
    ground.bare("paved");
    let gate = |least: &str| {
        let outcome = milepost(&ground).args(["scan", "paved", "--fail-under", least]).run();
        assert!(outcome.stdout.contains("Stage 2..5"), "{}", outcome.stdout);
        outcome.code
    };
    assert_eq!(gate("2"), Some(0));
    assert_eq!(gate("3"), Some(1));
}

#[test]
fn an_address_is_told_from_a_path_where_nothing_is() {
    let ground = Ground::new();
    for address in ["git@github.com:acme/billing", "https://github.com/acme/billing"] {
        let outcome = scan(&ground, address);
        assert_eq!(outcome.code, Some(2), "{address}");
        assert!(outcome.stderr.contains("an account on GitHub as in `github:acme`"), "{address}");
    }
}

#[test]
fn a_path_where_nothing_is_ends_with_2() {
    let ground = Ground::new();
    let outcome = scan(&ground, "nowhere");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    assert_data_eq!(
        outcome.stderr,
        str![[r"
milepost: nowhere: no such file or folder

"]]
    );
}

#[test]
fn a_file_where_a_folder_should_be_ends_with_2() {
    let ground = Ground::new();
    fs::write(ground.path().join("notes.txt"), "notes").unwrap();
    let outcome = scan(&ground, "notes.txt");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    assert_data_eq!(
        outcome.stderr,
        str![[r"
milepost: notes.txt: not a folder; expected a git repository or a folder that holds some

"]]
    );
}

#[test]
fn a_folder_without_repositories_ends_with_2() {
    let ground = Ground::new();
    fs::create_dir_all(ground.path().join("bare/ground")).unwrap();
    let outcome = scan(&ground, "bare");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    assert_data_eq!(
        outcome.stderr,
        str![[r"
milepost: bare: no git repository in it, at any depth

"]]
    );
}

#[test]
fn one_wrong_target_among_several_ends_with_2_and_is_named() {
    let ground = Ground::new();
    ground.bare("sprout");
    let outcome = milepost(&ground).args(["scan", "sprout", "nowhere"]).run();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    assert!(outcome.stderr.contains("nowhere: no such file or folder"));
}

#[test]
fn an_argument_nobody_knows_ends_with_2() {
    let ground = Ground::new();
    let outcome = milepost(&ground).args(["scan", "--everything"]).run();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("--everything"));
}

#[test]
fn no_command_ends_with_2_and_says_which_there_are() {
    let ground = Ground::new();
    let outcome = milepost(&ground).run();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("scan"), "{}", outcome.stderr);
}

#[test]
fn a_configuration_that_is_named_and_not_there_ends_with_2() {
    let ground = Ground::new();
    ground.bare("sprout");
    let outcome = milepost(&ground).args(["scan", "sprout", "--config", "milepost.ci.toml"]).run();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    assert!(outcome.stderr.contains("milepost.ci.toml"), "{}", outcome.stderr);
}

#[test]
fn a_scan_that_could_not_read_everything_ends_with_3_and_still_reports() {
    let ground = Ground::new();
    ground.bare("odd");
    let outcome = scan(&ground, "odd");
    assert_eq!(outcome.code, Some(3));
    assert!(outcome.stdout.contains("odd/no-default-branch"));
}

#[test]
fn a_folder_that_cannot_be_listed_is_named_and_the_rest_is_scanned() {
    let ground = Ground::new();
    let folder = ground.bare("sprout");
    let locked = folder.join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(&locked).is_ok() {
        return; // Nothing is locked for the superuser.
    }
    let outcome = scan(&ground, "sprout");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();
    assert!(outcome.stderr.contains("[ORG]/sprout/locked"), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("greenleaf"));
    assert_eq!(outcome.code, Some(3), "what was not read is not complete");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let ground = Ground::new();
    ground.bare("paved");
    let script = format!(
        "{} scan --format json paved | head -n 1; exit ${{PIPESTATUS[0]}}",
        env!("CARGO_BIN_EXE_milepost")
    );
    let status = std::process::Command::new("bash")
        .args(["-c", &script])
        .current_dir(ground.path())
        .output()
        .unwrap();
    assert_eq!(status.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&status.stderr), "");
}
