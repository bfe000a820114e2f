//! The scorer as a whole, on made-up organisations. Names say the rule, and the rubric's id of it.

use milepost_core::{
    Basis, Certainty, Fact, Job, Repository, Runtime, Snapshot, StandingName, Unknown, Verdict,
    What, Workload,
};

use crate::made_up::{
    chart, entry, fact, image, job, repository, reusable, snapshot, uses, uses_chart, uses_library,
    workflow,
};
use crate::settings::{Declared, Exemption, Settings};

mod pipelines;
mod several;

const UNIT: &str = "acme/workflows/.github/workflows/service.yml";
const CHARTS: &str = "https://acme.github.io/charts/service";

/// A service on every standard there is.
fn paved(name: &str) -> Repository {
    let calls = job("service", &["- by acme/workflows/.github/workflows/service.yml"]);
    repository(
        &format!("acme/{name}"),
        vec![
            workflow(".github/workflows/ci.yml", vec![calls]),
            uses(".github/workflows/ci.yml", UNIT, "v2"),
            image("Dockerfile", "ghcr.io/acme/jvm:21"),
            chart("chart/Chart.yaml", name, &[CHARTS]),
            uses_chart("chart/Chart.yaml", CHARTS),
        ],
    )
}

/// A service on none.
fn own_way(name: &str) -> Repository {
    let own = job("all", &["unit-test", "image-build", "deploy:ci-helm"]);
    repository(
        &format!("acme/{name}"),
        vec![
            workflow(".github/workflows/ci.yml", vec![own]),
            image("Dockerfile", "node:22"),
            chart("chart/Chart.yaml", name, &[]),
        ],
    )
}

fn workflows(does: &[&str]) -> Repository {
    let jobs = vec![job("build", does)];
    repository("acme/workflows", vec![reusable(".github/workflows/service.yml", jobs)])
}

const DOES: &[&str] = &["unit-test", "image-build", "image-push", "deploy:ci-helm"];

fn organisation(paved_services: usize, own_services: usize, does: &[&str]) -> Snapshot {
    let mut repositories = vec![workflows(does)];
    repositories.extend((0..paved_services).map(|index| paved(&format!("paved-{index}"))));
    repositories.extend((0..own_services).map(|index| own_way(&format!("own-{index}"))));
    repositories.sort_by(|a, b| a.id.cmp(&b.id));
    snapshot(repositories, &Settings::default())
}

fn standing(snapshot: &Snapshot, deployable: &str, step: &str) -> StandingName {
    let found = snapshot.deployables.iter().find(|found| found.id == deployable).unwrap();
    found.standing(step).unwrap().standing
}

fn basis(snapshot: &Snapshot, step: &str) -> (Basis, Option<String>) {
    let standard = snapshot.standards.iter().find(|standard| standard.step == step).unwrap();
    (standard.basis, standard.family.clone())
}

#[test]
fn what_most_use_is_the_standard_way() {
    let snapshot = organisation(7, 3, DOES);
    assert_eq!(
        basis(&snapshot, "gp.05"),
        (Basis::InferredStrong, Some("acme/workflows".to_owned()))
    );
    assert_eq!(basis(&snapshot, "gp.08"), (Basis::InferredStrong, Some("ghcr.io/acme".to_owned())));
    assert_eq!(standing(&snapshot, "acme/paved-0", "gp.05"), StandingName::Standard);
    assert_eq!(standing(&snapshot, "acme/own-0", "gp.05"), StandingName::OwnWay);
    assert_eq!(snapshot.path.exists, Verdict::Holds);
    assert_eq!(snapshot.path.joint_adopters, 7);
}

#[test]
fn below_three_tenths_nobody_has_a_standard() {
    let snapshot = organisation(2, 8, DOES);
    assert_eq!(basis(&snapshot, "gp.05"), (Basis::None, None));
    assert_eq!(standing(&snapshot, "acme/paved-0", "gp.05"), StandingName::OwnWay);
    assert_eq!(snapshot.path.exists, Verdict::Fails);
}

#[test]
fn a_public_image_is_never_a_standard() {
    let snapshot = organisation(0, 9, DOES);
    assert_eq!(basis(&snapshot, "gp.08"), (Basis::None, None));
}

#[test]
fn a_unit_that_was_emptied_does_nothing_for_its_callers() {
    let snapshot = organisation(7, 0, &["housekeeping"]);
    assert_eq!(standing(&snapshot, "acme/paved-0", "gp.05"), StandingName::Absent);
}

