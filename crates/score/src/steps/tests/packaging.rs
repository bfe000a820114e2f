//! How a service is packaged and its health checked: by charts, by what their templates print, and by
//! what stands for a chart.

use milepost_core::{
    ChartPart, Fact, Object, Repository, Runtime, Secret, SecretMechanism, StandingName, UnitKind,
    Unknown, What, Workload, Written, WrittenObject,
};

use super::{service, standing_of, used, values, why};
use crate::made_up::{chart, fact, image, job, repository, snapshot, workflow};
use crate::settings::Settings;

/// A workload of the chart of `shop`, in a template of this name.
fn run(template: &str, prints: &[&str]) -> Fact {
    let prints = prints.iter().map(|name| (*name).to_owned()).collect();
    let workload = Workload { prints, ..Workload::new(Runtime::Kubernetes, "Deployment") };
    fact(&format!("helm/templates/{template}"), What::Workload(workload))
}

fn part(path: &str, part: ChartPart) -> Fact {
    fact(path, What::ChartPart(part))
}

fn probes(name: &str) -> ChartPart {
    let probes = vec!["liveness".to_owned(), "readiness".to_owned()];
    ChartPart { name: Some(name.to_owned()), probes, ..ChartPart::default() }
}

fn printing(name: Option<&str>, prints: &str) -> ChartPart {
    let name = name.map(ToOwned::to_owned);
    ChartPart { name, prints: vec![prints.to_owned()], ..ChartPart::default() }
}

#[test]
fn probes_that_a_template_prints_are_those_of_its_workload() {
    let own = |prints: &str| {
        let through = part("helm/templates/_pod.tpl", printing(Some("shop.pod"), "shop.probes"));
        service(
            "shop",
            vec![
                chart("helm/Chart.yaml", "shop", &[]),
                run("deployment.yaml", &[prints]),
                through,
                part("helm/templates/_probes.tpl", probes("shop.probes")),
            ],
        )
    };
    for prints in ["shop.probes", "shop.pod"] {
        let standing = standing_of(vec![own(prints)], "gp.04");
        assert_eq!(standing.standing, StandingName::OwnWay, "{prints}: {standing:?}");
    }
    let standing = standing_of(vec![own("elsewhere.probes")], "gp.04");
    assert_eq!(standing.unknown, Some(Unknown::External), "{standing:?}");
    let without =
        service("shop", vec![chart("helm/Chart.yaml", "shop", &[]), run("deployment.yaml", &[])]);
    assert_eq!(standing_of(vec![without], "gp.04").standing, StandingName::Absent);
}

#[test]
fn a_template_that_prints_a_deployment_of_a_library_runs_what_that_says() {
    let mut deployment = printing(Some("acme.deployment"), "acme.pod");
    let deployed = Workload {
        prints: std::mem::take(&mut deployment.prints),
        ..Workload::new(Runtime::Kubernetes, "Deployment")
    };
    let what = WrittenObject::Workload(deployed);
    deployment.writes = vec![Written { switches: Vec::new(), what }];
    let library = repository(
        "acme/charts",
        vec![
            chart("library/Chart.yaml", "library", &[]),
            part("library/templates/_deployment.tpl", deployment),
            part("library/templates/_pod.tpl", probes("acme.pod")),
        ],
    );
    let source = "https://acme.github.io/charts/library";
    let shop = service(
        "shop",
        vec![
            chart("helm/Chart.yaml", "shop", &[source]),
            used("helm/Chart.yaml", UnitKind::Chart, source, "1.0.0"),
            part("helm/templates/deployment.yaml", printing(None, "acme.deployment")),
        ],
    );
    let snapshot = snapshot(vec![library, shop], &Settings::default());
    let shop = snapshot.repositories.iter().find(|it| it.id == "acme/shop").unwrap();
    let runs: Vec<_> = shop.facts.iter().filter_map(|fact| fact.what.as_workload()).collect();
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].probes, ["liveness", "readiness"]);
    let deployable = snapshot.deployables.iter().find(|it| it.id == "acme/shop").unwrap();
    for step in ["gp.04", "gp.10"] {
        let way = deployable.standing(step).unwrap().way.clone();
        assert_eq!(way.as_deref(), Some(source), "{step}");
    }
}

#[test]
fn parts_that_print_each_other_come_to_an_end() {
    let shop = service(
        "shop",
        vec![
            chart("helm/Chart.yaml", "shop", &[]),
            run("deployment.yaml", &["a"]),
            part("helm/templates/_a.tpl", printing(Some("a"), "b")),
            part("helm/templates/_b.tpl", printing(Some("b"), "a")),
        ],
    );
    assert_eq!(standing_of(vec![shop], "gp.04").standing, StandingName::Absent);
}

