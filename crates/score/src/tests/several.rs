//! Repositories that hold several things: what each of them is, and what of the pipelines, of the
//! infrastructure and of the catalogue is whose.

use super::standing;
use crate::made_up::{chart, entry, fact, image, job, repository, reusable, snapshot, workflow};
use crate::settings::Settings;
use milepost_core::{
    Call, Deployable, Fact, Job, Makes, Package, Script, Signal, Snapshot, StandingName, Step,
    Telemetry, Trigger, Unknown, Verb, What,
};

fn scored(name: &str, facts: Vec<Fact>) -> Snapshot {
    snapshot(vec![repository(&format!("acme/{name}"), facts)], &Settings::default())
}

fn ids(snapshot: &Snapshot) -> Vec<&str> {
    snapshot.deployables.iter().map(|it| it.id.as_str()).collect()
}

fn found<'s>(snapshot: &'s Snapshot, id: &str) -> &'s Deployable {
    snapshot.deployables.iter().find(|it| it.id == id).unwrap()
}

/// Where what shows a step of a deployable stands.
fn shown(snapshot: &Snapshot, id: &str, step: &str) -> Vec<String> {
    let standing = found(snapshot, id).standing(step).unwrap();
    standing.evidence.iter().map(|at| at.path.clone()).collect()
}

fn package(folder: &str) -> Fact {
    let ecosystem = "npm".to_owned();
    let package = Package { ecosystem, name: None, makes: Makes::Unsaid, workspace: false };
    fact(&format!("{folder}/package.json"), What::Package(package))
}

/// A job whose only step works on `paths`.
fn at(paths: &[&str], mut job: Job) -> Job {
    for step in &mut job.steps {
        step.paths = paths.iter().map(|path| (*path).to_owned()).collect();
    }
    job
}

/// A job whose steps are handed inputs.
fn handed(inputs: &[(&str, &str)], mut job: Job) -> Job {
    for step in &mut job.steps {
        let inputs = inputs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        step.inputs.extend(inputs);
    }
    job
}

fn file(name: &str, jobs: Vec<Job>) -> Fact {
    workflow(&format!(".github/workflows/{name}.yml"), jobs)
}

#[test]
fn each_folder_that_pipelines_build_an_image_of_is_something_of_its_own() {
    let app = |folder: &str, name: &str| {
        let build = at(&[folder], job("build", &["image-build"]));
        file(name, vec![build, job("deploy", &["deploy:unseen"])])
    };
    let facts = vec![
        app("apps/mail", "mail"),
        app("apps/shop", "shop"),
        package("apps/mail"),
        package("apps/shop"),
    ];
    let mono = scored("mono", facts);
    assert_eq!(ids(&mono), ["acme/mono//apps/mail", "acme/mono//apps/shop"]);
    let because = &found(&mono, "acme/mono//apps/mail").because;
    assert!(because.iter().all(|at| at.path.ends_with("mail.yml")), "{because:?}");
    // The whole, where no folder is named.
    let whole = vec![file("ci", vec![job("build", &["image-build"])]), package("apps/shop")];
    assert_eq!(ids(&scored("mono", whole)), ["acme/mono"]);
}

#[test]
fn a_folder_that_is_built_and_pushed_without_a_file_is_not_what_stands_beside_it() {
    let push = handed(&[("directory", "api")], job("push", &["image-push by acme/push"]));
    let facts = vec![file("ci", vec![push]), package("api"), image("queue/Dockerfile", "x:1")];
    let mono = scored("mono", facts);
    assert_eq!(ids(&mono), ["acme/mono//api", "acme/mono//queue"]);
    assert!(found(&mono, "acme/mono//queue").because.iter().all(|at| at.shows == "built here"));
    // A Dockerfile that is not there was left out for a reason.
    let build = handed(&[("context", "site")], job("build", &["image-build by docker/build-push"]));
    let facts = vec![file("ci", vec![build]), package("site"), image("queue/Dockerfile", "x:1")];
    assert_eq!(ids(&scored("mono", facts)), ["acme/mono//queue"]);
}

