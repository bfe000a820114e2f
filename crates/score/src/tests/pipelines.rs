//! What pipelines do, what starts it, and what nobody can read of it.

use milepost_core::{
    Call, CiSystem, Fact, Job, Runtime, StandingName, Step, Trigger, Trouble, TroubleCode, Unknown,
    Verb, What, Workload,
};

use super::{CHARTS, DOES, standing};
use crate::made_up::{
    chart, fact, image, job, repository, reusable, snapshot, uses_chart, workflow,
};
use crate::settings::Settings;

/// A trigger without limits.
fn on(event: &str) -> Trigger {
    Trigger { event: event.to_owned(), branches: Vec::new(), paths: Vec::new() }
}

/// The definition that a fact is.
fn of(fact: &mut Fact) -> &mut milepost_core::Pipeline {
    match &mut fact.what {
        What::Pipeline(pipeline) => pipeline,
        other => panic!("{other:?} is no pipeline"),
    }
}

#[test]
fn a_step_that_is_named_for_tests_and_runs_what_nobody_knows_leaves_them_open() {
    let mut named = job("all", &["image-build", "deploy:ci-helm"]);
    let unread = Call::Command("crank …".to_owned());
    let step = Step::new(12, unread, Vec::new());
    named.steps.push(Step { meant: vec![Verb::UnitTest], ..step });
    let facts = vec![workflow(".github/workflows/ci.yml", vec![named]), image("Dockerfile", "x:1")];
    let snapshot = snapshot(vec![repository("acme/crank", facts)], &Settings::default());
    let tests = snapshot.deployables[0].standing("gp.06").unwrap();
    assert_eq!(tests.standing, StandingName::Unknown);
    assert_eq!(tests.unknown, Some(Unknown::External));
    assert!(tests.why.as_deref().unwrap().contains("ci.yml#12"), "{tests:?}");
    // It does not stand in for what is named nowhere.
    assert_eq!(standing(&snapshot, "acme/crank", "gp.07"), StandingName::Absent);
}

#[test]
fn a_unit_whose_steps_nobody_knows_was_not_emptied() {
    let unread = Call::Command("curl …".to_owned());
    let step = Step::new(12, unread, Vec::new());
    let deploys = |steps| {
        let quiet = Job { steps, ..job("deploy", &[]) };
        let unit = repository(
            "acme/workflows",
            vec![reusable(".github/workflows/deploy.yml", vec![quiet])],
        );
        let unit_called = "deploy:unseen by acme/workflows/.github/workflows/deploy.yml";
        let calls = job("ship", &[unit_called]);
        let facts =
            vec![workflow(".github/workflows/ci.yml", vec![calls]), image("Dockerfile", "x:1")];
        let made = snapshot(vec![repository("acme/crank", facts), unit], &Settings::default());
        standing(&made, "acme/crank", "gp.12")
    };
    assert_eq!(deploys(vec![step]), StandingName::Unknown);
    assert_eq!(deploys(Vec::new()), StandingName::Absent);
}

#[test]
fn only_a_script_of_its_own_is_a_script_route_and_a_tool_is_none() {
    let by = |name: &str, does: &str| {
        let shipped = job("all", &["image-build", does]);
        let facts =
            vec![workflow(".github/workflows/ci.yml", vec![shipped]), image("Dockerfile", "x:1")];
        repository(&format!("acme/{name}"), facts)
    };
    let helm = by("helm", "deploy:ci-helm");
    let snapshot = snapshot(vec![helm, by("script", "deploy:manual-script")], &Settings::default());
    let measure = snapshot.measures.iter().find(|it| it.id == "script-route").unwrap();
    let ids = |members: Vec<&str>| members.join(" ");
    assert_eq!(ids(measure.yes.iter().map(|it| it.id.as_str()).collect()), "acme/script");
    assert_eq!(ids(measure.no.iter().map(|it| it.id.as_str()).collect()), "acme/helm");
}

