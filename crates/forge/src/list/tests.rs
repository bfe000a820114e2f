//! Lists and filters.

use super::*;

fn listed(name: &str) -> Listed {
    let hosted =
        Hosted { topics: vec!["payments".to_owned()], ..Hosted::of(1, Visibility::Public) };
    Listed {
        name: format!("acme/{name}"),
        node: "R_1".to_owned(),
        hosted,
        language: Some("Rust".to_owned()),
        branch: Some("main".to_owned()),
        pushed: "2026-01-01T00:00:00Z".parse().ok(),
        updated: None,
        url: String::new(),
        security: None,
    }
}

fn against(filter: &Filter, name: &str) -> Option<&'static str> {
    filter.against(&listed(name))
}

fn account(public: u64, private: Option<u64>) -> Account {
    Account { public_repos: Some(public), total_private_repos: private, ..only("acme".to_owned()) }
}

#[test]
fn without_a_filter_everything_is_wanted() {
    assert_eq!(against(&Filter::default(), "billing"), None);
}

#[test]
fn names_are_wanted_and_unwanted_by_patterns() {
    let named = |patterns: &[&str]| {
        let patterns: Vec<String> = patterns.iter().map(|it| (*it).to_owned()).collect();
        Names::of(&patterns).map(|names| Filter { names, ..Filter::default() })
    };
    let filter = named(&["!*-sandbox"]).unwrap();
    assert_eq!(against(&filter, "billing"), None);
    assert_eq!(against(&filter, "billing-sandbox"), Some("name"));
    let filter = named(&["!*-sandbox", "Bill*"]).unwrap();
    assert_eq!(against(&filter, "billing"), None);
    assert_eq!(against(&filter, "ledger"), Some("name"));
    assert!(named(&["["]).is_err());
}

#[test]
fn each_filter_says_what_it_is_about() {
    let not = |filter: Filter| against(&filter, "billing");
    assert_eq!(not(Filter { archived: Presence::Only, ..Filter::default() }), Some("archived"));
    assert_eq!(not(Filter { forks: Presence::Without, ..Filter::default() }), None);
    let private = vec![Visibility::Private];
    assert_eq!(not(Filter { visibility: private, ..Filter::default() }), Some("visibility"));
    let topics = vec!["search".to_owned(), "Payments".to_owned()];
    assert_eq!(not(Filter { topics, ..Filter::default() }), None);
    let languages = vec!["Kotlin".to_owned()];
    assert_eq!(not(Filter { languages, ..Filter::default() }), Some("language"));
    let pushed_since = "2026-02-01T00:00:00Z".parse().ok();
    assert_eq!(not(Filter { pushed_since, ..Filter::default() }), Some("pushed-since"));
}

#[test]
fn fewer_than_the_account_says_it_has_is_short() {
    let one = [listed("billing")];
    assert_eq!(short(&account(1, None), &one), None);
    assert_eq!(short(&account(2, None), &one), Some(Counts { listed: 1, said: 2 }));
    // One more that is public does not make up for a private one that is missing.
    assert_eq!(short(&account(0, Some(1)), &one), Some(Counts { listed: 1, said: 2 }));
}

#[test]
fn settings_of_security_stand_in_the_list_for_who_administers_it() {
    let settings = |said: serde_json::Value| {
        let one = serde_json::json!({
            "id": 1, "node_id": "R_1", "full_name": "acme/x", "private": true, "fork": false,
            "clone_url": "", "security_and_analysis": said,
        });
        Listed::from(serde_json::from_value::<Repository>(one).unwrap()).security
    };
    assert_eq!(settings(serde_json::Value::Null), None);
    let on = serde_json::json!({ "status": "enabled" });
    let off = serde_json::json!({ "status": "disabled" });
    let told = settings(serde_json::json!({ "secret_scanning": on, "code_security": off }));
    let told = told.unwrap();
    assert_eq!((told.secret_scanning, told.push_protection), (Some(true), None));
    assert_eq!(told.code_scanning, Some(false), "nothing that scans code is enabled");
    let paid = settings(serde_json::json!({ "advanced_security": on })).unwrap();
    assert_eq!(paid.code_scanning, None, "it may be scanned by a workflow instead");
}

#[test]
fn a_repository_on_two_pages_is_listed_once_by_its_newer_name() {
    let newer = Listed { updated: "2026-03-01T00:00:00Z".parse().ok(), ..listed("new-name") };
    let names: Vec<String> =
        sorted(vec![listed("name"), newer]).into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["acme/new-name"]);
}
