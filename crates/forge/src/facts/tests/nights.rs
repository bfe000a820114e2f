//! What is asked on one night, and what of it on the next.

use milepost_core::{Hosted, Releases, SecuritySettings, Visibility};
use serde_json::json;

use crate::facts::ask::{About, Asked, calls_for};
use crate::facts::{pulls, ships, tickets, writers, *};

/// So many repositories, into which something was pushed at an instant.
fn listed(many: u64, pushed: &str) -> Vec<Listed> {
    let one = |id| Listed {
        name: format!("acme/small-{id}"),
        node: format!("R_{id}"),
        hosted: Hosted::of(id, Visibility::Private),
        language: None,
        branch: Some("main".to_owned()),
        pushed: pushed.parse().ok(),
        updated: None,
        url: String::new(),
        security: None,
    };
    (0..many).map(one).collect()
}

fn calls(listed: &[Listed], before: &BTreeMap<u64, Heard>, now: &str) -> usize {
    let repositories: Vec<&Listed> = listed.iter().collect();
    let now = now.parse().unwrap();
    let support = Support::default();
    let asking =
        Asking { owner: "acme", repositories: &repositories, before, support: &support, now };
    calls_for(&asking)
}

const NIGHT: &str = "2026-03-02T03:00:00Z";

#[test]
fn a_question_is_asked_about_many_repositories_at_once() {
    let none = BTreeMap::new();
    let of = |many| calls(&listed(many, "2026-03-01T12:00:00Z"), &none, NIGHT);
    assert_eq!(of(0), 0);
    // Teams, and the runs of each.
    assert_eq!(of(25), 1 + QUESTIONS + 25);
    assert_eq!(of(2_000), 1 + 80 * QUESTIONS + 2_000);
    let quiet = listed(25, "2025-03-01T12:00:00Z");
    assert_eq!(calls(&quiet, &none, NIGHT), 1 + QUESTIONS, "nothing changed that could fail");
}

/// Questions that are asked about every repository, and those of them that are not asked again
/// where nothing was pushed.
const QUESTIONS: usize = 4;
const OF_THE_PAST: usize = 1;

#[test]
fn what_was_asked_since_the_last_push_is_not_asked_again_for_a_week() {
    let all = listed(25, "2026-03-01T12:00:00Z");
    let asked = Asked { at: "2026-03-01T13:00:00Z".parse().unwrap(), pushed: all[0].pushed };
    let writers = Some(Writers { asked, last: BTreeMap::new() });
    let since = "2025-12-01T00:00:00Z".parse().unwrap();
    let runs = Some(Runs { asked, since, failed: Vec::new() });
    let heard = Heard { writers, runs, ..Heard::default() };
    let known = all.iter().map(|it| (it.hosted.id, heard.clone())).collect();
    assert_eq!(calls(&all, &known, NIGHT), 1 + QUESTIONS - OF_THE_PAST);
    assert_eq!(calls(&all, &known, "2026-03-09T03:00:00Z"), 1 + QUESTIONS + 25);
    let pushed = listed(25, "2026-03-01T14:00:00Z");
    assert_eq!(calls(&pushed, &known, NIGHT), 1 + QUESTIONS + 25);
}

#[test]
fn teams_are_at_work_where_a_member_wrote_something_in_the_last_half_year() {
    let team = |slug: &str, members: &[&str]| Team {
        slug: slug.to_owned(),
        members: members.iter().map(|it| (*it).to_owned()).collect(),
    };
    let teams = [team("payments", &["Mona"]), team("search", &["hubot", "ada"]), team("old", &[])];
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let last = [("mona", at("2026-01-01T00:00:00Z")), ("ada", at("2025-06-01T00:00:00Z"))];
    let last = last.map(|(login, at)| (login.to_owned(), at)).into();
    let asked = Asked { at: at(NIGHT), pushed: None };
    let heard = Heard { writers: Some(Writers { asked, last }), ..Heard::default() };
    let see = |teams| Eyes::new(teams, (&[], None), at(NIGHT)).see(&heard).teams;
    assert_eq!(see(Some(&teams)), Some(vec!["payments".to_owned()]));
    assert_eq!(see(None), None, "who is in which team is not seen");
}