#[test]
fn a_unit_out_of_sight_that_no_change_leads_to_leaves_no_test_open() {
    let unseen = "- by acme/hidden/.github/workflows/scan.yml";
    let at = |event: &str| {
        let mut fact = workflow(".github/workflows/scan.yml", vec![job("scan", &[unseen])]);
        of(&mut fact).triggers = vec![on(event)];
        let ships = job("ship", &["image-build", "deploy:ci-helm"]);
        let facts = vec![
            workflow(".github/workflows/ci.yml", vec![ships]),
            fact,
            image("Dockerfile", "x:1"),
        ];
        snapshot(vec![repository("acme/crank", facts)], &Settings::default())
    };
    assert_eq!(standing(&at("push"), "acme/crank", "gp.06"), StandingName::Unknown);
    assert_eq!(standing(&at("schedule"), "acme/crank", "gp.06"), StandingName::Absent);
    // A scan may be on a schedule.
    assert_eq!(standing(&at("schedule"), "acme/crank", "gp.07"), StandingName::Unknown);
}

#[test]
fn a_job_that_only_a_schedule_starts_does_nothing_for_a_change() {
    let nightly = Job { triggers: vec![on("schedule")], ..job("nightly", &["unit-test"]) };
    let ships = job("ship", &["image-build", "deploy:ci-helm"]);
    let mut both = workflow(".circleci/config.yml", vec![nightly, ships]);
    of(&mut both).triggers.push(on("schedule"));
    let facts = vec![both, image("Dockerfile", "x:1")];
    let snapshot = snapshot(vec![repository("acme/crank", facts)], &Settings::default());
    assert_eq!(standing(&snapshot, "acme/crank", "gp.06"), StandingName::Absent);
    assert_eq!(standing(&snapshot, "acme/crank", "gp.05"), StandingName::OwnWay);
}

#[test]
fn a_definition_of_jenkins_for_the_night_is_not_started_by_changes() {
    let jenkins = |path: &str, verb: &str, events: &[&str]| {
        let mut fact = workflow(path, vec![job("all", &[verb])]);
        of(&mut fact).system = CiSystem::Jenkins;
        of(&mut fact).triggers = events.iter().map(|event| on(event)).collect();
        fact
    };
    let night = jenkins("Jenkinsfile_nightly", "unit-test", &["any", "schedule"]);
    let tests = |facts: Vec<Fact>| {
        let facts = facts.into_iter().chain([image("Dockerfile", "x:1")]).collect();
        let made = snapshot(vec![repository("acme/crank", facts)], &Settings::default());
        standing(&made, "acme/crank", "gp.06")
    };
    let day = jenkins("Jenkinsfile_day", "deploy:ci-helm", &["any"]);
    assert_eq!(tests(vec![day, night.clone()]), StandingName::Absent);
    // Alone, or under the name that a server starts by itself, a change may start it.
    assert_eq!(tests(vec![night]), StandingName::OwnWay);
    let main = jenkins("Jenkinsfile", "unit-test", &["any", "schedule"]);
    let other = jenkins("Jenkinsfile_day", "deploy:ci-helm", &["any"]);
    assert_eq!(tests(vec![main, other]), StandingName::OwnWay);
}

#[test]
fn what_runs_to_an_end_has_no_health_to_check() {
    let runs = |kind: &str| {
        let workload = Workload::new(Runtime::Kubernetes, kind);
        vec![
            workflow(".github/workflows/ci.yml", vec![job("ship", DOES)]),
            image("Dockerfile", "x:1"),
            chart("chart/Chart.yaml", "tally", &[]),
            fact("chart/templates/run.yaml", What::Workload(workload)),
        ]
    };
    let health = |facts| {
        let made = snapshot(vec![repository("acme/tally", facts)], &Settings::default());
        standing(&made, "acme/tally", "gp.04")
    };
    assert_eq!(health(runs("CronJob")), StandingName::NotApplicable);
    assert_eq!(health(runs("Deployment")), StandingName::Absent);
    // A chart of which nothing is known may bring what lasts.
    let mut brought = runs("CronJob");
    brought.push(uses_chart("chart/Chart.yaml", CHARTS));
    assert_ne!(health(brought), StandingName::NotApplicable);
}

