//! What waits for the platform team in made-up repositories.

use milepost_core::{
    ApiFacts, BranchGuard, Hosted, HostedEnvironment, Measure, Ownership, Repository, Snapshot,
    Unknown, Visibility, What,
};

use crate::made_up::{entry, fact, image, job, repository, snapshot, workflow};
use crate::settings::Settings;

const CI: &str = ".github/workflows/ci.yml";

/// A service whose pipeline deploys it, and whose workflows somebody owns.
fn service(id: &str, owner: &str, said: impl Into<Option<ApiFacts>>) -> Repository {
    let ownership = |pattern: &str, owner: &str| {
        let owners = vec![owner.to_owned()];
        let it = Ownership { pattern: pattern.to_owned(), owners, invalid: None };
        fact("CODEOWNERS", What::Ownership(it))
    };
    let deploys = job("deploy", &["image-build", "image-push", "deploy:ci-helm"]);
    let facts = vec![
        image("Dockerfile", "alpine:3"),
        workflow(CI, vec![deploys]),
        ownership("*", "@acme/shop"),
        ownership("/.github/", owner),
    ];
    let hosted = Hosted { facts: said.into(), ..Hosted::of(1, Visibility::Private) };
    Repository { hosted: Some(hosted), ..repository(id, facts) }
}

fn said(owners: bool, environments: Vec<HostedEnvironment>) -> ApiFacts {
    let guard = BranchGuard { approvals: 1, owners, ..BranchGuard::default() };
    ApiFacts { guard: Some(guard), environments: Some(environments), ..ApiFacts::default() }
}

fn environment(name: &str, teams: &[&str]) -> HostedEnvironment {
    let teams = teams.iter().map(|it| (*it).to_owned()).collect();
    HostedEnvironment { name: name.to_owned(), reviewed: true, people: false, teams }
}

fn scored(repositories: Vec<Repository>) -> Snapshot {
    let settings = Settings {
        platform_team: Some("acme/platform".to_owned()),
        platform_people: vec!["kim*".to_owned()],
        ..Settings::default()
    };
    snapshot(repositories, &settings)
}

fn measure(snapshot: &Snapshot, id: &str) -> Measure {
    snapshot.measures.iter().find(|measure| measure.id == id).unwrap().clone()
}

/// What is said of one service.
fn of_one(service: Repository) -> &'static str {
    let gate = measure(&scored(vec![service]), "gate");
    if gate.unknown == Some(Unknown::NoApi) {
        return "not seen";
    }
    match (gate.yes.len(), gate.no.len(), gate.open.first().map(|it| it.way.as_str())) {
        (1, 0, None) => "waits",
        (0, 1, None) => "is free",
        (0, 0, Some("no-team")) => "people",
        (0, 0, None) => "outside",
        other => panic!("{other:?}"),
    }
}

#[test]
fn t41_a_file_of_owners_is_a_gate_only_where_it_is_enforced() {
    assert_eq!(of_one(service("acme/shop", "@acme/platform", said(true, vec![]))), "waits");
    assert_eq!(of_one(service("acme/shop", "@kim-lee", said(true, vec![]))), "waits");
    assert_eq!(of_one(service("acme/shop", "@acme/platform", said(false, vec![]))), "is free");
    assert_eq!(of_one(service("acme/shop", "@acme/platform", None)), "not seen");
}

#[test]
fn t65_what_nobody_has_to_ask_for_is_no_gate() {
    assert_eq!(of_one(service("acme/shop", "@acme/shop", said(true, vec![]))), "is free");
    let both = service("acme/shop", "@acme/platform @acme/shop", said(true, vec![]));
    let mut two = both.clone();
    for fact in &mut two.facts {
        if let What::Ownership(it) = &mut fact.what {
            it.owners = it.owners.iter().flat_map(|it| it.split(' ')).map(str::to_owned).collect();
        }
    }
    assert_eq!(of_one(two), "is free", "one of several owners is enough");
}

