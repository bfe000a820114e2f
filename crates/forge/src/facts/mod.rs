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

use crate::client::Caller;
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
    /// For each sort of fact, of how many repositories it could not be seen.
    pub unseen: BTreeMap<String, u64>,
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
        let by_node = repositories.iter().map(|it| (it.node.as_str(), it.id)).collect();
        for question in QUESTIONS {
            if let Err(error) = self.ask_all(question, repositories, &by_node, &mut facts).await {
                facts.stopped = Some(error);
                break;
            }
        }
        for one in repositories {
            count_unseen(facts.of.get(&one.id), &mut facts.unseen);
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
            match self.query(question.text, &serde_json::json!({ "ids": ids })).await {
                Ok(data) => {
                    for node in list(data.get("nodes")) {
                        let id = node.get("id").and_then(Value::as_str);
                        if let Some(id) = id.and_then(|id| by_node.get(id)) {
                            (question.take)(node, facts.of.entry(*id).or_default());
                        }
                    }
                }
                Err(CallError::Failed { .. }) if some.len() > 1 => {
                    let (first, second) = some.split_at(some.len() / 2);
                    open.extend([second, first]);
                }
                // One repository that cannot be asked about keeps no other from being asked about.
                Err(CallError::Failed { .. } | CallError::Refused { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn count_unseen(facts: Option<&ApiFacts>, unseen: &mut BTreeMap<String, u64>) {
    let none = ApiFacts::default();
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

/// The items of a list that are there.
fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten().filter(|it| !it.is_null())
}

/// The nodes of a connection; `None` when it may not be seen.
fn nodes(value: Option<&Value>) -> Option<impl Iterator<Item = &Value>> {
    let connection = value.filter(|it| !it.is_null())?;
    Some(list(connection.get("nodes")))
}

/// A value of a known shape.
fn read<T: DeserializeOwned>(value: Option<&Value>) -> Option<T> {
    serde_json::from_value(value?.clone()).ok()
}

#[cfg(test)]
mod tests;
