//! Which of several routes counts, by what shipped last (trap T29).

use std::collections::BTreeMap;

use jiff::{Span, Timestamp};
use milepost_core::{
    ApiFacts, Bump, Change, ChangeWay, CiSystem, Delivery, DeployModel, Deployment, Deployments,
    Fact, History, HistoryPath, Hosted, Job, Outcome, PathRole, Pipeline, PipelineRole, Release,
    Repository, Runtime, Standing, StandingName, Touch, Touched, Trigger, Visibility, What,
    Workload,
};

use super::{Ships, active};
use crate::made_up::{change_of, fact, image, job, repository, snapshot};
use crate::settings::{Declared, Settings};

const OLD: &str = ".github/workflows/old.yml";
const NEW: &str = ".github/workflows/new.yml";

/// Which of several routes is active that shipped on these days, where that is told.
fn active_of(routes: &[Option<&[i64]>]) -> Option<usize> {
    let day = |it: &i64| Timestamp::from_second(it * 86_400).unwrap();
    let ships: Vec<Ships> =
        routes.iter().map(|days| days.map(|days| days.iter().map(day).collect())).collect();
    active(&ships.iter().collect::<Vec<_>>())
}

#[test]
fn t29_the_route_that_shipped_last_is_active_once_no_other_ships() {
    assert_eq!(active_of(&[Some(&[1, 2, 3]), Some(&[])]), Some(0), "the new one never has");
    assert_eq!(active_of(&[Some(&[1, 2, 3]), Some(&[4, 5])]), Some(1), "the old one no more");
    assert_eq!(active_of(&[Some(&[1, 3, 5]), Some(&[4, 6])]), None, "both are at work");
    assert_eq!(active_of(&[Some(&[1, 4]), Some(&[4])]), None, "both at once");
    assert_eq!(active_of(&[Some(&[1]), None]), None, "nothing tells of one");
    assert_eq!(active_of(&[Some(&[]), Some(&[])]), None);
}

fn ago(days: i64) -> Timestamp {
    let now: Timestamp = "2026-06-30T12:00:00Z".parse().unwrap();
    now.checked_sub(Span::new().hours(days * 24)).unwrap()
}

/// A workflow that deploys to an environment, started by pushes of a branch or of a tag.
fn route(path: &str, does: &str, environment: Option<&str>, pushed: &str) -> Fact {
    let branches = vec![pushed.to_owned()];
    let trigger = Trigger { event: "push".to_owned(), branches, paths: Vec::new() };
    let environment = environment.map(ToOwned::to_owned);
    let job = Job { environment, ..job("deploy", &["image-build", "image-push", does]) };
    let pipeline = Pipeline {
        triggers: vec![trigger],
        jobs: vec![job],
        ..Pipeline::new(CiSystem::GithubActions, PipelineRole::Runs)
    };
    fact(path, What::Pipeline(pipeline))
}

const BY_UNIT: &str = "deploy:ci-helm by acme/workflows/.github/workflows/deploy.yml";

/// A service on its way from its own deploy to that of the organisation.
fn service(old: Option<&str>, new: Option<&str>, pushed: &str) -> Repository {
    let facts = vec![
        image("Dockerfile", "alpine:3"),
        route(OLD, "deploy:ci-kubectl", old, "main"),
        route(NEW, BY_UNIT, new, pushed),
    ];
    repository("acme/shop", facts)
}

/// The same with what its host was told of: environments, and how many days ago each was.
fn told(service: Repository, deployments: &[(&str, i64)]) -> Repository {
    let deployment = |(environment, days): &(&str, i64)| Deployment {
        at: ago(*days),
        environment: (*environment).to_owned(),
        commit: "c".repeat(40),
        outcome: Outcome::Deployed,
        by: None,
    };
    let all = deployments.iter().map(deployment).collect();
    let deployments = Some(Deployments { since: None, all });
    let facts = Some(ApiFacts { deployments, ..ApiFacts::default() });
    let hosted = Some(Hosted { facts, ..Hosted::of(1, Visibility::Private) });
    Repository { hosted, ..service }
}

/// The same with changes so many days ago, the new workflow among those of one of them.
fn changed(service: Repository, days: &[i64], came: i64, tags: &[i64]) -> Repository {
    let came = |day: i64| (day == came).then(|| touch(Touched::Added, None));
    let changes = days.iter().map(|it| change(*it, came(*it)));
    let tags = tags.iter().map(|it| Release { tag: format!("v1.{it}.0"), at: ago(*it) }).collect();
    let history = History { tags, ..history(NEW, changes.collect()) };
    Repository { history: Some(history), ..service }
}

/// What a change does to the only path.
fn touch(how: Touched, bump: Option<Bump>) -> Touch {
    Touch { path: 0, how, size: 1, bumps: bump.into_iter().collect(), adds: Vec::new() }
}

fn change(days: i64, touch: Option<Touch>) -> Change {
    let touches = touch.into_iter().collect();
    Change { way: ChangeWay::Commit, touches, ..change_of(&days.to_string(), ago(days)) }
}

fn history(path: &str, changes: Vec<Change>) -> History {
    let path = HistoryPath {
        path: path.to_owned(),
        role: PathRole::Infrastructure,
        authors: Vec::new(),
        orphans: 0,
    };
    History {
        birth: None,
        since: ago(460),
        paths: vec![path],
        folders: Vec::new(),
        beginning: None,
        changes,
        tags: Vec::new(),
    }
}

