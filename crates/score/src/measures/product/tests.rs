//! The platform as a product, in made-up repositories.

mod retired;

use jiff::{Span, Timestamp};
use milepost_core::{
    Birth, Change, Dated, Document, DocumentRole, Fact, History, HistoryPath, Measure, Member,
    Ownership, PathRole, Repository, Signal, Telemetry, Touch, Touched, Unknown, What,
};

use crate::made_up::{change_of, entry, fact, image, job, repository, snapshot, workflow};
use crate::settings::Settings;

fn now() -> Timestamp {
    "2026-06-30T12:00:00Z".parse().unwrap()
}

fn ago(days: i64) -> Timestamp {
    now().checked_sub(Span::new().hours(days * 24)).unwrap()
}

/// A change by one person of so many words of the only path, so many days ago.
fn change(days: i64, words: u32) -> Change {
    let touch =
        Touch { path: 0, how: Touched::Changed, size: words, bumps: Vec::new(), adds: Vec::new() };
    Change { touches: vec![touch], ..change_of(&format!("{days}"), ago(days)) }
}

/// The repository with changes of the page at `path`; it began a thousand days ago.
fn with_changes(repository: Repository, path: &str, mut changes: Vec<Change>) -> Repository {
    changes.sort_by_key(|change| std::cmp::Reverse(change.at));
    let role = PathRole::Document;
    let path = HistoryPath { path: path.to_owned(), role, authors: Vec::new(), orphans: 0 };
    let history = History {
        birth: Some(Birth { at: ago(1000), authored: None, files: 3 }),
        since: ago(460),
        paths: vec![path],
        folders: Vec::new(),
        beginning: None,
        changes,
        tags: Vec::new(),
    };
    Repository { history: Some(history), ..repository }
}

/// What is said of the platform team: its name, and that its people are known, where `people` are.
fn settings(team: Option<&str>, people: &[&str]) -> Settings {
    Settings {
        at: Some(now()),
        platform_team: team.map(str::to_owned),
        platform_people: people.iter().map(|it| (*it).to_owned()).collect(),
        ..Settings::default()
    }
}

fn of_team(repositories: Vec<Repository>, id: &str) -> Measure {
    measured(repositories, &settings(Some("platform"), &[]), id)
}

fn measured(repositories: Vec<Repository>, settings: &Settings, id: &str) -> Measure {
    let snapshot = snapshot(repositories, settings);
    snapshot.measures.into_iter().find(|measure| measure.id == id).unwrap()
}

/// A line of code owners.
fn owned(pattern: &str, owners: &[&str]) -> Fact {
    let owners = owners.iter().map(|it| (*it).to_owned()).collect();
    let line = Ownership { pattern: pattern.to_owned(), owners, invalid: None };
    fact(".github/CODEOWNERS", What::Ownership(line))
}

/// The platform team's repository, as its code owners say, which holds `facts`.
fn theirs(id: &str, facts: Vec<Fact>) -> Repository {
    let mut all = vec![owned("*", &["@acme/platform"])];
    all.extend(facts);
    repository(id, all)
}

fn ids(members: &[Member]) -> Vec<&str> {
    members.iter().map(|member| member.id.as_str()).collect()
}

#[test]
fn a_repository_is_the_teams_by_the_catalogue_before_its_code_owners() {
    let tools = repository("acme/tools", vec![entry("tools", "group:default/platform")]);
    let gated = theirs("acme/shop", vec![entry("shop", "group:default/shop")]);
    let partly = repository("acme/pay", vec![owned("/infra/", &["@acme/platform"])]);
    let both = repository("acme/both", vec![owned("*", &["@acme/platform", "@acme/shop"])]);
    let all = vec![both, theirs("acme/charts", vec![]), partly, gated, tools];
    let measure = of_team(all, "platform-owned");
    assert_eq!(ids(&measure.yes), ["acme/charts", "acme/tools"], "{measure:?}");
    assert_eq!(
        (measure.unknown, measure.yes[0].evidence[0].shows.as_str()),
        (None, "@acme/platform")
    );
}

#[test]
fn a_team_that_nobody_names_or_of_which_nothing_is_seen_has_no_repositories_to_tell() {
    let all = || vec![theirs("acme/charts", vec![])];
    let nobody = measured(all(), &settings(None, &[]), "platform-owned");
    assert_eq!(nobody.unknown, Some(Unknown::NoTeam));
    let elsewhere = measured(all(), &settings(Some("ops"), &[]), "platform-owned");
    assert_eq!(elsewhere.unknown, Some(Unknown::NoTeam));
}

