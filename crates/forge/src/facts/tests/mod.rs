//! Answers of GraphQL as GitHub gives them.

mod nights;

use milepost_core::{Outcome, RequiredWorkflow};
use serde_json::json;

use super::*;

fn taken(take: fn(&Value, &mut ApiFacts), node: &Value) -> ApiFacts {
    let mut facts = ApiFacts::default();
    take(node, &mut facts);
    facts
}

#[test]
fn what_may_not_be_seen_stays_absent() {
    let node = json!({
        "hasVulnerabilityAlertsEnabled": true,
        "vulnerabilityAlerts": null,
        "defaultBranchRef": null,
        "environments": null,
        "codeowners": null,
    });
    assert_eq!(taken(guards::take, &node), ApiFacts::default());
}

#[test]
fn alerts_that_are_not_enabled_are_no_good_news() {
    let node = json!({
        "hasVulnerabilityAlertsEnabled": false,
        "vulnerabilityAlerts": { "totalCount": 0, "nodes": [] },
    });
    assert_eq!(taken(guards::take, &node).alerts, None);
}

#[test]
fn critical_alerts_are_told_by_their_age() {
    let alert = |at: &str, severity: &str| json!({ "createdAt": at, "securityVulnerability": { "severity": severity } });
    let nodes = [
        alert("2026-02-01T00:00:00Z", "CRITICAL"),
        alert("2026-01-01T00:00:00Z", "CRITICAL"),
        alert("2026-01-01T00:00:00Z", "HIGH"),
    ];
    let node = json!({
        "hasVulnerabilityAlertsEnabled": true,
        "vulnerabilityAlerts": { "totalCount": 4, "nodes": nodes },
    });
    let alerts = taken(guards::take, &node).alerts.expect("they may be seen");
    let critical: Vec<String> = alerts.critical.iter().map(ToString::to_string).collect();
    assert_eq!(critical, ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"]);
    assert!(alerts.more);
}

#[test]
fn rules_of_the_branch_and_of_rulesets_hold_together() {
    let rules = [
        json!({ "type": "DELETION", "parameters": null }),
        json!({ "type": "PULL_REQUEST", "parameters": {
            "requiredApprovingReviewCount": 2, "requireCodeOwnerReview": true } }),
        json!({ "type": "WORKFLOWS", "parameters": { "workflows": [
            { "path": ".github/workflows/scan.yml", "repositoryId": 7, "ref": "refs/heads/main" },
        ] } }),
    ];
    let node = json!({ "defaultBranchRef": {
        "refUpdateRule": {
            "requiredApprovingReviewCount": 1,
            "requiresCodeOwnerReviews": false,
            "requiredStatusCheckContexts": ["build"],
        },
        "rules": { "pageInfo": { "hasNextPage": false }, "nodes": rules },
    } });
    let guard = taken(guards::take, &node).guard.expect("it may be seen");
    assert_eq!((guard.approvals, guard.owners), (2, true));
    assert_eq!(guard.checks, ["build"]);
    let path = ".github/workflows/scan.yml".to_owned();
    let version = Some("refs/heads/main".to_owned());
    assert_eq!(guard.workflows, [RequiredWorkflow { repository: 7, path, version }]);
}

#[test]
fn more_environments_than_were_asked_for_are_not_known() {
    let one = json!({ "name": "pr-1", "protectionRules": { "nodes": [] } });
    let page = |more: bool| json!({ "environments": { "pageInfo": { "hasNextPage": more }, "nodes": [one.clone()] } });
    assert_eq!(taken(guards::take, &page(true)).environments, None);
    assert_eq!(taken(guards::take, &page(false)).environments.map(|it| it.len()), Some(1));
}

#[test]
fn who_deployed_is_a_number_and_machines_have_none() {
    let one = |at: &str, kind: &str, login: &str, state: &str| {
        json!({
            "environment": "production",
            "createdAt": at,
            "commitOid": "c0ffee",
            "creator": { "__typename": kind, "login": login },
            "latestStatus": { "state": state },
        })
    };
    let nodes = [
        one("2026-03-01T00:00:00Z", "User", "mona", "SUCCESS"),
        one("2026-02-01T00:00:00Z", "User", "mona", "INACTIVE"),
        one("2026-01-01T00:00:00Z", "Bot", "deployer[bot]", "FAILURE"),
    ];
    let page = json!({ "pageInfo": { "hasNextPage": true }, "nodes": nodes });
    let deployments = taken(ships::take, &json!({ "deployments": page })).deployments;
    let deployments = deployments.expect("they may be seen");
    let told: Vec<_> = deployments.all.iter().map(|it| (it.by, it.outcome)).collect();
    let (deployed, failed) = (Outcome::Deployed, Outcome::Failed);
    assert_eq!(told, [(Some(0), deployed), (Some(0), deployed), (None, failed)]);
    assert_eq!(deployments.since.map(|at| at.to_string()).as_deref(), Some("2026-01-01T00:00:00Z"));
}