#[test]
fn a_unit_outside_the_scan_is_unknown_and_not_absent() {
    let repositories = (0..7).map(|index| paved(&format!("paved-{index}"))).collect();
    let snapshot = snapshot(repositories, &Settings::default());
    let deployable = &snapshot.deployables[0];
    let standing = deployable.standing("gp.05").unwrap();
    assert_eq!(standing.standing, StandingName::Unknown);
    assert_eq!(standing.unknown, Some(Unknown::External));
}

#[test]
fn what_a_unit_stands_on_is_no_rival_of_it() {
    let inner = repository(
        "acme/steps",
        vec![reusable(".github/workflows/build.yml", vec![job("build", DOES)])],
    );
    let outer = workflows(&["- by acme/steps/.github/workflows/build.yml"]);
    let mut repositories: Vec<Repository> =
        (0..6).map(|index| paved(&format!("paved-{index}"))).collect();
    repositories.extend([inner, outer]);
    let snapshot = snapshot(repositories, &Settings::default());
    assert_eq!(
        basis(&snapshot, "gp.05"),
        (Basis::InferredStrong, Some("acme/workflows".to_owned()))
    );
}

#[test]
fn units_that_call_each_other_end() {
    let circle = repository(
        "acme/workflows",
        vec![reusable(
            ".github/workflows/service.yml",
            vec![job("again", &["- by ./.github/workflows/service.yml", "unit-test"])],
        )],
    );
    let snapshot = snapshot(vec![paved("one"), circle], &Settings::default());
    assert_eq!(snapshot.deployables.len(), 1);
}

#[test]
fn two_families_alike_are_contested_and_unknown() {
    let other = |index: usize| {
        let calls = job("x", &["- by acme/other/.github/workflows/x.yml"]);
        repository(
            &format!("acme/other-{index}"),
            vec![
                workflow(".github/workflows/ci.yml", vec![calls]),
                image("Dockerfile", "ghcr.io/acme/jvm:21"),
                chart("chart/Chart.yaml", "x", &[CHARTS]),
                uses_chart("chart/Chart.yaml", CHARTS),
            ],
        )
    };
    let second = repository(
        "acme/other",
        vec![reusable(".github/workflows/x.yml", vec![job("build", DOES)])],
    );
    let mut repositories = vec![workflows(DOES), second];
    repositories.extend((0..4).map(|index| paved(&format!("paved-{index}"))));
    repositories.extend((0..4).map(other));
    let snapshot = snapshot(repositories, &Settings::default());
    assert_eq!(basis(&snapshot, "gp.05"), (Basis::Contested, None));
    assert_eq!(standing(&snapshot, "acme/paved-0", "gp.05"), StandingName::Unknown);
}

#[test]
fn a_declared_standard_wins_over_what_most_use() {
    let declared = Declared { units: vec!["acme/golden/*".to_owned()], valid_from: None };
    let settings =
        Settings { standards: [("gp.05".to_owned(), declared)].into(), ..Settings::default() };
    let mut repositories = vec![workflows(DOES)];
    repositories.extend((0..7).map(|index| paved(&format!("paved-{index}"))));
    let snapshot = snapshot(repositories, &settings);
    assert_eq!(basis(&snapshot, "gp.05").0, Basis::Declared);
    assert_eq!(standing(&snapshot, "acme/paved-0", "gp.05"), StandingName::OwnWay);
}

#[test]
fn an_exemption_excuses_until_it_expires_and_stays_in_the_denominator() {
    let exempt = |expires: &str| {
        let exemption = Exemption {
            deployable: "acme/own-*".to_owned(),
            step: "gp.05".to_owned(),
            owner: "platform".to_owned(),
            reason: "regulated".to_owned(),
            expires: expires.parse().unwrap(),
        };
        let settings = Settings { exemptions: vec![exemption], ..Settings::default() };
        let mut repositories = vec![own_way("own-0"), workflows(DOES)];
        repositories.extend((0..7).map(|index| paved(&format!("paved-{index}"))));
        snapshot(repositories, &settings)
    };
    let current = exempt("2026-12-31");
    assert_eq!(standing(&current, "acme/own-0", "gp.05"), StandingName::Excepted);
    let pipeline = current.standards.iter().find(|s| s.step == "gp.05").unwrap();
    assert_eq!(pipeline.counts.share().total(), 8);
    assert_eq!(standing(&exempt("2026-01-31"), "acme/own-0", "gp.05"), StandingName::OwnWay);
}

