//! Accounts, tokens and apps.

use milepost_testkit::Ground;
use milepost_testkit::hub::{Hub, HubPlan, Sees, Token, Visibility};

use crate::client::{ask, get};
use crate::lists::five;

/// A well-formed token of an app: `{"alg":"RS256"}`, `{"iat":1,"exp":2,"iss":"1"}` and a signature.
pub(crate) const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpYXQiOjEsImV4cCI6MiwiaXNzIjoiMSJ9.c2lnbmVk";

#[test]
fn an_organisation_counts_its_repositories_and_may_say_otherwise() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    let told = get(&hub, "/orgs/acme", Some(&token)).json();
    assert_eq!((&told["public_repos"], &told["total_private_repos"]), (&1.into(), &4.into()));
    let strangers = get(&hub, "/orgs/acme", None).json();
    assert!(strangers["total_private_repos"].is_null());
    hub.change(|state| state.add_organisation("acme").says.total_private_repos = Some(40));
    let told = get(&hub, "/orgs/acme", Some(&token)).json();
    assert_eq!(told["total_private_repos"], 40);
}

#[test]
fn a_person_is_no_organisation() {
    let mut plan = HubPlan::default();
    plan.state.add_user("mona");
    let hub = Hub::start(plan);
    assert_eq!(get(&hub, "/orgs/mona", None).status, 404);
    assert_eq!(get(&hub, "/users/mona", None).json()["type"], "User");
}

#[test]
fn a_classic_token_says_its_scopes_and_others_say_none() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.change(|state| state.accept("github_pat_1", Token::fine_grained("mona", Sees::Public)));
    let classic = get(&hub, "/user", Some(&token));
    assert_eq!(classic.header("X-OAuth-Scopes"), Some("repo, read:org"));
    let fine = get(&hub, "/user", Some("github_pat_1"));
    assert_eq!((fine.status, fine.header("X-OAuth-Scopes")), (200, None));
}

#[test]
fn a_token_for_some_repositories_opens_these_whatever_they_are_called() {
    let ground = Ground::new();
    let (hub, _) = five(&ground);
    hub.change(|state| {
        let sees = Sees::only(&["acme/small-0003"]);
        state.accept("github_pat_1", Token::fine_grained("mona", sees));
        state.rename("acme/small-0003", "renamed");
    });
    let listed = get(&hub, "/orgs/acme/repos?sort=full_name", Some("github_pat_1"));
    assert_eq!(listed.names(), ["acme/renamed", "acme/small-0000"]);
}

#[test]
fn the_repositories_of_a_user_are_the_public_ones_whoever_asks() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    assert_eq!(get(&hub, "/users/acme/repos", Some(&token)).names(), ["acme/small-0000"]);
    let own = get(&hub, "/user/repos?affiliation=organization_member", Some(&token));
    assert_eq!(own.names().len(), 5);
    assert!(get(&hub, "/user/repos?affiliation=owner", Some(&token)).names().is_empty());
}

#[test]
fn an_installed_app_gets_a_token_and_lists_what_it_may_see() {
    let ground = Ground::new();
    let mut plan = HubPlan::plenty("acme", &ground, 3);
    let id = plan.state.install("acme");
    plan.state.repository("acme/small-0000").visibility = Visibility::Public;
    let hub = Hub::start(plan);
    let path = format!("/app/installations/{id}/access_tokens");
    assert_eq!(ask(&hub, ("POST", &path), "", "").status, 401);
    let made = ask(&hub, ("POST", &path), &format!("Authorization: Bearer {JWT}\r\n"), "");
    assert_eq!(made.status, 201);
    let token = made.json()["token"].as_str().expect("a token").to_owned();
    let listed = get(&hub, "/installation/repositories?per_page=2", Some(&token));
    assert_eq!((listed.json()["total_count"].clone(), listed.names().len()), (3.into(), 2));
    assert_eq!(get(&hub, "/user", Some(&token)).status, 403);
    hub.change(|state| state.tokens.clear());
    assert_eq!(get(&hub, "/installation/repositories", Some(&token)).status, 401);
}
