//! One made-up organisation at two ends of a quarter, compared by the binary.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use git2::{Commit, Repository};
use milepost_core::Snapshot;
use milepost_diff::{Diff, How, Movement, Reason, StepChange};
use milepost_organisation::{Form, Organisation};
use milepost_testkit::{Ground, Outcome, fixture};
use serde_json::Value;
use snapbox::{Data, assert_data_eq};

use crate::{milepost, snapshot_of};

/// The end of June 2026, in seconds.
const JUNE: i64 = 1_782_856_800;

/// The snapshots of both ends, as the binary writes them.
static ENDS: LazyLock<(String, String)> = LazyLock::new(|| {
    let ground = Ground::new();
    let (june, now) = (built(&ground, "june"), built(&ground, "now"));
    for path in repositories(&june) {
        set_back(&path);
    }
    rename(&june.join("billing.git"), "invoices");
    fs::remove_dir_all(now.join("vouchers.git")).expect("it was built");
    (text(&ground, &june), text(&ground, &now))
});

fn built(ground: &Ground, name: &str) -> PathBuf {
    let organisation =
        Organisation::from_folder(&fixture("lantern")).expect("the fixture is valid");
    let into = ground.path().join(name);
    organisation.build(&into, Form::Bare).expect("the fixture can be built");
    into
}

fn repositories(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("it was built");
    entries.map(|entry| entry.expect("it was built").path()).collect()
}

/// The commits of the default branch by first parents, newest first.
fn history(git: &Repository) -> Vec<Commit<'_>> {
    let head = git.head().and_then(|head| head.peel_to_commit()).expect("it has a commit");
    std::iter::successors(Some(head), |commit| commit.parent(0).ok()).collect()
}

/// Takes away what came after June: commits, and repositories that were not there.
fn set_back(path: &Path) {
    let git = Repository::open(path).expect("it was built");
    let then = history(&git).into_iter().find(|commit| commit.time().seconds() <= JUNE);
    match then {
        Some(commit) => {
            git.reference("refs/heads/main", commit.id(), true, "June").expect("a branch");
        }
        None => fs::remove_dir_all(path).expect("it was built"),
    }
}

/// Gives a repository the name it had.
fn rename(path: &Path, name: &str) {
    let git = Repository::open(path).expect("it was built");
    let address = format!("https://github.com/lantern/{name}.git");
    git.remote_set_url("origin", &address).expect("a remote");
    fs::rename(path, path.with_file_name(format!("{name}.git"))).expect("a free name");
}

/// The snapshot of a folder, with the commit that the history of each repository begins with.
fn text(ground: &Ground, folder: &Path) -> String {
    let mut snapshot = snapshot_of(ground, folder);
    let roots: BTreeMap<String, String> = repositories(folder)
        .iter()
        .map(|path| {
            let git = Repository::open(path).expect("it was built");
            let root = history(&git).last().expect("it has a commit").id().to_string();
            let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
            (format!("lantern/{name}"), root)
        })
        .collect();
    for repository in &mut snapshot.repositories {
        repository.roots = vec![roots[&repository.id].clone()];
    }
    milepost_snapshot::write(&snapshot).expect("plain JSON")
}

/// A folder with both snapshots as `june.json` and `now.json`.
fn ends() -> Ground {
    let ground = Ground::new();
    fs::write(ground.path().join("june.json"), &ENDS.0).expect("room on the disk");
    fs::write(ground.path().join("now.json"), &ENDS.1).expect("room on the disk");
    ground
}

fn run(args: &[&str]) -> Outcome {
    let ground = ends();
    milepost(&ground).args(["diff", "june.json", "now.json"]).args(args).run()
}

fn compared() -> Diff {
    serde_json::from_str(&run(&["--format", "json"]).stdout).expect("it is a diff")
}

fn step<'d>(diff: &'d Diff, id: &str, step: &str) -> &'d StepChange {
    let deployable = diff.deployables.iter().find(|it| it.id == id);
    let deployable = deployable.unwrap_or_else(|| panic!("{id} did not change"));
    let found = deployable.steps.iter().find(|it| it.step == step);
    found.unwrap_or_else(|| panic!("{id} takes {step} as before: {:#?}", deployable.steps))
}

fn check(file: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/snapshots").join(file);
    assert_data_eq!(text, Data::read_from(&file, None).raw());
}

#[test]
fn the_quarter_reads_as_what_happened_in_it_at_eighty_columns() {
    check("quarter-80.txt", &run(&[]).stdout);
}