#[test]
fn who_wrote_is_known_from_all_pages() {
    let commit = |at: &str, login: Option<&str>| {
        let user = login.map(|login| json!({ "login": login }));
        json!({ "committedDate": at, "author": { "user": user } })
    };
    let page = |next: Option<&str>, nodes: &[Value]| {
        let info = json!({ "hasNextPage": next.is_some(), "endCursor": next });
        json!({ "defaultBranchRef": { "target": { "history": { "pageInfo": info, "nodes": nodes } } } })
    };
    let all = listed(1, NIGHT);
    let (none, support) = (BTreeMap::new(), Support::default());
    let now = NIGHT.parse().unwrap();
    let asking = Asking { owner: "acme", repositories: &[], before: &none, support: &support, now };
    let about = About { listed: &all[0], asking: &asking };
    let mut heard = Heard::default();
    let take = writers::QUESTION.take;
    let first =
        [commit("2026-02-02T00:00:00Z", Some("mona")), commit("2026-02-01T00:00:00Z", None)];
    assert_eq!(take(&page(Some("c1"), &first), &mut heard, about), Some("c1".to_owned()));
    let second = [commit("2026-01-01T00:00:00Z", Some("mona")), commit(NIGHT, Some("ada"))];
    assert_eq!(take(&page(None, &second), &mut heard, about), None);
    let last = heard.writers.clone().expect("they may be seen").last;
    let last: Vec<(&str, String)> =
        last.iter().map(|(login, at)| (login.as_str(), at.to_string())).collect();
    assert_eq!(last, [("ada", NIGHT.to_owned()), ("mona", "2026-02-02T00:00:00Z".to_owned())]);
    let empty = json!({ "defaultBranchRef": null });
    assert_eq!(take(&empty, &mut heard, about), None);
    let hidden = json!({ "defaultBranchRef": { "target": null } });
    take(&hidden, &mut heard, about);
    assert_eq!(heard.writers, None);
}

/// A page of pull requests: the numbers of those that are open, and of those that ended with the days
/// they last changed on, the newest first.
fn page(open: &[u64], ended: &[(u64, &str)], next: Option<&str>) -> Value {
    let one = |number: u64, closed: Option<&str>| {
        json!({
            "number": number, "createdAt": "2026-01-01T00:00:00Z", "updatedAt": closed,
            "closedAt": closed, "baseRefName": "main", "headRefName": "renovate/node-22.x",
            "mergeCommit": closed.map(|_| json!({ "oid": "c0ffee" })),
            "files": { "nodes": [{ "path": "Dockerfile" }] },
            "reviews": { "nodes": [{ "author": { "login": "Kim" } }, { "author": null }] },
        })
    };
    let info = json!({ "hasNextPage": next.is_some(), "endCursor": next });
    let open: Vec<Value> = open.iter().map(|number| one(*number, None)).collect();
    let ended: Vec<Value> = ended.iter().map(|(number, at)| one(*number, Some(at))).collect();
    json!({
        "defaultBranchRef": { "name": "main" },
        "open": { "totalCount": open.len() + 3, "nodes": open },
        "ended": { "pageInfo": info, "nodes": ended },
    })
}

