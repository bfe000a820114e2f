//! How steps are taken, one rule at a time, on made-up services. Names say the rule.

mod environments;
mod packaging;
mod runtime;

use milepost_core::{
    ChartValues, Fact, Pin, Release, Repository, Runtime, Standing, StandingName, UnitKind,
    Unknown, Updates, Use, What, Workload,
};

use crate::made_up::{chart, fact, image, job, repository, snapshot, workflow};
use crate::settings::Settings;

/// A service that its own pipeline builds and deploys, with further facts.
fn service(name: &str, more: Vec<Fact>) -> Repository {
    let own = job("all", &["unit-test", "image-build", "deploy:ci-helm"]);
    let mut facts =
        vec![workflow(".github/workflows/ci.yml", vec![own]), image("Dockerfile", "node:22")];
    facts.extend(more);
    repository(&format!("acme/{name}"), facts)
}

fn standing_of(repositories: Vec<Repository>, step: &str) -> Standing {
    let snapshot = snapshot(repositories, &Settings::default());
    let shop = snapshot.deployables.iter().find(|it| it.id == "acme/shop").unwrap();
    shop.standing(step).unwrap().clone()
}

fn why(standing: &Standing) -> &str {
    standing.why.as_deref().unwrap_or_default()
}

fn used(path: &str, unit: UnitKind, source: &str, version: &str) -> Fact {
    let used = Use {
        unit,
        source: source.to_owned(),
        version: Some(version.to_owned()),
        pin: if version.contains('.') { Pin::Exact } else { Pin::Floating },
        name: None,
    };
    fact(path, What::Use(used))
}

fn values(path: &str, keys: &[&str], off: &[&str]) -> Fact {
    values_of(None, path, (keys, off))
}

fn values_of(environment: Option<&str>, path: &str, (keys, off): (&[&str], &[&str])) -> Fact {
    let owned = |list: &[&str]| list.iter().map(|key| (*key).to_owned()).collect();
    let values = ChartValues {
        keys: owned(keys),
        off: owned(off),
        ..ChartValues::new(environment.map(str::to_owned))
    };
    fact(path, What::ChartValues(values))
}

/// A service on the chart `service` of `repository`, whose values set `keys`.
fn charted(repository: &str, keys: &[&str], off: &[&str]) -> Repository {
    let source = format!("{repository}/service");
    service(
        "shop",
        vec![
            chart("helm/Chart.yaml", "shop", &[&source]),
            used("helm/Chart.yaml", UnitKind::Chart, &source, "1.0.0"),
            values("helm/values.yaml", keys, off),
        ],
    )
}

/// The repository of the chart `service`.
fn charts(releases: &[(&str, &str)]) -> Repository {
    let release = |(tag, at): &(&str, &str)| Release {
        tag: (*tag).to_owned(),
        at: format!("{at}T12:00:00Z").parse().unwrap(),
    };
    let mut made = repository("acme/charts", vec![chart("service/Chart.yaml", "service", &[])]);
    made.releases = releases.iter().map(release).collect();
    made
}

#[test]
fn a_value_that_names_a_service_account_is_an_identity() {
    for key in ["service.serviceAccountName", "serviceAccount.name", "service.aadIdentityName"] {
        let shop = charted("https://acme.github.io/charts", &[key], &[]);
        let standing = standing_of(vec![charts(&[]), shop], "gp.36");
        assert_eq!(standing.way.as_deref(), Some("workload identity"), "{key}");
        assert_eq!(standing.evidence.first().unwrap().path, "helm/values.yaml");
    }
}

#[test]
fn an_empty_name_and_the_account_of_another_part_are_no_identity() {
    let empty = "service.serviceAccountName";
    let downtime = "service.downtime.serviceAccountName";
    for (keys, off) in
        [([empty], &[empty][..]), ([downtime], &[]), (["backup.serviceAccountName"], &[])]
    {
        let shop = charted("https://acme.github.io/charts", &keys, off);
        let standing = standing_of(vec![charts(&[]), shop], "gp.36");
        assert_eq!(standing.standing, StandingName::NotApplicable, "{keys:?}");
    }
}

