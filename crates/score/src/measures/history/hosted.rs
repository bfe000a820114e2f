//! Measures of made-up answers of a host: pull requests, runs, teams, requests.

use jiff::{Span, Timestamp};
use milepost_core::{
    Alerts, ApiFacts, Birth, Change, FailedRuns, History, HistoryPath, Hosted, HostedRelease,
    Measure, PathRole, PullRequest, PullRequests, Release, Releases, Repository, Requests,
    SecuritySettings, Touch, Touched, Unknown, Updates, Visibility, What,
};

use crate::made_up::{change_of, entry, fact, image, job, repository, snapshot, workflow};
use crate::settings::Settings;

const CI: &str = ".github/workflows/ci.yml";

fn now() -> Timestamp {
    "2026-06-30T12:00:00Z".parse().unwrap()
}

fn days_ago(days: i64) -> Timestamp {
    now().checked_sub(Span::new().hours(days * 24)).unwrap()
}

/// A change of the pipeline so many days ago, of so many lines.
fn change(by: u32, days: i64, lines: u32) -> Change {
    let touch =
        Touch { path: 0, how: Touched::Changed, size: lines, bumps: Vec::new(), adds: Vec::new() };
    let change = change_of(&format!("{by}-{days}"), days_ago(days));
    Change { by: vec![by], touches: vec![touch], ..change }
}

/// The same by somebody of the platform team.
fn of_platform(days: i64) -> Change {
    Change { platform: true, ..change(1, days, 1) }
}

fn history(mut changes: Vec<Change>) -> History {
    changes.sort_by_key(|change| std::cmp::Reverse(change.at));
    let at = "2020-01-01T00:00:00Z".parse().unwrap();
    let path = HistoryPath {
        path: CI.to_owned(),
        role: PathRole::Infrastructure,
        authors: Vec::new(),
        orphans: 0,
    };
    History {
        birth: Some(Birth { at, authored: None, files: 3 }),
        since: days_ago(460),
        paths: vec![path],
        folders: Vec::new(),
        beginning: None,
        changes,
        tags: Vec::new(),
    }
}

/// A service with a pipeline, its history, and what its host says of it.
fn service(id: &str, changes: Vec<Change>, facts: impl Into<Option<ApiFacts>>) -> Repository {
    let build = job("build", &["image-build", "image-push", "deploy:ci-helm"]);
    let files = vec![image("Dockerfile", "alpine:3"), workflow(CI, vec![build])];
    Repository {
        history: Some(history(changes)),
        hosted: Some(hosted(facts.into())),
        ..repository(id, files)
    }
}

fn hosted(facts: Option<ApiFacts>) -> Hosted {
    Hosted { facts, ..Hosted::of(1, Visibility::Private) }
}

/// What the platform team makes by itself, so that it is known for one.
fn tools() -> Repository {
    let own = (1..40).map(of_platform).collect();
    Repository { history: Some(history(own)), ..repository("acme/tools", Vec::new()) }
}

fn settings() -> Settings {
    Settings { at: Some(now()), platform_people: vec!["kim".to_owned()], ..Settings::default() }
}

fn measured(repositories: Vec<Repository>, settings: &Settings, id: &str) -> Measure {
    let snapshot = snapshot(repositories, settings);
    snapshot.measures.into_iter().find(|measure| measure.id == id).unwrap()
}

fn bounds(measure: &Measure) -> Option<(f64, f64)> {
    measure.value.map(|it| (it.lo, it.hi))
}

/// A pull request that was merged as a change.
fn merged(change: &Change, by_platform: bool) -> PullRequest {
    PullRequest {
        opened: change.at.checked_sub(Span::new().hours(20)).unwrap(),
        ended: Some(change.at),
        commit: Some(change.commit.clone()),
        upgrade: false,
        platform: by_platform,
        paths: Vec::new(),
    }
}

/// An upgrade that was opened so many days ago, and ended so many days ago if it did.
fn upgrade(opened: i64, ended: Option<i64>, path: &str) -> PullRequest {
    PullRequest {
        opened: days_ago(opened),
        ended: ended.map(days_ago),
        commit: None,
        upgrade: true,
        platform: false,
        paths: vec![path.to_owned()],
    }
}

fn pulls(all: Vec<PullRequest>) -> ApiFacts {
    let pulls = Some(PullRequests { since: days_ago(200), more: 0, all });
    ApiFacts { pulls, ..ApiFacts::default() }
}