#[test]
fn values_set_the_probes_that_a_template_prints_as_a_whole() {
    let with = |keys: &[&str], off: &[&str]| {
        let facts = vec![
            chart("helm/Chart.yaml", "shop", &["https://charts.example/redis"]),
            run("deployment.yaml", &[]),
            values("helm/values.yaml", keys, off),
        ];
        standing_of(vec![service("shop", facts)], "gp.04").standing
    };
    let both = ["livenessProbe", "readinessProbe"];
    assert_eq!(with(&both, &[]), StandingName::OwnWay);
    assert_eq!(with(&both, &["livenessProbe"]), StandingName::Absent);
    assert_eq!(with(&["redis.livenessProbe", "redis.readinessProbe"], &[]), StandingName::Absent);
}

/// A service with an image that its pipeline deploys in this way, with further facts.
fn deployed(model: &str, more: Vec<Fact>) -> Repository {
    let own = workflow(".github/workflows/ci.yml", vec![job("all", &["image-build", model])]);
    let facts = [own, image("Dockerfile", "node:22")].into_iter().chain(more).collect();
    repository("acme/shop", facts)
}

fn asks(runtime: Runtime, kind: &str, probes: &[&str]) -> Fact {
    let probes = probes.iter().map(|probe| (*probe).to_owned()).collect();
    let asked = Workload { probes, ..Workload::new(runtime, kind) };
    fact("deploy/shop.yaml", What::Workload(asked))
}

#[test]
fn manifests_of_its_own_package_it_and_say_whether_its_health_is_checked() {
    let both = ["liveness", "readiness"];
    for (model, runtime, probes, way) in [
        ("deploy:ci-kubectl", Runtime::Kubernetes, &both[..], "its own manifests"),
        ("deploy:cloud-cli", Runtime::Ecs, &both[..1], "its own task definition"),
        ("deploy:nomad", Runtime::Nomad, &both[1..], "its own Nomad job"),
        ("deploy:compose-remote", Runtime::Compose, &both[..1], "its own Compose file"),
    ] {
        let shop = |probes: &[&str]| deployed(model, vec![asks(runtime, "service", probes)]);
        let packaged = standing_of(vec![shop(probes)], "gp.10");
        assert_eq!(packaged.way.as_deref(), Some(way), "{packaged:?}");
        let checked = standing_of(vec![shop(probes)], "gp.04");
        assert_eq!(checked.standing, StandingName::OwnWay, "{way}: {checked:?}");
        let unchecked = standing_of(vec![shop(&[])], "gp.04");
        assert_eq!(unchecked.standing, StandingName::Absent, "{way}: {unchecked:?}");
    }
}

#[test]
fn a_hosted_service_needs_no_packaging_and_a_function_no_health_check() {
    let function = || deployed("deploy:sam", vec![asks(Runtime::Functions, "function", &[])]);
    assert_eq!(standing_of(vec![function()], "gp.10").standing, StandingName::NotApplicable);
    assert_eq!(standing_of(vec![function()], "gp.04").standing, StandingName::NotApplicable);
    let hosted =
        |probes: &[&str]| deployed("deploy:paas-cli", vec![asks(Runtime::Paas, "app", probes)]);
    assert_eq!(standing_of(vec![hosted(&[])], "gp.10").standing, StandingName::NotApplicable);
    assert_eq!(standing_of(vec![hosted(&[])], "gp.04").standing, StandingName::Absent);
    assert_eq!(standing_of(vec![hosted(&["readiness"])], "gp.04").standing, StandingName::OwnWay);
}

#[test]
fn enough_functions_are_judged_by_themselves() {
    let made = |count: usize| -> Vec<Repository> {
        let of = |sort: &str, model: &str, number: usize| {
            let name = format!("acme/{sort}-{number}");
            Repository { id: name, ..deployed(model, Vec::new()) }
        };
        let functions = (0..count).map(|number| of("function", "deploy:sam", number));
        functions.chain((0..5).map(|number| of("web", "deploy:ci-kubectl", number))).collect()
    };
    for (count, segment) in [(5, Some("functions")), (4, None)] {
        let snapshot = snapshot(made(count), &Settings::default());
        let function = snapshot.deployables.iter().find(|it| it.id == "acme/function-0").unwrap();
        assert_eq!(function.segment.as_deref(), segment, "{count}");
        let web = snapshot.deployables.iter().find(|it| it.id == "acme/web-0").unwrap();
        assert_eq!(web.segment, None);
    }
}

#[test]
fn a_file_for_another_host_or_for_a_machine_of_ones_own_says_nothing() {
    for (model, left_over) in [
        ("deploy:unseen", asks(Runtime::Paas, "Heroku app", &[])),
        ("deploy:ci-kubectl", asks(Runtime::Compose, "service", &["liveness"])),
    ] {
        let shop = || deployed(model, vec![left_over.clone()]);
        for step in ["gp.04", "gp.10"] {
            let standing = standing_of(vec![shop()], step);
            assert_eq!(standing.unknown, Some(Unknown::External), "{model} {step}: {standing:?}");
        }
    }
}