#[test]
fn under_which_identity_a_chart_outside_the_scan_runs_it_is_unknown() {
    let mut shop = charted("https://elsewhere.example/charts", &["service.replicas"], &[]);
    // What somebody runs on a machine of their own is nothing else that runs it.
    let compose = Workload::new(Runtime::Compose, "service");
    shop.facts.push(fact("docker-compose.yml", What::Workload(compose)));
    let standing = standing_of(vec![shop], "gp.36");
    assert_eq!(standing.unknown, Some(Unknown::External));
    assert!(why(&standing).contains("elsewhere.example/charts/service"), "{standing:?}");
}

#[test]
fn what_secrets_a_platform_gives_its_own_kind_is_unknown() {
    let kind = used("app.yaml", UnitKind::PlatformKind, "platform.acme.io/Application", "v1");
    let shop = || service("shop", vec![kind.clone()]);
    assert_eq!(standing_of(vec![shop()], "gp.17").unknown, Some(Unknown::External));
    assert_eq!(standing_of(vec![shop()], "gp.36").unknown, Some(Unknown::External));
}

fn infrastructure() -> milepost_core::Infrastructure {
    milepost_core::Infrastructure {
        tool: milepost_core::InfrastructureTool::Terraform,
        backend: None,
        required_version: None,
        providers: Vec::new(),
        resources: std::collections::BTreeMap::new(),
        variables: 0,
        outputs: 0,
        environment: None,
        workspaces: false,
    }
}

fn orb(name: &str, version: &str) -> Repository {
    service(name, vec![used(".circleci/config.yml", UnitKind::Orb, "acme/build", version)])
}

#[test]
fn a_version_that_somebody_asks_for_is_out() {
    let standing = standing_of(vec![orb("shop", "7"), orb("till", "11.3.0")], "gp.38");
    assert_eq!(standing.standing, StandingName::Absent);
    assert_eq!(why(&standing), "acme/build is asked for at 7, and 11.3.0 is out");
}

#[test]
fn whether_a_unit_without_releases_is_followed_is_unknown() {
    let standing = standing_of(vec![orb("shop", "11.3.0"), orb("till", "11.3.0")], "gp.38");
    assert_eq!(standing.unknown, Some(Unknown::External), "{standing:?}");
    let snapshot = snapshot(vec![orb("shop", "11.3.0")], &Settings::default());
    let lag = snapshot.measures.iter().find(|it| it.id == "unit-lag").unwrap();
    assert_eq!(lag.open.len(), 1);
}

#[test]
fn the_newest_version_is_the_highest_of_those_tagged_and_those_asked_for() {
    let mut shop = charted("https://acme.github.io/charts", &[], &[]);
    shop.committed = "2026-06-30T12:00:00Z".parse().ok();
    let mut till = charted("https://acme.github.io/charts", &[], &[]);
    till.id = "acme/till".to_owned();
    for found in &mut till.facts {
        if let What::Use(used) = &mut found.what {
            used.version = Some("3.17.5".to_owned());
        }
    }
    let tags = charts(&[("service-1.0.0", "2026-06-01"), ("service-2.1.0", "2026-06-02")]);
    let standing = standing_of(vec![tags, shop, till], "gp.38");
    assert!(why(&standing).ends_with("asked for at 1.0.0, and 3.17.5 is out"), "{standing:?}");
}

#[test]
fn the_newest_of_known_releases_is_followed() {
    let shop = charted("https://acme.github.io/charts", &[], &[]);
    let tags = charts(&[("service-0.9.0", "2024-06-01"), ("service-1.0.0", "2024-06-02")]);
    let standing = standing_of(vec![tags, shop], "gp.38");
    assert_eq!(standing.way.as_deref(), Some("follows its shared units"), "{standing:?}");
}

fn updates(tool: &str) -> Updates {
    Updates {
        tool: tool.to_owned(),
        enabled: true,
        ecosystems: Vec::new(),
        disabled: Vec::new(),
        automerge: false,
        preset: false,
    }
}

