//! Git clones from the hub.

use milepost_testkit::Ground;
use milepost_testkit::hub::{Hub, HubPlan, Repository, Visibility};

use crate::client::{git, git_says};
use crate::lists::five;

#[test]
fn git_clones_what_is_public_without_asking() {
    let ground = Ground::new();
    let (hub, _) = five(&ground);
    let url = format!("{}/acme/small-0000.git", hub.git_url());
    git_says(&ground.path(), None, &["clone", "-q", &url, "there"]);
    assert!(ground.path().join("there/.github/workflows/build.yml").exists());
    let asked = hub.requests();
    assert!(asked.iter().all(|it| it.status == 200 && it.sent > 0), "{asked:?}");
    assert!(asked[0].path_and_query.ends_with("/info/refs?service=git-upload-pack"));
}

#[test]
fn git_leaves_out_files_where_the_hub_lets_it() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    let url = format!("{}/acme/small-0001.git", hub.git_url());
    let clone = ["clone", "-q", "--bare", "--depth=1", "--filter=blob:none", &url, "part.git"];
    git_says(&ground.path(), Some(&token), &clone);
    let part = ground.path().join("part.git");
    let missing = ["rev-list", "--objects", "--all", "--missing=print"];
    let missing = git_says(&part, None, &missing);
    assert_eq!(missing.lines().filter(|line| line.starts_with('?')).count(), 2);
}

#[test]
fn git_brings_everything_where_the_hub_knows_no_filter() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.change(|state| state.partial_clone = false);
    let url = format!("{}/acme/small-0001.git", hub.git_url());
    let said = git_says(
        &ground.path(),
        Some(&token),
        &["clone", "--bare", "--filter=blob:none", &url, "all.git"],
    );
    assert!(said.contains("filtering not recognized by server"), "{said}");
    let all = ground.path().join("all.git");
    let listed = git_says(&all, None, &["rev-list", "--objects", "--all", "--missing=print"]);
    assert!(!listed.contains('?'));
}

#[test]
fn git_is_asked_who_it_is_for_what_is_private() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    let url = format!("{}/acme/small-0001.git", hub.git_url());
    assert!(!git(&ground.path(), None, &["ls-remote", &url]).status.success());
    hub.clear();
    git_says(&ground.path(), Some(&token), &["ls-remote", &url]);
    let asked = hub.requests();
    assert_eq!((asked[0].status, &asked[0].authorization), (401, &None));
    let shown = asked[1].authorization.as_ref().expect("git says who it is");
    assert!(asked[1].status == 200 && shown.starts_with("Basic "));
}

#[test]
fn git_is_asked_who_it_is_for_everything_where_the_hub_demands_it() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.change(|state| state.demands_credentials = true);
    let url = format!("{}/acme/small-0000.git", hub.git_url());
    assert!(!git(&ground.path(), None, &["ls-remote", &url]).status.success());
    git_says(&ground.path(), Some(&token), &["ls-remote", &url]);
}

#[test]
fn a_fixture_organisation_can_be_cloned() {
    let ground = Ground::new();
    let mut plan = HubPlan::fixture("acme", &ground, "sprout");
    for repository in plan.state.repositories.values_mut() {
        repository.visibility = Visibility::Public;
    }
    let names: Vec<_> = plan.state.repositories.values().map(Repository::full_name).collect();
    let hub = Hub::start(plan);
    for (number, name) in names.iter().enumerate() {
        let url = format!("{}/{name}", hub.git_url());
        git_says(&ground.path(), None, &["clone", "-q", "--bare", &url, &format!("{number}.git")]);
    }
    assert!(!names.is_empty());
}
