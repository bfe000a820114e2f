//! Whose the templates of a chart are that runs several parts of one repository.

use std::collections::BTreeMap;

use milepost_core::{ChartValues, Fact, Runtime, Standing, StandingName, What, Workload};

use crate::made_up::{chart, fact, image, job, repository, snapshot, uses_chart, workflow};
use crate::settings::Settings;

const PROBES: &[&str] = &["liveness", "readiness"];

/// A deployment in a template of the chart, with images as `filled` has them.
fn deployment(file: &str, filled: &[&str], probes: &[&str]) -> Fact {
    let owned = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
    let workload = Workload {
        filled: owned(filled),
        probes: owned(probes),
        ..Workload::new(Runtime::Kubernetes, "Deployment")
    };
    fact(&format!("helm/shop/templates/{file}"), What::Workload(workload))
}

/// Values for production that name `images` by their keys, each on the line of its place.
fn values(images: &[(&str, &str)]) -> Fact {
    let image_keys: BTreeMap<String, String> =
        images.iter().map(|(key, image)| ((*key).to_owned(), (*image).to_owned())).collect();
    let keys: Vec<String> = image_keys.keys().map(|key| format!("{key}.repository")).collect();
    let values = ChartValues {
        lines: (1u32..).map(|place| place * 10).take(keys.len()).collect(),
        keys,
        images: image_keys.values().cloned().collect(),
        image_keys,
        ..ChartValues::new(Some("prod".to_owned()))
    };
    fact("helm/values-prod.yaml", What::ChartValues(values))
}

/// A service at the root and a proxy in a folder, one chart for both.
fn shop(more: Vec<Fact>) -> milepost_core::Snapshot {
    let mut facts = vec![
        workflow(".github/workflows/ci.yml", vec![job("all", &["image-build", "deploy:ci-helm"])]),
        image("Dockerfile", "node:22"),
        image("proxy/Dockerfile", "nginx:1.27"),
        chart("helm/shop/Chart.yaml", "shop", &[]),
    ];
    facts.extend(more);
    snapshot(vec![repository("acme/shop", facts)], &Settings::default())
}

fn health_of(snapshot: &milepost_core::Snapshot, id: &str) -> Standing {
    let found = snapshot.deployables.iter().find(|it| it.id == id);
    found.unwrap().standing("gp.04").unwrap().clone()
}

fn shown(standing: &Standing) -> Vec<&str> {
    standing.evidence.iter().map(|at| at.path.as_str()).collect()
}

#[test]
fn a_workload_is_of_the_part_whose_image_values_fill_in() {
    let shop = shop(vec![
        deployment("deployment.yaml", &["{image.repository}:{image.tag}"], PROBES),
        deployment("front.yaml", &["{front.image.repository}:{front.image.tag}"], &[]),
        values(&[("image", "ghcr.io/acme/shop"), ("front.image", "ghcr.io/acme/shop-proxy")]),
    ]);
    let own = health_of(&shop, "acme/shop");
    assert_eq!(shown(&own), ["helm/shop/templates/deployment.yaml"]);
    assert_eq!(health_of(&shop, "acme/shop//proxy").standing, StandingName::Absent);
}

#[test]
fn a_tag_that_names_a_part_tells_more_than_the_name_all_share() {
    let shared = &["{image.repository}:proxy-{image.tag}"];
    let shop = shop(vec![
        deployment("deployment.yaml", &["{image.repository}:{image.tag}"], &[]),
        deployment("second.yaml", shared, PROBES),
        values(&[("image", "ghcr.io/acme/shop")]),
        // What makes the chart the proxy's.
        deployment("proxy-job.yaml", shared, &[]),
    ]);
    assert_eq!(health_of(&shop, "acme/shop").standing, StandingName::Absent);
    let proxy = health_of(&shop, "acme/shop//proxy");
    assert_eq!(shown(&proxy), ["helm/shop/templates/second.yaml"]);
}

#[test]
fn a_workload_without_a_known_image_is_of_the_part_its_file_is_named_for() {
    let shop = shop(vec![
        deployment("deployment.yaml", &[], PROBES),
        deployment("proxy-deployment.yaml", &["{proxy.image}"], &[]),
    ]);
    // The one that is left is the only part's that has none.
    assert_eq!(shown(&health_of(&shop, "acme/shop")), ["helm/shop/templates/deployment.yaml"]);
    assert_eq!(health_of(&shop, "acme/shop//proxy").standing, StandingName::Absent);
}

#[test]
fn what_is_nobodys_alone_is_shared_by_those_without_a_workload_of_their_own() {
    let shop = shop(vec![
        deployment("a.yaml", &["{a.image}"], PROBES),
        deployment("b.yaml", &["{b.image}"], PROBES),
        values(&[("image", "ghcr.io/acme/shop-proxy")]),
    ]);
    for id in ["acme/shop", "acme/shop//proxy"] {
        assert_eq!(health_of(&shop, id).standing, StandingName::OwnWay, "{id}");
    }
}

#[test]
fn a_chart_that_runs_something_else_is_not_what_packages_a_part_with_a_workload_of_its_own() {
    let mut export = Workload::new(Runtime::Kubernetes, "Deployment");
    export.probes = PROBES.iter().map(|it| (*it).to_owned()).collect();
    let charts = vec![
        chart("export/Chart.yaml", "export", &[]),
        fact("export/templates/deployment.yaml", What::Workload(export)),
    ];
    let source = "https://acme.github.io/charts/export";
    let facts = vec![
        workflow(".github/workflows/ci.yml", vec![job("all", &["image-build", "deploy:ci-helm"])]),
        image("Dockerfile", "node:22"),
        image("proxy/Dockerfile", "nginx:1.27"),
        chart("helm/shop/Chart.yaml", "shop", &[source]),
        Fact { line: 9, ..uses_chart("helm/shop/Chart.yaml", source) },
        deployment("proxy.yaml", &[], &[]),
    ];
    let all = vec![repository("acme/charts", charts), repository("acme/shop", facts)];
    let all = snapshot(all, &Settings::default());
    assert_eq!(shown(&health_of(&all, "acme/shop")), ["helm/shop/Chart.yaml"]);
    assert_eq!(health_of(&all, "acme/shop//proxy").standing, StandingName::Absent);
}

#[test]
fn a_template_that_no_value_switches_on_does_not_make_the_chart_a_parts() {
    let off = Fact {
        switches: vec!["proxy.enabled".to_owned()],
        ..deployment("proxy.yaml", &["{proxy.image}"], &[])
    };
    let shop = shop(vec![off, values(&[("image", "ghcr.io/acme/shop")])]);
    let proxy = shop.deployables.iter().find(|it| it.id == "acme/shop//proxy").unwrap();
    assert!(proxy.charts.is_empty(), "{:?}", proxy.charts);
}

#[test]
fn what_values_run_is_shown_by_the_line_that_names_it() {
    let images = [("image", "ghcr.io/acme/shop"), ("front.image", "ghcr.io/acme/shop-proxy")];
    let shop = repository("acme/shop", vec![image("Dockerfile", "node:22")]);
    let deploy = repository("acme/deploy", vec![values(&images)]);
    let all = snapshot(vec![deploy, shop], &Settings::default());
    let shop = all.deployables.iter().find(|it| it.id == "acme/shop").unwrap();
    let at = shop.because.iter().find(|at| at.shows == "run from here").unwrap();
    assert_eq!((at.path.as_str(), at.line), ("helm/values-prod.yaml", 20));
}
