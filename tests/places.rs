//! Where repositories are found, and who their place says they are.

use std::fs;
use std::path::PathBuf;

use milepost_testkit::Ground;

use crate::{ids, json_of, milepost, repository, snapshot_of};

/// Moves one repository that has no remote to `to`, so that its place tells who it is.
fn placed(ground: &Ground, built: PathBuf, to: &str) -> PathBuf {
    let target = ground.path().join(to);
    let above = target.parent().expect("it is below a folder");
    fs::create_dir_all(above).expect("a temporary folder can be written");
    fs::rename(built, &target).expect("a temporary folder can be written");
    target
}

#[test]
fn a_folder_of_bare_repositories_is_scanned() {
    let ground = Ground::new();
    let snapshot = snapshot_of(&ground, &ground.bare("sprout"));
    assert_eq!(snapshot.organisation, "greenleaf");
    assert_eq!(snapshot.repositories.len(), 7);
    assert_eq!(snapshot.repositories[0].host.as_deref(), Some("github.com"));
}

#[test]
fn work_trees_say_the_same_as_bare_repositories() {
    let ground = Ground::new();
    let bare = json_of(&ground, &ground.bare("sprout"));
    let elsewhere = Ground::new();
    let worktrees = json_of(&elsewhere, &elsewhere.worktrees("sprout"));
    assert_eq!(bare, worktrees);
}

#[test]
fn one_repository_is_an_organisation_of_one() {
    let ground = Ground::new();
    let folder = ground.worktrees("sprout");
    let snapshot = snapshot_of(&ground, &folder.join("shop"));
    assert_eq!(ids(&snapshot), ["greenleaf/shop"]);
}

#[test]
fn without_a_target_the_current_folder_is_scanned() {
    let ground = Ground::new();
    let folder = ground.bare("sprout");
    let named = json_of(&ground, &folder);
    let here = milepost(&ground).inside(&folder).args(["scan", "--format", "json"]).run();
    assert_eq!(named, here);
}

#[test]
fn without_a_remote_the_place_tells_owner_and_name() {
    for (place, expected) in [
        ("a/acme/billing", "acme/billing"),
        ("a/acme/billing.git", "acme/billing"),
        ("a/acme+billing/repo", "acme/billing"),
        ("a/acme+billing/repo.git", "acme/billing"),
    ] {
        let ground = Ground::new();
        let built = ground.bare("odd").join("nested.git");
        placed(&ground, built, place);
        let snapshot = snapshot_of(&ground, &ground.path().join("a"));
        assert_eq!(ids(&snapshot), [expected], "at {place}");
    }
}

#[test]
fn without_an_owner_in_its_place_the_folder_asked_for_is_the_owner() {
    let ground = Ground::new();
    let built = ground.bare("odd").join("nested.git");
    placed(&ground, built, "acme/billing.git");
    let snapshot = snapshot_of(&ground, &ground.path().join("acme"));
    assert_eq!(ids(&snapshot), ["acme/billing"]);
}

#[test]
fn several_targets_are_one_organisation_and_each_repository_counts_once() {
    let ground = Ground::new();
    let folder = ground.bare("sprout");
    let targets = [folder.join("shop.git"), folder.clone(), folder.join("stock.git")];
    let outcome = milepost(&ground).args(["scan", "--format", "json"]).args(targets).run();
    let snapshot = outcome.snapshot();
    assert_eq!(snapshot.repositories.len(), 7);
    assert_eq!(outcome, json_of(&ground, &folder));
}

#[test]
fn what_lies_inside_a_repository_is_not_looked_into() {
    let ground = Ground::new();
    let folder = ground.worktrees("sprout");
    placed(&ground, folder.join("stock"), "sprout/shop/vendored/stock");
    let snapshot = snapshot_of(&ground, &folder);
    assert!(snapshot.repository("greenleaf/stock").is_none());
}

#[test]
fn the_commit_and_the_branch_are_named() {
    let ground = Ground::new();
    let snapshot = snapshot_of(&ground, &ground.bare("toolshed"));
    let argocd = repository(&snapshot, "ironside/argocd");
    assert_eq!(argocd.branch.as_deref(), Some("master"));
    assert_eq!(argocd.commit.as_deref().map(str::len), Some(40));
}
