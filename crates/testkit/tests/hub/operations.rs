//! GraphQL.

use milepost_testkit::Ground;
use serde_json::json;

use crate::client::ask;
use crate::lists::five;

#[test]
fn operations_are_answered_by_name_from_the_state_and_the_variables() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.answer("Repositories", |state, variables| {
        let login = variables["login"].as_str().unwrap_or_default();
        let count = state.of_account(login).len();
        json!({
            "data": {"organization": {"repositories": {"totalCount": count}}},
            "errors": [{"type": "FORBIDDEN", "message": "One may not be read"}],
        })
    });
    let query = json!({
        "query": "query Repositories($login: String!) { organization { id } }",
        "variables": {"login": "acme"},
    });
    let token = format!("Authorization: bearer {token}\r\n");
    for path in ["/api/graphql", "/graphql"] {
        let url = format!("{}{path}", hub.git_url());
        assert_eq!(ask(&hub, ("POST", &url), "", &query.to_string()).status, 401);
        let told = ask(&hub, ("POST", &url), &token, &query.to_string()).json();
        assert_eq!(told["data"]["organization"]["repositories"]["totalCount"], 5);
        assert_eq!(told["errors"][0]["type"], "FORBIDDEN");
    }
    assert_eq!(hub.requests()[0].operation.as_deref(), Some("Repositories"));
}

#[test]
fn an_operation_nobody_answers_is_an_error() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    let url = format!("{}/api/graphql", hub.git_url());
    let token = format!("Authorization: bearer {token}\r\n");
    let told = ask(&hub, ("POST", &url), &token, "{\"query\":\"query Other { viewer }\"}").json();
    assert!(told["data"].is_null() && told["errors"].is_array());
}

#[test]
fn an_answer_that_panics_is_a_500_and_others_are_answered_on() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.answer("Broken", |_, variables| panic!("no answer for {variables}"));
    let url = format!("{}/api/graphql", hub.git_url());
    let token = format!("Authorization: bearer {token}\r\n");
    for _ in 0..20 {
        let query = "{\"query\":\"query Broken { viewer }\"}";
        assert_eq!(ask(&hub, ("POST", &url), &token, query).status, 500);
    }
    assert_eq!(ask(&hub, ("GET", "/orgs/acme"), &token, "").status, 200);
}
