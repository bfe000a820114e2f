//! What pipelines ask of tests, in made-up repositories.

use milepost_core::{Fact, Measure, Repository, Tool, ToolFamily, Unknown, What};

use crate::made_up::{fact, image, job, repository, snapshot, workflow};
use crate::settings::Settings;

/// A limit on coverage, as a file sets it.
fn limit(path: &str, least: &str) -> Fact {
    let tool = Tool {
        family: ToolFamily::TestCoverage,
        product: "jacoco".to_owned(),
        name: None,
        signs: vec!["lines".to_owned()],
        asks: Some(least.to_owned()),
    };
    fact(path, What::Tool(tool))
}

/// A service whose pipeline does these things before it deploys.
fn service(name: &str, does: &[&str], limits: &[&str]) -> Repository {
    let does: Vec<&str> = [does, &["image-build", "image-push", "deploy:ci-helm"]].concat();
    let mut facts = vec![image("Dockerfile", "alpine:3")];
    facts.push(workflow(".github/workflows/ci.yml", vec![job("build", &does)]));
    facts.extend(limits.iter().map(|least| limit("build.gradle", least)));
    repository(&format!("acme/{name}"), facts)
}

fn median(repositories: Vec<Repository>) -> Measure {
    let measures = snapshot(repositories, &Settings::default()).measures;
    measures.into_iter().find(|it| it.id == "tests.coverage.median").unwrap()
}

/// Five services with limits.
fn five() -> Vec<Repository> {
    let limits: &[(&str, &[&str])] =
        &[("a", &["60"]), ("b", &["70"]), ("c", &["92.5", "80"]), ("d", &["85"]), ("e", &["95"])];
    limits.iter().map(|(name, limits)| service(name, &["unit-test"], limits)).collect()
}

#[test]
fn the_middle_of_what_is_asked_is_told_of_those_that_are_tested_against_it() {
    let mut all = five();
    all.push(service("f", &["unit-test"], &["0"]));
    all.push(service("g", &[], &["10"]));
    all.push(service("h", &["unit-test"], &[]));
    let measure = median(all);
    assert_eq!(measure.value.map(|it| (it.lo, it.hi)), Some((80.0, 80.0)), "{measure:?}");
    assert_eq!((measure.unknown, measure.yes.len(), measure.open.len()), (None, 5, 0));
    assert_eq!(measure.yes[2].evidence[0].shows, "jacoco asks 80 %");
}

#[test]
fn what_is_only_reported_is_open_and_hides_the_middle_where_it_is_most() {
    let reporting = |name: &str| service(name, &["unit-test", "coverage"], &[]);
    let mut all = five();
    all.extend(["p", "q", "r", "s", "t"].map(reporting));
    let measure = median(all.clone());
    assert_eq!((measure.unknown, measure.open.len()), (None, 5));
    all.push(reporting("u"));
    assert_eq!(median(all).unknown, Some(Unknown::External));
}

#[test]
fn of_fewer_than_five_no_middle_is_judged() {
    let measure = median(five().into_iter().take(4).collect());
    assert_eq!(measure.unknown, Some(Unknown::TooFew));
}