#[test]
fn of_two_updaters_the_one_with_the_preset_is_the_way_and_the_other_its_rival() {
    let on_preset = |name: &str, more: Vec<Fact>| {
        let preset = Use {
            unit: UnitKind::Preset,
            source: "acme/renovate-config".to_owned(),
            version: None,
            pin: Pin::None,
            name: None,
        };
        let renovate = What::Updates(updates("renovate"));
        let mut facts =
            vec![fact("renovate.json", renovate), fact("renovate.json", What::Use(preset))];
        facts.extend(more);
        service(name, facts)
    };
    let dependabot = fact(".github/dependabot.yml", What::Updates(updates("dependabot")));
    let mut others: Vec<Repository> =
        (0..5).map(|index| on_preset(&format!("other-{index}"), Vec::new())).collect();
    others.push(on_preset("shop", vec![dependabot]));
    others.sort_by(|a, b| a.id.cmp(&b.id));
    let standing = standing_of(others, "gp.32");
    assert_eq!(standing.way.as_deref(), Some("acme/renovate-config"));
    assert_eq!(standing.standing, StandingName::OwnWay);
    assert!(why(&standing).starts_with("dependabot does it as well, at "), "{standing:?}");
}

#[test]
fn how_alike_two_layouts_are_is_said_of_both_sides() {
    let mut shop = service("shop", Vec::new());
    let mut template = repository("acme/service-template", Vec::new());
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
    shop.top = names(&["a", "b", "c", "d"]);
    template.top = names(&["a", "b", "e", "f"]);
    let standing = standing_of(vec![template, shop], "gp.02");
    let says = "the names at the root are 33 % like those of acme/service-template, \
                the closest template";
    assert_eq!(why(&standing), says);
}

fn description(path: &str, title: &str) -> Fact {
    let document = milepost_core::Document {
        role: milepost_core::DocumentRole::Api,
        title: Some(title.to_owned()),
        section: false,
        words: 0,
        substance: true,
        sections: Vec::new(),
        asks: Vec::new(),
        placeholders: Vec::new(),
        dates: Vec::new(),
    };
    fact(path, What::Document(document))
}

#[test]
fn what_makes_a_description_from_the_software_describes_the_api() {
    let tool = milepost_core::Tool {
        family: milepost_core::ToolFamily::ApiDescription,
        product: "springdoc".to_owned(),
        name: None,
        signs: Vec::new(),
        asks: None,
    };
    let shop = service("shop", vec![fact("build.gradle", What::Tool(tool))]);
    assert_eq!(standing_of(vec![shop], "gp.29").way.as_deref(), Some("springdoc"));
}

#[test]
fn an_api_in_the_catalogue_is_described_there() {
    let entity = |kind: &str, reference: &str| {
        let What::Entity(mut it) = crate::made_up::entry("shop", "group:default/till").what else {
            unreachable!()
        };
        it.kind = kind.to_owned();
        it.reference = reference.to_owned();
        fact("catalog-info.yaml", What::Entity(it))
    };
    let component = entity("Component", "component:default/shop");
    let shop = service("shop", vec![component, entity("API", "api:default/shop")]);
    let standing = standing_of(vec![shop], "gp.29");
    assert_eq!(standing.way.as_deref(), Some("an entry of the catalogue"));
}

#[test]
fn whether_a_service_without_any_description_offers_an_api_is_unknown() {
    let standing = standing_of(vec![service("shop", Vec::new())], "gp.29");
    assert_eq!(standing.unknown, Some(Unknown::Unmapped));
    let unit = "acme/publish-openapi/.github/workflows/publish.yml";
    let publishes = used(".github/workflows/api.yml", UnitKind::Workflow, unit, "1");
    let standing = standing_of(vec![service("shop", vec![publishes])], "gp.29");
    assert!(why(&standing).starts_with(unit), "{standing:?}");
}