/// How it takes the step of deployment.
fn standing(repositories: Vec<Repository>) -> Standing {
    let units = vec!["acme/workflows".to_owned()];
    let declared = Declared { units, valid_from: None };
    let settings = Settings {
        standards: BTreeMap::from([("gp.12".to_owned(), declared)]),
        ..Settings::default()
    };
    let snapshot = snapshot(repositories, &settings);
    snapshot.deployables[0].standing("gp.12").unwrap().clone()
}

/// Its standing, and the words it begins with.
fn says(service: Repository) -> (StandingName, String) {
    of_all(vec![service])
}

fn of_all(repositories: Vec<Repository>) -> (StandingName, String) {
    let standing = standing(repositories);
    (standing.standing, standing.why.unwrap_or_default())
}

fn named() -> Repository {
    service(Some("production"), Some("live"), "main")
}

#[test]
fn t29_without_anything_that_tells_what_shipped_the_old_route_counts() {
    let (standing, why) = says(named());
    assert_eq!(standing, StandingName::OwnWay);
    assert!(why.starts_with(&format!("migrating: {OLD} still takes it")), "{why}");
}

#[test]
fn t29_a_route_counts_once_it_shipped_and_the_other_ships_no_more() {
    let (standing, why) = says(told(named(), &[("production", 3), ("production", 9)]));
    assert_eq!(standing, StandingName::OwnWay);
    assert!(why.starts_with(&format!("migrating: {OLD} shipped last")), "{why}");
    assert!(why.ends_with(&format!("{NEW} has not yet")), "{why}");
    let moved = told(named(), &[("live", 1), ("live", 2), ("production", 9)]);
    assert_eq!(says(moved), (StandingName::Standard, String::new()));
    let both = told(named(), &[("live", 1), ("production", 2), ("live", 3)]);
    let (standing, why) = says(both);
    assert_eq!(standing, StandingName::OwnWay);
    assert!(why.contains("still takes it"), "both ship: {why}");
}

#[test]
fn t29_who_went_back_to_the_old_route_goes_it() {
    let back =
        told(service(Some("live"), Some("production"), "main"), &[("live", 1), ("production", 9)]);
    let (standing, why) = says(back);
    assert_eq!(standing, StandingName::OwnWay);
    assert!(why.starts_with(&format!("{OLD} shipped last")), "{why}");
    assert!(why.ends_with(&format!("{NEW} is left behind")), "{why}");
}

#[test]
fn t29_what_was_deployed_before_a_route_came_is_the_other_ones() {
    let same = || service(Some("production"), Some("production"), "main");
    let before = told(changed(same(), &[2, 5, 9], 2, &[]), &[("production", 5), ("production", 9)]);
    assert!(says(before).1.starts_with(&format!("migrating: {OLD} shipped last")));
    let after = told(changed(same(), &[2, 5, 9], 2, &[]), &[("production", 1), ("production", 9)]);
    assert!(says(after).1.contains("still takes it"), "either may have done it");
}

#[test]
fn t29_in_clones_a_tag_or_a_change_is_what_a_route_shipped() {
    let by_tags = || service(None, None, "v*");
    let (standing, why) = says(changed(by_tags(), &[2, 5, 9], 5, &[7]));
    assert_eq!(standing, StandingName::OwnWay);
    assert!(why.contains("still takes it"), "no tag since it came, or none was fetched: {why}");
    let (_, why) = says(changed(by_tags(), &[2, 5, 9], 5, &[1, 4]));
    assert!(why.contains("still takes it"), "both ship: {why}");
    assert_eq!(says(changed(by_tags(), &[5, 9], 5, &[1, 4])).0, StandingName::Standard);
    let both_on_push = service(None, None, "main");
    assert!(says(changed(both_on_push, &[2, 5, 9], 5, &[])).1.contains("still takes it"));
}

/// What a GitOps controller runs of the service, with the days its version was set.
fn deploy(set: &[i64]) -> Repository {
    let path = "apps/shop/deployment.yaml";
    let images = vec!["ghcr.io/acme/shop:1.0.0".to_owned()];
    let workload = Workload { images, ..Workload::new(Runtime::Kubernetes, "Deployment") };
    let source = Some("https://github.com/acme/deploy//apps/shop".to_owned());
    let delivery = Delivery { source, ..Delivery::new(DeployModel::GitopsArgocd) };
    let facts = vec![
        fact(path, What::Workload(workload)),
        fact("argo/shop.yaml", What::Delivery(delivery)),
    ];
    let set = set.iter().map(|day| {
        let (of, from, to) = ("ghcr.io/acme/shop".to_owned(), "1".to_owned(), format!("1.{day}"));
        change(*day, Some(touch(Touched::Changed, Some(Bump { of, from, to }))))
    });
    let history = history(path, set.collect());
    Repository { history: Some(history), ..repository("acme/deploy", facts) }
}

#[test]
fn t29_a_version_set_where_a_controller_reads_it_is_what_gitops_shipped() {
    let shop = |days: &[i64]| {
        let facts =
            vec![image("Dockerfile", "alpine:3"), route(OLD, "deploy:ci-kubectl", None, "main")];
        changed(repository("acme/shop", facts), days, 0, &[])
    };
    let why = |shop: Repository, set: &[i64]| of_all(vec![deploy(set), shop]).1;
    let moved = why(shop(&[5, 9]), &[1, 3]);
    assert!(moved.starts_with("GitOps shipped last"), "{moved}");
    assert!(moved.ends_with("a pipeline is left behind"), "{moved}");
    assert!(why(shop(&[2, 9]), &[1, 3]).contains("still takes it"), "both ship");
    assert!(why(shop(&[5, 9]), &[]).contains("still takes it"), "nothing tells what it shipped");
}