#[test]
fn a_command_line_that_is_handed_over_takes_the_place_of_the_default() {
    let tested = |handed: Option<&[Verb]>| {
        let call = Call::Command("./gradlew check".to_owned());
        let step = Step::new(12, call, vec![Verb::UnitTest]);
        let step = Step { parameter: Some("command".to_owned()), ..step };
        let inner = Job { steps: vec![step], ..job("report", &[]) };
        let unit = ".github/workflows/report.yml";
        let mut calls = job("report", &[&format!("- by acme/workflows/{unit}")]);
        let mut facts = vec![image("Dockerfile", "x:1")];
        calls.steps[0].inputs.insert("command".to_owned(), "./gradlew init".to_owned());
        let handed = handed.map(|verbs| ("command".to_owned(), verbs.to_vec()));
        calls.steps[0].commands.extend(handed);
        facts.push(workflow(".github/workflows/ci.yml", vec![calls]));
        let unit = repository("acme/workflows", vec![reusable(unit, vec![inner])]);
        let made = snapshot(vec![repository("acme/crank", facts), unit], &Settings::default());
        let tests = made.deployables[0].standing("gp.06").unwrap();
        (tests.standing, standing(&made, "acme/crank", "gp.07"))
    };
    assert_eq!(tested(Some(&[])), (StandingName::Absent, StandingName::Absent));
    assert_eq!(tested(Some(&[Verb::Sca])), (StandingName::Absent, StandingName::OwnWay));
    // What nobody knows may be for what the default does.
    assert_eq!(tested(None), (StandingName::Unknown, StandingName::Absent));
}

/// The pipelines of the first deployable whose id ends so.
fn serving(made: &milepost_core::Snapshot, end: &str) -> Vec<String> {
    made.deployables.iter().find(|it| it.id.ends_with(end)).unwrap().pipelines.clone()
}

#[test]
fn what_is_called_to_report_serves_nothing_and_what_cannot_be_read_may() {
    let report = ".github/workflows/report.yml";
    let test = ".github/workflows/test.yml";
    let ci = ["image-build", "deploy:ci-helm"];
    let call = |unit: &str| format!("- by ./{unit}");
    let mut own = job("all", &ci);
    own.steps.extend(job("calls", &[&call(report), &call(test)]).steps);
    let unread = vec![job("nightly", &["- by acme/actions/nightly"])];
    let facts = vec![
        image("Dockerfile", "x:1"),
        workflow(".github/workflows/ci.yml", vec![own]),
        reusable(report, vec![job("report", &["coverage"])]),
        reusable(test, vec![job("test", &["unit-test"])]),
        workflow(".github/workflows/unread.yml", unread),
    ];
    let made = snapshot(vec![repository("acme/crank", facts)], &Settings::default());
    let ci = ".github/workflows/ci.yml";
    assert_eq!(serving(&made, "crank"), [ci, test, ".github/workflows/unread.yml"]);
}

#[test]
fn a_pipeline_that_passes_over_a_folder_is_not_that_folders() {
    let mut ci = workflow(".github/workflows/ci.yml", vec![job("all", &["image-build"])]);
    of(&mut ci).triggers[0].paths = vec!["!docs/**".to_owned(), "!load/**".to_owned()];
    let facts = vec![image("shop/Dockerfile", "x:1"), image("load/Dockerfile", "x:1"), ci];
    let made = snapshot(vec![repository("acme/crank", facts)], &Settings::default());
    assert_eq!(serving(&made, "//shop"), [".github/workflows/ci.yml"]);
    assert!(serving(&made, "//load").is_empty());
}

#[test]
fn a_step_deploys_to_each_environment_it_names_itself_and_not_to_that_of_its_job() {
    let mut deploy = job("deploy", &["deploy:ci-helm"]);
    deploy.environment = Some("release".to_owned());
    deploy.steps[0].environments = vec!["dev-gcp".to_owned(), "prod-gcp".to_owned()];
    let facts =
        vec![workflow(".github/workflows/ci.yml", vec![deploy]), image("Dockerfile", "x:1")];
    let snapshot = snapshot(vec![repository("acme/crank", facts)], &Settings::default());
    assert_eq!(snapshot.deployables[0].environments, ["dev-gcp", "prod-gcp"]);
}

#[test]
fn a_definition_of_any_system_that_cannot_be_read_is_not_none() {
    for path in [".drone.yml", ".travis.yml", "bitbucket-pipelines.yml", ".tekton/push.yaml"] {
        let mut crank = repository("acme/crank", vec![image("Dockerfile", "x:1")]);
        crank.troubles.push(Trouble {
            path: Some(path.to_owned()),
            line: Some(3),
            code: TroubleCode::Unparsed,
            detail: "not valid YAML".to_owned(),
        });
        let snapshot = snapshot(vec![crank], &Settings::default());
        let tests = snapshot.deployables[0].standing("gp.06").unwrap();
        assert_eq!(tests.unknown, Some(Unknown::Unparsed), "{path}");
    }
}
