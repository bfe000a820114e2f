//! What only the API knows: asked about many repositories at once, and unknown where it may not be
//! seen.

use milepost_core::{Measure, Snapshot, StandingName, Unknown};
use milepost_testkit::hub::{Incident, State};
use serde_json::{Value, json};

use crate::scene::Scene;
use crate::{repository, standing};

/// Answers a question with the same about every repository.
fn about_each(state: &State, variables: &Value, said: &Value) -> Value {
    let asked = variables["ids"].as_array().expect("ids are asked for");
    let known = |id: &&Value| state.repositories.values().any(|it| json!(it.node_id()) == **id);
    let nodes: Vec<Value> = asked
        .iter()
        .filter(known)
        .map(|id| {
            let mut node = said.clone();
            node["id"] = id.clone();
            node
        })
        .collect();
    json!({ "data": { "nodes": nodes } })
}

/// A list that has no more.
fn page(nodes: &[Value]) -> Value {
    json!({ "pageInfo": { "hasNextPage": false }, "nodes": nodes })
}

fn guards() -> Value {
    let critical = json!({
        "createdAt": "2026-01-05T00:00:00Z",
        "securityVulnerability": { "severity": "CRITICAL" },
    });
    let rule = json!({
        "type": "PULL_REQUEST",
        "parameters": { "requiredApprovingReviewCount": 2, "requireCodeOwnerReview": true },
    });
    json!({
        "hasVulnerabilityAlertsEnabled": true,
        "vulnerabilityAlerts": { "totalCount": 1, "nodes": [critical] },
        "defaultBranchRef": { "refUpdateRule": null, "rules": page(&[rule]) },
        "environments": page(&[]),
        "codeowners": { "errors": [] },
    })
}

fn ships() -> Value {
    let deployment = |day: u32| {
        json!({
            "environment": "production",
            "createdAt": format!("2026-02-{day:02}T09:00:00Z"),
            "commitOid": "0000000000000000000000000000000000000000",
            "creator": { "__typename": "User", "login": "mona" },
            "latestStatus": { "state": if day == 28 { "SUCCESS" } else { "INACTIVE" } },
        })
    };
    let nodes: Vec<Value> = (1..=28).rev().map(deployment).collect();
    json!({ "deployments": page(&nodes) })
}

/// A scene whose API tells everything.
fn telling() -> Scene {
    let scene = Scene::paved();
    scene.hub.answer("Guards", |state, variables| about_each(state, variables, &guards()));
    scene.hub.answer("Ships", |state, variables| about_each(state, variables, &ships()));
    scene
}

fn measure<'s>(snapshot: &'s Snapshot, id: &str) -> &'s Measure {
    snapshot.measures.iter().find(|measure| measure.id == id).expect("the measure is taken")
}

#[test]
fn critical_alerts_are_counted_against_deployables() {
    let snapshot = telling().scan().snapshot();
    let share = measure(&snapshot, "vuln").share.expect("it is a share");
    assert_eq!((share.yes, share.unknown > 0), (0, false));
    let overdue = measure(&snapshot, "vuln.overdue").value.expect("all is seen");
    assert!(overdue.lo > 0.0);
}

#[test]
fn rules_of_the_branch_guard_it() {
    let snapshot = telling().scan().snapshot();
    assert_eq!(standing(&snapshot, "harbour/cards", "gp.03"), Some(StandingName::Standard));
}

#[test]
fn deployments_are_the_best_rung_of_the_ladder() {
    let snapshot = telling().scan().snapshot();
    let by = |it: &&milepost_core::Member| it.way == "28 by deployments GitHub was told of";
    let each = &measure(&snapshot, "df.deployable").yes;
    assert!(each.iter().any(|it| by(&it)), "{each:?}");
}

#[test]
fn without_the_right_to_ask_nothing_is_taken_for_a_no() {
    let scene = telling();
    scene.hub.incident(Incident::refused_to_app().on("Guards"));
    let snapshot = scene.scan().snapshot();
    assert_eq!(standing(&snapshot, "harbour/cards", "gp.03"), Some(StandingName::Unknown));
    assert_eq!(measure(&snapshot, "vuln.overdue").unknown, Some(Unknown::NoApi));
    let unseen = snapshot.rolls[0].unseen.as_ref().expect("it was asked");
    assert_eq!(unseen.get("alerts"), Some(&19));
    assert_eq!(unseen.get("deployments"), None);
}

#[test]
fn a_budget_ends_the_asking_and_not_the_scan() {
    let scene = telling();
    let args = ["scan", "github:harbour", "--format", "json", "--api-budget", "4"];
    let outcome = scene.asks(&args).run();
    assert!(outcome.stderr.contains("the budget of 4 calls is used up"), "{}", outcome.stderr);
    let snapshot = outcome.snapshot();
    let facts = repository(&snapshot, "harbour/cards").hosted.clone().and_then(|it| it.facts);
    let facts = facts.expect("the first question was asked");
    assert!(facts.guard.is_some() && facts.deployments.is_none());
}

#[test]
fn the_past_keeps_what_has_a_date() {
    let scene = telling();
    scene.scan();
    let args = ["scan", "github:harbour", "--format", "json", "--at", "2026-02-15"];
    let snapshot = scene.asks(&args).run().snapshot();
    let facts = repository(&snapshot, "harbour/cards").hosted.clone().and_then(|it| it.facts);
    let facts = facts.expect("deployments have dates");
    assert_eq!(facts.deployments.map(|it| it.all.len()), Some(15));
    assert!(facts.alerts.is_none() && facts.guard.is_none());
}
