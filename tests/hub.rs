//! `github:acme`: an account listed, copied and scanned, against a GitHub on loopback and git over
//! HTTP.

use milepost_core::{Class, TroubleCode};
use milepost_testkit::Outcome;
use milepost_testkit::hub::Incident;

use crate::scene::Scene;
use crate::{ids, milepost, repository, troubles};

/// A scan of the same repositories in a folder.
fn local(scene: &Scene) -> Outcome {
    let folder = scene.ground.path().join("paved");
    milepost(&scene.ground).args(["scan", "--format", "json"]).args([folder]).run()
}

/// A snapshot's text without what only a host says: of each repository, and with that how many
/// templates there may be that leave no file.
fn unhosted(outcome: &Outcome) -> String {
    let mut snapshot = outcome.snapshot();
    snapshot.rolls.clear();
    snapshot.repositories.iter_mut().for_each(|repository| {
        repository.hosted = None;
        repository.host = None;
    });
    snapshot.measures.retain(|measure| measure.id != "template");
    milepost_snapshot::write(&snapshot).expect("a snapshot can be written")
}

#[test]
fn a_copy_without_the_content_of_files_says_what_a_full_clone_says() {
    let scene = Scene::paved();
    let outcome = scene.scan();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(ids(&outcome.snapshot()), ids(&local(&scene).snapshot()));
    snapbox::assert_data_eq!(unhosted(&outcome), unhosted(&local(&scene)));
}

#[test]
fn a_second_night_without_a_push_fetches_nothing() {
    let scene = Scene::paved();
    let first = scene.scan();
    scene.hub.clear();
    let second = scene.scan();
    let asked = scene.hub.requests();
    let paths: Vec<&str> = asked.iter().map(|it| it.path_and_query.as_str()).collect();
    assert!(paths.iter().all(|path| path.starts_with("/api/")), "{paths:?}");
    assert!(asked.iter().filter(|it| it.if_none_match).count() >= 2, "{paths:?}");
    assert_eq!(first.snapshot().repositories, second.snapshot().repositories);
}

#[test]
fn the_token_is_in_no_file_and_in_no_word() {
    let scene = Scene::paved();
    scene.hub.change(|state| state.delete("harbour/cards"));
    let outcome = scene.scan();
    assert!(!outcome.stderr.contains(&scene.token) && !outcome.stdout.contains(&scene.token));
    for file in walkdir::WalkDir::new(scene.mirror()).into_iter().flatten() {
        if file.file_type().is_file() {
            let bytes = std::fs::read(file.path()).expect("a copy can be read");
            let secret = scene.token.as_bytes();
            let told = bytes.windows(secret.len()).any(|window| window == secret);
            assert!(!told, "{}", file.path().display());
        }
    }
}

#[test]
fn offline_nobody_is_asked() {
    let scene = Scene::paved();
    let first = scene.scan();
    scene.hub.clear();
    let offline = scene.asks(&["scan", "github:harbour", "--offline", "--format", "json"]).run();
    assert_eq!(offline.code, Some(0), "{}", offline.stderr);
    assert_eq!(offline.stdout, first.stdout);
    assert_eq!(scene.hub.requests().len(), 0);
}

#[test]
fn what_was_never_listed_cannot_be_read_offline() {
    let scene = Scene::paved();
    let offline = scene.asks(&["scan", "github:harbour", "--offline"]).run();
    assert_eq!(offline.code, Some(2));
    let said = "milepost: github:harbour was never mirrored here";
    assert!(offline.stderr.starts_with(said), "{}", offline.stderr);
    let way_out = "`milepost scan github:harbour` does that";
    assert!(offline.stderr.contains(way_out), "{}", offline.stderr);
    assert!(!offline.stderr.contains("os error"), "{}", offline.stderr);
}

#[test]
fn t70_fewer_than_the_account_says_it_has_is_declared() {
    let scene = Scene::paved();
    scene.hub.change(|state| {
        let account = state.accounts.get_mut("harbour").expect("the account is there");
        account.says.total_private_repos = Some(100);
    });
    let outcome = scene.asks(&["scan", "github:harbour"]).run();
    assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
    let said = "not complete: harbour says it has 100 repositories";
    assert!(outcome.stdout.contains(said), "{}", outcome.stdout);
}

#[test]
fn a_repository_that_is_renamed_is_not_fetched_again() {
    let scene = Scene::paved();
    scene.scan();
    scene.hub.change(|state| state.rename("harbour/cards", "payment-cards"));
    scene.hub.clear();
    let snapshot = scene.scan().snapshot();
    assert!(ids(&snapshot).contains(&"harbour/payment-cards"));
    assert!(!ids(&snapshot).contains(&"harbour/cards"));
    assert_eq!(scene.fetches(), 0);
}