/// Asks about one repository at an instant.
fn at<T>(now: &str, support: &Support, ask: impl FnOnce(About<'_>) -> T) -> T {
    let (listed, none) = (listed(1, now), BTreeMap::new());
    let (before, now) = (&none, now.parse().unwrap());
    let asking = Asking { owner: "acme", repositories: &[], before, support, now };
    ask(About { listed: &listed[0], asking: &asking })
}

fn numbers(heard: &Heard) -> Vec<u64> {
    heard.pulls.iter().flat_map(|pulls| pulls.all.keys().copied()).collect()
}

#[test]
fn pull_requests_are_read_until_what_was_told_before() {
    let none = Support::default();
    let mut heard = Heard::default();
    let mut take = |now: &str, page: &Value| {
        let next = at(now, &none, |about| (pulls::QUESTION.take)(page, &mut heard, about));
        (next, heard.clone())
    };
    let first =
        page(&[5, 6], &[(4, "2026-02-20T00:00:00Z"), (3, "2026-02-10T00:00:00Z")], Some("c1"));
    let (next, known) = take(NIGHT, &first);
    assert_eq!(next.as_deref(), Some("c1"));
    assert!(Eyes::new(None, (&[], None), NIGHT.parse().unwrap()).see(&known).pulls.is_none());
    let last =
        page(&[5, 6], &[(2, "2026-01-20T00:00:00Z"), (1, "2024-01-10T00:00:00Z")], Some("c2"));
    let (next, known) = take(NIGHT, &last);
    assert_eq!(next, None, "what ended long ago is not asked for");
    assert_eq!(numbers(&known), [2, 3, 4, 5, 6]);
    let ended = [(6, "2026-03-02T12:00:00Z"), (4, "2026-02-20T00:00:00Z")];
    let (next, known) = take("2026-03-03T03:00:00Z", &page(&[5], &ended, Some("c3")));
    assert_eq!(next, None, "the rest was told the night before");
    assert_eq!(numbers(&known), [2, 3, 4, 5, 6]);
    let told = known.pulls.expect("they may be seen");
    assert_eq!((told.more, told.whole), (3, true));
    assert_eq!(told.all[&6].ended.map(|at| at.to_string()).as_deref(), Some(ended[0].1));
}

#[test]
fn who_is_of_the_platform_team_is_told_by_login_or_by_its_team() {
    let mut heard = Heard::default();
    let page = page(&[], &[(1, "2026-02-20T00:00:00Z")], None);
    at(NIGHT, &Support::default(), |about| (pulls::QUESTION.take)(&page, &mut heard, about));
    let teams = [Team { slug: "core-tools".to_owned(), members: vec!["kim".to_owned()] }];
    let approved = |people: &[&str], team: Option<&str>| {
        let people: Vec<String> = people.iter().map(|it| (*it).to_owned()).collect();
        let eyes = Eyes::new(Some(&teams), (&people, team), NIGHT.parse().unwrap());
        eyes.see(&heard).pulls.expect("all pages were read").all[0].platform
    };
    assert!(!approved(&[], None));
    assert!(!approved(&["ada", "*@acme.example"], Some("group:other")));
    assert!(approved(&["K*m"], None));
    assert!(approved(&["kim@users.noreply.github.com"], None));
    assert!(approved(&[], Some("group:default/Core-Tools")));
}

/// A page of releases: the tags, the days they were begun on, and who made them; the newest first.
fn released(all: &[(&str, &str, Option<&str>)], next: Option<&str>) -> Value {
    let one = |(tag, begun, by): &(&str, &str, Option<&str>)| {
        json!({
            "tagName": tag, "createdAt": begun, "publishedAt": begun, "isPrerelease": false,
            "author": by.map(|login| json!({ "login": login })),
            "tagCommit": { "oid": "c0ffee0123456789" }, "releaseAssets": { "totalCount": 1 },
        })
    };
    let nodes: Vec<Value> = all.iter().map(one).collect();
    let info = json!({ "hasNextPage": next.is_some(), "endCursor": next });
    json!({ "releases": { "pageInfo": info, "nodes": nodes } })
}

#[test]
fn releases_are_read_until_what_was_told_before_and_what_is_gone_is_forgotten() {
    let none = Support::default();
    let mut heard = Heard::default();
    let mut take = |now: &str, page: &Value| {
        let next = at(now, &none, |about| (ships::QUESTION.take)(page, &mut heard, about));
        let seen = Eyes::new(None, (&[], None), now.parse().unwrap()).see(&heard).releases;
        let tags = |all: Releases| -> Vec<(String, Option<u32>)> {
            all.all.into_iter().map(|it| (it.tag, it.by)).collect()
        };
        (next, seen.map(tags).unwrap_or_default())
    };
    let named = |tags: &[(&str, Option<u32>)]| -> Vec<(String, Option<u32>)> {
        tags.iter().map(|(tag, by)| ((*tag).to_owned(), *by)).collect()
    };
    let first =
        [("v4", "2026-02-20T00:00:00Z", Some("mona")), ("v3", "2026-02-10T00:00:00Z", None)];
    let (next, seen) = take(NIGHT, &released(&first, Some("c1")));
    assert_eq!((next.as_deref(), seen), (Some("c1"), named(&[])), "not all pages are read");
    let second =
        [("v2", "2026-01-01T00:00:00Z", Some("ada")), ("v1", "2020-01-01T00:00:00Z", None)];
    let (next, seen) = take(NIGHT, &released(&second, Some("c2")));
    assert_eq!(next, None, "what is older than changes are told is not asked for");
    assert_eq!(seen, named(&[("v4", Some(0)), ("v3", None), ("v2", Some(1))]));
    let newer = [("v5", "2026-03-02T12:00:00Z", None), ("v3", "2026-02-10T00:00:00Z", None)];
    let (next, seen) = take("2026-03-03T03:00:00Z", &released(&newer, Some("c3")));
    assert_eq!(next, None, "the rest was told the night before");
    assert_eq!(seen, named(&[("v5", None), ("v3", None), ("v2", Some(0))]), "v4 is gone");
    assert_eq!(take(NIGHT, &json!({ "releases": null })).1, named(&[]), "they may not be seen");
}

#[test]
fn settings_are_asked_of_who_may_tell_and_once_a_week() {
    let of = |visibility, security: SecuritySettings| Listed {
        security: Some(security),
        hosted: Hosted { visibility, ..listed(1, NIGHT)[0].hosted.clone() },
        ..listed(1, "2026-03-01T12:00:00Z").remove(0)
    };
    let none = BTreeMap::new();
    let others = 1 + QUESTIONS + 1;
    let open = SecuritySettings { push_protection: Some(true), ..SecuritySettings::default() };
    let off = SecuritySettings { code_scanning: Some(false), ..open };
    assert_eq!(calls(&listed(1, "2026-03-01T12:00:00Z"), &none, NIGHT), others);
    assert_eq!(calls(&[of(Visibility::Private, open)], &none, NIGHT), others + 1);
    assert_eq!(calls(&[of(Visibility::Private, off)], &none, NIGHT), others);
    assert_eq!(calls(&[of(Visibility::Public, open)], &none, NIGHT), others + 2);
    let asked = "2026-03-01T03:00:00Z".parse().ok();
    let heard = Heard { security: Some(Security { asked, settings: open }), ..Heard::default() };
    let known = BTreeMap::from([(0, heard)]);
    assert_eq!(calls(&[of(Visibility::Public, open)], &known, NIGHT), others);
    let later = "2026-03-08T04:00:00Z";
    assert_eq!(calls(&[of(Visibility::Public, open)], &known, later), others + 2);
}

#[test]
fn requests_are_those_of_people_in_declared_places() {
    let one = |number: u64, at: &str, kind: &str, login: &str| {
        json!({ "number": number, "createdAt": at,
            "author": { "__typename": kind, "login": login } })
    };
    let nodes = [
        one(3, "2026-03-01T00:00:00Z", "User", "ada"),
        one(2, "2026-02-01T00:00:00Z", "Bot", "stale"),
        one(1, "2020-01-01T00:00:00Z", "User", "ada"),
    ];
    let page = json!({ "issues": {
        "pageInfo": { "hasNextPage": true, "endCursor": "c1" }, "nodes": nodes } });
    let named = ["acme/Small-0".to_owned()].to_vec();
    let support = Support { repositories: named, labels: Vec::new() };
    let labelled = Support { labels: vec!["platform".to_owned()], ..Support::default() };
    let wants = |support: &Support| {
        let of = |question: &ask::Question| at(NIGHT, support, |about| (question.wants)(about));
        (of(&tickets::SUPPORT), of(&tickets::LABELLED))
    };
    assert_eq!(wants(&support), (true, false));
    assert_eq!(wants(&labelled), (false, true));
    assert_eq!(wants(&Support::default()), (false, false));
    let mut heard = Heard::default();
    let next = at(NIGHT, &support, |about| (tickets::SUPPORT.take)(&page, &mut heard, about));
    assert_eq!(next, None, "what is older than the window is not asked for");
    let requests = Eyes::new(None, (&[], None), NIGHT.parse().unwrap()).see(&heard).tickets;
    let opened = requests.expect("all pages were read").opened;
    assert_eq!(
        opened.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["2026-03-01T00:00:00Z"]
    );
}
