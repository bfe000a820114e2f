//! What only the API knows: asked about many repositories at once, and unknown where it may not be
//! seen.

use jiff::{SignedDuration, Timestamp};
use milepost_core::{ApiFacts, Measure, Snapshot, StandingName, Unknown};
use milepost_testkit::hub::{Incident, Request, Run, Security, State};
use serde_json::{Value, json};

use crate::scene::Scene;
use crate::{repository, standing};

/// What each question is answered, as `ci/shapes` holds it against what GitHub publishes. Where it is
/// about repositories, it is the same for each.
const ANSWERS: &[(&str, &str)] = &[
    ("Guards", include_str!("answers/guards.json")),
    ("Members", include_str!("answers/members.json")),
    ("Pulls", include_str!("answers/pulls.json")),
    ("Ships", include_str!("answers/ships.json")),
    ("Teams", include_str!("answers/teams.json")),
    ("Tickets", include_str!("answers/tickets.json")),
    ("Writers", include_str!("answers/writers.json")),
];

/// An answer, with its instants, which are written as so many days ago.
fn dated(text: &str) -> Value {
    fn fill(value: &mut Value) {
        match value {
            Value::String(text) => {
                let days = text.strip_suffix(" days ago").and_then(|days| days.parse::<i64>().ok());
                if let Some(days) = days {
                    let at = Timestamp::now() - SignedDuration::from_hours(24 * days);
                    *text = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
                }
            }
            Value::Array(items) => items.iter_mut().for_each(fill),
            Value::Object(fields) => fields.values_mut().for_each(fill),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut value = serde_json::from_str(text).expect("it is JSON");
    fill(&mut value);
    value
}

/// Answers a question: about an account, or with the same about every repository.
fn answer(state: &State, variables: &Value, said: &Value) -> Value {
    let Some(asked) = variables["ids"].as_array() else { return json!({ "data": said }) };
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

/// A scene whose API tells everything.
fn telling() -> Scene {
    let scene = Scene::paved();
    for (question, said) in ANSWERS {
        let said = dated(said);
        scene.hub.answer(question, move |state, variables| answer(state, variables, &said));
    }
    scene
}

/// A scan of it by a configuration.
fn by(scene: &Scene, config: &str) -> Snapshot {
    std::fs::write(scene.ground.path().join("milepost.toml"), config).expect("it can be written");
    scene.scan().snapshot()
}

fn facts(snapshot: &Snapshot, id: &str) -> ApiFacts {
    let hosted = repository(snapshot, id).hosted.clone();
    hosted.and_then(|hosted| hosted.facts).expect("the API was asked")
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
fn releases_are_told_with_when_they_were_published_and_by_nobodys_name() {
    let scene = telling();
    let snapshot = scene.scan().snapshot();
    let releases = facts(&snapshot, "harbour/cards").releases.expect("they may be seen");
    let told: Vec<_> = releases
        .all
        .iter()
        .map(|it| (it.tag.as_str(), it.published.is_some(), it.artefacts, it.by))
        .collect();
    let drafted = ("v2.0.0-rc.1", false, 0, Some(0));
    assert_eq!(told, [("v1.1.0", true, 2, None), ("v1.0.0", true, 2, Some(0)), drafted]);
    let args = ["explain", "harbour/cards", "github:harbour", "--offline"];
    let page = scene.asks(&args).run().stdout;
    assert!(page.contains("2 published, and 1 draft; the newest, v1.1.0, on 20"), "{page}");
}

#[test]
fn settings_of_security_are_told_to_who_administers_a_repository() {
    let scene = telling();
    let at = Timestamp::now() - SignedDuration::from_hours(50);
    scene.hub.change(|state| {
        let cards = state.repository("harbour/cards");
        cards.security =
            Some(Security { push_protection: true, code_scanning: true, ..Security::default() });
        cards.pushed_at = Some(at);
    });
    let asked = || {
        let of = |it: &&Request| it.path_and_query.ends_with("/code-scanning/default-setup");
        scene.hub.requests().iter().filter(of).count()
    };
    let snapshot = scene.scan().snapshot();
    let settings = facts(&snapshot, "harbour/cards").security.expect("they may be seen");
    assert_eq!((settings.push_protection, settings.secret_scanning), (Some(true), Some(false)));
    assert_eq!((settings.code_scanning, settings.private_reports), (Some(true), None));
    assert_eq!(asked(), 1, "nobody is asked of what the token does not administer");
    assert_eq!(facts(&snapshot, "harbour/limits").security, None);
    let unseen = snapshot.rolls[0].unseen.as_ref().expect("it was asked");
    assert_eq!(unseen.get("security settings"), Some(&18));
    scene.hub.clear();
    let again = scene.scan().snapshot();
    assert_eq!(asked(), 0, "settings are asked for once a week");
    assert_eq!(facts(&again, "harbour/cards").security, Some(settings));
    let args = ["explain", "harbour/cards", "github:harbour", "--offline"];
    let page = scene.asks(&args).run().stdout;
    assert!(page.contains("push protection on"), "{page}");
}

#[test]
fn an_owner_is_alive_where_somebody_of_the_team_wrote_something() {
    let snapshot = telling().scan().snapshot();
    let alive = measure(&snapshot, "owner-ok");
    let yes: Vec<&str> = alive.yes.iter().map(|member| member.id.as_str()).collect();
    assert_eq!(yes, ["harbour/cards", "harbour/limits"], "mona is on the second page of a team");
    let gone = |id: &str| alive.no.iter().find(|member| member.id == id).map(|it| it.way.as_str());
    let idle = "nobody of the team wrote anything there for half a year";
    assert_eq!(gone("harbour/payments"), Some(idle));
    assert_eq!(gone("harbour/accounts"), Some("its owner is no team that GitHub knows"));
    let teams = snapshot.rolls[0].teams.clone();
    assert_eq!(teams.expect("they may be seen"), ["cards", "payments", "platform"]);
}

#[test]
fn a_token_that_may_not_see_teams_is_told_what_it_lacks() {
    let scene = telling();
    scene.hub.answer("Teams", |_, _| {
        json!({ "data": { "organization": null }, "errors": [{
            "type": "INSUFFICIENT_SCOPES",
            "message": "Your token has not been granted the required scopes to execute this query. \
                        The 'teams' field requires one of the following scopes: ['read:org'].",
        }] })
    });
    let outcome = scene.scan();
    assert!(outcome.stderr.contains("['read:org']"), "{}", outcome.stderr);
    let snapshot = outcome.snapshot();
    assert_eq!(measure(&snapshot, "owner-ok").unknown, Some(Unknown::NoApi));
    let report = scene.asks(&["scan", "github:harbour", "--offline"]).run();
    assert!(report.stdout.contains("teams need read:org, or Members: read"), "{}", report.stdout);
}

#[test]
fn of_pull_requests_nobody_is_named_and_the_platform_team_is_told() {
    let scene = telling();
    let snapshot = by(&scene, "[platform]\nteam = \"group:platform\"\n");
    let pulls = facts(&snapshot, "harbour/cards").pulls.expect("they may be seen");
    let told: Vec<(bool, bool, bool)> =
        pulls.all.iter().map(|it| (it.ended.is_none(), it.upgrade, it.platform)).collect();
    // The upgrade that is open, and the one that was merged; those into other branches and those
    // that ended long ago are none.
    assert_eq!(told, [(true, true, false), (false, false, true)]);
    assert_eq!(pulls.all[0].paths, ["Dockerfile"]);
    let text = serde_json::to_string(&snapshot.repositories).expect("it can be written");
    assert!(!text.contains("\"kim\"") && !text.contains("\"mona\""));
    let by_login = by(&scene, "[platform]\npeople = [\"A?a\"]\n");
    let pulls = facts(&by_login, "harbour/cards").pulls.expect("they may be seen");
    assert!(pulls.all[1].platform, "ada approved it too");
}

#[test]
fn failed_runs_of_the_default_branch_are_told_by_their_end() {
    let scene = telling();
    let at = Timestamp::now() - SignedDuration::from_hours(50);
    let run = |id, conclusion: &str, branch: &str| Run {
        conclusion: Some(conclusion.to_owned()),
        branch: branch.to_owned(),
        ..Run::of_push(id, ".github/workflows/build.yml", "0123", at)
    };
    scene.hub.change(|state| {
        // Nothing is asked where nothing changed for long, which the fixture did.
        state.repositories.values_mut().for_each(|it| it.pushed_at = Some(at));
        let runs = [run(1, "failure", "main"), run(2, "success", "main"), run(3, "failure", "x")];
        state.repository("harbour/cards").runs = runs.to_vec();
    });
    let snapshot = scene.scan().snapshot();
    let runs = |id: &str| facts(&snapshot, id).runs.map(|runs| runs.ended.len());
    assert_eq!((runs("harbour/cards"), runs("harbour/limits")), (Some(1), Some(0)));
}

#[test]
fn requests_to_the_platform_team_are_those_of_others() {
    let scene = telling();
    let platform = "[platform]\nteam = \"platform\"\nsupport = [\"harbour/Handbook\"]\n";
    let snapshot = by(&scene, platform);
    let tickets = |id: &str| facts(&snapshot, id).tickets.map(|it| it.opened.len());
    assert_eq!((tickets("harbour/handbook"), tickets("harbour/cards")), (Some(1), None));
    let labelled = by(&scene, &format!("{platform}support-labels = [\"platform\"]\n"));
    assert_eq!(facts(&labelled, "harbour/cards").tickets.map(|it| it.opened.len()), Some(1));
}

#[test]
fn on_the_next_night_only_what_may_have_changed_is_asked() {
    let scene = telling();
    let asked = |what: &str| {
        let of = |it: &&Request| it.operation.as_deref() == Some(what);
        scene.hub.requests().iter().filter(of).count()
    };
    scene.scan();
    assert_eq!((asked("Writers"), asked("Pulls"), asked("Guards")), (1, 1, 1));
    scene.hub.clear();
    let first = scene.scan().snapshot();
    assert_eq!((asked("Writers"), asked("Pulls"), asked("Guards")), (0, 0, 1));
    assert!(facts(&first, "harbour/cards").pulls.is_some(), "it is known from the night before");
}

#[test]
fn shards_put_together_know_what_each_was_told() {
    let scene = telling();
    let whole = scene.scan().snapshot();
    for which in ["1/2", "2/2"] {
        let mirror = scene.ground.path().join(which.replace('/', "-")).display().to_string();
        let args = ["scan", "github:harbour", "--shard", which, "--into", "shards"];
        let outcome = scene.asks(&args).args(["--mirror", &mirror]).run();
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    }
    let args = ["merge", "shards", "github:harbour", "--format", "json", "--no-api"];
    let merged = scene.asks(&args).args(["--mirror", "units"]).run().snapshot();
    assert_eq!(merged.repositories, whole.repositories);
    assert_eq!(merged.measures, whole.measures);
    assert_eq!(merged.rolls[0].teams, whole.rolls[0].teams);
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
