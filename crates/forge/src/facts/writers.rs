//! Who wrote what came to the default branch lately, as far as GitHub knows them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ask::{About, Asked, Question};
use super::{Heard, before, next_page, nodes, read};

/// How far back is looked (rubric, W180).
pub(super) const DAYS: i64 = 180;

/// Commits on the first page: those of most repositories of half a year.
const FIRST: u32 = 100;

/// Who wrote, and when each did last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Writers {
    pub(super) asked: Asked,
    /// By login.
    pub(super) last: BTreeMap<String, Timestamp>,
}

pub(super) const QUESTION: Question = Question {
    text: include_str!("../../data/writers.graphql"),
    with: |asking| {
        // Whole seconds: GitHub's form of an instant of git has no parts of one.
        let since = before(asking.now, DAYS).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        json!({ "since": since, "first": FIRST, "after": null })
    },
    wants: |_| true,
    holds: |heard, about| heard.writers.as_ref().is_some_and(|it| it.asked.holds(about)),
    take,
};

fn take(node: &Value, heard: &mut Heard, about: About<'_>) -> Option<String> {
    let branch = node.get("defaultBranchRef").filter(|it| !it.is_null());
    let history = branch.and_then(|it| it.get("target")?.get("history"));
    if branch.is_some() && nodes(history).is_none() {
        heard.writers = None;
        return None;
    }
    let asked = Asked::of(about);
    let known = heard.writers.take().filter(|it| it.asked == asked);
    let mut writers = known.unwrap_or(Writers { asked, last: BTreeMap::new() });
    for commit in nodes(history).into_iter().flatten() {
        let login = commit.get("author").and_then(|it| it.get("user")?.get("login"));
        let at: Option<Timestamp> = read(commit.get("committedDate"));
        if let (Some(login), Some(at)) = (read::<String>(login), at) {
            let last = writers.last.entry(login).or_insert(at);
            *last = at.max(*last);
        }
    }
    heard.writers = Some(writers);
    next_page(history)
}
