//! Which branches and tags a job runs for, and conditions as one line of text.

use milepost_syntax::yaml::Node;

/// The filters of one job in a workflow.
#[derive(Debug, Default)]
pub(super) struct Filters {
    branches: Vec<String>,
    ignored_branches: Vec<String>,
    tags: Vec<String>,
}

/// How deep a condition is written out.
const DEPTH: usize = 8;

/// The filters of an item of a workflow's jobs.
pub(super) fn of(item: &Node<'_>) -> Filters {
    let filters = item.entries().first().and_then(|(_, parameters)| parameters.get("filters"));
    let list = |keys: &[&str]| {
        filters
            .and_then(|filters| filters.at(keys))
            .map_or(&[][..], Node::one_or_many)
            .iter()
            .filter_map(Node::text)
            .map(str::to_owned)
            .collect()
    };
    Filters {
        branches: list(&["branches", "only"]),
        ignored_branches: list(&["branches", "ignore"]),
        tags: list(&["tags", "only"]),
    }
}

impl Filters {
    /// The branches as a condition, when there are any.
    pub(super) fn condition(&self) -> Option<String> {
        let part = |label: &str, items: &[String]| {
            (!items.is_empty()).then(|| format!("{label}: {}", items.join(" ")))
        };
        let parts: Vec<String> = [
            part("branches", &self.branches),
            part("not branches", &self.ignored_branches),
            part("tags", &self.tags),
        ]
        .into_iter()
        .flatten()
        .collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// The branches all jobs are limited to, when they agree.
pub(super) fn shared_branches(filters: &[Filters]) -> Vec<String> {
    match filters.split_first() {
        Some((first, rest)) if rest.iter().all(|other| other.branches == first.branches) => {
            first.branches.clone()
        }
        _ => Vec::new(),
    }
}

/// The tags any job asks for.
pub(super) fn tags(filters: &[Filters]) -> Vec<String> {
    let mut tags = Vec::new();
    for tag in filters.iter().flat_map(|filters| &filters.tags) {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    tags
}

/// The branches the schedule of a workflow is limited to.
pub(super) fn schedule_branches(workflow: &Node<'_>) -> Vec<String> {
    let triggers = workflow.get("triggers").map_or(&[][..], Node::items);
    triggers
        .iter()
        .filter_map(|trigger| trigger.at(&["schedule", "filters", "branches", "only"]))
        .flat_map(Node::one_or_many)
        .filter_map(Node::text)
        .map(str::to_owned)
        .collect()
}

/// Whether no job runs for any branch.
pub(super) fn ignore_all_branches(filters: &[Filters]) -> bool {
    let all = |filters: &Filters| filters.ignored_branches.iter().any(|branch| branch == "/.*/");
    !filters.is_empty() && filters.iter().all(all)
}

/// Whether a workflow has a schedule of its own, or runs in scheduled pipelines only.
pub(super) fn waits_for_schedule(workflow: &Node<'_>) -> bool {
    workflow.get("triggers").is_some() || workflow.get("when").is_some_and(asks_for_schedule)
}

fn asks_for_schedule(condition: &Node<'_>) -> bool {
    let text = written(condition, 0);
    let asked = text.contains("scheduled_pipeline") || text.contains("pipeline.schedule");
    asked && !text.contains("not:") && !text.contains("or:")
}

/// Why a workflow runs or does not, as it was written.
pub(super) fn workflow_condition(workflow: &Node<'_>) -> Option<String> {
    ["when", "unless"].iter().find_map(|key| {
        let condition = workflow.get(key)?;
        Some(format!("{key}: {}", written(condition, 0)))
    })
}

/// A node in flow style.
fn written(node: &Node<'_>, depth: usize) -> String {
    if depth > DEPTH {
        return "…".to_owned();
    }
    if let Some(text) = node.text() {
        return text.to_owned();
    }
    if node.is_mapping() {
        let entries: Vec<String> = node
            .entries()
            .iter()
            .map(|(key, value)| {
                let key = key.text().unwrap_or_default();
                format!("{key}: {}", written(value, depth + 1))
            })
            .collect();
        return entries.join(", ");
    }
    let items: Vec<String> = node.items().iter().map(|item| written(item, depth + 1)).collect();
    format!("[{}]", items.join(", "))
}
