//! What guards a repository: alerts, rules of the default branch, environments, code owners.

use std::collections::BTreeSet;

use jiff::Timestamp;
use milepost_core::{Alerts, ApiFacts, BranchGuard, HostedEnvironment, RequiredWorkflow};
use serde_json::Value;

use super::ask::Question;
use super::{all_nodes, list, nodes, read};

pub(super) const QUESTION: Question = Question {
    text: include_str!("../../data/guards.graphql"),
    take: |node, heard, _| {
        take(node, &mut heard.facts);
        None
    },
    ..Question::EACH_NIGHT
};

pub(super) fn take(node: &Value, facts: &mut ApiFacts) {
    facts.alerts = alerts(node);
    facts.guard = guard(node);
    facts.environments = environments(node);
    let errors = node.get("codeowners").and_then(|owners| owners.get("errors"));
    facts.owner_errors = errors.and_then(Value::as_array).map(|it| count(it.len()));
}

/// Alerts, where they are enabled and may be seen.
fn alerts(node: &Value) -> Option<Alerts> {
    if node.get("hasVulnerabilityAlertsEnabled")? != true {
        return None;
    }
    let connection = node.get("vulnerabilityAlerts");
    let all: Vec<&Value> = nodes(connection)?.collect();
    let severity = |alert: &Value| alert.get("securityVulnerability")?.get("severity").cloned();
    let critical = all.iter().filter(|it| severity(it).is_some_and(|it| it == "CRITICAL"));
    let mut critical: Vec<Timestamp> =
        critical.filter_map(|it| read(it.get("createdAt"))).collect();
    critical.sort();
    let open: u32 = read(connection?.get("totalCount"))?;
    Some(Alerts { open, critical, more: open > count(all.len()) })
}

/// The rules of the default branch, those of the branch and those of rulesets together. A
/// repository without a branch has none.
fn guard(node: &Value) -> Option<BranchGuard> {
    let branch = node.get("defaultBranchRef").filter(|it| !it.is_null())?;
    let rules = all_nodes(branch.get("rules"))?;
    let mut guard = BranchGuard::default();
    let (mut checks, mut workflows) = (BTreeSet::new(), BTreeSet::new());
    if let Some(rule) = branch.get("refUpdateRule").filter(|it| !it.is_null()) {
        guard.approvals = read(rule.get("requiredApprovingReviewCount")).unwrap_or_default();
        guard.owners = rule.get("requiresCodeOwnerReviews").is_some_and(|it| it == true);
        let named = list(rule.get("requiredStatusCheckContexts"));
        checks.extend(named.filter_map(Value::as_str).map(str::to_owned));
    }
    for rule in rules {
        let Some(parameters) = rule.get("parameters").filter(|it| !it.is_null()) else { continue };
        let approvals = read(parameters.get("requiredApprovingReviewCount")).unwrap_or_default();
        guard.approvals = guard.approvals.max(approvals);
        guard.owners |= parameters.get("requireCodeOwnerReview").is_some_and(|it| it == true);
        let named = list(parameters.get("requiredStatusChecks"));
        checks.extend(named.filter_map(|it| Some(it.get("context")?.as_str()?.to_owned())));
        workflows.extend(list(parameters.get("workflows")).filter_map(workflow));
    }
    guard.checks = checks.into_iter().collect();
    guard.workflows = workflows.into_iter().collect();
    Some(guard)
}

fn workflow(it: &Value) -> Option<RequiredWorkflow> {
    Some(RequiredWorkflow {
        repository: read(it.get("repositoryId"))?,
        path: read(it.get("path"))?,
        version: read(it.get("ref")),
    })
}

fn environments(node: &Value) -> Option<Vec<HostedEnvironment>> {
    let environment = |it: &Value| {
        let rules: Vec<&Value> = nodes(it.get("protectionRules"))?.collect();
        let reviewing = rules
            .iter()
            .filter(|rule| rule.get("type").is_some_and(|sort| sort == "REQUIRED_REVIEWERS"));
        let reviewers = reviewing.clone().filter_map(|rule| nodes(rule.get("reviewers"))).flatten();
        let reviewers: Vec<&Value> = reviewers.collect();
        let people = reviewers.iter().any(|it| it.get("__typename").is_some_and(|it| it == "User"));
        let slugs = reviewers.iter().filter_map(|it| read(it.get("slug")));
        let teams: BTreeSet<String> = slugs.collect();
        Some(HostedEnvironment {
            name: read(it.get("name"))?,
            reviewed: reviewing.count() > 0,
            people,
            teams: teams.into_iter().collect(),
        })
    };
    let mut all: Vec<HostedEnvironment> =
        all_nodes(node.get("environments"))?.filter_map(environment).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Some(all)
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
