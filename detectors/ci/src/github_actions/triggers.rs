//! What starts a workflow.

use milepost_core::{PipelineRole, Trigger};
use milepost_syntax::yaml::Node;

/// The events under `on`, which is one event, a list, or a mapping with filters.
pub(super) fn of(root: &Node<'_>) -> Vec<Trigger> {
    let Some(on) = root.get("on") else {
        return Vec::new();
    };
    if on.is_mapping() {
        return on
            .entries()
            .iter()
            .filter_map(|(event, filters)| Some((event.text()?, filters)))
            .flat_map(|(event, filters)| filtered(event, filters))
            .collect();
    }
    on.one_or_many().iter().filter_map(Node::text).map(plain).collect()
}

/// Whether a workflow with these triggers runs by itself, is called by others, or both.
pub(super) fn role(triggers: &[Trigger]) -> PipelineRole {
    let calls = triggers.iter().filter(|trigger| trigger.event == "workflow_call").count();
    match (calls, triggers.len() - calls) {
        (0, _) => PipelineRole::Runs,
        (_, 0) => PipelineRole::Callable,
        (_, _) => PipelineRole::RunsAndCallable,
    }
}

fn plain(event: &str) -> Trigger {
    Trigger { event: event.to_owned(), branches: Vec::new(), paths: Vec::new() }
}

/// A push that names tags only is none of branches; one that names both is two triggers.
fn filtered(event: &str, filters: &Node<'_>) -> Vec<Trigger> {
    let branches = either(filters, "branches", "branches-ignore");
    let tags = either(filters, "tags", "tags-ignore");
    let paths = either(filters, "paths", "paths-ignore");
    let mut triggers = Vec::new();
    if event == "push" && !tags.is_empty() {
        triggers.push(Trigger { event: "tag".to_owned(), branches: tags, paths: Vec::new() });
        if branches.is_empty() {
            return triggers;
        }
    }
    triggers.push(Trigger { event: event.to_owned(), branches, paths });
    triggers
}

/// The patterns under `wanted`, and those under `ignored` with `!` in front.
fn either(filters: &Node<'_>, wanted: &str, ignored: &str) -> Vec<String> {
    let list = |key: &str| filters.get(key).map_or(&[][..], Node::one_or_many);
    let wanted = list(wanted).iter().filter_map(Node::text).map(str::to_owned);
    let ignored = list(ignored).iter().filter_map(Node::text).map(|pattern| format!("!{pattern}"));
    wanted.chain(ignored).collect()
}