/// The service, deploying to an environment it names.
fn deploying_to(environment: &str, mut service: Repository) -> Repository {
    let mut deploys = job("deploy", &["image-build", "image-push", "deploy:ci-helm"]);
    deploys.environment = Some(environment.to_owned());
    service.facts.retain(|fact| fact.path != CI);
    service.facts.push(workflow(CI, vec![deploys]));
    service
}

#[test]
fn an_environment_of_production_that_the_platform_team_reviews_is_a_gate() {
    let of = |name, environments| {
        let service = service("acme/shop", "@acme/shop", said(true, environments));
        of_one(deploying_to(name, service))
    };
    let reviewed = || environment("production", &["platform"]);
    assert_eq!(of("production", vec![reviewed()]), "waits");
    assert_eq!(of("Production", vec![reviewed()]), "waits", "names differ in nothing but case");
    assert_eq!(of("production", vec![]), "is free");
    assert_eq!(of("production", vec![environment("production", &["platform", "shop"])]), "is free");
    let named = HostedEnvironment { people: true, ..reviewed() };
    assert_eq!(of("production", vec![named]), "people");
}

#[test]
fn who_reviews_an_environment_that_no_deploy_names_keeps_nothing_closed() {
    let reviewed = || said(true, vec![environment("production", &["platform"])]);
    assert_eq!(of_one(service("acme/shop", "@acme/shop", reviewed())), "is free");
    let elsewhere = service("acme/shop", "@acme/shop", reviewed());
    assert_eq!(of_one(deploying_to("prod-eu", elsewhere)), "is free");
}

/// The service, with the platform team as the owner of everything.
fn all_of_the_platform(mut service: Repository) -> Repository {
    for fact in &mut service.facts {
        if let What::Ownership(it) = &mut fact.what {
            it.owners = vec!["@acme/platform".to_owned()];
        }
    }
    service
}

#[test]
fn t41_a_line_for_everything_that_names_the_platform_team_may_be_the_very_gate() {
    let of = |enforced| {
        let service = service("acme/shop", "@acme/shop", said(enforced, vec![]));
        of_one(all_of_the_platform(service))
    };
    assert_eq!((of(true), of(false)), ("waits", "is free"));
}

#[test]
fn what_the_catalogue_calls_the_platform_teams_own_shows_nothing_of_others() {
    let service = service("acme/tools", "@acme/platform", said(true, vec![]));
    let mut own = all_of_the_platform(service);
    own.facts.push(entry("tools", "group:default/platform"));
    assert_eq!(of_one(own), "outside");
}

#[test]
fn t48_without_a_platform_team_that_somebody_names_nothing_passes() {
    let service = service("acme/shop", "@acme/shop", said(true, vec![]));
    let snapshot = snapshot(vec![service], &Settings::default());
    for id in ["gate", "self-struct"] {
        assert_eq!(measure(&snapshot, id).unknown, Some(Unknown::NoTeam), "{id}");
    }
}

#[test]
fn t50_a_structure_in_which_all_waits_disproves_and_another_proves_nothing() {
    let value = |repositories| {
        let value = measure(&scored(repositories), "self-struct").value.unwrap();
        (value.lo, value.hi)
    };
    let held = || service("acme/held", "@acme/platform", said(true, vec![]));
    let free = || service("acme/free", "@acme/shop", said(true, vec![]));
    let unseen = || service("acme/unseen", "@acme/platform", None);
    let mut template = service("acme/template", "@acme/shop", said(true, vec![]));
    if let Some(hosted) = &mut template.hosted {
        hosted.template = true;
    }
    assert_eq!(value(vec![free()]), (0.0, 0.0), "nothing makes services");
    assert_eq!(value(vec![held(), template.clone()]), (0.0, 0.0), "everything waits");
    assert_eq!(value(vec![free(), template.clone()]), (1.0, 1.0));
    assert_eq!(value(vec![free(), held(), template.clone()]), (0.0, 1.0), "some wait");
    assert_eq!(value(vec![unseen(), template]), (0.0, 1.0));
}