#[test]
fn one_that_was_deleted_and_made_again_is_another_repository() {
    let scene = Scene::paved();
    let before = scene.scan().snapshot();
    let folder = scene.ground.path().join("anew");
    let at = "2026-10-01T00:00:00Z".parse().expect("an instant");
    scene.hub.change(|state| state.recreate("harbour/cards", &folder, at));
    let after = scene.scan().snapshot();
    let id = |snapshot| repository(snapshot, "harbour/cards").hosted.as_ref().map(|it| it.id);
    assert_ne!(id(&before), id(&after));
    assert_eq!(repository(&after, "harbour/cards").class, Class::Empty);
}

#[test]
fn t01_what_is_archived_is_no_longer_run() {
    let scene = Scene::paved();
    scene.hub.change(|state| state.repository("harbour/cards").archived = true);
    let snapshot = scene.scan().snapshot();
    assert_eq!(repository(&snapshot, "harbour/cards").class, Class::Archived);
    assert!(snapshot.counted().all(|it| it.repository != "harbour/cards"));
}

#[test]
fn t02_a_fork_or_a_mirror_is_somebody_elses() {
    let scene = Scene::paved();
    scene.hub.change(|state| {
        state.repository("harbour/cards").fork = true;
        state.repository("harbour/ledger").mirror_url = Some("https://git.acme.test/l".to_owned());
    });
    let snapshot = scene.scan().snapshot();
    for (id, class) in [("harbour/cards", Class::Fork), ("harbour/ledger", Class::Mirror)] {
        assert_eq!(repository(&snapshot, id).class, class);
        assert!(snapshot.counted().all(|it| it.repository != id), "{id}");
    }
}

#[test]
fn t03_what_a_template_holds_does_not_count() {
    let scene = Scene::paved();
    let before = scene.scan().snapshot();
    assert!(before.counted().any(|it| it.repository == "harbour/cards"));
    scene.hub.change(|state| state.repository("harbour/cards").is_template = true);
    let snapshot = scene.scan().snapshot();
    assert_eq!(repository(&snapshot, "harbour/cards").class, Class::Template);
    assert!(snapshot.counted().all(|it| it.repository != "harbour/cards"));
    assert_eq!(snapshot.population.by_template, 1);
}

#[test]
fn a_repository_that_cannot_be_fetched_is_a_row_and_not_a_gap() {
    let scene = Scene::paved();
    scene.hub.incident(Incident::status(403).on("/harbour/cards.git"));
    let outcome = scene.scan();
    assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
    let snapshot = outcome.snapshot();
    assert_eq!(troubles(&snapshot, "harbour/cards"), [(TroubleCode::Unreadable, None)]);
}

#[test]
fn one_request_in_twenty_may_fail() {
    let scene = Scene::paved();
    let calm = scene.scan();
    std::fs::remove_dir_all(scene.mirror()).expect("the mirror can be removed");
    scene.hub.incident(Incident::status(502).every(20));
    let stormy = scene.scan();
    assert_eq!(stormy.code, Some(0), "{}", stormy.stderr);
    assert_eq!(stormy.snapshot().repositories, calm.snapshot().repositories);
}

#[test]
fn a_server_that_allows_no_partial_clone_is_copied_whole() {
    let scene = Scene::paved();
    scene.hub.change(|state| state.partial_clone = false);
    let outcome = scene.scan();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    snapbox::assert_data_eq!(unhosted(&outcome), unhosted(&local(&scene)));
}

#[test]
fn t70_without_a_token_only_what_is_public_is_seen() {
    let scene = Scene::paved();
    scene.hub.change(|state| {
        state.repository("harbour/cards").visibility = milepost_testkit::hub::Visibility::Public;
    });
    let args = ["scan", "github:harbour", "--format", "json"];
    let outcome = scene.asks(&args).env("GITHUB_TOKEN", "").run();
    assert_eq!(ids(&outcome.snapshot()), ["harbour/cards"], "{}", outcome.stderr);
}

#[test]
fn filters_leave_out_and_say_so() {
    let scene = Scene::paved();
    let args = ["scan", "github:harbour", "--name", "!c*", "--forks", "without"];
    let outcome = scene.asks(&args).run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("left out: 2 repositories by name"), "{}", outcome.stdout);
}

#[test]
fn a_token_that_is_not_valid_is_named() {
    let scene = Scene::paved();
    let outcome = scene.asks(&["scan", "github:harbour"]).env("GITHUB_TOKEN", "ghp_wrong").run();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("Bad credentials"), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("ghp_wrong"));
}

#[test]
fn mirror_copies_and_no_more() {
    let scene = Scene::paved();
    let outcome = scene.asks(&["mirror", "github:harbour"]).run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stdout.starts_with("harbour: 19 repositories: 19 new"), "{}", outcome.stdout);
    let again = scene.asks(&["mirror", "github:harbour"]).run();
    assert!(again.stdout.contains("0 new, 0 updated, 19 unchanged"), "{}", again.stdout);
}
