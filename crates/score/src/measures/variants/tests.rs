//! Near copies in made-up repositories.

use std::collections::BTreeMap;

use milepost_core::{
    ChartValues, Entity, Fact, Measure, Ownership, Pin, Repository, Sketch, UnitKind, Unknown, Use,
    What, Wording,
};

use crate::made_up::{chart, entry, fact, image, job, repository, snapshot, workflow};
use crate::settings::Settings;

/// A text of twenty lines, so many of them its own, and how it is written.
fn wording(own: u32, written: u32) -> Wording {
    let common = (0..20 - own).map(|line| line + 1);
    let lines = common.chain((0..own).map(|line| 1000 + written * 100 + line));
    let hashes = lines.map(|it| it.wrapping_mul(2_654_435_761)).collect();
    Wording { sketch: Sketch::of(hashes), written }
}

/// A repository of the platform team with these files, each with how many lines are its own.
fn deploy(files: Vec<(Fact, u32)>) -> Repository {
    let mut wordings = BTreeMap::new();
    let mut facts = vec![owned("*", "@acme/platform")];
    for (written, (file, own)) in (0..).zip(files) {
        wordings.insert(file.path.clone(), wording(own, written));
        facts.push(file);
    }
    Repository { wordings, ..repository("acme/deploy", facts) }
}

fn owned(pattern: &str, owner: &str) -> Fact {
    let owners = owner.split(' ').map(ToOwned::to_owned).collect();
    let it = Ownership { pattern: pattern.to_owned(), owners, invalid: None };
    fact("CODEOWNERS", What::Ownership(it))
}

fn values(path: &str, environment: Option<&str>) -> Fact {
    fact(path, What::ChartValues(ChartValues::new(environment.map(ToOwned::to_owned))))
}

fn overlay(path: &str) -> Fact {
    let source = "./base".to_owned();
    let used = Use { unit: UnitKind::Base, source, version: None, pin: Pin::Local, name: None };
    fact(path, What::Use(used))
}

/// A service of a team of the same name.
fn service(name: &str) -> Repository {
    let deploys = job("deploy", &["image-build", "image-push", "deploy:ci-helm"]);
    let facts = vec![
        image("Dockerfile", "alpine:3"),
        workflow(".github/workflows/ci.yml", vec![deploys]),
        entry(name, &format!("group:default/{name}")),
    ];
    repository(&format!("acme/{name}"), facts)
}

fn settings() -> Settings {
    Settings { platform_team: Some("acme/platform".to_owned()), ..Settings::default() }
}

fn measured(repositories: Vec<Repository>, settings: &Settings, id: &str) -> Measure {
    let snapshot = snapshot(repositories, settings);
    snapshot.measures.into_iter().find(|measure| measure.id == id).unwrap()
}

fn bounds(measure: &Measure) -> (f64, f64) {
    let value = measure.value.unwrap_or_else(|| panic!("{measure:?}"));
    (value.lo, value.hi)
}

/// Charts for three teams, nearly alike.
fn charts() -> Vec<(Fact, u32)> {
    let team = |name: &str| chart(&format!("charts/{name}/Chart.yaml"), name, &[]);
    vec![(team("orders"), 2), (team("stock"), 3), (team("refunds"), 2)]
}

#[test]
fn near_copies_that_the_platform_team_looks_after_are_variants() {
    let measure = measured(vec![deploy(charts())], &settings(), "config-variants");
    assert_eq!(bounds(&measure), (3.0, 3.0));
    let ids: Vec<&str> = measure.yes.iter().map(|it| it.id.as_str()).collect();
    let orders = "acme/deploy//charts/orders";
    assert_eq!(ids, [orders, "acme/deploy//charts/refunds", "acme/deploy//charts/stock"]);
    assert_eq!(measure.yes[0].evidence[0].path, "charts/orders/Chart.yaml");
    assert_eq!(measure.yes[1].way, format!("nearly {orders}"));
}

#[test]
fn what_is_unlike_or_says_little_or_stands_alone_is_no_variant() {
    let unlike = |own| charts().into_iter().map(|(fact, _)| (fact, own)).collect();
    let none = measured(vec![deploy(unlike(12))], &settings(), "config-variants");
    assert_eq!((bounds(&none), none.no.len()), ((0.0, 0.0), 3));
    let mut two = charts();
    two.pop();
    assert_eq!(bounds(&measured(vec![deploy(two)], &settings(), "config-variants")), (0.0, 0.0));
    let mut small = deploy(charts());
    for wording in small.wordings.values_mut() {
        wording.sketch = Sketch::of((0..5).collect());
    }
    assert_eq!(bounds(&measured(vec![small], &settings(), "config-variants")), (0.0, 0.0));
}

#[test]
fn t12_a_copy_that_is_kept_in_step_is_no_variant() {
    let mut same = deploy(charts());
    for wording in same.wordings.values_mut() {
        *wording = self::wording(2, 0);
    }
    assert_eq!(bounds(&measured(vec![same], &settings(), "config-variants")), (0.0, 0.0));
    let pipelines = |generated: bool| {
        let files = ["a", "b", "c"].map(|name| {
            let mut fact = workflow(&format!(".github/workflows/{name}.yml"), vec![]);
            if let What::Pipeline(pipeline) = &mut fact.what {
                pipeline.generated = generated.then(|| "do not edit".to_owned());
            }
            (fact, 2)
        });
        bounds(&measured(vec![deploy(files.to_vec())], &settings(), "config-variants"))
    };
    assert_eq!(pipelines(false), (3.0, 3.0));
    assert_eq!(pipelines(true), (0.0, 0.0));
}

