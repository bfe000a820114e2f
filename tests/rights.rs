//! By which right GitHub is asked, and for what: tokens of every kind, apps, users, single
//! repositories, several accounts at once.

use std::collections::BTreeSet;

use milepost_testkit::hub::{HubPlan, Sees, Token, Visibility};
use milepost_testkit::{Milepost, Outcome};

use crate::ids;
use crate::scene::Scene;

/// The key of an app that does not exist anywhere.
const KEY: &str = include_str!("app-key.pem");

/// A scan of a target with this token alone.
fn with(scene: &Scene, target: &str, token: Token) -> Outcome {
    scene.hub.change(|state| state.accept("ghx_of_the_test", token));
    let asked = scene.asks(&["scan", target, "--format", "json"]);
    asked.env("GITHUB_TOKEN", "ghx_of_the_test").run()
}

/// A scan by an app, which knows no token.
fn by_app(scene: &Scene, target: &str) -> Milepost {
    let asked = scene.asks(&["scan", target, "--format", "json"]);
    asked.env("GITHUB_TOKEN", "").env("MILEPOST_APP_ID", "1").env("MILEPOST_APP_KEY", KEY)
}

/// A user who owns three private repositories, and makes one of them public.
fn of_a_user() -> Scene {
    Scene::of(|ground| {
        let mut plan = HubPlan::plenty("ada", ground, 3);
        plan.state.accounts.values_mut().for_each(|account| account.is_user = true);
        plan.state.repository("ada/small-0000").visibility = Visibility::Public;
        plan
    })
}

#[test]
fn a_classic_token_with_the_scope_repo_sees_what_is_private() {
    let scene = Scene::plenty(2);
    let outcome = with(&scene, "github:acme", Token::classic("mona", &["repo"]));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(ids(&outcome.snapshot()).len(), 2);
}

#[test]
fn t70_a_classic_token_without_it_sees_what_is_public() {
    let scene = Scene::plenty(2);
    scene.hub.change(|it| it.repository("acme/small-0001").visibility = Visibility::Public);
    let outcome = with(&scene, "github:acme", Token::classic("mona", &["read:org"]));
    assert_eq!(ids(&outcome.snapshot()), ["acme/small-0001"], "{}", outcome.stderr);
    assert!(!outcome.snapshot().rolls[0].sees_private);
}

#[test]
fn t70_a_fine_grained_token_that_was_granted_some_says_that_it_is_not_all() {
    let scene = Scene::plenty(3);
    let token = Token::fine_grained("mona", Sees::only(&["acme/small-0001"]));
    let outcome = with(&scene, "github:acme", token);
    assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
    assert_eq!(ids(&outcome.snapshot()), ["acme/small-0001"]);
    assert_eq!(outcome.snapshot().rolls[0].said, Some(3));
}

#[test]
fn an_app_asks_and_fetches_by_the_token_of_its_installation() {
    let scene = Scene::plenty(2);
    scene.hub.change(|state| state.install("acme"));
    let outcome = by_app(&scene, "github:acme").run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(ids(&outcome.snapshot()).len(), 2);
    let asked = scene.hub.requests();
    let minted = asked.iter().filter(|it| it.path_and_query.ends_with("/access_tokens"));
    assert_eq!(minted.count(), 1);
    let told = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(!told.contains("ghs_") && !told.contains("PRIVATE KEY"), "{told}");
}

#[test]
fn an_app_that_is_not_installed_there_says_so() {
    let scene = Scene::plenty(1);
    let outcome = by_app(&scene, "github:acme").run();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("/installation: not found"), "{}", outcome.stderr);
}

#[test]
fn a_key_that_is_none_is_not_shown() {
    let scene = Scene::plenty(1);
    let outcome = by_app(&scene, "github:acme").env("MILEPOST_APP_KEY", "hunter2").run();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("expected an RSA key as PEM"), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("hunter2"));
}

#[test]
fn a_user_sees_its_own_private_repositories() {
    let scene = of_a_user();
    let outcome = with(&scene, "github:ada", Token::classic("ada", &["repo"]));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(ids(&outcome.snapshot()).len(), 3);
}

#[test]
fn of_another_user_only_what_is_public_is_seen() {
    let scene = of_a_user();
    let outcome = with(&scene, "github:ada", Token::classic("mona", &["repo"]));
    assert_eq!(ids(&outcome.snapshot()), ["ada/small-0000"], "{}", outcome.stderr);
    assert!(!outcome.snapshot().rolls[0].sees_private);
}

#[test]
fn an_app_sees_of_a_user_what_it_was_installed_for() {
    let scene = of_a_user();
    scene.hub.change(|state| {
        let id = state.install("ada");
        let some = BTreeSet::from(["ada/small-0001".to_owned()]);
        state.installations.get_mut(&id).expect("just made").sees = Sees::Repositories(some);
    });
    let outcome = by_app(&scene, "github:ada").run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(ids(&outcome.snapshot()), ["ada/small-0000", "ada/small-0001"]);
}

#[test]
fn one_repository_is_a_target_by_its_present_and_its_former_name() {
    let scene = Scene::plenty(3);
    let one = |name: &str| {
        let outcome = scene.asks(&["scan", name, "--format", "json"]).run();
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        ids(&outcome.snapshot()).join(" ")
    };
    assert_eq!(one("github:acme/small-0001"), "acme/small-0001");
    scene.hub.change(|state| state.rename("acme/small-0001", "ledger"));
    assert_eq!(one("github:acme/ledger"), "acme/ledger");
    assert_eq!(one("github:acme/small-0001"), "acme/ledger");
}

#[test]
fn what_is_not_there_and_what_is_hidden_look_the_same() {
    let scene = Scene::plenty(1);
    for target in ["github:acme/none", "github:nobody"] {
        let outcome = scene.asks(&["scan", target]).run();
        assert_eq!(outcome.code, Some(2));
        let said = "not found, or not to be seen with this token";
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    }
}

#[test]
fn several_accounts_and_repositories_are_one_scan() {
    let scene = Scene::plenty(4);
    scene.hub.change(|state| {
        state.add_organisation("globex");
        state.transfer("acme/small-0003", "globex");
    });
    let targets = ["scan", "github:acme", "github:globex", "github:acme/small-0001"];
    let outcome = scene.asks(&targets).args(["--format", "json"]).run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let all = ["acme/small-0000", "acme/small-0001", "acme/small-0002", "globex/small-0003"];
    let snapshot = outcome.snapshot();
    assert_eq!(ids(&snapshot), all);
    assert!(snapshot.repositories.iter().all(|it| it.troubles.is_empty()));
    let copied = scene.asks(&["mirror", "github:acme", "github:globex"]).run();
    assert_eq!(copied.code, Some(0), "{}", copied.stderr);
}

#[test]
fn the_address_of_a_server_is_typed_or_in_the_environment() {
    let scene = Scene::plenty(1);
    let url = scene.hub.api_url();
    let outcome = scene
        .asks(&["scan", "github:acme", "--format", "json", "--api-url", &url])
        .env("GITHUB_API_URL", "http://127.0.0.1:9")
        .run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let outcome = scene.asks(&["scan", "github:acme", "--api-url", "http://x:y@h/api/v3"]).run();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("expected the address of a GitHub API"), "{}", outcome.stderr);
}
