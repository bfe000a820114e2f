//! What only the API knows of repositories: in few calls, those first that settle most verdicts.
//!
//! GraphQL is asked for many repositories at once. What it may not tell comes back empty beside the
//! rest, and stays absent: that is not known, which is neither yes nor no.

mod guards;
mod ships;

use std::collections::BTreeMap;
use std::sync::Arc;

use milepost_core::ApiFacts;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::{Caller, Wrong};
use crate::{CallError, Client, Listed};

/// Repositories asked about in one call.
const AT_ONCE: usize = 25;

/// A question, asked about every repository.
struct Question {
    text: &'static str,
    /// Takes one repository's answer over.
    take: fn(&Value, &mut ApiFacts),
}

/// The questions, first the one that settles most verdicts.
const QUESTIONS: &[Question] = &[
    Question { text: include_str!("../../data/guards.graphql"), take: guards::take },
    Question { text: include_str!("../../data/ships.graphql"), take: ships::take },
];

/// What the API told.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Of each repository, by its number.
    pub of: BTreeMap<u64, ApiFacts>,
    /// The first thing that GitHub said of what it does not tell.
    pub refused: Option<String>,
    /// Why not everything was asked, if it was not.
    pub stopped: Option<CallError>,
}

/// How many calls it takes to ask about so many repositories.
pub fn calls_for(repositories: usize) -> usize {
    repositories.div_ceil(AT_ONCE) * QUESTIONS.len()
}

impl Client {
    /// What the API knows of these repositories. A limit or a budget that ends the asking leaves
    /// the rest unknown.
    pub fn facts(&self, repositories: &[&Listed]) -> Facts {
        self.run(async |caller| caller.facts(repositories).await)
    }
}

impl Caller {
    async fn facts(self: Arc<Self>, repositories: &[&Listed]) -> Facts {
        let mut facts = Facts::default();
        let by_node = repositories.iter().map(|it| (it.node.as_str(), it.hosted.id)).collect();
        for question in QUESTIONS {
            if let Err(error) = self.ask_all(question, repositories, &by_node, &mut facts).await {
                facts.stopped = Some(error);
                break;
            }
        }
        facts
    }

    /// Asks one question about all repositories. What the server cannot answer at once is asked in
    /// halves.
    async fn ask_all(
        &self,
        question: &Question,
        repositories: &[&Listed],
        by_node: &BTreeMap<&str, u64>,
        facts: &mut Facts,
    ) -> Result<(), CallError> {
        let mut open: Vec<&[&Listed]> = repositories.chunks(AT_ONCE).rev().collect();
        while let Some(some) = open.pop() {
            let ids: Vec<&str> = some.iter().map(|it| it.node.as_str()).collect();
            let told = match self.query(question.text, &serde_json::json!({ "ids": ids })).await {
                Ok(told) => told,
                Err(CallError::Failed { .. }) if some.len() > 1 => {
                    let (first, second) = some.split_at(some.len() / 2);
                    open.extend([second, first]);
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
                let (first, second) = some.split_at(some.len() / 2);
                open.extend([second, first]);
                continue;
            }
            if let Some(wrong) = told.errors.first() {
                facts.refused.get_or_insert_with(|| wrong.message.clone());
            }
            for node in list(told.data.get("nodes")) {
                let id = node.get("id").and_then(Value::as_str);
                if let Some(id) = id.and_then(|id| by_node.get(id)) {
                    (question.take)(node, facts.of.entry(*id).or_default());
                }
            }
        }
        Ok(())
    }
}

/// For each sort of fact, of how many of these repositories it is not known.
pub fn unseen<'f>(of: impl Iterator<Item = Option<&'f ApiFacts>>) -> BTreeMap<String, u64> {
    let none = ApiFacts::default();
    let mut unseen = BTreeMap::new();
    for facts in of {
        let facts = facts.unwrap_or(&none);
        let seen = [
            ("alerts", facts.alerts.is_some()),
            ("branch rules", facts.guard.is_some()),
            ("environments", facts.environments.is_some()),
            ("deployments", facts.deployments.is_some()),
        ];
        for (sort, _) in seen.into_iter().filter(|(_, seen)| !seen) {
            *unseen.entry(sort.to_owned()).or_default() += 1;
        }
    }
    unseen
}

/// The items of a list that are there.
fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten().filter(|it| !it.is_null())
}

/// The nodes of a connection; `None` when it may not be seen.
fn nodes(value: Option<&Value>) -> Option<impl Iterator<Item = &Value>> {
    let all = value?.get("nodes")?.as_array()?;
    Some(all.iter().filter(|it| !it.is_null()))
}

/// The nodes of a connection that has no more; `None` when it has, or may not be seen.
fn all_nodes(value: Option<&Value>) -> Option<impl Iterator<Item = &Value>> {
    let more = value?.get("pageInfo")?.get("hasNextPage")?.as_bool()?;
    nodes(value).filter(|_| !more)
}

/// A value of a known shape.
fn read<T: DeserializeOwned>(value: Option<&Value>) -> Option<T> {
    serde_json::from_value(value?.clone()).ok()
}

#[cfg(test)]
mod tests;
