//! When a job runs: `rules`, `only` and `except`, and what they say about what starts a pipeline.

use milepost_core::Trigger;
use milepost_syntax::yaml::Node;

use super::inherit::{Jobs, is_reference};
use crate::parts::{on_branches, texts};

/// Events in the order they are told.
const EVENTS: &[&str] = &[
    "push",
    "pull_request",
    "tag",
    "schedule",
    "workflow_dispatch",
    "repository_dispatch",
    "workflow_call",
];

/// What `$CI_PIPELINE_SOURCE` and the words of `only` mean.
const SOURCES: &[(&str, &str)] = &[
    ("merge_request_event", "pull_request"),
    ("external_pull_request_event", "pull_request"),
    ("merge_requests", "pull_request"),
    ("external_pull_requests", "pull_request"),
    ("schedule", "schedule"),
    ("schedules", "schedule"),
    ("push", "push"),
    ("pushes", "push"),
    ("branches", "push"),
    ("tags", "tag"),
    ("web", "workflow_dispatch"),
    ("api", "repository_dispatch"),
    ("trigger", "repository_dispatch"),
    ("triggers", "repository_dispatch"),
    ("pipeline", "workflow_call"),
    ("parent_pipeline", "workflow_call"),
    ("pipelines", "workflow_call"),
];

/// Rules and references that are looked at for one job.
const RULES: usize = 2_000;

/// When a job runs.
#[derive(Default)]
pub(super) struct When {
    pub(super) condition: Option<String>,
    pub(super) gated: bool,
    pub(super) paths: Vec<String>,
}

/// The events that start a pipeline, each with the branches it is limited to.
#[derive(Default)]
pub(super) struct Events {
    /// By the place in [`EVENTS`]; `None` once one of them is without limit.
    seen: Vec<(usize, Option<Vec<String>>)>,
}

impl Events {
    pub(super) fn add(&mut self, event: &str, branch: Option<String>) {
        let Some(place) = EVENTS.iter().position(|known| *known == event) else {
            return;
        };
        match self.seen.iter_mut().find(|(known, _)| *known == place) {
            None => self.seen.push((place, branch.map(|branch| vec![branch]))),
            Some((_, limits)) => match (limits.as_mut(), branch) {
                (Some(known), Some(branch)) if !known.contains(&branch) => known.push(branch),
                (Some(_), Some(_)) => {}
                _ => *limits = None,
            },
        }
    }

    pub(super) fn triggers(mut self) -> Vec<Trigger> {
        if self.seen.is_empty() {
            self.add("push", None);
        }
        self.seen.sort_by_key(|(place, _)| *place);
        self.seen
            .into_iter()
            .map(|(place, limits)| on_branches(EVENTS[place], limits.unwrap_or_default()))
            .collect()
    }

    /// Adds what the rules of a job or of the workflow let through.
    pub(super) fn add_rules(&mut self, rules: &[&Node<'_>]) {
        for rule in rules.iter().filter(|rule| rule.str("when") != Some("never")) {
            match rule.str("if") {
                Some(condition) => self.add_condition(condition),
                None => self.add("push", None),
            }
        }
    }

    /// Adds what `only` lets through; without it branches and tags start a job.
    pub(super) fn add_only(&mut self, only: Option<&Node<'_>>) {
        let words = refs(only);
        if words.is_empty() {
            self.add("push", None);
        }
        for word in words {
            match source(&word) {
                Some(event) => self.add(event, None),
                None => self.add("push", Some(word)),
            }
        }
    }

    fn add_condition(&mut self, condition: &str) {
        for part in condition.split("||") {
            let clauses: Vec<&str> = part
                .split("&&")
                .map(|clause| clause.trim().trim_matches(['(', ')']).trim())
                .filter(|clause| !is_negative(clause))
                .collect();
            self.add_clauses(&clauses);
        }
    }

    fn add_clauses(&mut self, clauses: &[&str]) {
        let about = |name: &str| clauses.iter().find(|clause| clause.contains(name)).copied();
        let branch = about("$CI_COMMIT_BRANCH").or_else(|| about("$CI_COMMIT_REF_NAME"));
        let limit = branch.and_then(equal_to);
        if let Some(clause) = about("$CI_PIPELINE_SOURCE") {
            for word in clause.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
                match source(word) {
                    Some("push") => self.add("push", limit.clone()),
                    Some(event) => self.add(event, None),
                    None => {}
                }
            }
        } else if about("$CI_MERGE_REQUEST").is_some() {
            self.add("pull_request", None);
        } else if about("$CI_COMMIT_TAG").is_some() {
            self.add("tag", None);
        } else {
            self.add("push", limit);
        }
    }
}