fn api_and_web(more: Vec<Fact>) -> Snapshot {
    let mut facts = vec![
        image("api/Dockerfile", "x:1"),
        image("web/Dockerfile", "x:1"),
        package("api"),
        package("web"),
    ];
    facts.extend(more);
    scored("mono", facts)
}

#[test]
fn what_a_unit_of_the_same_repository_works_on_tells_whose_it_is() {
    let tests = at(&["api"], job("tests", &["unit-test"]));
    let mono = api_and_web(vec![
        reusable(".github/workflows/tests.yml", vec![tests]),
        file("ci", vec![job("all", &["- by ./.github/workflows/tests.yml"])]),
        file("ship", vec![job("all", &["deploy:ci-kubectl"])]),
    ]);
    assert_eq!(standing(&mono, "acme/mono//api", "gp.06"), StandingName::OwnWay);
    assert_eq!(standing(&mono, "acme/mono//web", "gp.06"), StandingName::Absent);
}

#[test]
fn tests_of_a_package_beside_a_component_are_not_its_own() {
    let tests = handed(&[("test_directory", "lib")], job("tests", &["unit-test by other/test"]));
    let facts = |tests: Job| {
        let ship = file("ship", vec![job("all", &["deploy:ci-kubectl"])]);
        api_and_web(vec![file("ci", vec![tests]), ship, package("lib")])
    };
    assert_eq!(standing(&facts(tests), "acme/mono//web", "gp.06"), StandingName::Absent);
    let everywhere = job("tests", &["unit-test by other/test"]);
    assert_eq!(standing(&facts(everywhere), "acme/mono//web", "gp.06"), StandingName::OwnWay);
}

#[test]
fn an_image_of_the_whole_is_that_of_the_root() {
    let build = handed(&[("context", ".")], job("build", &["image-push by acme/build"]));
    let facts = vec![
        file("ci", vec![build]),
        image("Dockerfile", "x:1"),
        image("upkeep/Dockerfile", "x:1"),
    ];
    let mono = scored("mono", facts);
    let pushed = |id| found(&mono, id).because.iter().any(|at| at.shows == "pushed as an image");
    assert!(pushed("acme/mono") && !pushed("acme/mono//upkeep"));
}

#[test]
fn what_hands_over_an_image_that_is_built_elsewhere_deploys_nothing_of_its_own() {
    let deploy = || job("all", &["deploy:cloud-cli by acme/update"]);
    let image = handed(&[("image-uri", "registry/else")], deploy());
    let own = || vec![package("src")];
    let with = |job: Job, mut facts: Vec<Fact>| {
        facts.push(file("ci", vec![job]));
        scored("mono", facts).deployables.len()
    };
    assert_eq!(with(deploy(), own()), 1);
    assert_eq!(with(deploy(), Vec::new()), 0, "nothing is made here");
    assert_eq!(with(deploy(), vec![package("scripts/key")]), 0, "a script helps");
    assert_eq!(with(image, own()), 0);
}

#[test]
fn an_image_is_of_the_folder_it_is_built_from_before_its_name_tells() {
    let named = [("image_name", "acme/shop-plugins-agent"), ("context", "./plugins")];
    let build = handed(&named, job("build", &["image-push by acme/build"]));
    let facts = vec![
        file("ci", vec![build]),
        image("plugins/Dockerfile", "x:1"),
        image("local/Dockerfile.agent", "x:1"),
        chart("charts/shop/Chart.yaml", "shop", &[]),
        values("charts/shop/values.yaml", "ghcr.io/acme/shop-plugins-agent"),
    ];
    let shop = scored("shop", facts);
    assert!(found(&shop, "acme/shop//local").charts.is_empty());
    assert!(!found(&shop, "acme/shop//plugins").because.is_empty());
}

