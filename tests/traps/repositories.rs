//! What a repository is, and what of it is run: traps T03 to T13.

use std::sync::LazyLock;

use milepost_core::place::Aside;
use milepost_core::{Basis, Certainty, Class, Snapshot, StandingName, Unknown, Verdict};

use super::{answer, deployables_of, facts_at, scanned, taken};
use crate::{deployable, repository, standing};

pub(super) static ORCHARD: LazyLock<Snapshot> = LazyLock::new(|| scanned("orchard"));

const NONE: [&str; 0] = [];

/// Whether everything that is said of a file is set aside, for this reason.
fn is_aside(id: &str, path: &str, why: Aside) -> bool {
    facts_at(&ORCHARD, id, path).iter().all(|fact| fact.aside == Some(why))
}

#[test]
fn t03_the_skeletons_of_templates_are_no_services() {
    for name in ["orchard/t03-service-template", "orchard/t03-cookiecutter"] {
        assert_eq!(repository(&ORCHARD, name).class, Class::Template, "{name}");
        assert_eq!(deployables_of(&ORCHARD, name), NONE, "{name}");
    }
    // Its folder has no name that tells, and no placeholder: the template says what it copies.
    let deployment = "content/k8s/deployment.yaml";
    assert!(is_aside("orchard/t03-service-template", deployment, Aside::Skeleton));
    let template = facts_at(&ORCHARD, "orchard/t03-service-template", "template.yaml");
    assert!(template.iter().all(|fact| fact.aside.is_none()));
    assert_eq!(deployables_of(&ORCHARD, "orchard/t03-moulds"), NONE, "a mould is no Dockerfile");
}

#[test]
fn t04_a_monorepo_has_as_many_deployables_as_it_deploys() {
    let market = |name: &str| format!("orchard/t04-market//services/{name}");
    let all = ["apples", "pears", "plums"].map(market);
    assert_eq!(deployables_of(&ORCHARD, "orchard/t04-market"), all);
    for id in &all {
        let found = deployable(&ORCHARD, id);
        assert_eq!((found.certainty, found.counted), (Certainty::Certain, true), "{id}");
    }
    let [apples, pears, plums] = all.map(|id| deployable(&ORCHARD, &id));
    assert_eq!(apples.pipelines, [".github/workflows/apples.yml"]);
    assert_eq!(apples.environments, ["production"]);
    for other in [pears, plums] {
        assert_eq!(other.pipelines, [".github/workflows/others.yml"]);
        assert_eq!(other.environments, ["staging"]);
        assert_eq!(standing(&ORCHARD, &other.id, "gp.06"), Some(StandingName::Absent));
    }
    assert_eq!(standing(&ORCHARD, &apples.id, "gp.06"), Some(StandingName::OwnWay));
}

#[test]
fn t05_code_configuration_and_infrastructure_are_one_deployable() {
    let tickets = deployable(&ORCHARD, "orchard/t05-tickets");
    assert_eq!((tickets.certainty, tickets.counted), (Certainty::Certain, true));
    let elsewhere = "orchard/t05-tickets-config";
    assert!(tickets.because.iter().any(|line| line.repository == elsewhere));
    for other in [elsewhere, "orchard/t05-tickets-infra"] {
        assert_eq!(deployables_of(&ORCHARD, other), NONE, "{other}");
    }
}

#[test]
fn t05_what_two_repositories_could_be_meant_by_is_mapped_to_neither() {
    for name in ["orchard/t05-press-north//gate", "orchard/t05-press-south//gate"] {
        let gate = deployable(&ORCHARD, name);
        assert_eq!((gate.certainty, gate.counted), (Certainty::Possible, false), "{name}");
        let deployment = taken(&ORCHARD, name, "gp.12");
        assert_eq!(deployment.standing, StandingName::Unknown, "{name}");
        assert_eq!(deployment.unknown, Some(Unknown::Unmapped), "{name}");
        assert_eq!(answer(&ORCHARD, "cd", name), "open", "{name}");
    }
}

#[test]
fn t06_what_a_repository_of_manifests_deploys_is_credited_to_where_it_is_built() {
    assert_eq!(repository(&ORCHARD, "orchard/t06-deployments").class, Class::Gitops);
    assert_eq!(deployables_of(&ORCHARD, "orchard/t06-deployments"), NONE);
    let deployment = taken(&ORCHARD, "orchard/t06-cellar", "gp.12");
    assert_eq!(deployment.way.as_deref(), Some("gitops-argocd"));
    let line = &deployment.evidence[0];
    assert_eq!(line.repository, "orchard/t06-deployments");
    assert_eq!(line.path, "applications/cellar.yaml");
    assert_eq!(answer(&ORCHARD, "cd", "orchard/t06-cellar"), "yes");
    assert_eq!(answer(&ORCHARD, "gitops", "orchard/t06-cellar"), "yes");
}

#[test]
fn t06_manifests_that_no_visible_route_reads_leave_the_deployment_unknown() {
    let deployment = taken(&ORCHARD, "orchard/t05-tickets", "gp.12");
    assert_eq!(deployment.standing, StandingName::Unknown);
    assert_eq!(deployment.unknown, Some(Unknown::External));
}

#[test]
fn t07_repositories_of_pages_lack_nothing() {
    for name in ["orchard/.github", "orchard/t07-handbook", "orchard/t07-website"] {
        assert_eq!(repository(&ORCHARD, name).class, Class::Documents, "{name}");
        assert_eq!(deployables_of(&ORCHARD, name), NONE, "{name}");
    }
    let inherited = taken(&ORCHARD, "orchard/t07-visitor", "gp.31");
    assert_eq!(inherited.way.as_deref(), Some("the account's template"));
    assert_eq!(inherited.evidence[0].repository, "orchard/.github");
}

