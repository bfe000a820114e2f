//! Measures of made-up histories.

use jiff::{Span, Timestamp};
use milepost_core::{
    Birth, Change, ChangeWay, History, HistoryPath, Measure, Ownership, PathRole, Repository,
    Touch, Touched, Unknown, What,
};

use crate::made_up::{change_of, fact, image, job, repository, snapshot, workflow};
use crate::settings::Settings;

fn now() -> Timestamp {
    "2026-06-30T12:00:00Z".parse().unwrap()
}

fn ago(hours: i64) -> Timestamp {
    now().checked_sub(Span::new().hours(hours)).unwrap()
}

const WEEK: i64 = 7 * 24;

/// A change by one person so many hours ago, written so many hours before it came.
fn change(by: u32, hours_ago: i64, took: i64) -> Change {
    let authored = (took > 0).then(|| ago(hours_ago + took));
    let change = change_of(&format!("{by}-{hours_ago}"), ago(hours_ago));
    Change { authored, by: vec![by], ..change }
}

fn history(mut changes: Vec<Change>) -> History {
    changes.sort_by_key(|change| std::cmp::Reverse(change.at));
    let at = "2020-01-01T00:00:00Z".parse().unwrap();
    let birth = Some(Birth { at, authored: None, files: 3 });
    let since = ago(460 * 24);
    History {
        birth,
        since,
        paths: Vec::new(),
        folders: Vec::new(),
        beginning: None,
        changes,
        tags: Vec::new(),
    }
}

/// A service whose pipeline deploys every change of the default branch.
fn service(id: &str, changes: Vec<Change>) -> Repository {
    let deploys = job("deploy", &["image-build", "image-push", "deploy:ci-helm"]);
    let facts =
        vec![image("Dockerfile", "alpine:3"), workflow(".github/workflows/ci.yml", vec![deploys])];
    Repository { history: Some(history(changes)), ..repository(id, facts) }
}

fn measured(repositories: Vec<Repository>, people: &[&str], id: &str) -> Measure {
    let platform_people = people.iter().map(|it| (*it).to_owned()).collect();
    let settings = Settings { at: Some(now()), platform_people, ..Settings::default() };
    let snapshot = snapshot(repositories, &settings);
    snapshot.measures.into_iter().find(|measure| measure.id == id).unwrap()
}

/// A platform team that works five times a week but in the weeks given, and a product that
/// goes on all the time: in those weeks it deploys `shipped` times.
fn weeks_off(weeks: &[i64], shipped: usize) -> Vec<Repository> {
    let (mut platform, mut product) = (Vec::new(), Vec::new());
    for week in 0..52 {
        for day in 0..5 {
            let at = week * WEEK + 10 + day * 24;
            let off = weeks.contains(&week);
            if !off {
                platform.push(Change { platform: true, ..change(1, at, 0) });
            }
            let pages_only = off && usize::try_from(day).unwrap() >= shipped;
            product.push(Change { pages_only, ..change(2, at, 0) });
        }
    }
    let tools =
        Repository { history: Some(history(platform)), ..repository("acme/tools", Vec::new()) };
    vec![service("acme/shop", product), tools]
}

#[test]
fn a_product_that_deploys_as_ever_does_without_the_platform_team() {
    let measure = measured(weeks_off(&[10, 20], 5), &["kim"], "week-off");
    assert_eq!(measure.value.map(|it| (it.lo, it.hi)), Some((1.0, 1.0)), "{measure:?}");
    let measure = measured(weeks_off(&[10, 20], 1), &["kim"], "week-off");
    assert_eq!(measure.value.map(|it| (it.lo, it.hi)), Some((0.2, 0.2)));
    assert_eq!(measure.yes.len(), 2);
}

#[test]
fn t64_one_quiet_week_or_a_team_nobody_names_says_nothing() {
    let measure = measured(weeks_off(&[10], 5), &["kim"], "week-off");
    assert_eq!((measure.value, measure.unknown), (None, Some(Unknown::TooFew)));
    let measure = measured(weeks_off(&[10, 20], 5), &[], "week-off");
    assert_eq!(measure.unknown, Some(Unknown::NoTeam));
}

#[test]
fn t64_in_holidays_everybody_is_away() {
    let mut repositories = weeks_off(&[10, 20], 5);
    for repository in &mut repositories {
        let history = repository.history.as_mut().unwrap();
        history.changes.retain(|it| {
            let week = now().duration_since(it.at).as_hours() / WEEK;
            week != 10 && week != 20
        });
    }
    let measure = measured(repositories, &["kim"], "week-off");
    assert_eq!(measure.unknown, Some(Unknown::TooFew));
}

#[test]
fn a_newcomers_first_change_takes_at_least_from_when_it_was_written() {
    let known = (0..20).map(|place| change(1, 300 * 24 + place, 0));
    let new = (2..5).map(|person| change(person, 100, 10));
    let measure =
        measured(vec![service("acme/shop", known.chain(new).collect())], &[], "first-dep");
    assert_eq!(measure.unknown, None, "{measure:?}");
    assert_eq!(measure.value.map(|it| it.lo), Some(10.0));
    assert!(measure.value.is_some_and(|it| it.hi > 1000.0), "when they joined is not known");
    assert!(measure.yes.iter().all(|member| member.id == "acme/shop"), "nobody is named");
}

