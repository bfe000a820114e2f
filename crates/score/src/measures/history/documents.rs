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
    let profile = &context.estate.rules.profile;
    let words = profile.number("measure.fresh", "words");
    let mass = mass_shapes(context, profile.number("measure.fresh", "mass-repositories"));
    let start = before(context.estate.at, days);
    let mut answers = Vec::new();
    for repository in context.estate.repositories {
        let mut seen = BTreeSet::new();
        for (fact, document) in facts_of(repository, What::as_document) {
            if !is_asked(document.role) || !seen.insert(fact.path.as_str()) {
                continue;
            }
            let keeps = |change: &Change, touch: &Touch| {
                let own = !change.by.is_empty() && !change.bot && !change.mass;
                let shared = change.shape.is_some_and(|shape| mass.contains(&shape));
                own && !shared && f64::from(touch.size) > words
            };
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