#[test]
fn t08_to_publish_is_not_to_deploy() {
    assert_eq!(repository(&ORCHARD, "orchard/t08-pears").class, Class::Library);
    assert_eq!(repository(&ORCHARD, "orchard/t08-basket").class, Class::AppClient);
    for name in ["orchard/t08-pears", "orchard/t08-picker", "orchard/t08-basket"] {
        let found = ORCHARD.deployables.iter().filter(|it| it.repository == name);
        assert_eq!(found.filter(|it| it.counted).count(), 0, "{name}");
    }
    assert!(is_aside("orchard/t08-pears", "test/Dockerfile", Aside::Test));
    assert_eq!(answer(&ORCHARD, "cd", "orchard/t08-pears"), "outside");
}

#[test]
fn t09_jobs_are_judged_by_their_own_and_are_off_no_path_where_they_have_none() {
    let mill = scanned("mill");
    let pipeline = mill.standards.iter().find(|it| it.step == "gp.05").unwrap();
    // Six jobs beside five services: together with them, no way would be that of most.
    assert_eq!(pipeline.basis, Basis::InferredStrong);
    assert_eq!((pipeline.counts.standard, pipeline.counts.own_way), (6, 0));
    for name in ["bran", "chaff", "flour", "grist", "husk", "meal"] {
        let job = deployable(&mill, &format!("mill/{name}"));
        assert_eq!((job.counted, job.segment.as_deref()), (true, Some("jobs")), "{name}");
        assert_eq!(job.on_path, Verdict::NotApplicable, "{name}");
        assert_eq!(answer(&mill, "gp-on", &job.id), "outside", "{name}");
        let health = standing(&mill, &job.id, "gp.04");
        assert_eq!(health, Some(StandingName::NotApplicable), "{name}");
    }
    assert_eq!(deployable(&mill, "mill/wheel").segment, None);
    // Its own templates ask for a job alone; the chart it stands on may bring what lasts.
    assert_eq!(deployable(&mill, "mill/sieve").segment, None);
    assert_ne!(answer(&mill, "gp-on", "mill/wheel"), "outside");
}

#[test]
fn t10_copies_are_nobodys_deployables() {
    let press = "orchard/t10-press";
    assert_eq!(deployables_of(&ORCHARD, press), [press]);
    for copied in ["vendor/example.com/sieve", "node_modules/left", "lib/borrowed"] {
        assert!(is_aside(press, &format!("{copied}/Dockerfile"), Aside::Vendored), "{copied}");
    }
    assert_eq!(deployable(&ORCHARD, press).charts, ["chart/Chart.yaml"]);
    let bought = repository(&ORCHARD, "orchard/t10-bought");
    assert_eq!(deployables_of(&ORCHARD, &bought.id), NONE, "workloads of others");
    assert_eq!(bought.class, Class::Gitops);
}

#[test]
fn t11_tests_examples_and_pages_are_no_evidence() {
    let scales = "orchard/t11-scales";
    assert_eq!(deployables_of(&ORCHARD, scales), [scales]);
    for path in ["Dockerfile", "catalog-info.yaml", "deployment.yaml", "secret.yaml"] {
        assert!(is_aside(scales, &format!("docs/snippets/{path}"), Aside::Example), "{path}");
    }
    assert!(is_aside(scales, "examples/shop/Dockerfile", Aside::Example));
    assert!(is_aside(scales, "tests/fixtures/app/Dockerfile", Aside::Test));
    assert!(is_aside(scales, "tests/fixtures/catalog-info.yaml", Aside::Test));
    let owner = deployable(&ORCHARD, scales).owner.as_deref();
    assert_eq!(owner, Some("group:default/pickers"));
    assert_eq!(answer(&ORCHARD, "plain", scales), "no");
    // What is written there to be read is still read.
    let adr = facts_at(&ORCHARD, scales, "docs/adr/0001-weigh-in-grams.md");
    assert!(adr.iter().all(|fact| fact.aside.is_none()));
    assert_ne!(standing(&ORCHARD, scales, "gp.30"), Some(StandingName::Absent));
}

#[test]
fn t12_what_was_generated_is_not_counted_beside_what_it_was_generated_from() {
    let crates = "orchard/t12-crates";
    assert_eq!(deployables_of(&ORCHARD, crates), [crates]);
    assert!(is_aside(crates, "cdk.out/Stack.template.json", Aside::Generated));
    assert_eq!(repository(&ORCHARD, crates).class, Class::Service);
    assert_eq!(deployable(&ORCHARD, crates).charts, ["chart/Chart.yaml"]);
}

#[test]
fn t13_a_chart_beside_the_live_route_packages_nothing() {
    let barrel = "orchard/t13-barrel";
    let deployment = taken(&ORCHARD, barrel, "gp.12");
    assert_eq!(deployment.way.as_deref(), Some("`kubectl apply`"));
    let chart = taken(&ORCHARD, barrel, "gp.10");
    assert_eq!((chart.standing, chart.way.as_deref()), (StandingName::Unknown, None));
    assert!(chart.why.as_deref().unwrap().contains("old-chart/Chart.yaml"));
    // One that nothing visible installs, of something nothing visible deploys, is no leftover.
    let mill = taken(&ORCHARD, "orchard/t18-mill", "gp.10");
    assert_eq!(mill.way.as_deref(), Some("its own chart t18-mill"));
}
