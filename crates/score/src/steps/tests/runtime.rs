//! Where silence means that there is nothing, and where what runs a service is out of sight.

use milepost_core::{
    CiSystem, Fact, Infrastructure, PipelineRole, Runtime, StandingName, Unknown, What, Workload,
};

use super::{infrastructure, service, standing_of, why};
use crate::made_up::{fact, image, job, repository, workflow};

/// The steps whose silence means that there is nothing to take.
const SILENT: [&str; 4] = ["gp.11", "gp.17", "gp.35", "gp.36"];

#[test]
fn silence_proves_nothing_where_nothing_visible_runs_it() {
    for step in SILENT {
        let standing = standing_of(vec![service("shop", vec![])], step);
        let seen = if step == "gp.11" { None } else { Some(Unknown::External) };
        // That Helm deploys it tells of a cluster, and so of a namespace somewhere.
        let unknown = standing.unknown.filter(|_| step != "gp.11");
        assert_eq!(unknown, seen, "{standing:?}");
    }
    let built = job("all", &["image-build", "image-push"]);
    let facts =
        vec![workflow(".github/workflows/ci.yml", vec![built]), image("Dockerfile", "node")];
    let standing = standing_of(vec![repository("acme/shop", facts)], "gp.11");
    assert!(why(&standing).starts_with("nothing visible runs it; "), "{standing:?}");
}

#[test]
fn what_a_visible_runtime_does_not_say_is_not_there() {
    let deployment = Workload::new(Runtime::Kubernetes, "Deployment");
    let deployment = || fact("k8s/deployment.yaml", What::Workload(deployment.clone()));
    for step in ["gp.17", "gp.35", "gp.36"] {
        let standing = standing_of(vec![service("shop", vec![deployment()])], step);
        assert_eq!(standing.standing, StandingName::NotApplicable, "{standing:?}");
    }
    let task = fact("ecs.json", What::Workload(Workload::new(Runtime::Ecs, "task definition")));
    let shipped = job("all", &["image-build", "deploy:cloud-cli"]);
    let facts = vec![
        workflow(".github/workflows/ci.yml", vec![shipped]),
        image("Dockerfile", "node:22"),
        task,
    ];
    let shop = || repository("acme/shop", facts.clone());
    assert_eq!(standing_of(vec![shop()], "gp.11").standing, StandingName::NotApplicable);
    assert_eq!(standing_of(vec![shop()], "gp.17").standing, StandingName::NotApplicable);
    // Traffic may come in by what stands beside it.
    assert_eq!(standing_of(vec![shop()], "gp.35").unknown, Some(Unknown::External));
}

#[test]
fn what_a_scheduler_is_asked_to_run_gets_there_somehow() {
    let of = |more: Vec<Fact>| {
        let built = workflow(".github/workflows/ci.yml", vec![job("all", &["image-build"])]);
        let facts = [built, image("Dockerfile", "node:22")].into_iter().chain(more).collect();
        standing_of(vec![repository("acme/shop", facts)], "gp.12")
    };
    assert_eq!(of(vec![]).standing, StandingName::Absent);
    let asked = Workload::new(Runtime::Nomad, "Nomad job");
    let asked = of(vec![fact("shop.nomad", What::Workload(asked))]);
    assert_eq!(asked.unknown, Some(Unknown::External), "{asked:?}");
}

#[test]
fn tasks_whose_pipeline_is_kept_elsewhere_may_do_more_there() {
    let of = |path: &str, role: PipelineRole| {
        let mut fact = workflow(path, vec![job("unit", &["unit-test"])]);
        if let What::Pipeline(pipeline) = &mut fact.what {
            pipeline.system = CiSystem::Concourse;
            pipeline.role = role;
        }
        fact
    };
    let task = || of("ci/unit.yml", PipelineRole::RunsAndCallable);
    let pushes = |more: Vec<Fact>| {
        let facts = [task(), image("Dockerfile", "node:22")].into_iter().chain(more).collect();
        standing_of(vec![repository("acme/shop", facts)], "gp.09")
    };
    assert_eq!(pushes(vec![]).unknown, Some(Unknown::External));
    let kept = pushes(vec![of("ci/pipeline.yml", PipelineRole::Runs)]);
    assert_eq!(kept.standing, StandingName::Absent, "{kept:?}");
}

#[test]
fn a_load_balancer_of_its_infrastructure_is_a_route() {
    let resources = [("aws_lb".to_owned(), 1)].into();
    let declared = Infrastructure { resources, ..infrastructure() };
    let shop = service("shop", vec![fact("terraform/lb.tf", What::Infrastructure(declared))]);
    let standing = standing_of(vec![shop], "gp.35");
    assert_eq!(standing.way.as_deref(), Some("aws_lb"));
    assert_eq!(standing.standing, StandingName::OwnWay);
}

#[test]
fn a_login_is_one_whatever_capitals_its_action_is_written_with() {
    let own = job("all", &["setup by Azure/login", "image-build", "deploy:cloud-cli"]);
    let mut ci = workflow(".github/workflows/ci.yml", vec![own]);
    if let What::Pipeline(pipeline) = &mut ci.what {
        pipeline.permissions.push("id-token: write".to_owned());
    }
    let shop = repository("acme/shop", vec![ci, image("Dockerfile", "node:22")]);
    let standing = standing_of(vec![shop], "gp.36");
    assert_eq!(standing.way.as_deref(), Some("pipeline identity (OIDC)"), "{standing:?}");
}