#[test]
fn pull_requests_on_infrastructure_that_the_platform_team_approved_are_counted() {
    let changes: Vec<Change> = (0..12).map(|it| change(2, 1 + it, 3)).collect();
    let all = (0..).zip(&changes).map(|(place, change)| merged(change, place < 3)).collect();
    let shop = service("acme/shop", changes.clone(), pulls(all));
    let measure = measured(vec![shop.clone(), tools()], &settings(), "plat-review");
    assert_eq!(bounds(&measure), Some((0.25, 0.25)), "{measure:?}");
    assert_eq!(measure.unknown, None);
    let larger = measured(vec![shop, tools()], &settings(), "plat-review.non-trivial");
    assert_eq!((larger.value, larger.unknown), (None, None), "three lines are trivial: {larger:?}");
}

#[test]
fn reviews_that_cannot_be_seen_are_not_taken_for_none() {
    let changes: Vec<Change> = (0..12).map(|it| change(2, 1 + it, 30)).collect();
    let shop =
        |facts: Option<ApiFacts>| vec![service("acme/shop", changes.clone(), facts), tools()];
    let measure = measured(shop(None), &settings(), "plat-review.non-trivial");
    assert_eq!((measure.value, measure.unknown), (None, Some(Unknown::NoApi)));
    let late = PullRequests { since: days_ago(20), more: 0, all: Vec::new() };
    let late = Some(ApiFacts { pulls: Some(late), ..ApiFacts::default() });
    let measure = measured(shop(late), &settings(), "plat-review");
    assert_eq!(measure.unknown, Some(Unknown::NoApi), "those of the first weeks are missing");
    // By an address alone nobody can tell who approved.
    let nobody = Settings { platform_people: vec!["kim@acme.example".to_owned()], ..settings() };
    let measure = measured(shop(Some(pulls(Vec::new()))), &nobody, "plat-review");
    assert_eq!(measure.unknown, Some(Unknown::NoTeam));
}

/// A service whose versions a program sets anew, with these pull requests.
fn updated(facts: impl Into<Option<ApiFacts>>) -> Repository {
    let mut shop = service("acme/shop", vec![change(2, 1, 1)], facts);
    let updates = Updates {
        tool: "renovate".to_owned(),
        enabled: true,
        ecosystems: Vec::new(),
        disabled: Vec::new(),
        automerge: false,
        preset: false,
    };
    shop.facts.push(fact("renovate.json", What::Updates(updates)));
    shop
}

#[test]
fn upgrades_of_infrastructure_that_wait_are_counted_and_dated() {
    let all = vec![
        upgrade(10, None, CI),
        upgrade(40, None, CI),
        upgrade(90, None, "package.json"),
        upgrade(200, Some(100), CI),
        upgrade(30, Some(5), CI),
    ];
    let of = |id| bounds(&measured(vec![updated(pulls(all.clone()))], &settings(), id));
    assert_eq!(of("pr-backlog.count"), Some((2.0, 2.0)));
    assert_eq!(of("pr-backlog.median-age"), Some((25.0, 25.0)));
    // Two quarters ago one was open, for 20 days.
    assert_eq!(of("pr-backlog.rise"), Some((5.0, 5.0)));
}

#[test]
fn without_an_updater_nothing_waits_and_unseen_is_unknown() {
    let shop = service("acme/shop", vec![change(2, 1, 1)], pulls(Vec::new()));
    let measure = measured(vec![shop], &settings(), "pr-backlog.count");
    assert_eq!(measure.not_applicable.as_deref(), Some("nothing proposes upgrades"));
    let measure = measured(vec![updated(None)], &settings(), "pr-backlog.rise");
    assert_eq!((measure.value, measure.unknown), (None, Some(Unknown::NoApi)));
}

#[test]
fn a_newcomers_tenth_merge_takes_at_least_from_the_first_change() {
    let known = (0..20).map(|place| change(1, 300 + place, 1));
    let new = (2..5).flat_map(|by| (0..12).map(move |place| change(by, 100 - place * 4, 1)));
    let changes: Vec<Change> = known.chain(new).collect();
    let all: Vec<PullRequest> = changes.iter().map(|change| merged(change, false)).collect();
    let shop = |all| vec![service("acme/shop", changes.clone(), pulls(all))];
    let measure = measured(shop(all.clone()), &settings(), "t10pr");
    assert_eq!(bounds(&measure), Some((36.0, 365.0)), "{measure:?}");
    assert!(measure.yes.iter().all(|member| member.id == "acme/shop"), "nobody is named");
    let few = all.into_iter().filter(|it| it.commit.as_deref().is_some_and(|it| it < "4"));
    let measure = measured(shop(few.collect()), &settings(), "t10pr");
    assert_eq!((measure.value, measure.unknown), (None, Some(Unknown::TooFew)));
}