#[test]
fn where_its_people_are_known_a_file_of_code_owners_may_be_a_gate_and_work_decides() {
    let by = |platform: bool| (1..9).map(|days| Change { platform, ..change(days, 9) }).collect();
    let worked = with_changes(repository("acme/tools", vec![]), "a.md", by(true));
    let gated = with_changes(theirs("acme/shop", vec![]), "a.md", by(false));
    let unseen = theirs("acme/charts", vec![]);
    let all = vec![unseen, gated, worked];
    let measure = measured(all, &settings(Some("platform"), &["kim"]), "platform-owned");
    assert_eq!((ids(&measure.yes), ids(&measure.no)), (vec!["acme/charts"], vec!["acme/tools"]));
    assert_eq!(measure.no[0].way, "nobody is named as its owner");
}

/// An objective of this name, about something.
fn objective(path: &str, name: &str, watches: Option<&str>) -> Fact {
    let telemetry = Telemetry {
        signal: Signal::Slo,
        stack: "sloth".to_owned(),
        name: Some(name.to_owned()),
        watches: watches.map(str::to_owned),
        golden: Vec::new(),
        objective: Some("99.9".to_owned()),
    };
    fact(path, What::Telemetry(telemetry))
}

/// What is built and deployed by a pipeline.
fn runs() -> Vec<Fact> {
    let deploys = job("deploy", &["image-build", "image-push", "deploy:ci-helm"]);
    vec![image("Dockerfile", "alpine:3"), workflow(".github/workflows/ci.yml", vec![deploys])]
}

#[test]
fn an_objective_is_the_platforms_unless_it_is_about_what_others_run() {
    let slos = vec![
        objective("slo/scaffolder.yaml", "time-to-scaffold", Some("scaffolder")),
        objective("slo/shop.yaml", "requests", Some("shop")),
    ];
    let of_shop = objective("slo.yaml", "checkout", Some("shop"));
    let shop = repository("acme/shop", [runs(), vec![of_shop]].concat());
    let all = vec![shop, theirs("acme/portal", runs()), theirs("acme/slos", slos)];
    let measure = of_team(all, "plat-slo");
    assert_eq!(ids(&measure.yes), ["acme/slos: scaffolder"], "{measure:?}");
    assert_eq!(measure.yes[0].evidence[0].path, "slo/scaffolder.yaml");
    assert_eq!(ids(&measure.open), ["acme/portal"], "one set up by hand would not show");
    assert_eq!(measure.value.map(|it| (it.lo, it.hi)), Some((1.0, 2.0)));
}

#[test]
fn an_objective_elsewhere_that_names_what_the_team_runs_is_the_platforms() {
    let elsewhere = repository("acme/slos", vec![objective("a.yaml", "up", Some("portal"))]);
    let measure = of_team(vec![theirs("acme/portal", runs()), elsewhere], "plat-slo");
    assert_eq!((ids(&measure.yes), measure.open.len()), (vec!["acme/portal"], 0), "{measure:?}");
}

#[test]
fn without_anything_to_ask_for_an_objective_none_is_disproved() {
    let measure = of_team(vec![theirs("acme/charts", vec![])], "plat-slo");
    assert_eq!((measure.value, measure.unknown), (None, Some(Unknown::External)));
}

/// A page.
fn page(path: &str, role: DocumentRole) -> Fact {
    let document = Document {
        role,
        title: None,
        section: false,
        words: 100,
        substance: true,
        sections: Vec::new(),
        asks: Vec::new(),
        placeholders: Vec::new(),
        dates: Vec::new(),
    };
    fact(path, What::Document(document))
}

fn bounds(measure: &Measure) -> Option<(f64, f64)> {
    measure.value.map(|it| (it.lo, it.hi))
}

#[test]
fn news_are_as_old_as_the_latest_change_in_substance_of_a_changelog_or_roadmap() {
    let log = |changes| {
        let repository = theirs("acme/charts", vec![page("CHANGELOG.md", DocumentRole::Changelog)]);
        with_changes(repository, "CHANGELOG.md", changes)
    };
    let plan = |changes| {
        let repository = theirs("acme/tools", vec![page("ROADMAP.md", DocumentRole::Roadmap)]);
        with_changes(repository, "ROADMAP.md", changes)
    };
    let by_machine = || vec![Change { bot: true, ..change(20, 40) }];
    let age = |all| bounds(&of_team(all, "changelog-age"));
    let typo = || vec![change(3, 2), change(60, 40)];
    assert_eq!(age(vec![log(typo()), plan(vec![change(80, 9)])]), Some((60.0, 60.0)));
    assert_eq!(age(vec![log(by_machine()), plan(typo())]), Some((20.0, 20.0)));
    assert_eq!(age(vec![plan(by_machine())]), Some((460.0, 1000.0)), "people plan");
}

