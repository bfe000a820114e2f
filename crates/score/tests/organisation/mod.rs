//! Organisations at random: services that take a few steps one way or another.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use milepost_core::{Fact, History, Repository, Snapshot, VerbTable};
use milepost_score::{Made, Rulebook, Settings, score};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The workflow of the organisation, as services call it.
const WORKFLOW: &str = "acme/workflows/.github/workflows/service.yml";

/// How a service takes one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Standard,
    Own,
    None,
}

/// One service, in as few words as it takes.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    pub(crate) pipeline: Way,
    pub(crate) image: Way,
    pub(crate) chart: Way,
    pub(crate) owner: Option<u8>,
    pub(crate) runbook: bool,
}

fn ways() -> impl Strategy<Value = Way> {
    prop_oneof![3 => Just(Way::Standard), 2 => Just(Way::Own), 1 => Just(Way::None)]
}

/// Up to eight services of three teams, or of none.
pub(crate) fn services() -> impl Strategy<Value = Vec<Service>> {
    let owner = prop_oneof![Just(None), (0u8..3).prop_map(Some)];
    let one = (ways(), ways(), ways(), owner, any::<bool>());
    let service = one.prop_map(|(pipeline, image, chart, owner, runbook)| Service {
        pipeline,
        image,
        chart,
        owner,
        runbook,
    });
    prop::collection::vec(service, 1..9)
}

/// Services that all have an owner.
pub(crate) fn owned_services() -> impl Strategy<Value = Vec<Service>> {
    services().prop_map(|mut services| {
        for (service, team) in services.iter_mut().zip((0..3).cycle()) {
            service.owner = Some(service.owner.unwrap_or(team));
        }
        services
    })
}

/// Services that all have an owner, or none of which has.
pub(crate) fn evenly_owned_services() -> impl Strategy<Value = Vec<Service>> {
    let unowned = services().prop_map(|mut services| {
        for service in &mut services {
            service.owner = None;
        }
        services
    });
    prop_oneof![owned_services(), unowned]
}

/// The snapshot of an organisation of these services.
pub(crate) fn snapshot(services: &[Service]) -> Snapshot {
    scored(organisation(services))
}

/// The snapshot of these repositories, with the rules that ship.
pub(crate) fn scored(repositories: Vec<Repository>) -> Snapshot {
    static RULES: LazyLock<Rulebook> = LazyLock::new(|| {
        Rulebook::shipped(&Settings::default()).expect("the rules that ship are valid")
    });
    let made = Made { detectors: &BTreeMap::new(), verbs: &VerbTable::default() };
    score(repositories, &Settings::default(), &RULES, &made)
}

/// The repositories of these services, of some infrastructure and of the workflow, sorted by id.
pub(crate) fn organisation(services: &[Service]) -> Vec<Repository> {
    let mut all: Vec<Repository> = services
        .iter()
        .enumerate()
        .map(|(index, service)| {
            let name = format!("service-{index:02}");
            let facts = facts_of(&name, service);
            Repository { history: Some(history(index)), ..repository(&name, facts) }
        })
        .collect();
    let path = ".github/workflows/service.yml";
    let triggers = json!([{ "event": "workflow_call" }]);
    let definition = pipeline(path, ("callable", &triggers), &doings());
    all.push(repository("terraform", vec![infrastructure()]));
    all.push(repository("workflows", vec![definition]));
    all
}

/// A history of a few changes by a few people, another one for each service.
fn history(index: usize) -> History {
    let change = |number: usize| {
        let way = ["commit", "merge", "squash"].get((index + number) % 3);
        json!({
            "commit": format!("c{number}"), "at": format!("2026-01-{:02}T09:00:00Z", 28 - number),
            "by": [(index + number) % 3], "way": way,
            "mark": if number == 3 { json!("revert") } else { json!(null) }, "files": 2, "shape": number % 2,
            "touches": [{ "path": 0, "size": 4 + number }, { "path": 1, "size": 9 }],
        })
    };
    let changes: Vec<Value> = (0..6).map(change).collect();
    let birth =
        if index.is_multiple_of(2) { "2025-11-03T09:00:00Z" } else { "2020-05-04T09:00:00Z" };
    let history = json!({
        "birth": { "at": birth, "files": 9 }, "since": "2024-10-28T09:00:00Z",
        "paths": [
            { "path": ".github/workflows/ci.yml", "role": "infrastructure",
              "authors": [{ "by": index % 3, "lines": 20 }, { "by": 3, "lines": 15 }], "orphans": index % 5 },
            { "path": "docs/runbook.md", "role": "document" },
        ],
        "changes": changes,
        "tags": [{ "tag": "v1.0.0", "at": "2026-01-20T09:00:00Z" }],
    });
    serde_json::from_value(history).expect("made up in the shape of a history")
}

