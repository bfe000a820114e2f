//! Which environments deploys reach, and whether those come from one definition.

use milepost_core::{Infrastructure, Job, Standing, StandingName, UnitKind, Unknown, What};

use super::{infrastructure, service, standing_of, used, why};
use crate::made_up::{fact, image, job, repository, snapshot, workflow};
use crate::settings::Settings;

/// What `step` says of a service that the jobs of these workflows deploy, by path.
fn deployed(step: &str, workflows: &[(&str, Vec<Job>)]) -> Standing {
    let made = workflows.iter().map(|(path, jobs)| workflow(path, jobs.clone()));
    let facts = made.chain([image("Dockerfile", "node:22")]).collect();
    standing_of(vec![repository("acme/shop", facts)], step)
}

fn deploy(id: &str, environment: Option<&str>) -> Job {
    Job { environment: environment.map(str::to_owned), ..job(id, &["deploy:ci-helm"]) }
}

const CI: &str = ".github/workflows/ci.yml";

#[test]
fn one_environment_is_all_there_is_when_every_deploy_names_it() {
    let one = vec![deploy("a", Some("production")), deploy("b", Some("Production"))];
    let standing = deployed("gp.19", &[(CI, one)]);
    assert_eq!(standing.standing, StandingName::NotApplicable, "{standing:?}");
    let beside = vec![deploy("a", Some("production")), deploy("b", None)];
    let standing = deployed("gp.19", &[(CI, beside.clone())]);
    assert_eq!(standing.unknown, Some(Unknown::Dynamic), "{standing:?}");
    assert_eq!(why(&standing), "some of its deploys name no environment");
    assert_eq!(deployed("gp.13", &[(CI, beside)]).unknown, Some(Unknown::Dynamic));
    let pushed = vec![job("build", &["image-build", "image-push"])];
    let standing = deployed("gp.19", &[(CI, pushed)]);
    assert_eq!(standing.unknown, Some(Unknown::External), "{standing:?}");
    let only = vec![deploy("a", Some("production"))];
    assert_eq!(deployed("gp.13", &[(CI, only)]).standing, StandingName::NotApplicable);
}

#[test]
fn a_deploy_of_another_part_leaves_open_whether_there_is_one_environment_alone() {
    let own = vec![deploy("a", Some("production"))];
    let mut other = workflow(".github/workflows/other.yml", vec![deploy("b", Some("staging"))]);
    if let What::Pipeline(pipeline) = &mut other.what {
        pipeline.triggers[0].paths = vec!["other/**".to_owned()];
    }
    let facts = vec![
        workflow(CI, own),
        other,
        image("shop/Dockerfile", "node:22"),
        image("other/Dockerfile", "node:22"),
    ];
    let made = snapshot(vec![repository("acme/shop", facts)], &Settings::default());
    let shop = made.deployables.iter().find(|it| it.id == "acme/shop//shop").unwrap();
    for step in ["gp.13", "gp.19"] {
        let standing = shop.standing(step).unwrap();
        assert_eq!(standing.unknown, Some(Unknown::Unmapped), "{standing:?}");
    }
}

#[test]
fn a_matrix_that_is_written_out_says_what_is_deployed_to() {
    let mut each = deploy("all", Some("${{ matrix.to }}"));
    let names = ["staging", "production"].map(str::to_owned).to_vec();
    each.over.insert("to".to_owned(), names);
    let standing = deployed("gp.19", &[(CI, vec![each.clone()])]);
    assert!(why(&standing).starts_with("deployed to production, staging; "), "{standing:?}");
    assert_eq!(deployed("gp.13", &[(CI, vec![each.clone()])]).standing, StandingName::OwnWay);
    each.over.clear();
    assert_eq!(deployed("gp.19", &[(CI, vec![each])]).unknown, Some(Unknown::Dynamic));
}

#[test]
fn a_deploy_that_names_no_environment_reaches_the_one_its_workflow_is_named_for() {
    let to_production = ".github/workflows/deploy_api_production.yml";
    let standing = deployed("gp.14", &[(to_production, vec![deploy("deploy", None)])]);
    assert!(why(&standing).starts_with("whether its environments have"), "{standing:?}");
    let to_both = ".github/workflows/deploy-dev-and-prod.yml";
    let standing = deployed("gp.14", &[(to_both, vec![deploy("deploy", None)])]);
    assert_eq!(why(&standing), "its deploys name no environment");
    let before = ".github/workflows/deploy-pre-prod.yml";
    let standing = deployed("gp.14", &[(before, vec![deploy("deploy", None)])]);
    assert_eq!(why(&standing), "nothing visible deploys it to production");
}

#[test]
fn roots_that_call_one_module_are_instances_of_one_definition() {
    let root = |name: &str, module: &str| {
        let path = format!("terragrunt/env/{name}/terragrunt.hcl");
        let declared = Infrastructure { environment: Some(name.to_owned()), ..infrastructure() };
        vec![
            fact(&path, What::Infrastructure(declared)),
            used(&path, UnitKind::Module, module, "local"),
        ]
    };
    let of = |second: &str| {
        let facts = [root("prod", "./terragrunt/aws"), root("staging", second)].concat();
        standing_of(vec![service("shop", facts)], "gp.19")
    };
    assert_eq!(of("./terragrunt/aws").way.as_deref(), Some("instances of one module"));
    assert_eq!(of("./terragrunt/other").way, None);
}
