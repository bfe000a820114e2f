//! Which questions are asked, in which order, and of which repositories.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Asking, Facts, Heard, before, guards, list, pulls, runs, security, ships, tickets, writers,
};
use crate::client::{Caller, Wrong};
use crate::{CallError, Listed};

/// Repositories asked about in one call.
const AT_ONCE: usize = 25;

/// Items on a page that is asked for beyond the first, of one repository alone.
const MORE: u32 = 100;

/// Days for which an answer holds at most where nothing was pushed.
pub(super) const HOLDS: i64 = 7;

/// A question, asked about every repository.
pub(super) struct Question {
    /// The document.
    pub(super) text: &'static str,
    /// What it is asked with besides the repositories; a question of pages has `first`.
    pub(super) with: fn(&Asking<'_>) -> Value,
    /// Whether it is asked about a repository at all.
    pub(super) wants: fn(About<'_>) -> bool,
    /// Whether what is known of a repository still holds, so that nothing is asked.
    pub(super) holds: fn(&Heard, About<'_>) -> bool,
    /// Takes one repository's answer over, and says where the next page begins that is wanted.
    pub(super) take: fn(&Value, &mut Heard, About<'_>) -> Option<String>,
}

/// The repository a question is about, and when it is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) listed: &'a Listed,
    pub(super) asking: &'a Asking<'a>,
}

/// Of which state of a repository something was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub(super) at: Timestamp,
    pub(super) pushed: Option<Timestamp>,
}

impl Asked {
    /// That of now.
    pub(super) fn of(about: About<'_>) -> Self {
        Self { at: about.asking.now, pushed: about.listed.pushed }
    }

    /// Whether that is still as it was: nothing was pushed since, and not for long.
    pub(super) fn holds(self, about: About<'_>) -> bool {
        self.pushed == about.listed.pushed && self.at > before(about.asking.now, HOLDS)
    }
}

/// What is asked first: it settles most verdicts.
const FIRST: &[&Question] = &[&guards::QUESTION, &ships::QUESTION];

/// What is asked with teams, which are asked for once.
const OF_TEAMS: &[&Question] = &[&writers::QUESTION];

/// What is asked then.
const NEXT: &[&Question] = &[&pulls::QUESTION, &tickets::SUPPORT, &tickets::LABELLED];

/// How many calls it takes at least to ask about these repositories.
pub fn calls_for(asking: &Asking<'_>) -> usize {
    if asking.repositories.is_empty() {
        return 0;
    }
    let all = FIRST.iter().chain(OF_TEAMS).chain(NEXT);
    let many: usize = all.map(|question| question.of(asking).len().div_ceil(AT_ONCE)).sum();
    1 + many + runs::asked_about(asking).len() + security::calls_for(asking)
}

impl Question {
    /// What each repository is asked each night; the document is still to come.
    pub(super) const EACH_NIGHT: Self = Self {
        text: "",
        with: |_| json!({}),
        wants: |_| true,
        holds: |_, _| false,
        take: |_, _, _| None,
    };

    /// The repositories it is asked about.
    fn of<'a>(&self, asking: &Asking<'a>) -> Vec<&'a Listed> {
        let wants = |listed: &&Listed| {
            let before = asking.before.get(&listed.hosted.id);
            let about = About { listed, asking };
            let holds = before.is_some_and(|before| (self.holds)(before, about));
            (self.wants)(about) && !holds
        };
        asking.repositories.iter().copied().filter(wants).collect()
    }
}

impl Caller {
    pub(super) async fn facts(self: Arc<Self>, asking: &Asking<'_>) -> Facts {
        let mut facts = Facts::default();
        for listed in asking.repositories {
            let before = asking.before.get(&listed.hosted.id);
            facts.of.insert(listed.hosted.id, Heard::begun(before, listed, asking));
        }
        facts.stopped = self.ask_everything(asking, &mut facts).await.err();
        facts.of.retain(|_, heard| *heard != Heard::default());
        facts
    }

    async fn ask_everything(
        &self,
        asking: &Asking<'_>,
        facts: &mut Facts,
    ) -> Result<(), CallError> {
        if asking.repositories.is_empty() {
            return Ok(());
        }
        for question in FIRST {
            self.ask_all(question, asking, facts).await?;
        }
        facts.teams = self.teams(asking.owner, &mut facts.refused).await?;
        if facts.teams.is_some() {
            for question in OF_TEAMS {
                self.ask_all(question, asking, facts).await?;
            }
        }
        for question in NEXT {
            self.ask_all(question, asking, facts).await?;
        }
        self.failed_runs(asking, facts).await?;
        self.security(asking, facts).await
    }

    /// Asks one question about all repositories. What the server cannot answer at once is asked in
    /// halves.
    async fn ask_all(
        &self,
        question: &Question,
        asking: &Asking<'_>,
        facts: &mut Facts,
    ) -> Result<(), CallError> {
        let all = question.of(asking);
        let by_node: BTreeMap<&str, &Listed> =
            all.iter().map(|it| (it.node.as_str(), *it)).collect();
        let mut open: Vec<(Vec<&Listed>, Option<String>)> =
            all.chunks(AT_ONCE).rev().map(|some| (some.to_vec(), None)).collect();
        while let Some((some, after)) = open.pop() {
            let halves = || {
                let (one, other) = some.split_at(some.len() / 2);
                [(other.to_vec(), None), (one.to_vec(), None)]
            };
            let with = variables(question, asking, &some, after.as_deref());
            let told = match self.query(question.text, &with).await {
                Ok(told) => told,
                Err(CallError::Failed { .. }) if some.len() > 1 => {
                    open.extend(halves());
                    continue;
                }
                // One that cannot be asked about keeps no other from being asked about.
                Err(error @ (CallError::Failed { .. } | CallError::Refused { .. })) => {
                    facts.refused.get_or_insert(error.to_string());
                    continue;
                }
                Err(error) => return Err(error),
            };
            if some.len() > 1 && told.errors.iter().any(Wrong::is_too_much) {
                open.extend(halves());
                continue;
            }
            if let Some(wrong) = told.errors.first() {
                facts.refused.get_or_insert_with(|| wrong.message.clone());
            }
            for node in list(told.data.get("nodes")) {
                let id = node.get("id").and_then(Value::as_str);
                let Some(listed) = id.and_then(|id| by_node.get(id)) else { continue };
                let about = About { listed, asking };
                let heard = facts.of.entry(listed.hosted.id).or_default();
                if let Some(next) = (question.take)(node, heard, about) {
                    open.push((vec![listed], Some(next)));
                }
            }
        }
        Ok(())
    }
}

/// What a question is asked with: its own, the repositories, and the page where it has pages.
fn variables(
    question: &Question,
    asking: &Asking<'_>,
    some: &[&Listed],
    after: Option<&str>,
) -> Value {
    let mut with = (question.with)(asking);
    let ids: Vec<&str> = some.iter().map(|it| it.node.as_str()).collect();
    if let Some(fields) = with.as_object_mut() {
        fields.insert("ids".to_owned(), json!(ids));
        if let Some(after) = after {
            fields.insert("after".to_owned(), json!(after));
            fields.insert("first".to_owned(), json!(MORE));
        }
    }
    with
}
