//! What only the API knows of repositories: in few calls, those first that settle most verdicts.
//!
//! GraphQL is asked for many repositories at once. What it may not tell comes back empty beside the
//! rest, and stays absent: that is not known, which is neither yes nor no.

mod ask;
mod guards;
mod pulls;
mod releases;
mod runs;
mod security;
mod seen;
mod ships;
mod teams;
mod tickets;
mod writers;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use milepost_core::ApiFacts;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{CallError, Client, Listed};

pub use ask::calls_for;
use pulls::Pulls;
use releases::Releases;
use runs::Runs;
use security::Security;
pub use seen::{Eyes, unseen};
pub use teams::Team;
pub use tickets::Support;
use tickets::Tickets;
use writers::Writers;

/// What is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The account.
    pub owner: &'a str,
    /// The repositories.
    pub repositories: &'a [&'a Listed],
    /// What an earlier run was told of each, by its number: what still holds is not asked again.
    pub before: &'a BTreeMap<u64, Heard>,
    /// Where the platform team is asked for something.
    pub support: &'a Support,
    /// The instant of the run.
    pub now: Timestamp,
}

/// What the API told of one repository, with the names by which it knows people: it is kept beside
/// the copies. What a snapshot may hold of it is what [`Eyes`] see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    /// What names nobody.
    facts: ApiFacts,
    /// Who wrote what came to the default branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    writers: Option<Writers>,
    /// Pull requests into the default branch, and who approved them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pulls: Option<Pulls>,
    /// Runs of workflows that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    runs: Option<Runs>,
    /// Releases, and who made them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    releases: Option<Releases>,
    /// Settings of its security.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    security: Option<Security>,
    /// Requests to the platform team, and who made them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tickets: Option<Tickets>,
}

/// What the API told.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Of each repository, by its number.
    pub of: BTreeMap<u64, Heard>,
    /// The teams of the account; absent when they or their members may not be seen.
    pub teams: Option<Vec<Team>>,
    /// The first thing that GitHub said of what it does not tell.
    pub refused: Option<String>,
    /// Why not everything was asked, if it was not.
    pub stopped: Option<CallError>,
}

impl Client {
    /// What the API knows of these repositories. A limit or a budget that ends the asking leaves
    /// the rest unknown.
    pub fn facts(&self, asking: &Asking<'_>) -> Facts {
        self.run(async |caller| caller.facts(asking).await)
    }
}

impl Heard {
    /// Takes over what an earlier run was told where this one was told nothing of its sort.
    pub fn fill(&mut self, before: &Self) {
        if self.facts == ApiFacts::default() {
            self.facts = before.facts.clone();
        }
    }

    /// What is known before anything is asked: what the list tells, and what may still hold of what
    /// an earlier run was told, because it is asked for again only where something was pushed.
    fn begun(before: Option<&Self>, listed: &Listed, asking: &Asking<'_>) -> Self {
        let security = Security::begun(before.and_then(|it| it.security.as_ref()), listed);
        let tickets = before.and_then(|it| tickets::kept(it, listed, asking));
        let known = before.cloned().unwrap_or_default();
        Self { facts: ApiFacts::default(), tickets, security, ..known }
    }
}

/// The instant so many days before another.
fn before(at: Timestamp, days: i64) -> Timestamp {
    at.checked_sub(Span::new().hours(days * 24)).unwrap_or(Timestamp::MIN)
}

/// When the day began that lies so many days before an instant: the same for all runs of a day.
fn day_before(at: Timestamp, days: i64) -> Timestamp {
    let day = before(at, days).to_zoned(TimeZone::UTC).date().to_zoned(TimeZone::UTC);
    day.map_or(Timestamp::MIN, |day| day.timestamp())
}

/// As much of the id of a commit as history keeps.
fn first_digits(commit: &str) -> String {
    const DIGITS: usize = 12;
    commit.get(..DIGITS).unwrap_or(commit).to_owned()
}

/// The number of somebody among `people`, whose names are not kept.
fn number(login: &str, people: &mut Vec<String>) -> Option<u32> {
    let known = people.iter().position(|it| it == login);
    let place = known.unwrap_or_else(|| {
        people.push(login.to_owned());
        people.len() - 1
    });
    u32::try_from(place).ok()
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

/// Where the next page of a connection begins, if it has one.
fn next_page(value: Option<&Value>) -> Option<String> {
    let page = value?.get("pageInfo")?;
    read(page.get("endCursor")).filter(|_| page.get("hasNextPage").is_some_and(|it| it == true))
}

/// A value of a known shape.
fn read<T: DeserializeOwned>(value: Option<&Value>) -> Option<T> {
    serde_json::from_value(value?.clone()).ok()
}

#[cfg(test)]
mod tests;
