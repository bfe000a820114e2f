//! What starts a definition.

use milepost_core::Trigger;
use milepost_syntax::yaml::Node;

use crate::parts::{self, on_branches, texts};

/// The triggers of a definition. Without `trigger`, every push to any branch starts it; what
/// starts one that refuses pushes and says no more is decided on the server.
pub(super) fn all(root: &Node<'_>) -> Vec<Trigger> {
    let mut found = Vec::new();
    let (push, pull_request) = (root.get("trigger"), root.get("pr"));
    match push {
        Some(node) if is_none(node) => {}
        Some(node) => found.extend(pushed(node)),
        None => found.push(parts::trigger("push")),
    }
    if let Some(node) = pull_request.filter(|node| !is_none(node)) {
        found.push(limited("pull_request", node));
    }
    for schedule in root.get("schedules").map(Node::items).unwrap_or_default() {
        found.push(limited("schedule", schedule));
    }
    let others = root.at(&["resources", "pipelines"]).map(Node::items).unwrap_or_default();
    let follows = others.iter().filter_map(|other| other.get("trigger"));
    if follows.clone().any(|trigger| trigger.bool() != Some(false) && !is_none(trigger)) {
        found.push(parts::trigger("workflow_run"));
    }
    if found.is_empty() {
        let event = if pull_request.is_some() { "workflow_dispatch" } else { "any" };
        found.push(parts::trigger(event));
    }
    found
}

fn is_none(node: &Node<'_>) -> bool {
    node.text() == Some("none")
}

/// Pushes to branches, and tags when they are named.
fn pushed(node: &Node<'_>) -> Vec<Trigger> {
    let tags = filters(node.get("tags"));
    let mut found = Vec::new();
    if tags.is_empty() || node.get("branches").is_some() || node.get("paths").is_some() {
        found.push(limited("push", node));
    }
    if !tags.is_empty() {
        found.push(on_branches("tag", tags));
    }
    found
}

fn limited(event: &str, node: &Node<'_>) -> Trigger {
    let mut trigger = if node.is_mapping() {
        on_branches(event, filters(node.get("branches")))
    } else {
        on_branches(event, texts(Some(node)))
    };
    trigger.paths = filters(node.get("paths"));
    trigger
}

/// The included values of a filter, then the excluded ones with `!`.
fn filters(node: Option<&Node<'_>>) -> Vec<String> {
    let Some(node) = node else { return vec![] };
    if !node.is_mapping() {
        return texts(Some(node));
    }
    let mut found = texts(node.get("include"));
    let excluded = texts(node.get("exclude"));
    found.extend(excluded.into_iter().map(|value| format!("!{value}")));
    found
}
