//! `milepost nightly`: every night, in a job of GitHub Actions and elsewhere.

use std::fs;

use milepost_testkit::Milepost;

use crate::scene::Scene;

const NIGHT: &[&str] = &["nightly", "github:harbour", "--store", "store"];

/// A night in a job, with the files a runner names.
fn in_a_job(scene: &Scene, further: &[&str]) -> Milepost {
    let file = |name: &str| scene.ground.path().join(name).display().to_string();
    scene
        .asks(NIGHT)
        .args(further)
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_STEP_SUMMARY", &file("summary.md"))
        .env("GITHUB_OUTPUT", &file("output"))
}

fn read(scene: &Scene, name: &str) -> String {
    fs::read_to_string(scene.ground.path().join(name)).expect("the file was written")
}

/// Pushes a commit to a repository that leaves the base image everybody takes.
fn with_an_image_of_its_own(scene: &Scene, name: &str) {
    let at = "2026-10-02T09:00:00Z".parse().expect("an instant");
    let own = [("Dockerfile", Some("FROM alpine:3.20\nCOPY . /app\n"))];
    scene.hub.change(|state| drop(state.repository(name).push(at, &own)));
}

#[test]
fn a_first_night_keeps_a_snapshot_and_compares_with_the_last_quarter() {
    let scene = Scene::paved();
    let outcome = scene.asks(NIGHT).run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("Since the end of 20"), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("Since the last run"), "{}", outcome.stdout);
    assert_eq!(fs::read_dir(scene.ground.path().join("store")).expect("a store").count(), 1);
}

#[test]
fn a_job_is_told_in_its_summary_its_outputs_and_its_log() {
    let scene = Scene::paved();
    let outcome = in_a_job(&scene, &["--fail-under", "5"]).run();
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    let summary = read(&scene, "summary.md");
    assert!(summary.starts_with("```text\nharbour at "), "{summary}");
    assert!(summary.contains("## Since the end of"), "{summary}");
    let output = read(&scene, "output");
    for line in ["stage-lo=2", "repositories=19", "complete=true", "gate=not met"] {
        assert!(output.lines().any(|it| it == line), "{line}: {output}");
    }
    assert!(outcome.stdout.contains("::error title=A gate is not met::"), "{}", outcome.stdout);
}

#[test]
fn a_night_in_which_a_deployable_lost_what_it_had_fails_when_asked_to() {
    let scene = Scene::paved();
    assert_eq!(scene.asks(NIGHT).run().code, Some(0));
    with_an_image_of_its_own(&scene, "harbour/cards");
    let outcome = scene.asks(NIGHT).args(["--fail-on", "regression"]).run();
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("harbour/cards lost image"), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("Since the last run"), "{}", outcome.stdout);
}

#[test]
fn a_list_that_is_not_complete_holds_no_gate_of_change() {
    let scene = Scene::paved();
    assert_eq!(scene.asks(NIGHT).run().code, Some(0));
    scene.hub.change(|state| {
        drop(state.delete("harbour/cards"));
        let account = state.accounts.get_mut("harbour").expect("the account is there");
        account.says.total_private_repos = Some(19);
    });
    let outcome = scene.asks(NIGHT).args(["--fail-on", "regression"]).run();
    assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
    let said = "gates of change are not held: a list is not complete";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
}
