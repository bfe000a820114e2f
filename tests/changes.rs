//! What happens to repositories between two nights.

use jiff::Timestamp;
use milepost_core::{Class, Snapshot};
use milepost_testkit::hub::State;

use crate::scene::Scene;
use crate::{ids, repository};

fn at() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().expect("an instant")
}

fn scan(scene: &Scene) -> Snapshot {
    let outcome = scene.asks(&["scan", "github:acme", "--format", "json"]).run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    outcome.snapshot()
}

/// The nights before and after a change; the second is as if there had been no first one.
fn nights<T>(change: impl FnOnce(&mut State) -> T) -> (Scene, Snapshot, Snapshot) {
    let scene = Scene::plenty(3);
    let before = scan(&scene);
    scene.hub.change(change);
    scene.hub.clear();
    let after = scan(&scene);
    let elsewhere = scene.ground.path().join("elsewhere");
    let fresh = scene.asks(&["scan", "github:acme", "--format", "json", "--mirror"]);
    let fresh = fresh.args([&elsewhere]).run().snapshot();
    assert_eq!(fresh.repositories, after.repositories);
    assert_eq!(fresh.deployables, after.deployables);
    (scene, before, after)
}

fn head(snapshot: &Snapshot) -> Option<&str> {
    repository(snapshot, "acme/small-0001").commit.as_deref()
}

#[test]
fn what_was_force_pushed_is_what_it_is_now() {
    let (_, before, after) = nights(|state| {
        state.repository("acme/small-0001").force_push(at(), &[("README.md", Some("# Anew\n"))])
    });
    assert_ne!(head(&before), head(&after));
    assert!(!after.deployables.iter().any(|it| it.repository == "acme/small-0001"));
}

#[test]
fn what_was_emptied_is_empty() {
    let (_, _, after) = nights(|state| state.repository("acme/small-0001").remove_everything(at()));
    assert_eq!(repository(&after, "acme/small-0001").class, Class::Empty);
}

#[test]
fn a_default_branch_that_moved_without_a_push_is_followed() {
    let (_, before, after) = nights(|state| {
        state.repository("acme/small-0001").move_default_branch("trunk", at());
    });
    assert_eq!(head(&before), head(&after));
    assert_ne!(repository(&after, "acme/small-0001").class, Class::Empty);
}

#[test]
fn a_branch_that_takes_the_name_of_a_folder_of_branches_is_fetched() {
    let scene = Scene::plenty(1);
    let moved = |to: &str| {
        scene.hub.change(|state| {
            state.repository("acme/small-0000").remove_everything(at());
            let repository = state.repository("acme/small-0000");
            repository.move_default_branch(to, at());
            repository.push(at(), &[("README.md", Some(to))]);
        });
    };
    for branch in ["release/one", "release", "release/two"] {
        moved(branch);
        assert!(repository(&scan(&scene), "acme/small-0000").commit.is_some(), "{branch}");
    }
}

#[test]
fn what_was_transferred_goes_from_one_account_to_the_other_with_its_copy() {
    let scene = Scene::plenty(3);
    scan(&scene);
    scene.hub.change(|state| {
        state.add_organisation("globex");
        state.transfer("acme/small-0001", "globex");
    });
    scene.hub.clear();
    assert_eq!(ids(&scan(&scene)), ["acme/small-0000", "acme/small-0002"]);
    let other = scene.asks(&["scan", "github:globex", "--format", "json"]).run();
    assert_eq!(other.code, Some(0), "{}", other.stderr);
    assert_eq!(ids(&other.snapshot()), ["globex/small-0001"]);
    assert_eq!(scene.fetches(), 0);
}

#[test]
fn a_name_that_comes_back_in_other_letters_is_another_repository() {
    let scene = Scene::plenty(3);
    scan(&scene);
    scene.hub.change(|state| {
        state.rename("acme/small-0001", "old");
        state.rename("acme/small-0002", "Small-0001");
    });
    scene.hub.clear();
    assert_eq!(ids(&scan(&scene)), ["acme/Small-0001", "acme/old", "acme/small-0000"]);
    assert_eq!(scene.fetches(), 0);
}

#[test]
fn what_was_deleted_is_gone_and_what_was_made_is_there() {
    let (scene, _, after) = nights(|state| {
        let mut gone = state.delete("acme/small-0001");
        "new".clone_into(&mut gone.name);
        state.add(gone)
    });
    assert_eq!(ids(&after), ["acme/new", "acme/small-0000", "acme/small-0002"]);
    let again = scan(&scene);
    assert_eq!(again.repositories, after.repositories);
}