#[test]
fn t75_of_two_newcomers_nothing_is_shown() {
    let changes = (2..4).map(|person| change(person, 100, 10)).collect();
    let measure = measured(vec![service("acme/shop", changes)], &[], "first-dep");
    assert_eq!((measure.value, measure.unknown), (None, Some(Unknown::TooFew)));
    assert!(measure.yes.is_empty());
}

#[test]
fn t31_delivery_figures_need_to_know_when_changes_were_written() {
    let changes = |way| {
        (0..20)
            .map(|place| Change { way, ..change(1, 24 + place * 24, 5) })
            .collect::<Vec<Change>>()
    };
    let merged = measured(vec![service("acme/shop", changes(ChangeWay::Merge))], &[], "dora");
    assert_eq!(merged.yes.len(), 1, "{merged:?}");
    let squashed = measured(vec![service("acme/shop", changes(ChangeWay::Squash))], &[], "dora");
    assert_eq!((squashed.yes.len(), squashed.open.len()), (0, 1));
}

/// Five services that deploy every so many hours, more seldom in the last quarter.
fn slower(id: u32) -> Repository {
    let early = (0..90).map(|day| change(id, (90 + 2 * day) * 24 + 5, 4));
    let late = (0..22).map(|day| change(id, (1 + 4 * day) * 24 + 5, 8));
    service(&format!("acme/s{id}"), early.chain(late).collect())
}

#[test]
fn figures_of_quarters_in_a_row_show_where_they_go() {
    let services = || (1..6).map(slower).collect::<Vec<Repository>>();
    let points = measured(services(), &[], "dora.points");
    assert_eq!(points.value.map(|it| (it.lo, it.hi)), Some((3.0, 3.0)), "{points:?}");
    assert_eq!(points.yes.len(), 3);
    let worse = measured(services(), &[], "dora.worsening");
    let decline = worse.value.map(|it| it.lo).unwrap();
    assert!(decline > 0.5, "lead times doubled and deploys halved: {worse:?}");
    let names: Vec<&str> = worse.yes.iter().map(|member| member.id.as_str()).collect();
    assert_eq!(names, ["deploys", "lead time", "failures"], "too few failed to tell a recovery");
}

#[test]
fn two_quarters_are_no_course() {
    let few = |id| {
        service(&format!("acme/s{id}"), (0..60).map(|it| change(id, 24 + it * 48, 4)).collect())
    };
    let worse = measured((1..6).map(few).collect(), &[], "dora.worsening");
    assert_eq!((worse.value, worse.unknown), (None, Some(Unknown::TooFew)));
}

#[test]
fn fewer_deploys_than_needed_on_either_side_leave_no_gap() {
    let changes = (0..20).map(|place| change(1, 24 + place * 24, 5)).collect();
    let gap = measured(vec![service("acme/shop", changes)], &[], "cfr-gap");
    assert_eq!((gap.value, gap.unknown), (None, Some(Unknown::TooFew)));
}

#[test]
fn what_the_platform_team_does_elsewhere_is_an_edge_case_or_may_be_one() {
    let theirs = |at| Change { platform: true, ..change(1, at, 0) };
    let own = (0..20).map(theirs).collect();
    let tools = Repository { history: Some(history(own)), ..repository("acme/tools", Vec::new()) };
    let mut changes: Vec<Change> = (0..12).map(|it| theirs(24 + it)).collect();
    changes.extend((0..40).map(|it| change(2, 48 + it, 0)));
    let measure = measured(vec![service("acme/shop", changes), tools], &["kim"], "plat-edge");
    let share = measure.share.unwrap();
    assert_eq!(share.total(), 12, "their own repository is none of it: {measure:?}");
    assert_eq!(share.unknown, 0, "none of these changes infrastructure");
}

/// A repository of which the last changes do this to files of infrastructure.
fn building(id: &str, changes: &[(Change, &str, Touched, &[&str])]) -> Repository {
    let mut paths: Vec<&str> = changes.iter().map(|(_, path, _, _)| *path).collect();
    paths.sort_unstable();
    paths.dedup();
    let place = |path: &str| u32::try_from(paths.iter().position(|it| *it == path).unwrap());
    let changes = changes.iter().map(|(change, path, how, adds)| {
        let adds = adds.iter().map(|it| (*it).to_owned()).collect();
        let path = place(path).unwrap();
        let touch = Touch { path, how: *how, size: 1, bumps: Vec::new(), adds };
        Change { touches: vec![touch], ..change.clone() }
    });
    let mut history = history(changes.collect());
    history.paths = paths
        .into_iter()
        .map(|path| HistoryPath {
            path: path.to_owned(),
            role: PathRole::Infrastructure,
            authors: Vec::new(),
            orphans: 0,
        })
        .collect();
    Repository { history: Some(history), ..repository(id, Vec::new()) }
}