#[test]
fn the_quarter_reads_as_what_happened_in_it_at_a_hundred_and_sixty_columns() {
    let ground = ends();
    let diff = milepost(&ground).env("COLUMNS", "160").args(["diff", "june.json", "now.json"]);
    check("quarter-160.txt", &diff.run().stdout);
}

#[test]
fn the_quarter_reads_as_what_happened_in_it_in_markdown() {
    check("quarter.md", &run(&["--format", "markdown"]).stdout);
}

#[test]
fn trivy_replaced_by_snyk_is_one_scan_that_continues() {
    let diff = compared();
    for id in ["lantern/accounts", "lantern/orders", "lantern/search", "lantern/billing"] {
        let scan = step(&diff, id, "gp.07");
        assert_eq!(scan.movement, Movement::Continues, "{id}");
        let ways = [&scan.before.way, &scan.after.way].map(|way| way.clone().unwrap_or_default());
        assert!(ways[0].contains("trivy") && ways[1].contains("snyk"), "{ways:?}");
    }
    assert!(diff.regressions().all(|(_, lost)| lost.step != "gp.07"));
}

#[test]
fn a_pipeline_moved_from_circleci_to_actions_is_one_pipeline() {
    let diff = compared();
    let pipeline = step(&diff, "lantern/ledger", "gp.05");
    assert_eq!(pipeline.movement, Movement::Continues);
    let files = [&pipeline.before, &pipeline.after].map(|it| it.evidence[0].path.as_str());
    assert_eq!(files, [".circleci/config.yml", ".github/workflows/ci.yml"]);
    let ledger = diff.deployables.iter().find(|it| it.id == "lantern/ledger").unwrap();
    assert!(ledger.steps.iter().all(|it| it.movement == Movement::Continues), "{ledger:#?}");
    assert!(diff.regressions().all(|(it, _)| it.id != "lantern/ledger"));
}

#[test]
fn a_user_that_the_base_image_sets_is_no_loss_when_the_file_does_not() {
    let diff = compared();
    let search = diff.deployables.iter().find(|it| it.id == "lantern/search").unwrap();
    assert!(search.steps.iter().all(|it| it.step != "gp.08"), "{:#?}", search.steps);
    let now = milepost_snapshot::read(&ENDS.1).unwrap();
    let image = now.deployables.iter().find(|it| it.id == "lantern/search").unwrap();
    assert_eq!(image.standing("gp.08").unwrap().standing.name(), "standard");
}

#[test]
fn a_dead_pipeline_that_is_taken_away_is_no_loss() {
    let june = milepost_snapshot::read(&ENDS.0).unwrap();
    let accounts = june.repository("lantern/accounts").unwrap();
    assert!(accounts.dead.contains_key(".circleci/config.yml"), "{:?}", accounts.dead);
    let diff = compared();
    let accounts = diff.deployables.iter().find(|it| it.id == "lantern/accounts").unwrap();
    let steps: Vec<&str> = accounts.steps.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(steps, ["scan"]);
}

#[test]
fn a_chart_with_another_name_is_no_loss_and_no_gain() {
    let diff = compared();
    assert_eq!(step(&diff, "lantern/tickets", "gp.10").movement, Movement::Continues);
}

#[test]
fn a_repository_with_another_name_is_the_same_repository() {
    let diff = compared();
    let renamed = &diff.repositories.renamed[0];
    let names = (renamed.before.as_str(), renamed.after.as_str(), renamed.how);
    assert_eq!(names, ("lantern/invoices", "lantern/billing", How::Root));
    let passing = diff.population.came.iter().chain(&diff.population.went);
    assert!(
        passing.into_iter().all(|it| it.id != "lantern/billing" && it.id != "lantern/invoices")
    );
}

#[test]
fn who_came_and_who_went_are_told_apart_from_who_moved() {
    let diff = compared();
    let of = |reason| {
        let parts = diff.coverage.on.parts.iter().filter(move |it| it.reason == reason);
        parts.flat_map(|it| it.deployables.clone()).collect::<Vec<_>>()
    };
    assert_eq!(of(Reason::Born), ["lantern/cards"]);
    assert_eq!(of(Reason::Gone), ["lantern/vouchers"]);
    assert_eq!(of(Reason::Moved), ["lantern/catalogue", "lantern/reports"]);
}