#[test]
fn what_one_thing_has_for_several_environments_is_one() {
    let of = |name: &str, environment: &str| {
        (values(&format!("apps/{name}/values-{environment}.yaml"), Some(environment)), 1)
    };
    let one = vec![of("orders", "dev"), of("orders", "preprod"), of("orders", "prod")];
    assert_eq!(bounds(&measured(vec![deploy(one)], &settings(), "config-variants")), (0.0, 0.0));
    let overlays = ["orders", "stock", "refunds"].into_iter().flat_map(|name| {
        let of = |environment| format!("apps/{name}/overlays/{environment}/kustomization.yaml");
        [(overlay(&of("dev")), 1), (overlay(&of("prod")), 1)]
    });
    let measure = measured(vec![deploy(overlays.collect())], &settings(), "config-variants");
    assert_eq!(bounds(&measure), (3.0, 3.0));
    assert_eq!(measure.yes[0].id, "acme/deploy//apps/orders/overlays");
    assert_eq!(measure.yes[0].evidence.len(), 2);
}

#[test]
fn without_a_platform_team_nobody_knows_what_it_looks_after() {
    for id in ["config-variants", "config-variants.teams", "config-variants.per-team"] {
        let measure = measured(vec![deploy(charts())], &Settings::default(), id);
        assert_eq!((measure.value, measure.unknown), (None, Some(Unknown::NoTeam)), "{id}");
    }
}

#[test]
fn who_looks_after_a_path_is_told_by_its_own_line_then_the_catalogue_then_the_line_for_all() {
    let with = |line: Fact, also: Option<Fact>| {
        let mut repository = deploy(charts());
        repository.facts[0] = line;
        repository.facts.extend(also);
        bounds(&measured(vec![repository], &settings(), "config-variants"))
    };
    let platform = || Some(entry("deploy", "group:default/platform"));
    let other = || Some(entry("deploy", "group:default/orders"));
    assert_eq!(with(owned("/charts/", "@acme/platform"), other()), (3.0, 3.0));
    assert_eq!(with(owned("/charts/", "@acme/orders"), platform()), (0.0, 0.0));
    assert_eq!(with(owned("*", "@acme/orders"), platform()), (3.0, 3.0));
    assert_eq!(with(owned("*", "@acme/platform"), other()), (0.0, 0.0));
    assert_eq!(with(owned("/else/", "@acme/orders"), platform()), (3.0, 3.0));
    assert_eq!(with(owned("*", "@acme/platform @acme/orders"), None), (0.0, 3.0), "shared");
    assert_eq!(with(owned("/else/", "@acme/orders"), None), (0.0, 3.0), "nobody says");
}

#[test]
fn a_variant_is_for_the_team_that_it_runs_or_is_named_for() {
    let mut repositories: Vec<Repository> =
        ["orders", "stock", "refunds", "parcels"].map(service).into();
    let mut files = charts();
    files.push((chart("charts/other/Chart.yaml", "other", &[]), 2));
    repositories.push(deploy(files));
    let teams = measured(repositories.clone(), &settings(), "config-variants.teams");
    assert_eq!(bounds(&teams), (3.0, 4.0));
    let ids: Vec<&str> = teams.yes.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["orders", "refunds", "stock"]);
    assert_eq!(teams.open[0].id, "acme/deploy//charts/other");
    assert_eq!(teams.yes[0].evidence[0].path, "charts/orders/Chart.yaml");
    let each = measured(repositories, &settings(), "config-variants.per-team");
    assert_eq!(bounds(&each), (1.0, 1.0), "four of them and four teams");
}

#[test]
fn a_group_of_the_catalogue_is_a_team() {
    let group = |name: &str| {
        let mut fact = entry(name, "group:default/platform");
        if let What::Entity(entity) = &mut fact.what {
            *entity = Entity { kind: "Group".to_owned(), ..entity.clone() };
        }
        fact
    };
    let mut deploy = deploy(charts());
    deploy.facts.extend(["orders", "stock"].map(group));
    let teams = measured(vec![deploy], &settings(), "config-variants.teams");
    assert_eq!(bounds(&teams), (2.0, 3.0));
}

#[test]
fn a_pipeline_that_calls_a_unit_of_the_organisation_is_no_variant() {
    let pipelines = |does: &str| {
        let path = |name| format!(".github/workflows/{name}.yml");
        let of = |name| (workflow(&path(name), vec![job("deploy", &[does])]), 2);
        let deploy = deploy(["orders", "stock", "refunds"].map(of).to_vec());
        bounds(&measured(vec![deploy], &settings(), "config-variants"))
    };
    assert_eq!(
        pipelines("deploy:ci-helm by acme/workflows/.github/workflows/deploy.yml"),
        (0.0, 0.0)
    );
    assert_eq!(pipelines("deploy:ci-helm by vendor/deploy"), (3.0, 3.0));
    assert_eq!(pipelines("deploy:ci-helm"), (3.0, 3.0));
}

#[test]
fn pipelines_that_are_named_for_environments_are_one() {
    let of = |name: &str| (workflow(&format!(".github/workflows/{name}.yml"), vec![]), 1);
    let one = deploy(["deploy-dev", "deploy-preprod", "deploy-prod"].map(of).to_vec());
    assert_eq!(bounds(&measured(vec![one], &settings(), "config-variants")), (0.0, 0.0));
    let three = deploy(["deploy-orders", "deploy-stock", "deploy-refunds"].map(of).to_vec());
    assert_eq!(bounds(&measured(vec![three], &settings(), "config-variants")), (3.0, 3.0));
}