#[test]
fn a_chart_runs_what_stands_at_the_root_and_what_it_names() {
    let facts = vec![
        image("Dockerfile", "node:22"),
        image("proxy/Dockerfile", "nginx:1"),
        chart("chart/Chart.yaml", "shop", &[]),
    ];
    let snapshot = snapshot(vec![repository("acme/shop", facts)], &Settings::default());
    let ids: Vec<&str> = snapshot.deployables.iter().map(|d| d.id.as_str()).collect();
    assert_eq!(ids, ["acme/shop", "acme/shop//proxy"]);
    let certainties: Vec<Certainty> = snapshot.deployables.iter().map(|d| d.certainty).collect();
    // Nothing in the chart is called proxy.
    assert_eq!(certainties, [Certainty::Certain, Certainty::Possible]);
}

#[test]
fn a_monorepo_has_a_deployable_for_each_chart_by_name() {
    let facts = vec![
        image("search/Dockerfile", "node:22"),
        image("indexer/Dockerfile", "node:22"),
        chart("charts/search/Chart.yaml", "search", &[]),
        chart("charts/shop-indexer/Chart.yaml", "shop-indexer", &[]),
    ];
    let snapshot = snapshot(vec![repository("acme/shop", facts)], &Settings::default());
    let found: Vec<(&str, Certainty)> =
        snapshot.deployables.iter().map(|d| (d.id.as_str(), d.certainty)).collect();
    assert_eq!(
        found,
        [("acme/shop//indexer", Certainty::Certain), ("acme/shop//search", Certainty::Certain)]
    );
}

#[test]
fn what_is_only_built_may_count_and_is_unknown_in_every_share() {
    let mut repositories = vec![repository("acme/tool", vec![image("Dockerfile", "node:22")])];
    repositories.extend((0..5).map(|index| own_way(&format!("own-{index}"))));
    let snapshot = snapshot(repositories, &Settings::default());
    let ci = snapshot.measures.iter().find(|measure| measure.id == "ci").unwrap();
    let share = ci.share.unwrap();
    assert_eq!((share.yes, share.no, share.unknown), (5, 0, 1));
}

#[test]
fn what_is_catalogued_in_production_or_asked_of_a_scheduler_is_certainly_run() {
    let certainty = |fact: Fact| {
        let facts = vec![image("Dockerfile", "node:22"), fact];
        let snapshot = snapshot(vec![repository("acme/shop", facts)], &Settings::default());
        snapshot.deployables[0].certainty
    };
    let catalogued = |lifecycle: &str| {
        let mut fact = entry("shop", "group:default/checkout");
        if let What::Entity(entity) = &mut fact.what {
            entity.lifecycle = Some(lifecycle.to_owned());
        }
        fact
    };
    assert_eq!(certainty(catalogued("production")), Certainty::Certain);
    assert_eq!(certainty(catalogued("experimental")), Certainty::Probable);
    let job = |runtime| {
        let job = Workload { name: Some("shop".to_owned()), ..Workload::new(runtime, "job") };
        fact("shop.nomad", What::Workload(job))
    };
    assert_eq!(certainty(job(Runtime::Nomad)), Certainty::Certain);
    assert_eq!(certainty(job(Runtime::Compose)), Certainty::Possible);
}

#[test]
fn what_did_not_change_for_a_year_is_listed_and_does_not_count() {
    let mut old = own_way("old");
    old.committed = "2024-01-01T00:00:00Z".parse().ok();
    let snapshot = snapshot(vec![old, own_way("young")], &Settings::default());
    let counted: Vec<(&str, bool)> =
        snapshot.deployables.iter().map(|d| (d.id.as_str(), d.counted)).collect();
    assert_eq!(counted, [("acme/old", false), ("acme/young", true)]);
}

#[test]
fn a_deploy_behind_an_approval_is_not_by_itself() {
    let deploys = |gated: bool| {
        let approval = Job { gated, ..job("approve", &[]) };
        let deploy = Job {
            needs: vec!["approve".to_owned()],
            environment: Some("staging".to_owned()),
            ..job("deploy", &["deploy:ci-helm"])
        };
        let facts = vec![
            workflow(".github/workflows/ci.yml", vec![approval, deploy]),
            image("Dockerfile", "node:22"),
        ];
        snapshot(vec![repository("acme/shop", facts)], &Settings::default())
    };
    assert_eq!(standing(&deploys(true), "acme/shop", "gp.13"), StandingName::Absent);
    assert_eq!(standing(&deploys(false), "acme/shop", "gp.13"), StandingName::OwnWay);
}

#[test]
fn the_owner_of_a_catalogue_entry_owns_the_deployable_unless_it_is_a_placeholder() {
    let owned = |owner: &str| {
        let facts = vec![image("Dockerfile", "node:22"), entry("shop", owner)];
        let snapshot = snapshot(vec![repository("acme/shop", facts)], &Settings::default());
        (snapshot.deployables[0].owner.clone(), standing(&snapshot, "acme/shop", "gp.26"))
    };
    let team = "group:default/checkout";
    assert_eq!(owned(team), (Some(team.to_owned()), StandingName::OwnWay));
    assert_eq!(owned("group:default/unknown"), (None, StandingName::Absent));
}