#[test]
fn the_deploy_that_left_the_standard_way_is_the_regression() {
    let diff = compared();
    let lost: Vec<_> =
        diff.regressions().map(|(it, step)| (it.id.as_str(), step.name.as_str())).collect();
    assert!(lost.contains(&("lantern/reports", "deployment")), "{lost:?}");
    assert!(lost.iter().all(|(id, _)| *id == "lantern/reports"), "{lost:?}");
}

#[test]
fn a_diff_is_valid_against_the_published_schema() {
    let schema: Value = serde_json::from_str(&milepost_diff::schema().unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value: Value = serde_json::from_str(&run(&["--format", "json"]).stdout).unwrap();
    let problems: Vec<String> = validator.iter_errors(&value).map(|it| it.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn every_gate_ends_with_1_when_it_is_not_met_and_says_what_happened() {
    let failing = |gates: &[&str]| {
        let args: Vec<&str> = gates.iter().flat_map(|gate| ["--fail-on", gate]).collect();
        let outcome = run(&args);
        (outcome.code, outcome.stderr)
    };
    assert_eq!(failing(&["stage-drop"]), (Some(0), String::new()));
    assert_eq!(failing(&["coverage-drop=100", "stage-drop"]), (Some(0), String::new()));
    let (code, said) = failing(&["stage-drop", "regression"]);
    assert_eq!(code, Some(1));
    assert!(said.starts_with("milepost: gate not met: lantern/reports lost "), "{said}");
}

#[test]
fn a_coverage_that_fell_further_than_allowed_ends_with_1() {
    let ground = ends();
    let back = |allowed: &str| {
        let gate = format!("coverage-drop={allowed}");
        milepost(&ground).args(["diff", "now.json", "june.json", "--fail-on", &gate]).run()
    };
    let rose = compared().coverage.on.change.points.lo;
    assert_eq!(rose, 2223, "two of nine, as it is printed");
    assert_eq!(back("22.23").code, Some(0));
    let outcome = back("22.22");
    assert_eq!(outcome.code, Some(1));
    let said = "milepost: gate not met: the coverage fell by 22.23 points, 22.22 are allowed\n";
    assert_eq!(outcome.stderr, said);
}

#[test]
fn a_snapshot_compared_with_itself_says_that_nothing_changed() {
    let ground = ends();
    let outcome = milepost(&ground).args(["diff", "now.json", "now.json"]).run();
    assert_eq!(outcome.code, Some(0));
    assert!(outcome.stdout.ends_with("\nNothing changed that milepost looks at.\n"));
}

#[test]
fn what_is_no_snapshot_ends_with_2_and_is_named() {
    let ground = ends();
    fs::write(ground.path().join("notes.txt"), "notes").unwrap();
    let outcome = milepost(&ground).args(["diff", "notes.txt", "now.json"]).run();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    assert!(outcome.stderr.starts_with("milepost: notes.txt: not a milepost snapshot"));
    let outcome = milepost(&ground).args(["diff", "june", "now.json"]).run();
    assert_eq!(outcome.code, Some(2));
    let said = "\"june\": expected `now`, `last`, the file of a snapshot, a day";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
}

#[test]
fn a_target_in_the_place_of_an_instant_is_told_from_one() {
    let ground = Ground::new();
    ground.bare("sprout");
    for target in ["sprout", "github:acme"] {
        let outcome = milepost(&ground).args(["diff", "2026-Q1", target]).run();
        assert_eq!(outcome.code, Some(2));
        let said = format!("{target:?} is a target and no instant: expected FROM and TO before it");
        assert!(outcome.stderr.contains(&said), "{}", outcome.stderr);
    }
}

#[test]
fn a_gate_nobody_knows_ends_with_2_and_names_those_there_are() {
    for gate in
        ["regressions", "coverage-drop", "coverage-drop=", "coverage-drop=-1", "coverage-drop=101"]
    {
        let outcome = run(&["--fail-on", gate]);
        assert_eq!(outcome.code, Some(2), "{gate}");
        assert!(outcome.stderr.contains("`coverage-drop="), "{}", outcome.stderr);
    }
}

/// The two ends have the same commits behind them whoever compares them.
#[test]
fn the_same_two_snapshots_give_the_same_bytes() {
    assert_eq!(run(&["--format", "json"]).stdout, run(&["--format", "json"]).stdout);
    let read: Snapshot = milepost_snapshot::read(&ENDS.0).unwrap();
    assert_eq!(milepost_snapshot::write(&read).unwrap(), ENDS.0);
}