/// A repository that holds `facts`.
pub(crate) fn repository(name: &str, facts: Vec<Fact>) -> Repository {
    let repository = json!({
        "id": format!("acme/{name}"), "class": "unknown", "branch": "main", "files": 9, "pages": 1, "read": 9,
        "commit": "c".repeat(40), "committed": "2026-01-31T12:00:00Z", "facts": [],
    });
    let empty = serde_json::from_value(repository).expect("made up in the shape of a repository");
    Repository { facts, ..empty }
}

fn facts_of(name: &str, service: &Service) -> Vec<Fact> {
    let call = json!([{ "line": 9, "call": { "unit": WORKFLOW } }]);
    let push = json!([{ "event": "push" }]);
    let run = |steps: &Value| pipeline(".github/workflows/ci.yml", ("runs", &push), steps);
    let charts = "oci://ghcr.io/acme/charts";
    let shared = json!([{ "name": "service", "repository": charts, "version": "1.0.0" }]);
    [
        either(service.pipeline, || run(&call), || run(&doings())),
        either(service.image, || image("ghcr.io/acme/base/go"), || image("golang")),
        either(service.chart, || chart(name, &shared), || chart(name, &json!([]))),
        (service.chart == Way::Standard).then(use_of_chart),
        service.owner.map(|team| entry(name, team)),
        service.runbook.then(runbook),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn either(way: Way, standard: impl Fn() -> Fact, own: impl Fn() -> Fact) -> Option<Fact> {
    match way {
        Way::Standard => Some(standard()),
        Way::Own => Some(own()),
        Way::None => None,
    }
}

/// What every pipeline here does, by itself or by the organisation's workflow.
fn doings() -> Value {
    json!([
        { "line": 10, "call": { "command": "make test" }, "verbs": ["unit-test"] },
        { "line": 11, "call": { "command": "docker push" }, "verbs": ["image-push"] },
        { "line": 12, "call": { "command": "helm upgrade" }, "verbs": ["deploy:ci-helm"] },
    ])
}

fn pipeline(path: &str, (role, triggers): (&str, &Value), steps: &Value) -> Fact {
    let says = json!({
        "system": "github-actions", "role": role, "triggers": triggers,
        "jobs": [{ "id": "all", "line": 5, "steps": steps }],
    });
    fact(path, "pipeline", &says)
}

fn image(base: &str) -> Fact {
    let stage = json!({ "line": 1, "from": base });
    let base = json!({ "repository": base, "tag": "1.0" });
    let says = json!({ "stages": [stage, stage], "base": base, "user": "nobody" });
    fact("Dockerfile", "image", &says)
}

fn chart(name: &str, dependencies: &Value) -> Fact {
    let says = json!({ "name": name, "dependencies": dependencies });
    fact("chart/Chart.yaml", "chart", &says)
}

fn use_of_chart() -> Fact {
    let source = "oci://ghcr.io/acme/charts/service";
    let says = json!({ "unit": "chart", "source": source, "version": "1.0.0", "pin": "exact" });
    fact("chart/Chart.yaml", "use", &says)
}

/// Code for infrastructure, without which no organisation gets beyond stage 2.
fn infrastructure() -> Fact {
    let says = json!({ "tool": "terraform", "backend": "s3" });
    fact("production/main.tf", "infrastructure", &says)
}

fn entry(name: &str, team: u8) -> Fact {
    let says = json!({
        "reference": format!("component:default/{name}"), "kind": "Component", "name": name,
        "type": "service", "lifecycle": "production", "owner": format!("group:default/team-{team}"),
    });
    fact("catalog-info.yaml", "entity", &says)
}

fn runbook() -> Fact {
    let says = json!({ "role": "runbook", "words": 300, "substance": true });
    fact("docs/runbook.md", "document", &says)
}

fn fact(path: &str, kind: &str, says: &Value) -> Fact {
    let fact = json!({
        "detector": "made-up", "path": path, "line": 1, "confidence": "parsed",
        "what": { "kind": kind, "says": says },
    });
    serde_json::from_value(fact).expect("made up in the shape of a fact")
}