/// Three of seven services take the organisation's ways, the rest their own; each owned.
fn some_paved(owner: impl Fn(usize) -> String) -> Snapshot {
    let mut repositories = vec![workflows(DOES)];
    for index in 0..7 {
        let name = format!("service-{index}");
        let mut service = if index < 3 { paved(&name) } else { own_way(&name) };
        service.facts.push(entry(&name, &owner(index)));
        repositories.push(service);
    }
    snapshot(repositories, &Settings::default())
}

#[test]
fn t49_two_teams_are_asked_for_only_where_there_are_two() {
    let one = some_paved(|index| match index % 2 {
        0 => "group:default/crew".to_owned(),
        _ => "@acme/Crew".to_owned(),
    });
    assert_eq!(basis(&one, "gp.05").0, Basis::Inferred, "one team under two spellings");
    let several = some_paved(|index| format!("group:default/crew-{}", index / 3));
    assert_eq!(basis(&several, "gp.05").0, Basis::None, "one of three teams uses it");
    let nobodys = some_paved(|index| match index {
        6 => "group:default/unknown".to_owned(),
        _ => "group:default/crew".to_owned(),
    });
    assert_eq!(basis(&nobodys, "gp.05").0, Basis::None, "whose the last one is, nobody knows");
}

#[test]
fn few_units_decide_nothing() {
    let snapshot = organisation(3, 0, DOES);
    let criterion = snapshot.assessments[0]
        .criteria
        .iter()
        .find(|judgement| judgement.id == "five-stages.3.bespoke")
        .unwrap();
    assert_eq!(criterion.verdict, Verdict::Unknown);
    assert_eq!(criterion.unknown, [Unknown::TooFew]);
}

#[test]
fn without_anything_the_stage_is_the_whole_range_and_nothing_panics() {
    let snapshot = snapshot(Vec::new(), &Settings::default());
    assert!(snapshot.deployables.is_empty());
    assert!(snapshot.assessments[0].lo <= snapshot.assessments[0].hi);
    let fact = fact(
        "README.md",
        milepost_core::What::DocumentLink(milepost_core::DocumentLink {
            role: milepost_core::DocumentRole::Runbook,
            target: "https://wiki.example/runbook".to_owned(),
            from: None,
        }),
    );
    let documents =
        crate::made_up::snapshot(vec![repository("acme/empty", vec![fact])], &Settings::default());
    assert!(documents.deployables.is_empty());
}

#[test]
fn a_unit_that_is_called_for_something_it_does_not_show_leaves_it_open() {
    let calls = job("scan", &["image-scan by acme/workflows/.github/workflows/scan.yml"]);
    let repositories = |steps: &[&str]| {
        vec![
            repository(
                "acme/shop",
                vec![
                    workflow(".github/workflows/ci.yml", vec![calls.clone()]),
                    image("Dockerfile", "node:22"),
                ],
            ),
            repository(
                "acme/workflows",
                vec![reusable(".github/workflows/scan.yml", vec![job("scan", steps)])],
            ),
        ]
    };
    let opaque = snapshot(repositories(&["setup"]), &Settings::default());
    assert_eq!(standing(&opaque, "acme/shop", "gp.07"), StandingName::Unknown);
    let emptied = snapshot(repositories(&[]), &Settings::default());
    assert_eq!(standing(&emptied, "acme/shop", "gp.07"), StandingName::Absent);
}

#[test]
fn a_check_of_what_was_deployed_is_no_test_of_the_change() {
    let deploy =
        Job { environment: Some("staging".to_owned()), ..job("deploy", &["deploy:ci-helm"]) };
    let smoke = Job { needs: vec!["deploy".to_owned()], ..job("smoke", &["integration-test"]) };
    let smoke = Job {
        steps: smoke.steps.into_iter().map(|s| milepost_core::Step { line: 30, ..s }).collect(),
        ..smoke
    };
    let facts = vec![
        workflow(".github/workflows/ci.yml", vec![deploy, smoke]),
        image("Dockerfile", "node:22"),
    ];
    let snapshot = snapshot(vec![repository("acme/shop", facts)], &Settings::default());
    assert_eq!(standing(&snapshot, "acme/shop", "gp.06"), StandingName::Absent);
}