#[test]
fn without_news_nothing_was_said_since_the_platform_began() {
    let none = with_changes(theirs("acme/charts", vec![]), "README.md", vec![change(3, 40)]);
    let measure = of_team(vec![none], "changelog-age");
    assert_eq!((bounds(&measure), measure.no.len()), (Some((1000.0, 1000.0)), 1));
}

#[test]
fn a_history_that_is_cut_may_have_had_news() {
    let repository = theirs("acme/charts", vec![page("CHANGELOG.md", DocumentRole::Changelog)]);
    let mut cut = with_changes(repository.clone(), "CHANGELOG.md", vec![]);
    cut.history.as_mut().unwrap().birth = None;
    for all in [vec![cut], vec![repository]] {
        let measure = of_team(all, "changelog-age");
        assert_eq!((measure.value, measure.unknown), (None, Some(Unknown::Shallow)));
    }
}

/// A page with dates, each with its first and last day.
fn dated(path: &str, role: DocumentRole, days: &[(&str, &str)]) -> Fact {
    let mut fact = page(path, role);
    if let What::Document(document) = &mut fact.what {
        let day = |text: &str| text.parse().unwrap();
        let dates = (7..).zip(days);
        document.dates = dates
            .map(|(line, (from, to))| Dated {
                line,
                from: day(from),
                to: day(to),
                about: Vec::new(),
            })
            .collect();
    }
    fact
}

#[test]
fn a_roadmap_counts_with_dated_items_that_people_changed_in_the_last_quarter() {
    let plan = |id: &str, days: &[(&str, &str)], changes| {
        let roadmap = dated("ROADMAP.md", DocumentRole::Roadmap, days);
        with_changes(theirs(id, vec![roadmap]), "ROADMAP.md", changes)
    };
    let quarter = [("2026-07-01", "2026-09-30")];
    let by_machine = vec![Change { bot: true, by: Vec::new(), ..change(10, 40) }];
    let all = vec![
        plan("acme/bot", &quarter, by_machine),
        plan("acme/dated", &quarter, vec![change(89, 40)]),
        plan("acme/old", &quarter, vec![change(91, 40), change(5, 1)]),
        plan("acme/undated", &[], vec![change(10, 40)]),
        theirs("acme/without", vec![]),
    ];
    let measure = of_team(all, "roadmap");
    assert_eq!(ids(&measure.yes), ["acme/dated"], "{measure:?}");
    let at = &measure.yes[0].evidence[0];
    assert_eq!((at.line, at.shows.as_str()), (7, "2026-07-01 to 2026-09-30"));
    assert_eq!(bounds(&measure), Some((1.0, 5.0)), "a board elsewhere would not show");
    assert!(measure.no.is_empty());
}

#[test]
fn without_a_history_nobody_can_tell_whether_a_roadmap_is_kept() {
    let roadmap = dated("ROADMAP.md", DocumentRole::Roadmap, &[("2026-07-01", "2026-09-30")]);
    let measure = of_team(vec![theirs("acme/tools", vec![roadmap])], "roadmap");
    assert_eq!((bounds(&measure), measure.open[0].way.as_str()), (Some((0.0, 1.0)), "shallow"));
}

#[test]
fn surveys_count_by_the_quarters_of_the_last_year_they_were_made_in() {
    let asked = dated(
        "surveys/developers.md",
        DocumentRole::Survey,
        &[
            ("2025-06-01", "2025-06-30"),
            ("2025-10-02", "2025-10-02"),
            ("2025-12-01", "2025-12-31"),
            ("2026-01-01", "2026-03-31"),
            ("2026-10-01", "2026-12-31"),
        ],
    );
    let of_others = dated("dx-survey.md", DocumentRole::Survey, &[("2026-04-01", "2026-04-30")]);
    let all = vec![repository("acme/shop", vec![of_others]), theirs("acme/tools", vec![asked])];
    let measure = of_team(all, "survey");
    assert_eq!(ids(&measure.yes), ["2025-Q4", "2026-Q1"], "{measure:?}");
    assert_eq!(ids(&measure.open), ["2025-Q3", "2026-Q2"]);
    assert_eq!(bounds(&measure), Some((2.0, 4.0)));
}

#[test]
fn a_notice_counts_with_the_day_on_which_something_goes() {
    let day = [("2026-09-30", "2026-09-30")];
    let all = vec![
        theirs("acme/charts", vec![page("docs/deprecation-policy.md", DocumentRole::Deprecation)]),
        theirs("acme/tools", vec![dated("README.md", DocumentRole::Deprecation, &day)]),
    ];
    let measure = of_team(all, "deprec");
    assert_eq!((ids(&measure.yes), bounds(&measure)), (vec!["acme/tools"], Some((1.0, 2.0))));
    assert_eq!(measure.yes[0].evidence[0].line, 7);
}
