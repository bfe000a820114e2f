//! `--worktree`: the files as they lie.

use std::fs;

use milepost_core::Snapshot;
use milepost_testkit::Ground;

use crate::{ids, milepost, repository};

fn scan(ground: &Ground, target: &str) -> Snapshot {
    milepost(ground).args(["scan", "--worktree", "--format", "json", target]).run().snapshot()
}

fn paths<'s>(snapshot: &'s Snapshot, id: &str) -> Vec<&'s str> {
    let facts = repository(snapshot, id).facts.iter();
    let mut paths: Vec<&str> = facts.map(|fact| fact.path.as_str()).collect();
    paths.dedup();
    paths
}

#[test]
fn files_that_are_not_committed_are_seen() {
    let ground = Ground::new();
    let shop = ground.worktrees("sprout").join("shop");
    fs::create_dir(shop.join("api")).unwrap();
    fs::write(shop.join("api/Dockerfile"), "FROM alpine:3.20\n").unwrap();
    let as_it_lies = scan(&ground, "sprout");
    assert!(paths(&as_it_lies, "greenleaf/shop").contains(&"api/Dockerfile"));
    let committed = milepost(&ground).args(["scan", "--format", "json", "sprout"]).run().snapshot();
    assert!(!paths(&committed, "greenleaf/shop").contains(&"api/Dockerfile"));
}

#[test]
fn what_git_ignores_is_left_out() {
    let ground = Ground::new();
    let nested = ground.worktrees("odd").join("nested");
    assert!(nested.join(".gitignore").is_file(), "restored by the builder");
    for folder in ["build", "kept"] {
        fs::create_dir(nested.join(folder)).unwrap();
        fs::write(nested.join(folder).join("Dockerfile"), "FROM scratch\n").unwrap();
    }
    let snapshot = scan(&ground, "odd/nested");
    let id = ids(&snapshot)[0].to_owned();
    let found = paths(&snapshot, &id);
    assert!(found.contains(&"kept/Dockerfile"));
    assert!(!found.contains(&"build/Dockerfile"));
}

#[test]
fn a_folder_that_is_no_repository_is_one_repository_of_plain_files() {
    let ground = Ground::new();
    let plain = ground.path().join("acme/billing");
    fs::create_dir_all(&plain).unwrap();
    fs::write(plain.join("Dockerfile"), "FROM alpine:3.20\n").unwrap();
    let snapshot = scan(&ground, "acme/billing");
    assert_eq!(ids(&snapshot), ["acme/billing"]);
    assert_eq!(repository(&snapshot, "acme/billing").commit, None);
    assert_eq!(paths(&snapshot, "acme/billing"), ["Dockerfile"]);
}

#[test]
fn a_bare_repository_has_no_work_tree_and_says_so() {
    let ground = Ground::new();
    ground.bare("sprout");
    let outcome =
        milepost(&ground).args(["scan", "--worktree", "--format", "json", "sprout"]).run();
    assert_eq!(outcome.code, Some(3));
    let snapshot = outcome.snapshot();
    let shop = repository(&snapshot, "greenleaf/shop");
    assert!(shop.troubles[0].detail.contains("without a work tree"));
}

#[test]
fn a_link_out_of_the_work_tree_is_not_followed() {
    let ground = Ground::new();
    let links = ground.worktrees("odd").join("links");
    let secret = ground.path().join("outside.yaml");
    fs::write(&secret, "image:\n  repository: ghcr.io/secret/place\n  tag: \"1\"\n").unwrap();
    std::os::unix::fs::symlink(&secret, links.join("chart/values-live.yaml")).unwrap();
    let outcome =
        milepost(&ground).args(["scan", "--worktree", "--format", "json", "odd/links"]).run();
    assert!(!outcome.stdout.contains("ghcr.io/secret"));
    let snapshot = outcome.snapshot();
    let troubles = &snapshot.repositories[0].troubles;
    let live = Some("chart/values-live.yaml");
    assert!(troubles.iter().any(|trouble| trouble.path.as_deref() == live));
}

/// libgit2 takes such a repository for one whose work tree is the folder above.
#[test]
fn a_bare_repository_without_configuration_has_no_work_tree_either() {
    let ground = Ground::new();
    let folder = ground.bare("sprout");
    for repository in fs::read_dir(&folder).unwrap() {
        fs::remove_file(repository.unwrap().path().join("config")).unwrap();
    }
    let outcome =
        milepost(&ground).args(["scan", "--worktree", "--format", "json", "sprout"]).run();
    assert_eq!(outcome.code, Some(3));
    let snapshot = outcome.snapshot();
    assert!(snapshot.repositories.iter().all(|found| found.facts.is_empty()));
}
