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

/// What of these starts a job with this condition, where that is told by what it compares; nothing
/// where all do, or where that depends on who calls.
pub(super) fn narrowed(all: &[Trigger], condition: Option<&str>) -> Vec<Trigger> {
    let called = all.iter().any(|trigger| trigger.event == "workflow_call");
    let Some(condition) = condition.filter(|it| !called && !it.contains("||")) else {
        return Vec::new();
    };
    let condition = condition.trim().trim_start_matches("${{").trim_end_matches("}}");
    let limit = condition.split("&&").find_map(|part| limit(part.trim()));
    let Some(limit) = limit else { return Vec::new() };
    let own = |trigger: &&Trigger| match limit {
        Limit::Event(event) => trigger.event == event,
        Limit::Tags => matches!(trigger.event.as_str(), "tag" | "release"),
    };
    let left: Vec<Trigger> = all.iter().filter(own).cloned().collect();
    // A push without filters is one of tags, too.
    if left.is_empty() && matches!(limit, Limit::Tags) { vec![plain("tag")] } else { left }
}

/// What a condition lets a job be started by.
#[derive(Clone, Copy)]
enum Limit<'c> {
    Event(&'c str),
    Tags,
}

fn limit(part: &str) -> Option<Limit<'_>> {
    if part.starts_with("startsWith(github.ref,") && part.contains("refs/tags/") {
        return Some(Limit::Tags);
    }
    let (left, right) = part.split_once("==")?;
    match (left.trim(), right.trim().trim_matches('\'')) {
        ("github.event_name", event) => Some(Limit::Event(event)),
        ("github.ref_type", "tag") => Some(Limit::Tags),
        _ => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn events(all: &[&str], condition: &str) -> Vec<String> {
        let all: Vec<Trigger> = all.iter().map(|event| plain(event)).collect();
        narrowed(&all, Some(condition)).into_iter().map(|it| it.event).collect()
    }

    #[test]
    fn a_job_for_tags_alone_is_started_by_these() {
        let all = ["push", "tag", "pull_request"];
        assert_eq!(events(&all, "startsWith(github.ref, 'refs/tags/v')"), ["tag"]);
        assert_eq!(events(&all, "${{ success() && github.ref_type == 'tag' }}"), ["tag"]);
        assert_eq!(events(&["push"], "startsWith(github.ref, 'refs/tags/')"), ["tag"]);
        assert_eq!(events(&["release"], "startsWith(github.ref, 'refs/tags/')"), ["release"]);
    }

    #[test]
    fn a_job_for_one_event_is_started_by_that() {
        let all = ["push", "pull_request"];
        assert_eq!(events(&all, "github.event_name == 'push'"), ["push"]);
    }

    #[test]
    fn what_does_not_tell_limits_nothing() {
        let none = Vec::<String>::new();
        let all = ["push", "pull_request"];
        assert_eq!(events(&all, "github.ref == 'refs/heads/main'"), none);
        let either = "startsWith(github.ref, 'refs/tags/v') || github.event_name == 'push'";
        assert_eq!(events(&all, either), none);
        assert_eq!(events(&["workflow_call"], "github.event_name == 'push'"), none);
    }
}