fn values(path: &str, image: &str) -> Fact {
    let values = milepost_core::ChartValues::new(None);
    let values = milepost_core::ChartValues { images: vec![image.to_owned()], ..values };
    fact(path, What::ChartValues(values))
}

#[test]
fn an_image_that_is_named_to_be_pushed_is_what_runs_elsewhere() {
    let named = [("tags", "ghcr.io/acme/mail-sender:v1")];
    let build = handed(&named, job("build", &["image-push by acme/build"]));
    let mail = vec![file("ci", vec![build]), image("Dockerfile", "x:1")];
    let deploy = vec![values("prod/values.yaml", "ghcr.io/acme/mail-sender:v1")];
    let all = vec![repository("acme/deploy", deploy), repository("acme/mail", mail)];
    let all = snapshot(all, &Settings::default());
    let because = &found(&all, "acme/mail").because;
    assert!(because.iter().any(|at| at.repository == "acme/deploy"), "{because:?}");
}

#[test]
fn a_unit_named_for_deploying_that_applies_code_with_the_image_deploys_by_it() {
    let deploys = |inputs: &[(&str, &str)]| {
        let call = job("ship", &["deploy:unseen by ./.github/workflows/deploy.yml"]);
        let unit = job("deploy", &["iac-apply"]);
        let facts = vec![
            reusable(".github/workflows/deploy.yml", vec![unit]),
            file("ci", vec![handed(inputs, call)]),
            image("Dockerfile", "x:1"),
        ];
        standing(&scored("shop", facts), "acme/shop", "gp.12")
    };
    assert_eq!(deploys(&[("docker_image", "acme/shop:1")]), StandingName::OwnWay);
    assert_eq!(deploys(&[("zone", "shop.example.org")]), StandingName::Unknown);
}

#[test]
fn a_unit_runs_the_scripts_of_whoever_calls_it() {
    let make = |verbs: Vec<Verb>| {
        let (tool, name) = ("make".to_owned(), Some("ship".to_owned()));
        let script = Script { tool, name, verbs, runs: Vec::new() };
        fact("Makefile", What::Script(script))
    };
    let mut unit = job("ship", &[]);
    unit.steps.push(Step::new(9, Call::Command("make ship".to_owned()), Vec::new()));
    let path = ".github/workflows/ship.yml";
    let shared = vec![reusable(path, vec![unit]), make(vec![Verb::Docs])];
    let call = job("ship", &["- by acme/workflows/.github/workflows/ship.yml"]);
    let helm = "deploy:ci-helm".parse().unwrap();
    let shop = vec![file("ci", vec![call]), image("Dockerfile", "x:1"), make(vec![helm])];
    let all = vec![repository("acme/shop", shop), repository("acme/workflows", shared)];
    let all = snapshot(all, &Settings::default());
    assert_ne!(standing(&all, "acme/shop", "gp.12"), StandingName::Absent);
    assert_ne!(standing(&all, "acme/shop", "gp.12"), StandingName::Unknown);
}

fn tests_of(jobs: Vec<Job>) -> StandingName {
    let facts = vec![file("ci", jobs), image("Dockerfile", "x:1")];
    standing(&scored("shop", facts), "acme/shop", "gp.06")
}

#[test]
fn a_deploy_that_cannot_be_read_has_checks_of_what_runs_behind_it_as_well() {
    let mut deploy = job("ship", &["image-build"]);
    let unread = Step::new(12, Call::Command("crank …".to_owned()), Vec::new());
    deploy.steps.push(Step { meant: vec!["deploy:unseen".parse().unwrap()], ..unread });
    let smoke = Job { needs: vec!["ship".to_owned()], ..job("smoke", &["integration-test"]) };
    assert_eq!(tests_of(vec![deploy.clone(), smoke]), StandingName::Absent);
    assert_eq!(tests_of(vec![deploy, job("tests", &["unit-test"])]), StandingName::OwnWay);
}