#[test]
fn a_platforms_own_kind_and_a_shared_base_package_as_a_chart_does() {
    for (unit, source) in [
        (UnitKind::PlatformKind, "platform.acme.io/Application"),
        (UnitKind::Base, "https://github.com/acme/bases//service"),
    ] {
        let shop = deployed("deploy:ci-kubectl", vec![used("deploy/app.yaml", unit, source, "v1")]);
        let bases = repository("acme/bases", vec![]);
        let standing = standing_of(vec![bases, shop], "gp.10");
        assert_eq!(standing.way.as_deref(), Some(source), "{standing:?}");
    }
}

#[test]
fn a_chart_of_another_repository_packages_what_its_values_name() {
    let mut probed = Workload::new(Runtime::Kubernetes, "Deployment");
    probed.probes = vec!["liveness".to_owned(), "readiness".to_owned()];
    let mut set = values("web/values-live.yaml", &["image.repository"], &[]);
    if let What::ChartValues(values) = &mut set.what {
        values.images = vec!["ghcr.io/acme/shop".to_owned()];
    }
    let charts = repository(
        "acme/charts",
        vec![
            chart("web/Chart.yaml", "web", &[]),
            fact("web/templates/deployment.yaml", What::Workload(probed)),
            set,
        ],
    );
    let shop = deployed("deploy:unseen", Vec::new());
    for step in ["gp.04", "gp.10"] {
        let standing = standing_of(vec![charts.clone(), shop.clone()], step);
        assert_eq!(standing.way.as_deref(), Some("acme/charts/web"), "{step}: {standing:?}");
        assert_eq!(standing.evidence.first().unwrap().repository, "acme/charts");
    }
}

#[test]
fn what_packages_an_image_that_is_copied_to_machines_is_unknown() {
    let standing = standing_of(vec![deployed("deploy:ssh-copy", Vec::new())], "gp.10");
    assert_eq!(standing.unknown, Some(Unknown::External));
    assert!(why(&standing).contains("deployed by ssh-copy"), "{standing:?}");
}

/// A part that writes a workload which prints these.
fn writing(name: &str, prints: &[&str]) -> ChartPart {
    let prints = prints.iter().map(|name| (*name).to_owned()).collect();
    let workload = Workload { prints, ..Workload::new(Runtime::Kubernetes, "Deployment") };
    let what = WrittenObject::Workload(workload);
    let writes = vec![Written { switches: Vec::new(), what }];
    ChartPart { name: Some(name.to_owned()), writes, ..ChartPart::default() }
}

/// `shop`, of which a template hands a library's part one of its own.
fn handing(prints: &[&str]) -> Vec<Fact> {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let merge = ChartPart { name: Some("lib.merge".to_owned()), ..ChartPart::default() };
    let library = ChartPart {
        name: Some("lib.deployment".to_owned()),
        prints: names(&["lib.merge", "(lib.deployment.tpl)"]),
        ..ChartPart::default()
    };
    let template =
        ChartPart { prints: names(&["lib.deployment", "(shop.own)"]), ..ChartPart::default() };
    vec![
        chart("helm/Chart.yaml", "shop", &[]),
        part("helm/templates/deployment.yaml", template),
        part("helm/charts/lib/templates/_util.yaml", merge),
        part("helm/charts/lib/templates/_deployment.yaml", library),
        part("helm/charts/lib/templates/_deployment.yaml", writing("lib.deployment.tpl", prints)),
    ]
}

#[test]
fn what_a_template_hands_over_to_another_part_is_printed_too() {
    let mut own = handing(&[]);
    own.push(part("helm/templates/_own.yaml", probes("shop.own")));
    let standing = standing_of(vec![service("shop", own)], "gp.04");
    assert_eq!(standing.standing, StandingName::OwnWay, "{standing:?}");
    let mut of_chart = handing(&["({Chart.Name}.container)"]);
    of_chart.push(part("helm/templates/_own.yaml", probes("shop.container")));
    let standing = standing_of(vec![service("shop", of_chart)], "gp.04");
    assert_eq!(standing.standing, StandingName::OwnWay, "{standing:?}");
    let standing = standing_of(vec![service("shop", handing(&[]))], "gp.04");
    assert_eq!(standing.standing, StandingName::Absent, "{standing:?}");
}

#[test]
fn where_a_template_prints_what_nobody_sees_nothing_lacks_for_sure() {
    for step in ["gp.04", "gp.17", "gp.35", "gp.36"] {
        let standing = standing_of(vec![service("shop", handing(&["{}"]))], step);
        assert_eq!(standing.unknown, Some(Unknown::External), "{step}: {standing:?}");
    }
}

