//! Lists, pages, and who sees what.

use milepost_testkit::Ground;
use milepost_testkit::hub::{Hub, HubPlan, Visibility};

use crate::client::{ask, get};

/// Five repositories of `acme`, of which the first is public, and a token for everything.
pub(crate) fn five(ground: &Ground) -> (Hub, String) {
    let mut plan = HubPlan::plenty("acme", ground, 5);
    let token = plan.state.token_for_everything();
    plan.state.repository("acme/small-0000").visibility = Visibility::Public;
    (Hub::start(plan), token)
}

#[test]
fn pages_lead_to_each_other_by_addresses_that_work() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    let first = get(&hub, "/orgs/acme/repos?sort=full_name&per_page=2", Some(&token));
    assert_eq!(first.names(), ["acme/small-0000", "acme/small-0001"]);
    assert_eq!(first.page("prev"), None);
    assert!(first.page("next").expect("a next").contains("/api/v3/organizations/"));
    let second = get(&hub, &first.page("next").expect("a next"), Some(&token));
    assert_eq!(second.names(), ["acme/small-0002", "acme/small-0003"]);
    let last = get(&hub, &second.page("last").expect("a last"), Some(&token));
    assert_eq!(last.names(), ["acme/small-0004"]);
    assert_eq!((last.page("next"), last.page("last")), (None, None));
    assert_eq!(last.page("prev"), first.page("next"));
    let again = get(&hub, &last.page("first").expect("a first"), Some(&token));
    assert_eq!(again.names(), first.names());
}

#[test]
fn a_list_on_one_page_has_no_links() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    assert_eq!(get(&hub, "/orgs/acme/repos", Some(&token)).header("Link"), None);
}

#[test]
fn an_answer_that_is_known_is_not_sent_again_nor_counted() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    let first = get(&hub, "/orgs/acme/repos", Some(&token));
    let headers = format!(
        "Authorization: token {token}\r\nIf-None-Match: {}\r\n",
        first.header("ETag").expect("a tag")
    );
    let again = ask(&hub, ("GET", "/orgs/acme/repos"), &headers, "");
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    assert_eq!(again.header("X-RateLimit-Remaining"), first.header("X-RateLimit-Remaining"));
    hub.change(|state| state.repository("acme/small-0003").archived = true);
    let changed = ask(&hub, ("GET", "/orgs/acme/repos"), &headers, "");
    assert_eq!(changed.status, 200);
    let asked = hub.requests();
    assert_eq!(asked.iter().map(|it| it.if_none_match).collect::<Vec<_>>(), [false, true, true]);
    assert_eq!(asked.iter().map(|it| it.status).collect::<Vec<_>>(), [200, 304, 200]);
}

#[test]
fn what_is_private_is_invisible_without_a_token_that_sees_it() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    assert_eq!(get(&hub, "/orgs/acme/repos", None).names(), ["acme/small-0000"]);
    assert_eq!(get(&hub, "/repos/acme/small-0001", None).status, 404);
    assert_eq!(get(&hub, "/repos/acme/small-0001", Some(&token)).status, 200);
    let unknown = get(&hub, "/repos/acme/small-0000", Some("ghp_of_yesterday"));
    assert_eq!((unknown.status, &unknown.json()["message"]), (401, &"Bad credentials".into()));
}
