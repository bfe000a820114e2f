//! How many requests are answered.

use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use milepost_testkit::Ground;
use milepost_testkit::hub::{Incident, RateLimit};

use crate::client::{ask, get};
use crate::lists::five;

#[test]
fn no_more_are_answered_than_the_limit() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.change(|state| state.limits = Some(RateLimit::new(2, 3600)));
    let left: Vec<_> = (0..2)
        .map(|_| get(&hub, "/orgs/acme", Some(&token)))
        .map(|heard| heard.header("X-RateLimit-Remaining").map(ToOwned::to_owned))
        .collect();
    assert_eq!(left, [Some("1".to_owned()), Some("0".to_owned())]);
    let refused = get(&hub, "/orgs/acme", Some(&token));
    assert_eq!((refused.status, refused.header("X-RateLimit-Remaining")), (403, Some("0")));
    assert!(refused.body.contains("API rate limit exceeded"));
    assert_eq!(get(&hub, "/rate_limit", Some(&token)).status, 200);
}

#[test]
fn a_limit_begins_anew_when_it_says() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.change(|state| state.limits = Some(RateLimit::new(9, 1).used(9)));
    let refused = get(&hub, "/orgs/acme", Some(&token));
    let reset = refused.header("X-RateLimit-Reset").and_then(|it| it.parse::<i64>().ok());
    assert_eq!(refused.status, 403);
    while get(&hub, "/orgs/acme", Some(&token)).status == 403 {
        thread::sleep(Duration::from_millis(50));
    }
    assert!(reset.is_some_and(|reset| reset <= Timestamp::now().as_second()));
}

#[test]
fn a_server_that_does_not_count_says_nothing_of_it() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.change(|state| state.limits = None);
    assert_eq!(get(&hub, "/orgs/acme", Some(&token)).header("X-RateLimit-Limit"), None);
    assert_eq!(get(&hub, "/rate_limit", Some(&token)).status, 404);
}

#[test]
fn limits_read_as_those_of_github() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.incident(Incident::rate_limit(429, 30).times(1));
    hub.incident(Incident::secondary_limit(Some(3)).after(1).times(1));
    hub.incident(Incident::secondary_limit(None).after(2).times(1));
    let heard: Vec<_> = (0..4).map(|_| get(&hub, "/orgs/acme", Some(&token))).collect();
    let statuses: Vec<_> = heard.iter().map(|it| it.status).collect();
    assert_eq!(statuses, [429, 403, 403, 200]);
    assert_eq!(heard[0].header("X-RateLimit-Remaining"), Some("0"));
    let waits: Vec<_> = heard.iter().map(|it| it.header("Retry-After")).collect();
    assert_eq!(waits, [None, Some("3"), None, None]);
    assert!(heard[2].body.contains("secondary rate limit"));
    assert_ne!(heard[2].header("X-RateLimit-Remaining"), Some("0"));
}

#[test]
fn graphql_says_in_its_errors_that_the_limit_is_reached() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    hub.incident(Incident::rate_limit(403, 30));
    let url = format!("{}/api/graphql", hub.git_url());
    let token = format!("Authorization: Bearer {token}\r\n");
    let heard = ask(&hub, ("POST", &url), &token, "{\"query\":\"{viewer{login}}\"}");
    assert_eq!(
        (heard.status, heard.json()["errors"][0]["type"].clone()),
        (200, "RATE_LIMITED".into())
    );
}
