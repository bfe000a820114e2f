//! What the hub answers has the form that GitHub publishes.

use std::collections::BTreeSet;

use jsonschema::Validator;
use milepost_testkit::Ground;
use milepost_testkit::hub::{Hub, HubPlan, Incident, Run, Security, Visibility};
use serde_json::{Value, json};

use crate::accounts::JWT;
use crate::client::{Heard, ask, get};

/// Every path of the description, with one that is asked.
const ASKED: [(&str, &str); 16] = [
    ("/users/{username}", "/users/acme"),
    ("/orgs/{org}", "/orgs/acme"),
    ("/user", "/user"),
    ("/user/repos", "/user/repos"),
    ("/orgs/{org}/repos", "/orgs/acme/repos"),
    ("/users/{username}/repos", "/users/acme/repos"),
    ("/repos/{owner}/{repo}", "/repos/acme/small-0000"),
    ("/installation/repositories", "/installation/repositories"),
    ("/rate_limit", "/rate_limit"),
    ("/repos/{owner}/{repo}/rules/branches/{branch}", "/repos/acme/small-0000/rules/branches/main"),
    ("/orgs/{org}/rulesets", "/orgs/acme/rulesets"),
    ("/orgs/{org}/rulesets/{ruleset_id}", "/orgs/acme/rulesets/7"),
    ("/repos/{owner}/{repo}/actions/runs", "/repos/acme/small-0000/actions/runs"),
    ("/orgs/{org}/installation", "/orgs/acme/installation"),
    (
        "/repos/{owner}/{repo}/code-scanning/default-setup",
        "/repos/acme/small-0000/code-scanning/default-setup",
    ),
    (
        "/repos/{owner}/{repo}/private-vulnerability-reporting",
        "/repos/acme/small-0000/private-vulnerability-reporting",
    ),
];
const TOKENS: &str = "/app/installations/{installation_id}/access_tokens";

fn description() -> Value {
    serde_json::from_str(include_str!("../../data/github.openapi.json")).expect("it is JSON")
}

fn check(description: &Value, path: &str, method: &str, heard: &Heard) {
    let schema = &description["paths"][path][method][heard.status.to_string()];
    assert!(!schema.is_null(), "{path} never answers {}: {}", heard.status, heard.body);
    let schema = json!({"components": description["components"], "allOf": [schema]});
    let validator = Validator::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&schema)
        .expect("the description is a schema");
    let json = heard.json();
    let wrong: Vec<String> = validator
        .iter_errors(&json)
        .map(|error| {
            format!(
                "{}: {}",
                error.instance_path(),
                error.to_string().chars().take(300).collect::<String>()
            )
        })
        .collect();
    assert!(wrong.is_empty(), "{path} ({}): {wrong:#?}", heard.status);
}

/// An organisation with something of everything, and a token of an app and one of a person.
fn rich(ground: &Ground) -> (Hub, String, String) {
    let mut plan = HubPlan::plenty("acme", ground, 3);
    let personal = plan.state.token_for_everything();
    let installation = plan.state.install("acme");
    let rule = json!({"type": "pull_request", "parameters": {
        "allowed_merge_methods": ["squash"], "dismiss_stale_reviews_on_push": true,
        "require_code_owner_review": true, "require_last_push_approval": false,
        "required_approving_review_count": 1, "required_review_thread_resolution": false,
    }});
    let ruleset = json!({
        "id": 7, "name": "Reviews", "source": "acme", "source_type": "Organization",
        "target": "branch", "enforcement": "active", "rules": [rule],
        "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []},
            "repository_name": {"include": ["~ALL"], "exclude": []}},
        "created_at": "2025-01-06T08:00:00Z", "updated_at": "2025-01-06T08:00:00Z",
    });
    plan.state.add_organisation("acme").rulesets.push(ruleset);
    let mut detailed = rule;
    detailed["ruleset_source_type"] = "Organization".into();
    detailed["ruleset_source"] = "acme".into();
    detailed["ruleset_id"] = 7.into();
    let repository = plan.state.repository("acme/small-0000");
    repository.visibility = Visibility::Public;
    repository.topics = vec!["shop".to_owned()];
    repository.security = Some(Security { push_protection: true, ..Security::default() });
    repository.language = Some("TypeScript".to_owned());
    repository.branch_rules.insert("main".to_owned(), vec![detailed]);
    let at = "2025-02-03T10:00:00Z".parse().expect("an instant");
    let sha = "0123456789012345678901234567890123456789";
    repository.runs.push(Run::of_push(1, ".github/workflows/build.yml", sha, at));
    let hub = Hub::start(plan);
    let path = format!("/app/installations/{installation}/access_tokens");
    let made = ask(&hub, ("POST", &path), &format!("Authorization: Bearer {JWT}\r\n"), "");
    check(&description(), TOKENS, "post", &made);
    let of_app = made.json()["token"].as_str().expect("a token").to_owned();
    (hub, personal, of_app)
}

#[test]
fn answers_have_the_form_that_github_describes() {
    let ground = Ground::new();
    let (hub, personal, of_app) = rich(&ground);
    let description = description();
    for (path, asked) in ASKED {
        let token = match path {
            "/installation/repositories" => &of_app,
            "/orgs/{org}/installation" => JWT,
            _ => &personal,
        };
        let heard = get(&hub, asked, Some(token));
        assert_eq!(heard.status, 200, "{asked}: {}", heard.body);
        let json = heard.json();
        assert!(json.as_array().is_none_or(|list| !list.is_empty()), "{asked} lists nothing");
        check(&description, path, "get", &heard);
    }
}

#[test]
fn answers_to_nobody_have_the_form_that_github_describes() {
    let ground = Ground::new();
    let (hub, ..) = rich(&ground);
    let description = description();
    for path in
        ["/users/{username}", "/orgs/{org}", "/orgs/{org}/repos", "/user", "/repos/{owner}/{repo}"]
    {
        let asked = ASKED.iter().find(|it| it.0 == path).expect("it is asked");
        check(&description, path, "get", &get(&hub, asked.1, None));
    }
    check(&description, "/orgs/{org}", "get", &get(&hub, "/orgs/nobody", None));
}

#[test]
fn refusals_have_the_form_that_github_describes() {
    let ground = Ground::new();
    let (hub, personal, _) = rich(&ground);
    let description = description();
    hub.change(|state| state.rename("acme/small-0001", "renamed"));
    let moved = get(&hub, "/repos/acme/small-0001", Some(&personal));
    assert_eq!(moved.status, 301);
    check(&description, "/repos/{owner}/{repo}", "get", &moved);
    let refusals = [
        Incident::rate_limit(403, 60),
        Incident::secondary_limit(None),
        Incident::refused_to_app(),
        Incident::hidden(),
    ];
    for incident in refusals {
        hub.calm();
        hub.incident(incident);
        let heard = get(&hub, "/repos/acme/small-0000", Some(&personal));
        check(&description, "/repos/{owner}/{repo}", "get", &heard);
    }
}

#[test]
fn every_path_of_the_description_is_asked() {
    let description = description();
    let described: BTreeSet<&str> =
        description["paths"].as_object().expect("paths").keys().map(String::as_str).collect();
    let asked: BTreeSet<&str> = ASKED.iter().map(|it| it.0).chain([TOKENS]).collect();
    assert_eq!(described, asked);
}
