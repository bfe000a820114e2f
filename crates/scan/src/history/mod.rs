//! What the history of a repository tells: changes of its default branch, and who wrote what there
//! is now, by people without names.
//!
//! Everything here is a function of the commit a repository is read at, so it is remembered with
//! what was read of that commit.

mod authors;
mod bumps;
mod folders;
mod known;
mod likeness;
mod lists;
mod lookup;
mod message;
mod numbers;
mod people;
mod reading;
mod resources;
mod roles;
mod shape;
mod states;
mod telling;
mod texts;
mod writers;

use jiff::Timestamp;
use milepost_core::{Fact, History};
use milepost_git::{Commit, Entry, Walk};
use serde::{Deserialize, Serialize};

use roles::Roles;
use states::States;
use telling::Telling;

pub(crate) use known::Known;
pub use lists::{HistoryPlan, HistoryPlanError};
pub(crate) use numbers::number;

/// Days before the newest commit whose changes are told one by one: a quarter, a year ago, which is the
/// longest window of a measure,
/// and room for what began shortly before it.
const DAYS: i64 = 460;

/// Commits walked back for the authors of what there is now.
const AUTHORED: usize = 5_000;

/// Files of one repository whose authors are looked for.
const FILES: usize = 1_000;

/// Digits of a commit that are kept.
const DIGITS: usize = 12;

/// The history of one repository, with what its numbers stand for: they become the organisation's
/// when all repositories are read.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) history: Option<History>,
    /// The commit the line begins with; absent where the clone or the walk ends before it.
    pub(crate) root: Option<String>,
    /// For each person the hash they are known by.
    pub(crate) people: Vec<String>,
    /// For each shape the hash it is known by.
    pub(crate) shapes: Vec<String>,
    /// What its infrastructure files said, for repositories that began when they did.
    pub(crate) states: States,
}

/// What the history tells that ends with `commit`, whose files are `entries` and say `facts`;
/// `name` is that of the repository, of which something may be `known`.
pub(crate) fn tell(
    (plan, known): (&HistoryPlan, &mut Known),
    (walk, commit): (Walk<'_>, &Commit),
    (entries, facts): (&[Entry], &[Fact]),
    name: &str,
) -> Told {
    let Ok(newest) = Timestamp::from_second(commit.time) else {
        return Told::default();
    };
    let mut telling = Telling::new((plan, known), walk, Roles::of(facts), name);
    telling.start(entries);
    let since = telling.recent(newest);
    telling.older();
    telling.finish(since)
}
