//! `github:acme`: an account listed, copied and scanned, against a GitHub on loopback and git over
//! HTTP.

use std::path::PathBuf;

use milepost_testkit::hub::{Hub, HubPlan};
use milepost_testkit::{Ground, Milepost, Outcome};

use crate::{ids, milepost};

/// A hub with the fixture organisation `paved`, and who asks it.
struct Scene {
    ground: Ground,
    hub: Hub,
    token: String,
}

impl Scene {
    fn of(plan: impl FnOnce(&Ground) -> HubPlan) -> Self {
        let ground = Ground::new();
        let hub = Hub::start(plan(&ground));
        let token = hub.change(|state| state.token_for_everything());
        Self { ground, hub, token }
    }

    fn paved() -> Self {
        Self::of(|ground| HubPlan::fixture("harbour", ground, "paved"))
    }

    fn mirror(&self) -> PathBuf {
        self.ground.path().join("mirror")
    }

    fn asks(&self, arguments: &[&str]) -> Milepost {
        milepost(&self.ground)
            .env("GITHUB_API_URL", &self.hub.api_url())
            .env("GITHUB_TOKEN", &self.token)
            .env("PATH", &std::env::var("PATH").expect("git is found by a path"))
            .env("MILEPOST_MIRROR", self.mirror().to_str().expect("temporary folders are UTF-8"))
            .args(arguments)
    }

    fn scan(&self) -> Outcome {
        self.asks(&["scan", "github:harbour", "--format", "json"]).run()
    }
}

/// A scan of the same repositories in a folder.
fn local(scene: &Scene) -> Outcome {
    let folder = scene.ground.path().join("paved");
    milepost(&scene.ground).args(["scan", "--format", "json"]).args([folder]).run()
}

/// A snapshot's text without what only a host says.
fn unhosted(outcome: &Outcome) -> String {
    let mut snapshot = outcome.snapshot();
    snapshot.rolls.clear();
    snapshot.repositories.iter_mut().for_each(|repository| {
        repository.hosted = None;
        repository.host = None;
    });
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
    assert!(paths.iter().all(|path| path.starts_with("/api/v3/")), "{paths:?}");
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
    assert!(offline.stderr.contains("`milepost mirror github:harbour` does that"), "{}", offline.stderr);
}