#[test]
fn descriptions_of_other_services_beside_each_other_are_copies() {
    let copies = || {
        let titles = ["Orders API", "Payments API"];
        titles.map(|title| description(&format!("specs/{title}.json"), title)).to_vec()
    };
    let standing = standing_of(vec![service("shop", copies())], "gp.29");
    assert_eq!(standing.unknown, Some(Unknown::Unmapped), "{standing:?}");
    let mut facts = copies();
    facts.push(description("specs/own.json", "Shop API v2"));
    let standing = standing_of(vec![service("shop", facts)], "gp.29");
    assert_eq!(standing.way.as_deref(), Some("own.json"), "{standing:?}");
    let mut facts = copies();
    facts.push(description("specs/shop-api.json", "Where all is sold"));
    let standing = standing_of(vec![service("shop", facts)], "gp.29");
    assert_eq!(standing.way.as_deref(), Some("shop-api.json"), "{standing:?}");
    let alone = service("shop", vec![description("api.yaml", "The till")]);
    assert_eq!(standing_of(vec![alone], "gp.29").way.as_deref(), Some("api.yaml"));
}

#[test]
fn labels_of_a_template_count_where_something_includes_it() {
    let carries = |on: &str, keys: &[&str]| {
        let labels = keys.iter().map(|key| ((*key).to_owned(), "till".to_owned())).collect();
        let on = on.to_owned();
        fact(
            "helm/templates/_helpers.tpl",
            What::CostLabels(milepost_core::CostLabels { on, labels }),
        )
    };
    let defined = || {
        vec![
            chart("helm/Chart.yaml", "shop", &[]),
            carries("template shop.labels", &["team", "tier"]),
            carries("template shop.commonLabels", &["service"]),
            carries("include shop.commonLabels by shop.labels", &[]),
        ]
    };
    let unused = standing_of(vec![service("shop", defined())], "gp.33");
    assert_eq!(why(&unused), "of the five labels it carries none");
    let mut facts = defined();
    facts.push(carries("include shop.labels", &[]));
    let included = standing_of(vec![service("shop", facts)], "gp.33");
    assert_eq!(included.way.as_deref(), Some("labels in its own files"), "{included:?}");
}

#[test]
fn what_a_machine_of_ones_own_is_given_is_no_environment() {
    let of = |name: &str, keys: &[&str]| {
        values_of(Some(name), &format!("helm/values-{name}.yaml"), (keys, &[]))
    };
    let shop = service(
        "shop",
        vec![
            chart("helm/Chart.yaml", "shop", &[]),
            of("dev", &["site", "colour"]),
            of("prod", &["site", "colour"]),
            of("local", &["colour"]),
        ],
    );
    let standing = standing_of(vec![shop], "gp.19");
    assert_eq!(standing.standing, StandingName::OwnWay);
    assert_eq!(standing.why, None, "{standing:?}");
    assert_eq!(standing.evidence.len(), 2);
}

#[test]
fn the_image_that_the_pipeline_builds_decides_over_a_dockerfile_that_is_left() {
    let jib = |path: &str| {
        let What::Image(built) = image(path, "eclipse-temurin:25-jre-jammy").what else {
            unreachable!("an image")
        };
        fact(path, What::Image(milepost_core::Image { builder: Some("jib".to_owned()), ..built }))
    };
    let of = |command: &str| {
        let mut own = job("all", &["image-build", "deploy:ci-helm"]);
        for step in &mut own.steps {
            step.call = milepost_core::Call::Command(command.to_owned());
        }
        let workflow = workflow(".github/workflows/ci.yml", vec![own]);
        let dockerfile = image("Dockerfile", "eclipse-temurin:17");
        let facts = vec![workflow, dockerfile, jib("build.gradle")];
        standing_of(vec![repository("acme/shop", facts)], "gp.08")
    };
    assert_eq!(of("./gradlew jib").evidence.first().unwrap().path, "build.gradle");
    assert_eq!(of("docker build").evidence.first().unwrap().path, "Dockerfile");
}