fn runs(since: i64, failed: &[i64]) -> ApiFacts {
    let ended = failed.iter().map(|days| days_ago(*days)).collect();
    let runs = Some(FailedRuns { since: days_ago(since), ended });
    ApiFacts { runs, ..ApiFacts::default() }
}

#[test]
fn a_pipeline_is_repaired_by_who_changes_it_soon_after_it_failed() {
    let mut changes: Vec<Change> = (0..10).map(|it| change(2, 30 + it, 1)).collect();
    // Theirs, in a file they never wrote before; and one long after the failure.
    changes.extend([of_platform(20), of_platform(5)]);
    let failed: Vec<i64> = (31..41).chain([21, 9]).collect();
    let mut shop = service("acme/shop", changes, runs(100, &failed));
    shop.facts.push(entry("shop", "group:shop"));
    let measure = measured(vec![shop.clone(), tools()], &settings(), "plat-fix");
    let share = measure.share.unwrap();
    assert_eq!((share.yes, share.no, share.unknown), (1, 10, 0), "{measure:?}");
    let teams = measured(vec![shop, tools()], &settings(), "plat-fix.teams");
    assert_eq!(bounds(&teams), Some((1.0 / 3.0, 1.0 / 3.0)), "one team in three months: {teams:?}");
}

#[test]
fn who_keeps_a_pipeline_up_repairs_what_is_theirs() {
    let changes = (0..12).map(|it| of_platform(20 + it)).chain([of_platform(200)]);
    let others = (0..40).map(|it| Change { touches: Vec::new(), ..change(2, 1 + it, 1) });
    let failed: Vec<i64> = (20..35).collect();
    let shop = service("acme/shop", changes.chain(others).collect(), runs(100, &failed));
    let share = measured(vec![shop, tools()], &settings(), "plat-fix").share.unwrap();
    assert_eq!((share.yes, share.no), (0, 12));
}

#[test]
fn runs_that_the_host_does_not_keep_are_no_sign_of_health() {
    let changes = || vec![change(2, 80, 1)];
    let of = |facts: Option<ApiFacts>| {
        let shop = service("acme/shop", changes(), facts);
        measured(vec![shop, tools()], &settings(), "plat-fix").unknown
    };
    assert_eq!(of(Some(runs(60, &[]))), Some(Unknown::Retention));
    assert_eq!(of(None), Some(Unknown::NoApi));
}

/// A service with an entry that names its owner, and teams that are at work in its repository.
fn owned(owner: &str, at_work: Option<&[&str]>) -> Repository {
    let teams = at_work.map(|teams| teams.iter().map(|it| (*it).to_owned()).collect());
    let facts = Some(ApiFacts { teams, ..ApiFacts::default() });
    let mut shop = service("acme/shop", vec![change(2, 1, 1)], facts);
    shop.facts.push(entry("shop", owner));
    shop
}

#[test]
fn an_owner_is_alive_who_is_a_team_that_works_on_what_it_owns() {
    let teams = ["payments".to_owned(), "search".to_owned()];
    let settings = Settings { teams: teams.into(), ..settings() };
    let of = |owner, at_work: Option<&[&str]>| {
        let measure = measured(vec![owned(owner, at_work)], &settings, "owner-ok");
        (measure.share.map(|it| (it.yes, it.no, it.unknown)), measure.unknown)
    };
    assert_eq!(of("group:default/Payments", Some(&["payments"])), (Some((1, 0, 0)), None));
    assert_eq!(of("group:search", Some(&["payments"])), (Some((0, 1, 0)), None));
    assert_eq!(of("group:gone", Some(&["payments"])), (Some((0, 1, 0)), None));
    assert_eq!(of("user:payments", Some(&["payments"])), (Some((0, 1, 0)), None));
    assert_eq!(of("group:payments", None), (None, Some(Unknown::NoApi)));
}

