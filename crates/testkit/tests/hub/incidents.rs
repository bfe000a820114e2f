//! What goes wrong.

use std::time::{Duration, Instant};

use milepost_testkit::Ground;
use milepost_testkit::hub::{Hub, HubPlan, Incident};

use crate::client::{get, git, git_says};
use crate::lists::five;

fn statuses(hub: &Hub, token: &str, times: usize) -> Vec<u16> {
    (0..times).map(|_| get(hub, "/repos/acme/small-0001", Some(token)).status).collect()
}

#[test]
fn the_next_few_requests_fail() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.incident(Incident::status(502).times(2));
    assert_eq!(statuses(&hub, &token, 4), [502, 502, 200, 200]);
}

#[test]
fn every_so_many_th_request_fails() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.incident(Incident::status(500).every(3));
    assert_eq!(statuses(&hub, &token, 7), [200, 200, 500, 200, 200, 500, 200]);
    hub.calm();
    assert_eq!(statuses(&hub, &token, 3), [200, 200, 200]);
}

#[test]
fn a_permission_is_refused_or_hidden_where_it_is_asked_for() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.incident(Incident::refused_to_token().on("/actions/runs"));
    hub.incident(Incident::hidden().on("/rules/"));
    let runs = get(&hub, "/repos/acme/small-0001/actions/runs", Some(&token));
    assert_eq!(runs.status, 403);
    assert!(runs.body.contains("Resource not accessible by personal access token"));
    let rules = get(&hub, "/repos/acme/small-0001/rules/branches/main", Some(&token));
    assert_eq!(rules.status, 404);
    assert_eq!(statuses(&hub, &token, 1), [200]);
}

#[test]
fn a_page_is_empty_though_there_are_repositories() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.incident(Incident::empty_list().on("&page=2"));
    let first = get(&hub, "/orgs/acme/repos?per_page=2", Some(&token));
    let second = get(&hub, &first.page("next").expect("a next"), Some(&token));
    assert_eq!((first.names().len(), second.names().len()), (2, 0));
    assert_eq!((second.status, second.header("Link")), (200, None));
}

#[test]
fn a_connection_ends_half_way_through_a_body() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.incident(Incident::cut().times(1));
    let cut = get(&hub, "/orgs/acme/repos", Some(&token));
    assert!(cut.status == 200 && !cut.whole() && !cut.body.is_empty());
    let asked = hub.requests();
    assert_eq!(asked[0].sent, cut.body.len());
    assert!(get(&hub, "/orgs/acme/repos", Some(&token)).whole());
}

#[test]
fn a_clone_ends_half_way_and_the_next_one_works() {
    let ground = Ground::new();
    let mut plan = HubPlan::plenty("acme", &ground, 1);
    let token = plan.state.token_for_everything();
    // Text that does not compress, so that the pack is sent piece by piece.
    let mut number: u64 = 1;
    let words = (0..60_000).map(|_| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("{:08x}", number >> 32)
    });
    let text: String = words.collect();
    let at = "2025-03-03T10:00:00Z".parse().expect("an instant");
    plan.state.repository("acme/small-0000").push(at, &[("words.txt", Some(&text))]);
    let hub = Hub::start(plan);
    let url = format!("{}/acme/small-0000.git", hub.git_url());
    hub.incident(Incident::cut().on("/git-upload-pack").after(1));
    let broken = git(&ground.path(), Some(&token), &["clone", "-q", &url, "broken"]);
    assert!(!broken.status.success());
    hub.calm();
    hub.clear();
    git_says(&ground.path(), Some(&token), &["clone", "-q", &url, "whole"]);
    assert!(hub.requests().iter().map(|it| it.sent).sum::<usize>() > 256 * 1024);
}

#[test]
fn incidents_strike_git_too() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.incident(Incident::status(503).on_git().times(1));
    let url = format!("{}/acme/small-0001.git", hub.git_url());
    assert_eq!(statuses(&hub, &token, 1), [200]);
    assert!(!git(&ground.path(), Some(&token), &["ls-remote", &url]).status.success());
    git_says(&ground.path(), Some(&token), &["ls-remote", &url]);
}

#[test]
fn an_answer_comes_late() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.incident(Incident::slow(Duration::from_millis(300)).times(1));
    let began = Instant::now();
    assert_eq!(statuses(&hub, &token, 1), [200]);
    assert!(began.elapsed() >= Duration::from_millis(300));
}

#[test]
fn a_list_says_that_an_organisation_was_left_out() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.incident(Incident::partial_results());
    let heard = get(&hub, "/user/repos", Some(&token));
    assert_eq!(heard.status, 200);
    assert!(heard.header("X-GitHub-SSO").is_some_and(|it| it.starts_with("partial-results")));
}
