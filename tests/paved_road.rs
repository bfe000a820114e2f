//! An organisation that is at stage 4: what its history tells of a year, and what only its host knows.

use std::collections::BTreeMap;
use std::fs;

use jiff::{SignedDuration, Timestamp};
use milepost_core::{Snapshot, Unknown, Verdict};
use milepost_testkit::hub::{HubPlan, State};
use milepost_testkit::{Form, Ground, fixture};
use serde_json::{Value, json};

use crate::milepost;
use crate::scene::Scene;

const CONFIG: &str = "[platform]\nteam = \"platform\"\npeople = [\"sofia*\", \"emil*\"]\n";

/// Who writes and who approves, in each team.
const PEERS: [(&str, &str); 2] = [("mara", "jonas"), ("ines", "pavel")];

/// Pull requests as the host lists them, by the id of their repository.
type Pulls = BTreeMap<String, Vec<Value>>;

/// With a history that ended a week ago: a host is asked about the last months alone.
fn causeway() -> Scene {
    let scene = Scene::of(|ground| {
        let history = fs::read_to_string(fixture("causeway").join("history.toml"));
        let recent = moved(&history.expect("the fixture can be read"));
        let further = [("history.toml".to_owned(), recent.into_bytes())].into();
        HubPlan::folder("causeway", &ground.build("causeway", further, Form::Bare))
    });
    fs::write(scene.ground.path().join("milepost.toml"), CONFIG).expect("it can be written");
    scene
}

/// A history with all its instants moved by as many days as its last one was more than a week ago.
fn moved(history: &str) -> String {
    let instant = |line: &str| -> Option<Timestamp> {
        line.strip_prefix("at = \"")?.strip_suffix('"')?.parse().ok()
    };
    let last = history.lines().filter_map(instant).max().expect("it has instants");
    let days = Timestamp::now().duration_since(last).as_hours() / 24 - 7;
    let line = |line: &str| match instant(line) {
        Some(at) => format!("at = \"{}\"\n", at + SignedDuration::from_hours(24 * days)),
        None => format!("{line}\n"),
    };
    history.lines().map(line).collect()
}

fn scan(scene: &Scene) -> Snapshot {
    scene.asks(&["scan", "github:causeway", "--format", "json"]).run().snapshot()
}

/// Every change of the last months as a pull request that somebody approved.
fn approved(snapshot: &Snapshot, by: impl Fn(&str) -> String) -> Pulls {
    let pulls = snapshot.repositories.iter().map(|repository| {
        let changes = repository.history.iter().flat_map(|history| &history.changes);
        let start = snapshot.at - SignedDuration::from_hours(24 * 100);
        let recent = changes.filter(|change| change.at > start).zip(1..);
        let pulls = recent.map(|(change, number)| {
            json!({
                "number": number,
                "createdAt": change.at, "updatedAt": change.at, "closedAt": change.at,
                "baseRefName": "main", "headRefName": format!("change-{number}"),
                "mergeCommit": { "oid": change.commit },
                "files": { "nodes": [] },
                "reviews": { "nodes": [{ "author": { "login": by(&repository.id) } }] },
            })
        });
        (repository.id.clone(), pulls.collect())
    });
    pulls.collect()
}

/// From now on the host says who approved, and that nothing waits but for one approval.
fn tell(scene: &Scene, pulls: Pulls) {
    scene.hub.answer("Guards", |state, variables| {
        each(state, variables, |_| {
            json!({
                "hasVulnerabilityAlertsEnabled": true,
                "vulnerabilityAlerts": { "totalCount": 0, "nodes": [] },
                "defaultBranchRef": {
                    "refUpdateRule": null,
                    "rules": { "pageInfo": { "hasNextPage": false }, "nodes": [{
                        "type": "PULL_REQUEST",
                        "parameters": { "requiredApprovingReviewCount": 1, "requireCodeOwnerReview": false },
                    }] },
                },
                "environments": { "pageInfo": { "hasNextPage": false }, "nodes": [
                    { "name": "production", "protectionRules": { "nodes": [] } },
                ] },
                "codeowners": { "errors": [] },
            })
        })
    });
    scene.hub.answer("Pulls", move |state, variables| {
        each(state, variables, |id| {
            json!({
                "defaultBranchRef": { "name": "main" },
                "open": { "totalCount": 0, "nodes": [] },
                "ended": {
                    "pageInfo": { "hasNextPage": false, "endCursor": null },
                    "nodes": pulls.get(id).cloned().unwrap_or_default(),
                },
            })
        })
    });
}

/// What the host says of each repository that is asked about.
fn each(state: &State, variables: &Value, said: impl Fn(&str) -> Value) -> Value {
    let asked = variables["ids"].as_array().expect("ids are asked for").iter();
    let nodes = asked.filter_map(|id| {
        let asked = state.repositories.values().find(|it| json!(it.node_id()) == *id)?;
        let mut node = said(&asked.full_name());
        node["id"] = id.clone();
        Some(node)
    });
    json!({ "data": { "nodes": nodes.collect::<Vec<_>>() } })
}

fn stage(snapshot: &Snapshot) -> (u32, u32) {
    (snapshot.assessments[0].lo, snapshot.assessments[0].hi)
}

fn verdict(snapshot: &Snapshot, id: &str) -> Verdict {
    let criteria = snapshot.assessments[0].criteria.iter();
    criteria.filter(|it| it.id == id).map(|it| it.verdict).next().expect("it is of the model")
}

#[test]
fn causeway_is_at_stage_4_where_its_host_says_that_nothing_waits_for_the_platform_team() {
    let scene = causeway();
    let unasked = scan(&scene);
    assert_eq!(stage(&unasked), (3, 4), "whether it waits stands in no file");
    let peers = approved(&unasked, |id| {
        let sales = ["bookings", "fares", "refunds", "loyalty"].iter().any(|it| id.ends_with(it));
        PEERS[usize::from(!sales)].1.to_owned()
    });
    tell(&scene, peers);
    let snapshot = scan(&scene);
    assert_eq!(stage(&snapshot), (4, 4));
    assert_eq!(verdict(&snapshot, "five-stages.4.easier"), Verdict::Holds);
    let provisioning = verdict(&snapshot, "five-stages.5.provision-self");
    assert_eq!(provisioning, Verdict::Fails, "queues were made for the teams, not by them");
}

#[test]
fn causeway_is_at_stage_3_where_the_platform_team_approves_everything() {
    let scene = causeway();
    let team = approved(&scan(&scene), |_| "sofia".to_owned());
    tell(&scene, team);
    let snapshot = scan(&scene);
    assert_eq!(stage(&snapshot), (3, 3));
    assert_eq!(verdict(&snapshot, "five-stages.3.single-failure-point"), Verdict::Holds);
}

#[test]
fn without_the_year_before_it_nobody_knows_whether_the_path_is_chosen() {
    let ground = Ground::new();
    let folder = ground.bare("causeway").display().to_string();
    fs::write(ground.path().join("milepost.toml"), CONFIG).expect("it can be written");
    let scan = |more: &[&str]| {
        let args = [&["scan", folder.as_str(), "--format", "json"], more].concat();
        milepost(&ground).args(args).run().snapshot()
    };
    assert_eq!(verdict(&scan(&[]), "five-stages.4.easier"), Verdict::Holds);
    let blind = scan(&["--no-history"]);
    let left = blind.measures.iter().find(|measure| measure.id == "gp-defect");
    assert_eq!(left.and_then(|it| it.unknown), Some(Unknown::Shallow));
    assert_eq!(verdict(&blind, "five-stages.4.easier"), Verdict::Unknown);
}