#[test]
fn values_handed_over_with_those_of_each_environment_are_of_none() {
    let of = |handed: &[&str]| {
        let mut own = job("all", &["deploy:ci-helm"]);
        own.steps[0].values = handed.iter().map(|it| (*it).to_owned()).collect();
        let more = vec![
            chart("helm/shop/Chart.yaml", "shop", &[]),
            values_of(Some("dev"), "helm/values-dev.yaml", (&["a"], &[])),
            values_of(Some("live"), "helm/shop/values-live.yaml", (&["b"], &[])),
            workflow(".github/workflows/deploy.yml", vec![own]),
        ];
        let made = snapshot(vec![service("shop", more)], &Settings::default());
        made.deployables[0].environments.clone()
    };
    let both = ["~/helm/values-<< parameters.env >>.yaml", "~/helm/shop/values-live.yaml"];
    assert_eq!(of(&both), ["dev"]);
    assert_eq!(of(&["helm/values-dev.yaml"]), ["dev", "live"]);
    // What else is handed over need not be an environment's.
    assert_eq!(of(&["$SECRETS", "helm/shop/values-live.yaml"]), ["dev", "live"]);
}

#[test]
fn what_no_entry_leads_to_is_said_of_the_entry() {
    assert_eq!(why(&standing_of(vec![service("shop", vec![])], "gp.34")), "no catalogue entry");
}

#[test]
fn a_pipeline_that_deploys_pages_publishes_them() {
    let pages =
        workflow(".github/workflows/docs.yml", vec![job("a", &["docs by actions/deploy-pages"])]);
    let standing = standing_of(vec![service("shop", vec![pages])], "gp.28");
    assert_eq!(standing.way.as_deref(), Some("actions/deploy-pages"));
    assert_eq!(standing.standing, StandingName::OwnWay);
}

#[test]
fn the_version_that_a_chart_gives_itself_is_out() {
    let mut library = chart("service/Chart.yaml", "service", &[]);
    if let What::Chart(chart) = &mut library.what {
        chart.version = Some("5.1.4".to_owned());
    }
    let source = "https://acme.github.io/charts/service";
    let ranged = |version: &str| {
        let mut asks = used("helm/Chart.yaml", UnitKind::Chart, source, version);
        if let What::Use(used) = &mut asks.what {
            used.pin = Pin::Floating;
        }
        service("shop", vec![chart("helm/Chart.yaml", "shop", &[source]), asks])
    };
    let charts = || repository("acme/charts", vec![library.clone()]);
    let standing = standing_of(vec![charts(), ranged("^3.0.0")], "gp.38");
    assert!(why(&standing).ends_with("asked for at ^3.0.0, and 5.1.4 is out"), "{standing:?}");
    let standing = standing_of(vec![charts(), ranged("^5.0.0")], "gp.38");
    assert_eq!(standing.way.as_deref(), Some("follows its shared units"), "{standing:?}");
    let standing = standing_of(vec![ranged("^3.0.0")], "gp.38");
    assert_eq!(standing.unknown, Some(Unknown::External), "{standing:?}");
    let base = used("Dockerfile", UnitKind::BaseImage, "ghcr.io/acme/jvm", "21");
    let standing = standing_of(vec![service("shop", vec![base])], "gp.38");
    assert_eq!(standing.way.as_deref(), Some("follows its shared units"), "{standing:?}");
}

#[test]
fn the_tags_of_an_orb_are_those_of_the_repository_that_holds_its_source() {
    let mut source = workflow("src/jobs/build.yml", vec![job("build", &["build"])]);
    if let What::Pipeline(pipeline) = &mut source.what {
        pipeline.system = milepost_core::CiSystem::Circleci;
        pipeline.role = milepost_core::PipelineRole::Callable;
        pipeline.name = Some("build".to_owned());
    }
    let mut home = repository("acme/build-orb", vec![source]);
    home.releases =
        vec![Release { tag: "v11.3.0".to_owned(), at: "2026-06-01T12:00:00Z".parse().unwrap() }];
    let standing = standing_of(vec![home, orb("shop", "9.0.0")], "gp.38");
    assert!(why(&standing).ends_with("asked for at 9.0.0, and v11.3.0 is out"), "{standing:?}");
}