#[test]
fn requests_are_counted_where_support_is_declared() {
    let help = |opened: &[i64]| {
        let mut opened: Vec<Timestamp> = opened.iter().map(|days| days_ago(*days)).collect();
        opened.sort();
        let tickets = Some(Requests { since: days_ago(470), opened });
        let facts = Some(ApiFacts { tickets, ..ApiFacts::default() });
        Repository { hosted: Some(hosted(facts)), ..repository("acme/help", Vec::new()) }
    };
    let support = vec!["acme/Help".to_owned()];
    let declared = Settings { support, ..settings() };
    let earlier: Vec<i64> = (0..40).map(|it| 91 + it * 8).collect();
    let opened: Vec<i64> = (0..5).map(|it| 10 + it).chain(earlier).collect();
    let of = |settings: &Settings, id| measured(vec![help(&opened)], settings, id);
    assert_eq!(bounds(&of(&declared, "tickets.ratio")), Some((0.5, 0.5)));
    let week = of(&declared, "tickets").value.unwrap().lo;
    assert!((week - 5.0 * 7.0 / 90.0).abs() < 1e-9);
    assert_eq!(of(&settings(), "tickets").unknown, Some(Unknown::NoAttest));
    let other = Settings { support: vec!["acme/desk".to_owned()], ..settings() };
    assert_eq!(of(&other, "tickets.ratio").unknown, Some(Unknown::NoApi));
    let nobody = Settings { platform_people: Vec::new(), ..declared };
    assert_eq!(of(&nobody, "tickets").unknown, Some(Unknown::NoTeam));
}

/// A service that is built and that nothing deploys, with these releases: tags, days ago, artefacts.
fn releasing(all: &[(&str, i64, u32)]) -> Repository {
    let one = |(tag, days, artefacts): &(&str, i64, u32)| HostedRelease {
        tag: (*tag).to_owned(),
        begun: days_ago(*days),
        published: Some(days_ago(*days)),
        prerelease: tag.contains("rc"),
        artefacts: *artefacts,
        commit: None,
        by: Some(0),
    };
    let all = all.iter().map(one).collect();
    let releases = Some(Releases { since: days_ago(470), all });
    let facts = ApiFacts { releases, ..ApiFacts::default() };
    let build = job("build", &["image-build", "image-push"]);
    let mut shop = service("acme/shop", vec![change(2, 1, 1)], facts);
    shop.facts = vec![image("Dockerfile", "alpine:3"), workflow(CI, vec![build])];
    if let Some(history) = &mut shop.history {
        history.tags = vec![Release { tag: "v9".to_owned(), at: days_ago(3) }];
    }
    shop
}

#[test]
fn releases_with_artefacts_are_deploys_where_nothing_better_tells() {
    let of = |all: &[(&str, i64, u32)]| {
        let measure = measured(vec![releasing(all)], &settings(), "df.deployable");
        measure.yes.first().map(|member| member.way.clone())
    };
    let all = [("v2", 10, 1), ("v2-rc1", 12, 1), ("v1", 50, 2), ("v0", 200, 1)];
    assert_eq!(of(&all).as_deref(), Some("2 by releases with artefacts"));
    assert_eq!(
        of(&[("v2", 10, 0)]).as_deref(),
        Some("1 by version tags"),
        "it is no more than its tag"
    );
}

#[test]
fn what_waits_for_a_resource_is_timed_from_opening_to_merging() {
    let adds = |days| {
        let mut change = change(2, days, 1);
        change.touches[0].adds = vec!["aws_sqs_queue".to_owned()];
        change
    };
    let mut changes: Vec<Change> = (0..6).map(|it| adds(10 + it)).collect();
    changes.push(change(2, 30, 1));
    let all: Vec<PullRequest> = changes.iter().map(|change| merged(change, false)).collect();
    let of = |facts: Option<ApiFacts>| {
        measured(vec![service("acme/shop", changes.clone(), facts)], &settings(), "res-time")
    };
    let measure = of(Some(pulls(all)));
    assert_eq!(bounds(&measure), Some((20.0, 8760.0)), "{measure:?}");
    assert_eq!((measure.yes.len(), measure.unknown), (6, None));
    assert_eq!(of(None).unknown, Some(Unknown::NoApi));
    let unseen = of(Some(pulls(Vec::new())));
    assert_eq!((unseen.value, unseen.unknown), (None, None), "nobody waited for one to be merged");
}

#[test]
fn a_setting_scans_what_no_pipeline_scans() {
    let of = |facts: ApiFacts| {
        let shop = service("acme/shop", vec![change(2, 1, 1)], facts);
        let share = measured(vec![shop], &settings(), "scan").share.unwrap();
        (share.yes, share.no)
    };
    let set = |on| SecuritySettings { code_scanning: Some(on), ..SecuritySettings::default() };
    let by = |on| ApiFacts { security: Some(set(on)), ..ApiFacts::default() };
    assert_eq!((of(by(true)), of(by(false))), ((1, 0), (0, 1)));
    let alerts = Some(Alerts { open: 0, critical: Vec::new(), more: false });
    assert_eq!(of(ApiFacts { alerts, ..ApiFacts::default() }), (1, 0));
}
