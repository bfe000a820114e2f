//! What was deployed, and what was released.

use jiff::Timestamp;
use milepost_core::{ApiFacts, Deployment, Deployments, Outcome};
use serde_json::{Value, json};

use super::ask::Question;
use super::{nodes, number, read, releases};

pub(super) const QUESTION: Question = Question {
    text: include_str!("../../data/ships.graphql"),
    with: |_| json!({ "first": releases::FIRST, "after": null }),
    take: |node, heard, about| {
        take(node, &mut heard.facts);
        releases::take(node, heard, about)
    },
    ..Question::EACH_NIGHT
};

pub(super) fn take(node: &Value, facts: &mut ApiFacts) {
    facts.deployments = deployments(node);
}

fn deployments(node: &Value) -> Option<Deployments> {
    let connection = node.get("deployments");
    let mut people = Vec::new();
    let mut all: Vec<Deployment> =
        nodes(connection)?.filter_map(|it| deployment(it, &mut people)).collect();
    all.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.commit.cmp(&b.commit)));
    let more = connection?.get("pageInfo")?.get("hasNextPage").is_some_and(|it| it == true);
    let oldest: Option<Timestamp> = all.last().map(|deployment| deployment.at);
    Some(Deployments { since: oldest.filter(|_| more), all })
}

/// One deployment; `people` are those who started others, whose names are not kept.
fn deployment(it: &Value, people: &mut Vec<String>) -> Option<Deployment> {
    let state = it.get("latestStatus").and_then(|status| status.get("state")?.as_str());
    let outcome = match state {
        // What is inactive was there until another came.
        Some("SUCCESS" | "INACTIVE") => Outcome::Deployed,
        Some("FAILURE" | "ERROR") => Outcome::Failed,
        _ => Outcome::Open,
    };
    Some(Deployment {
        at: read(it.get("createdAt"))?,
        environment: read(it.get("environment")).unwrap_or_default(),
        commit: read(it.get("commitOid"))?,
        outcome,
        by: it.get("creator").and_then(|creator| person(creator, people)),
    })
}

/// The number of a person; machines have none.
fn person(creator: &Value, people: &mut Vec<String>) -> Option<u32> {
    if creator.get("__typename")? != "User" {
        return None;
    }
    number(&read::<String>(creator.get("login"))?, people)
}