#[test]
fn a_label_that_asks_for_an_identity_is_one() {
    let labels = [("azure.workload.identity/use".to_owned(), "true".to_owned())].into();
    let workload = Workload { labels, ..Workload::new(Runtime::Kubernetes, "Deployment") };
    let asks = fact("k8s/deployment.yaml", What::Workload(workload));
    let standing = standing_of(vec![service("shop", vec![asks])], "gp.36");
    assert_eq!(standing.way.as_deref(), Some("workload identity"), "{standing:?}");
}

#[test]
fn what_stands_in_a_part_of_a_library_that_nobody_prints_is_not_there() {
    let source = "https://acme.github.io/charts/lib";
    let library = || {
        let whole = |name: &str| ChartPart {
            name: Some(name.to_owned()),
            whole: true,
            ..ChartPart::default()
        };
        let secret = Secret {
            mechanism: SecretMechanism::AzureKv,
            name: None,
            through: None,
            environment: None,
        };
        let mut defined = chart("lib/Chart.yaml", "lib", &[]);
        if let What::Chart(chart) = &mut defined.what {
            chart.library = true;
        }
        let mut facts = vec![
            defined,
            part("lib/templates/_store.yaml", whole("lib.store")),
            fact("lib/templates/_store.yaml", What::Secret(secret)),
        ];
        facts[2].line = 4;
        repository("acme/charts", facts)
    };
    for (prints, applies) in [("lib.store", true), ("lib.other", false)] {
        let shop = vec![
            chart("helm/Chart.yaml", "shop", &[source]),
            used("helm/Chart.yaml", UnitKind::Chart, source, "1.0.0"),
            part("helm/templates/store.yaml", printing(None, prints)),
        ];
        let standing = standing_of(vec![library(), service("shop", shop)], "gp.17");
        let is_there = standing.way.as_deref() == Some("azure-kv");
        assert_eq!(is_there, applies, "{prints}: {standing:?}");
    }
}

#[test]
fn a_file_for_a_host_proves_nothing_where_what_deploys_is_not_seen() {
    let app = || asks(Runtime::Paas, "Cloud Foundry app", &[]);
    let of = |unit: &str| {
        let own = job("all", &["image-build", &format!("- by {unit}")]);
        let workflow = workflow(".github/workflows/ci.yml", vec![own]);
        let facts = vec![workflow, image("Dockerfile", "node:22"), app()];
        standing_of(vec![repository("acme/shop", facts)], "gp.10")
    };
    let unseen = of("acme/workflows/.github/workflows/update_deployment.yml");
    assert_eq!(unseen.unknown, Some(Unknown::External), "{unseen:?}");
    let other = of("acme/workflows/.github/workflows/lint.yml");
    assert_eq!(other.standing, StandingName::NotApplicable, "{other:?}");
    // What a command of the host hands over with the code, another tool does not heed.
    let applied = standing_of(vec![deployed("deploy:iac-apply", vec![app()])], "gp.10");
    assert_eq!(applied.unknown, Some(Unknown::External), "{applied:?}");
}

#[test]
fn a_chart_that_holds_nothing_that_runs_packages_nothing() {
    let ingress = Object {
        api_version: "networking.k8s.io/v1".to_owned(),
        kind: "Ingress".to_owned(),
        name: None,
        namespace: None,
        class: None,
        target: None,
        guarded: false,
        labels: std::collections::BTreeMap::new(),
    };
    let of = |more: Vec<Fact>| {
        let own = [
            chart("helm/Chart.yaml", "shop-ingress", &[]),
            fact("helm/templates/ingress.yaml", What::Object(ingress.clone())),
        ];
        let facts = own.into_iter().chain(more).collect();
        standing_of(vec![deployed("deploy:unseen", facts)], "gp.10")
    };
    let alone = of(Vec::new());
    assert_eq!(alone.unknown, Some(Unknown::External), "{alone:?}");
    let runs = Workload::new(Runtime::Kubernetes, "Deployment");
    let beside = of(vec![fact("helm/templates/deployment.yaml", What::Workload(runs))]);
    assert_eq!(beside.way.as_deref(), Some("its own chart shop-ingress"), "{beside:?}");
}

#[test]
fn a_route_that_a_platforms_own_kind_is_asked_for_is_one() {
    let route = Object {
        api_version: "platform.acme.io/v1".to_owned(),
        kind: "Application.ingresses".to_owned(),
        name: None,
        namespace: None,
        class: None,
        target: None,
        guarded: false,
        labels: std::collections::BTreeMap::new(),
    };
    let asks = fact("k8s/shop.yaml", What::Object(route));
    let standing = standing_of(vec![service("shop", vec![asks])], "gp.35");
    assert_eq!(standing.way.as_deref(), Some("Application.ingresses"), "{standing:?}");
}