/// Six changes that add a queue, of which the platform team made so many, and one that is old.
fn queues(by_platform: i64) -> Repository {
    let queue: &[&str] = &["aws_iam_role", "aws_sqs_queue"];
    let mut changes: Vec<_> = (0..6)
        .map(|at| {
            let change = Change { platform: at < by_platform, ..change(1, 24 + at, 0) };
            (change, "main.tf", Touched::Changed, queue)
        })
        .collect();
    changes.push((change(1, 200 * 24, 0), "main.tf", Touched::Added, queue));
    changes.push((change(1, 30, 0), "roles.tf", Touched::Added, &["aws_iam_role"]));
    building("acme/jobs", &changes)
}

#[test]
fn a_resource_is_added_without_help_where_the_platform_team_neither_wrote_nor_merged_it() {
    let measure = measured(vec![queues(1)], &["kim"], "res-self");
    let share = measure.share.unwrap();
    assert_eq!((share.yes, share.no, share.unknown), (5, 1, 0), "{measure:?}");
    assert_eq!((measure.unknown, measure.yes[0].evidence[0].path.as_str()), (None, "main.tf"));
    let nobody = measured(vec![queues(1)], &[], "res-self");
    assert_eq!(nobody.unknown, Some(Unknown::NoTeam));
}

#[test]
fn an_owner_of_the_platform_team_keeps_open_whether_a_resource_needs_its_approval() {
    let mut repository = queues(0);
    let owners = vec!["@acme/platform".to_owned()];
    let owned = Ownership { pattern: "*".to_owned(), owners, invalid: None };
    repository.facts.push(fact("CODEOWNERS", What::Ownership(owned)));
    let settings = Settings {
        at: Some(now()),
        platform_people: vec!["kim".to_owned()],
        platform_team: Some("platform".to_owned()),
        ..Settings::default()
    };
    let measures = snapshot(vec![repository], &settings).measures;
    let measure = measures.into_iter().find(|it| it.id == "res-self").unwrap();
    assert_eq!((measure.open.len(), measure.unknown), (6, Some(Unknown::NoApi)), "{measure:?}");
}

#[test]
fn a_history_that_is_cut_may_have_added_resources() {
    let mut cut = queues(0);
    let history = cut.history.as_mut().unwrap();
    (history.birth, history.since) = (None, ago(24));
    let measure = measured(vec![cut], &["kim"], "res-self");
    assert_eq!(measure.unknown, Some(Unknown::Shallow));
}

#[test]
fn an_environment_is_added_with_its_first_file_and_not_with_its_second_or_by_a_move() {
    let mut changes = vec![
        (change(1, 300 * 24, 0), "helm/values-dev.yaml", Touched::Added, &[][..]),
        (change(1, 30, 0), "ci/dev.tfvars", Touched::Added, &[]),
        (change(1, 20, 0), "helm/values-prod.yaml", Touched::Added, &[]),
        (change(1, 10, 0), "helm/values-prod.yaml", Touched::Changed, &[]),
    ];
    for (at, name) in ["staging", "uat", "preprod", "qa", "production"].iter().enumerate() {
        let path: &str = Box::leak(format!("helm/values-{name}.yaml").into_boxed_str());
        let by = Change { platform: at == 0, ..change(1, 40 + i64::try_from(at).unwrap(), 0) };
        changes.push((by, path, Touched::Added, &[]));
    }
    let measure = measured(vec![building("acme/shop", &changes)], &["kim"], "env-self");
    let share = measure.share.unwrap();
    assert_eq!((share.yes, share.no, share.unknown), (5, 1, 0), "{measure:?}");
}

/// A service that began a month ago.
fn newcomer(id: &str) -> Repository {
    let mut service = service(id, vec![change(1, 24, 0)]);
    let birth = Birth { at: ago(30 * 24), authored: None, files: 3 };
    service.history.as_mut().unwrap().birth = Some(birth);
    service
}

#[test]
fn three_new_services_tell_whether_the_path_is_chosen_and_two_do_not() {
    let chosen = |services: &[&str]| {
        measured(services.iter().map(|id| newcomer(id)).collect(), &[], "gp-vol.new")
    };
    assert_eq!(chosen(&["acme/a", "acme/b", "acme/c"]).unknown, None);
    assert_eq!(chosen(&["acme/a", "acme/b"]).unknown, Some(Unknown::TooFew));
}

#[test]
fn a_campaign_is_clean_where_nobody_of_the_platform_team_had_to_help_the_machine() {
    let landed = |at: u32| {
        let hand = (at > 0).then_some(at);
        let by = hand.into_iter().collect();
        let landed = Change { bot: true, shape: Some(7), by, ..change(1, 24 + i64::from(at), 0) };
        let helped = Change { platform: at == 2, ..landed };
        let id = format!("acme/r{at}");
        Repository { history: Some(history(vec![helped])), ..repository(&id, Vec::new()) }
    };
    let measure = measured((0..12).map(landed).collect(), &["kim"], "codemod.clean");
    let share = measure.share.unwrap();
    assert_eq!((share.yes, share.no), (11, 1), "{measure:?}");
    assert_eq!(measure.no[0].id, "acme/r2@1-26");
}