/// When a job with these rules runs; `own` is the job's `when`.
pub(super) fn of_rules(rules: &[&Node<'_>], own: Option<&str>) -> When {
    let when = |rule: &Node<'_>| rule.str("when").or(own).unwrap_or("on_success").to_owned();
    let starting: Vec<&&Node<'_>> = rules.iter().filter(|rule| when(rule) != "never").collect();
    let never: Vec<&str> = rules
        .iter()
        .filter(|rule| when(rule) == "never")
        .filter_map(|rule| rule.str("if"))
        .collect();
    let conditions: Vec<&str> = starting.iter().filter_map(|rule| rule.str("if")).collect();
    let limited = !starting.is_empty() && conditions.len() == starting.len();
    let mut words = Vec::new();
    if limited {
        words.push(conditions.join(" || "));
    }
    if !never.is_empty() {
        words.push(format!("unless {}", never.join(" || ")));
    }
    When {
        condition: (!words.is_empty()).then(|| words.join(" ")),
        gated: !starting.is_empty() && starting.iter().all(|rule| when(rule) == "manual"),
        paths: paths_of(&starting),
    }
}

/// When a job with `only` and `except` runs.
pub(super) fn of_only(only: Option<&Node<'_>>, except: Option<&Node<'_>>) -> When {
    let mut words = Vec::new();
    for (word, node) in [("only", only), ("except", except)] {
        let mut refs = refs(node);
        refs.extend(texts(node.and_then(|node| node.get("variables"))));
        if !refs.is_empty() {
            words.push(format!("{word} {}", refs.join(", ")));
        }
    }
    let changes = |node: Option<&Node<'_>>| texts(node.and_then(|node| node.get("changes")));
    let excluded = changes(except).into_iter().map(|path| format!("!{path}"));
    When {
        condition: (!words.is_empty()).then(|| words.join(" ")),
        gated: false,
        paths: changes(only).into_iter().chain(excluded).collect(),
    }
}

/// The rules of a list, those behind local references among them, and whether others are missing.
pub(super) fn flattened<'n, 'y>(
    jobs: &Jobs<'n, 'y>,
    rules: &'n Node<'y>,
) -> (Vec<&'n Node<'y>>, bool) {
    let (mut flat, mut missing) = (Vec::new(), false);
    let mut open = vec![(rules, 0)];
    for _ in 0..RULES {
        let Some((node, depth)) = open.pop() else {
            break;
        };
        if is_reference(node) {
            match jobs.referred(node).filter(|_| depth < 10) {
                Some(target) => open.push((target, depth + 1)),
                None => missing = true,
            }
        } else if node.is_mapping() {
            flat.push(node);
        } else if depth < 10 {
            open.extend(node.items().iter().rev().map(|item| (item, depth + 1)));
        }
    }
    (flat, missing)
}

fn paths_of(starting: &[&&Node<'_>]) -> Vec<String> {
    let mut paths = Vec::new();
    for rule in starting {
        let changes = match rule.get("changes") {
            Some(node) if node.is_mapping() => texts(node.get("paths")),
            node => texts(node),
        };
        if changes.is_empty() {
            return vec![];
        }
        for path in changes {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    paths
}

fn refs(node: Option<&Node<'_>>) -> Vec<String> {
    match node {
        Some(node) if node.is_mapping() => texts(node.get("refs")),
        node => texts(node),
    }
}

fn source(word: &str) -> Option<&'static str> {
    SOURCES.iter().find(|(name, _)| *name == word).map(|(_, event)| *event)
}

fn is_negative(clause: &str) -> bool {
    clause.contains("!=") || clause.contains("!~") || clause.ends_with("== null")
}

/// The text a clause compares with, without quotes.
fn equal_to(clause: &str) -> Option<String> {
    let (_, value) = clause.split_once("==")?;
    Some(value.trim().trim_matches(['"', '\'']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(conditions: &[&str]) -> String {
        let mut events = Events::default();
        for condition in conditions {
            events.add_condition(condition);
        }
        let said: Vec<String> = events.triggers().iter().map(ToString::to_string).collect();
        said.join(" ")
    }

    #[test]
    fn a_condition_tells_what_starts_a_pipeline() {
        assert_eq!(events(&["$CI_PIPELINE_SOURCE == \"merge_request_event\""]), "pull_request");
        assert_eq!(
            events(&["$CI_COMMIT_BRANCH == \"main\" || $CI_COMMIT_TAG =~ /^v/"]),
            "push[main] tag"
        );
        assert_eq!(
            events(&["$CI_PIPELINE_SOURCE == 'schedule' && $CI_COMMIT_BRANCH == 'main'"]),
            "schedule"
        );
        assert_eq!(events(&["$CI_PIPELINE_SOURCE =~ /^(push|web)$/"]), "push workflow_dispatch");
    }

    #[test]
    fn a_negative_clause_starts_nothing_of_its_own() {
        assert_eq!(events(&["$CI_PIPELINE_SOURCE != \"schedule\""]), "push");
        assert_eq!(events(&["$CI_COMMIT_TAG == null"]), "push");
    }

    #[test]
    fn one_condition_without_a_branch_lifts_the_limit() {
        assert_eq!(events(&["$CI_COMMIT_BRANCH == 'main'", "$CI_COMMIT_BRANCH"]), "push");
    }
}
