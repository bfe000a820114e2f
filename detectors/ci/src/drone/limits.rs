//! What limits pipelines and steps of Drone and Woodpecker: events, branches, targets and paths, each
//! listed, or under `include` and `exclude`.

use milepost_core::{Trigger, environment};
use milepost_syntax::yaml::Node;

use crate::parts::{is_computed, on_branches, texts};

/// Events in GitHub's words.
const EVENTS: &[(&str, &str)] = &[
    ("push", "push"),
    ("pull_request", "pull_request"),
    ("pull_request_closed", "pull_request"),
    ("pull_request_metadata", "pull_request"),
    ("tag", "tag"),
    ("cron", "schedule"),
    ("release", "release"),
    ("manual", "workflow_dispatch"),
    ("custom", "workflow_dispatch"),
    ("promote", "deployment"),
    ("rollback", "deployment"),
    ("deployment", "deployment"),
];

/// What is left of all events where some are excluded, in GitHub's words.
const ALL: &[&str] =
    &["push", "pull_request", "tag", "schedule", "workflow_dispatch", "deployment"];

/// Events only a person brings about, in GitHub's words.
const BY_HAND: &[&str] = &["workflow_dispatch", "deployment"];

/// What opens the name of a step that deploys to what the rest names.
const DEPLOY_TO: &[&str] = &["deploy_to_", "deploy-to-", "deploy to "];

/// A limit as written on one line.
pub(super) fn condition(when: &Node<'_>) -> String {
    let mut words = Vec::new();
    for (key, value) in when.entries() {
        let Some(key) = key.text().filter(|key| *key != "path") else {
            continue;
        };
        let values = if value.is_mapping() {
            let parts = value.entries().iter().filter_map(|(word, listed)| {
                Some(format!("{} {}", word.text()?, texts(Some(listed)).join(", ")))
            });
            parts.collect()
        } else {
            texts(Some(value))
        };
        if !values.is_empty() {
            words.push(format!("{key}: {}", values.join(", ")));
        }
    }
    words.join("; ")
}

/// The values of a limit, whether listed or under `include`.
fn included(node: Option<&Node<'_>>) -> Vec<String> {
    match node {
        Some(node) if node.is_mapping() => texts(node.get("include")),
        node => texts(node),
    }
}

/// The values a limit leaves out.
fn excluded(node: Option<&Node<'_>>) -> Vec<String> {
    texts(node.and_then(|node| node.get("exclude")))
}

/// The values of a limit, those that it leaves out behind a `!`.
fn with_excluded(node: Option<&Node<'_>>) -> Vec<String> {
    let out = excluded(node).into_iter().map(|value| format!("!{value}"));
    included(node).into_iter().chain(out).collect()
}

/// The events a limit lets through, in GitHub's words; none when it does not speak of events.
pub(super) fn events(limit: &Node<'_>) -> Vec<String> {
    let event = limit.get("event");
    let named = |events: Vec<String>| -> Vec<String> {
        let known = |event: String| {
            let known = EVENTS.iter().find(|(name, _)| *name == event);
            known.map_or(event, |(_, word)| (*word).to_owned())
        };
        events.into_iter().map(known).collect()
    };
    let (mut left, out) = (named(included(event)), named(excluded(event)));
    if left.is_empty() && !out.is_empty() {
        left = ALL.iter().map(|event| (*event).to_owned()).collect();
    }
    left.retain(|event| !out.contains(event));
    left.dedup();
    left
}

/// Whether only a person brings about what a limit lets through.
pub(super) fn by_hand(limit: &Node<'_>) -> bool {
    let events = events(limit);
    !events.is_empty() && events.iter().all(|event| BY_HAND.contains(&event.as_str()))
}

/// The one environment a promotion goes to.
pub(super) fn target(limit: &Node<'_>) -> Option<String> {
    let named = limit.get("target").or_else(|| limit.get("environment"));
    match included(named).as_slice() {
        [only] if !is_computed(only) => Some(only.clone()),
        _ => None,
    }
}

/// The environment that a step is named for deploying to.
pub(super) fn named_for(step: &str) -> Option<String> {
    let lower = step.to_ascii_lowercase();
    let rest = DEPLOY_TO.iter().find_map(|opening| lower.strip_prefix(opening))?;
    environment::is_word(rest).then(|| rest.to_owned())
}

/// Paths a limit names.
pub(super) fn paths(limit: &Node<'_>) -> Vec<String> {
    with_excluded(limit.get("path"))
}

/// What starts a pipeline; a limit without events leaves them to the system.
pub(super) fn triggers(limits: &Node<'_>) -> Vec<Trigger> {
    let mut found: Vec<Trigger> = Vec::new();
    for limit in limits.one_or_many() {
        let branches = with_excluded(limit.get("branch"));
        let mut events = events(limit);
        if events.is_empty() {
            events.push("any".to_owned());
        }
        for event in events {
            let new = Trigger { paths: paths(limit), ..on_branches(&event, branches.clone()) };
            if !found.contains(&new) {
                found.push(new);
            }
        }
    }
    found
}

/// What starts a step that is limited to events: of those, what starts its pipeline. A branch that
/// only the pipeline is limited to limits the step as well.
pub(super) fn of_step(whens: &[Node<'_>], pipeline: &[Trigger]) -> Vec<Trigger> {
    if whens.is_empty() || whens.iter().any(|when| events(when).is_empty()) {
        return Vec::new();
    }
    let mut own: Vec<Trigger> = whens.iter().flat_map(triggers).collect();
    for trigger in &mut own {
        trigger.paths.clear();
    }
    let within = |trigger: Trigger| {
        let any = |it: &&Trigger| it.event == trigger.event || it.event == "any";
        let outer = pipeline.iter().find(any)?;
        let limited = !trigger.branches.is_empty();
        let branches = if limited { trigger.branches } else { outer.branches.clone() };
        Some(on_branches(&trigger.event, branches))
    };
    let met: Vec<Trigger> = own.iter().cloned().filter_map(within).collect();
    if met.is_empty() { own } else { met }
}
