//! Documents that somebody keeps (rubric 0.7, freshness; trap T38).

use std::collections::BTreeSet;

use jiff::Timestamp;
use milepost_core::{Change, DocumentRole, History, Measure, Repository, Touch, Unknown, What};

use super::campaigns::mass_shapes;
use super::{before, of_files};
use crate::assemble::{evidence, facts_of};
use crate::measures::Context;
use crate::measures::census::Answer;
use crate::rules::is_among;

/// Documents with a change of substance in the last 90 days.
pub(in crate::measures) fn fresh(context: &Context<'_>, id: &str) -> Measure {
    let aging = &context.estate.rules.lists.aging;
    of_documents(context, id, |role| is_among(aging, role.name()))
}

/// Runbooks with a change of substance in the last 92 days.
pub(in crate::measures) fn fresh_runbooks(context: &Context<'_>, id: &str) -> Measure {
    of_documents(context, id, |role| role == DocumentRole::Runbook)
}

/// The last segment of the id says how many days.
fn of_documents(
    context: &Context<'_>,
    id: &str,
    is_asked: impl Fn(DocumentRole) -> bool,
) -> Measure {
    let days: i64 = id.rsplit('.').next().and_then(|text| text.parse().ok()).unwrap_or(90);
    let substance = Substance::of(context);
    let start = before(context.estate.at, days);
    let mut answers = Vec::new();
    for repository in context.estate.repositories {
        let mut seen = BTreeSet::new();
        for (fact, document) in facts_of(repository, What::as_document) {
            if !is_asked(document.role) || !seen.insert(fact.path.as_str()) {
                continue;
            }
            let keeps = |change: &Change, touch: &Touch| substance.is_written(change, touch);
            let at = evidence(repository, fact, "changed in substance");
            let answer = match kept(repository.history.as_ref(), &fact.path, start, keeps) {
                Ok(true) => Answer::Yes(vec![at]),
                Ok(false) => Answer::No(format!("not in {days} days"), vec![at]),
                Err(code) => Answer::Open(code),
            };
            answers.push((name(repository, &fact.path), answer));
        }
    }
    of_files(id, answers)
}

/// What makes a change of a document one of substance.
pub(in crate::measures) struct Substance {
    words: f64,
    mass: BTreeSet<u32>,
}

impl Substance {
    pub(in crate::measures) fn of(context: &Context<'_>) -> Self {
        let number = |name| context.estate.rules.profile.number("measure.fresh", name);
        let mass = mass_shapes(context, number("mass-repositories"));
        Self { words: number("words"), mass }
    }

    /// Whether a change says something new that is this repository's own.
    fn is_new(&self, change: &Change, touch: &Touch) -> bool {
        let shared = change.shape.is_some_and(|shape| self.mass.contains(&shape));
        !change.mass && !shared && f64::from(touch.size) > self.words
    }

    /// The same, written by people.
    fn is_written(&self, change: &Change, touch: &Touch) -> bool {
        !change.by.is_empty() && !change.bot && self.is_new(change, touch)
    }

    /// Between which instants the page at `path` last changed in substance; without the second where
    /// the history that is told ends before. What a machine writes counts where `by_machine`.
    pub(in crate::measures) fn last(
        &self,
        repository: &Repository,
        path: &str,
        by_machine: bool,
    ) -> Option<(Option<Timestamp>, Timestamp)> {
        let history = repository.history.as_ref()?;
        let place = history.paths.iter().position(|it| it.path == path);
        let place = place.and_then(|place| u32::try_from(place).ok());
        let is_new = if by_machine { Self::is_new } else { Self::is_written };
        let found = history.changes.iter().find(|change| {
            let touches = change.touches.iter().filter(|touch| Some(touch.path) == place);
            touches.into_iter().any(|touch| is_new(self, change, touch))
        });
        Some(match (found, &history.birth) {
            (Some(change), _) => (Some(change.at), change.at),
            (None, Some(birth)) => (Some(birth.at), history.since.max(birth.at)),
            (None, None) => (None, history.since),
        })
    }
}

fn name(repository: &Repository, path: &str) -> String {
    format!("{}:{path}", repository.id)
}

/// Whether a change since `start` keeps the file at `path`.
fn kept(
    history: Option<&History>,
    path: &str,
    start: Timestamp,
    keeps: impl Fn(&Change, &Touch) -> bool,
) -> Result<bool, Unknown> {
    let history = history.ok_or(Unknown::Shallow)?;
    let place = history.paths.iter().position(|it| it.path == path);
    let is_it = |touch: &&Touch| usize::try_from(touch.path).ok() == place && place.is_some();
    let recent = history.changes.iter().filter(|change| change.at >= start);
    let found = recent
        .into_iter()
        .any(|change| change.touches.iter().filter(is_it).any(|touch| keeps(change, touch)));
    if found || history.reaches(start) { Ok(found) } else { Err(Unknown::Shallow) }
}