#[test]
fn a_chart_that_asks_for_nothing_that_runs_packages_nothing() {
    let alerts = "https://acme.github.io/charts/alerts";
    let mut facts =
        vec![image("Dockerfile", "node:22"), chart("chart/Chart.yaml", "shop", &[alerts])];
    facts.push(uses_chart("chart/Chart.yaml", alerts));
    let charts = repository("acme/charts", vec![chart("charts/alerts/Chart.yaml", "alerts", &[])]);
    let snapshot = snapshot(vec![charts, repository("acme/shop", facts)], &Settings::default());
    let shop = snapshot.deployables.iter().find(|d| d.id == "acme/shop").unwrap();
    assert_eq!(shop.standing("gp.10").unwrap().way.as_deref(), Some("its own chart shop"));
}

#[test]
fn a_jenkins_library_is_one_family_whichever_of_its_steps_is_called() {
    let service = |index: usize| {
        let calls = job("all", &["- by Infrastructure/withPipeline"]);
        let mut facts = vec![workflow("Jenkinsfile", vec![calls]), image("Dockerfile", "node:22")];
        facts.push(uses_library("Jenkinsfile", "Infrastructure"));
        if let milepost_core::What::Pipeline(pipeline) = &mut facts[0].what {
            pipeline.system = milepost_core::CiSystem::Jenkins;
        }
        repository(&format!("acme/service-{index}"), facts)
    };
    let mut step = reusable("vars/withPipeline.groovy", vec![job("call", DOES)]);
    if let milepost_core::What::Pipeline(pipeline) = &mut step.what {
        pipeline.system = milepost_core::CiSystem::Jenkins;
    }
    let mut repositories: Vec<Repository> = (0..5).map(service).collect();
    repositories.push(repository("acme/jenkins-library", vec![step]));
    let snapshot = snapshot(repositories, &Settings::default());
    let family = Some("Infrastructure".to_owned());
    assert_eq!(basis(&snapshot, "gp.05"), (Basis::InferredStrong, family));
}

#[test]
fn what_the_parts_of_one_repository_have_in_common_is_no_standard() {
    let base = "ghcr.io/acme/jvm:21";
    let facts = ["a", "b", "c", "d", "e"].map(|part| image(&format!("{part}/Dockerfile"), base));
    let push = workflow(".github/workflows/ci.yml", vec![job("push", &["image-push"])]);
    let facts = facts.into_iter().chain([push]).collect();
    let snapshot = snapshot(vec![repository("acme/mono", facts)], &Settings::default());
    assert_eq!(snapshot.counted().count(), 5);
    assert_eq!(basis(&snapshot, "gp.08"), (Basis::None, None));
}

/// Trap of a real estate: a build that may log in to a registry says nothing of what is deployed.
#[test]
fn a_pipeline_proves_itself_to_a_cloud_only_where_it_deploys() {
    let login = "setup by aws-actions/configure-aws-credentials";
    let stands = |jobs: Vec<milepost_core::Job>| {
        let mut fact = workflow(".github/workflows/ci.yml", jobs);
        if let milepost_core::What::Pipeline(pipeline) = &mut fact.what {
            pipeline.permissions.push("id-token: write".to_owned());
        }
        let facts = vec![fact, image("Dockerfile", "node:22")];
        let snapshot = snapshot(vec![repository("acme/shop", facts)], &Settings::default());
        standing(&snapshot, "acme/shop", "gp.36")
    };
    let deploy = "deploy:ci-helm";
    let apart = vec![job("build", &[login, "image-build"]), job("deploy", &[deploy])];
    assert_eq!(stands(apart), StandingName::Unknown);
    assert_eq!(stands(vec![job("deploy", &[login, deploy])]), StandingName::OwnWay);
}

/// What the base image does counts as done by what is built on it.
#[test]
fn an_image_runs_as_the_user_its_base_sets() {
    let base = |user: &str| {
        let mut fact = image("jvm/Dockerfile", "debian:12");
        if let milepost_core::What::Image(image) = &mut fact.what {
            image.user = Some(user.to_owned());
        }
        repository("acme/bases", vec![fact])
    };
    let why = |user: &str| {
        let mut all = vec![base(user)];
        for n in 0..6 {
            let facts = vec![
                image("Dockerfile", "ghcr.io/acme/jvm:1.2.3"),
                workflow(".github/workflows/ci.yml", vec![job("ci", &["deploy:ci-helm"])]),
            ];
            all.push(repository(&format!("acme/shop-{n}"), facts));
        }
        standing(&snapshot(all, &Settings::default()), "acme/shop-0", "gp.08")
    };
    assert_eq!(why("app"), StandingName::Standard);
    assert_eq!(why("root"), StandingName::OwnWay);
}
