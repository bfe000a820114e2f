//! What happens between nights.

use jiff::Timestamp;
use milepost_testkit::Ground;

use crate::client::{get, git_says};
use crate::lists::five;

fn later() -> Timestamp {
    "2025-06-02T08:00:00Z".parse().expect("an instant")
}

#[test]
fn the_old_name_of_a_renamed_repository_leads_to_its_id() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.change(|state| state.rename("acme/small-0001", "renamed"));
    let moved = get(&hub, "/repos/acme/small-0001", Some(&token));
    assert_eq!(moved.status, 301);
    let to = moved.header("Location").expect("an address");
    assert!(to.contains("/api/v3/repositories/"));
    assert_eq!(get(&hub, to, Some(&token)).json()["full_name"], "acme/renamed");
    assert_eq!(get(&hub, "/repos/acme/small-0001", None).status, 404);
    let url = format!("{}/acme/small-0001.git", hub.git_url());
    let said = git_says(&ground.path(), Some(&token), &["ls-remote", &url]);
    assert!(said.contains("refs/heads/main"));
}

#[test]
fn a_transferred_repository_is_listed_by_its_new_owner() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.change(|state| {
        state.add_organisation("umbrella");
        state.transfer("acme/small-0001", "umbrella");
    });
    let listed = get(&hub, "/orgs/umbrella/repos", Some(&token));
    assert_eq!(listed.names(), ["umbrella/small-0001"]);
    assert_eq!(get(&hub, "/orgs/acme/repos", Some(&token)).names().len(), 4);
    assert_eq!(get(&hub, "/repos/acme/small-0001", Some(&token)).status, 301);
}

#[test]
fn a_repository_made_again_has_another_id_and_nothing_in_it() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    let before = get(&hub, "/repos/acme/small-0001", Some(&token)).json();
    let folder = ground.path().join("again");
    hub.change(|state| state.recreate("acme/small-0001", &folder, later()));
    let after = get(&hub, "/repos/acme/small-0001", Some(&token)).json();
    assert_ne!((&before["id"], &before["node_id"]), (&after["id"], &after["node_id"]));
    assert_eq!(after["size"], 0);
    let url = format!("{}/acme/small-0001.git", hub.git_url());
    assert_eq!(git_says(&ground.path(), Some(&token), &["ls-remote", &url]), "");
    hub.change(|state| drop(state.delete("acme/small-0001")));
    assert_eq!(get(&hub, "/repos/acme/small-0001", Some(&token)).status, 404);
}

#[test]
fn what_is_pushed_is_fetched_and_listed() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    let files = [("Dockerfile", None), ("docs/page.md", Some("# A page\n"))];
    let id = hub.change(|state| state.repository("acme/small-0001").push(later(), &files));
    let url = format!("{}/acme/small-0001.git", hub.git_url());
    git_says(&ground.path(), Some(&token), &["clone", "-q", &url, "there"]);
    let there = ground.path().join("there");
    assert!(there.join("docs/page.md").exists() && !there.join("Dockerfile").exists());
    assert_eq!(git_says(&there, None, &["rev-parse", "HEAD"]).trim(), id);
    let told = get(&hub, "/repos/acme/small-0001", Some(&token)).json();
    assert_eq!(told["pushed_at"], "2025-06-02T08:00:00Z");
}

#[test]
fn a_branch_can_be_replaced_moved_and_emptied() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    let url = format!("{}/acme/small-0001.git", hub.git_url());
    let listed = || git_says(&ground.path(), Some(&token), &["ls-remote", "--symref", &url]);
    let files = [("README.md", Some("# Anew\n"))];
    let id = hub.change(|state| state.repository("acme/small-0001").force_push(later(), &files));
    assert!(listed().contains(&id));
    hub.change(|state| state.repository("acme/small-0001").move_default_branch("trunk", later()));
    assert!(listed().contains("ref: refs/heads/trunk"));
    let told = get(&hub, "/repos/acme/small-0001", Some(&token)).json();
    assert_eq!(told["default_branch"], "trunk");
    hub.change(|state| state.repository("acme/small-0001").remove_everything(later()));
    assert_eq!(listed(), "");
}