#[test]
fn tests_behind_a_deploy_in_its_own_job_are_checks_of_what_runs() {
    let behind = job("all", &["image-build", "deploy:ci-helm", "integration-test"]);
    assert_eq!(tests_of(vec![behind]), StandingName::Absent);
    let before = job("all", &["image-build", "unit-test", "deploy:ci-helm"]);
    assert_eq!(tests_of(vec![before]), StandingName::OwnWay);
}

fn triggered(mut fact: Fact, event: &str, paths: &[&str]) -> Fact {
    if let What::Pipeline(pipeline) = &mut fact.what {
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        pipeline.triggers = vec![Trigger { event: event.to_owned(), branches: Vec::new(), paths }];
    }
    fact
}

#[test]
fn what_is_told_of_a_change_elsewhere_leaves_nothing_open() {
    let unseen = || file("told", vec![job("scan", &["- by acme/hidden/.github/workflows/x.yml"])]);
    let tests = |event: &str| {
        let ship = file("ci", vec![job("ship", &["image-build", "deploy:ci-helm"])]);
        let facts = vec![ship, triggered(unseen(), event, &[]), image("Dockerfile", "x:1")];
        standing(&scored("shop", facts), "acme/shop", "gp.06")
    };
    assert_eq!(tests("push"), StandingName::Unknown);
    assert_eq!(tests("repository_dispatch"), StandingName::Absent);
}

#[test]
fn a_pipeline_for_paths_beside_all_components_is_everybodys() {
    let ship = |paths: &[&str]| {
        let ship = file("ship", vec![job("all", &["deploy:ci-kubectl"])]);
        let mono = api_and_web(vec![triggered(ship, "push", paths)]);
        ["api", "web"].map(|id| standing(&mono, &format!("acme/mono//{id}"), "gp.12"))
    };
    assert_eq!(ship(&["versions/**"]), [StandingName::OwnWay, StandingName::OwnWay]);
    let [api, web] = ship(&["api/**", ".github/workflows/ship.yml"]);
    assert_eq!((api, web), (StandingName::OwnWay, StandingName::Absent));
}

#[test]
fn infrastructure_beside_components_is_whose_folder_it_is_in_or_everybodys() {
    let alert = |path: &str| {
        let telemetry = Telemetry {
            signal: Signal::Alert,
            stack: "cloudwatch".to_owned(),
            name: None,
            watches: None,
            golden: Vec::new(),
            objective: None,
        };
        fact(path, What::Telemetry(telemetry))
    };
    let alerts = |path: &str| {
        let ship = file("ship", vec![job("all", &["deploy:ci-kubectl"])]);
        let mono = api_and_web(vec![alert(path), ship]);
        ["api", "web"].map(|id| shown(&mono, &format!("acme/mono//{id}"), "gp.21").len())
    };
    assert_eq!(alerts("infra/alarms/errors.tf"), [1, 1]);
    assert_eq!(alerts("infra/api/errors.tf"), [1, 0]);
}

#[test]
fn the_entry_of_a_repository_as_a_whole_names_the_owner_of_what_it_holds() {
    let ship = file("ship", vec![job("all", &["deploy:ci-kubectl"])]);
    let mono = api_and_web(vec![ship, entry("mono", "group:default/ledger")]);
    let api = found(&mono, "acme/mono//api");
    assert_eq!(api.owner.as_deref(), Some("group:default/ledger"));
    let catalogue = api.standing("gp.26").unwrap();
    assert_eq!(catalogue.unknown, Some(Unknown::Unmapped));
    // What stands at the root is what the entry is of.
    let facts = vec![
        image("Dockerfile", "x:1"),
        image("upkeep/Dockerfile", "x:1"),
        file("ship", vec![job("all", &["deploy:ci-kubectl"])]),
        entry("mono", "group:default/ledger"),
    ];
    let mono = scored("mono", facts);
    assert_eq!(standing(&mono, "acme/mono//upkeep", "gp.26"), StandingName::Absent);
}
