//! Which repositories are the platform team's (rubric 0.5, owner team of a path). The catalogue says so
//! first; else who works there, where the people are known, for a file of code owners that names the
//! team for everything may be the very gate that others wait at (trap T41); else that file.

use std::collections::BTreeSet;

use milepost_core::{Repository, Unknown};

use super::Context;
use super::history::{YEAR, as_f64, before};
use crate::assemble::owners;
use crate::steps::{owner, team_name};

/// The ids of the platform team's repositories; `None` when nobody says who that team is.
pub(super) fn repositories<'a>(context: &Context<'a>) -> Option<BTreeSet<&'a str>> {
    let settings = context.estate.settings;
    let team = settings.platform_team.as_deref().map(team_name);
    if team.is_none() && settings.platform_people.is_empty() {
        return None;
    }
    let all = context.estate.repositories.iter();
    let own = all.filter(|repository| {
        let entered = || entered(context, repository, team.as_deref()?);
        let named = || named(repository, team.as_deref()?);
        entered().or_else(|| worked(context, repository)).or_else(named).unwrap_or(false)
    });
    Some(own.map(|repository| repository.id.as_str()).collect())
}

/// Those of them that were read and are still worked on.
pub(super) fn active<'a>(context: &Context<'a>) -> Result<Vec<&'a Repository>, Unknown> {
    let own = repositories(context).ok_or(Unknown::NoTeam)?;
    let all = context.estate.repositories.iter();
    let active: Vec<&Repository> = all
        .filter(|it| it.commit.is_some() && own.contains(it.id.as_str()))
        .filter(|it| context.estate.is_active(it))
        .collect();
    // A team that is named and of which nothing is seen is as good as unknown.
    if active.is_empty() { Err(Unknown::NoTeam) } else { Ok(active) }
}

/// Whether the catalogue calls a repository the team's: all of its entries that name an owner do, or
/// none does. Entries of several owners do not tell.
fn entered(context: &Context<'_>, repository: &Repository, team: &str) -> Option<bool> {
    let entries = context.estate.entries.about(repository);
    let mut owners = entries.iter().filter_map(|entry| owner(entry.entity));
    let is_team = |it: &str| team_name(it) == team;
    let first = is_team(owners.next()?);
    owners.all(|it| is_team(it) == first).then_some(first)
}

/// Whether people of the team make most of the changes that people make.
fn worked(context: &Context<'_>, repository: &Repository) -> Option<bool> {
    if context.estate.settings.platform_people.is_empty() {
        return None;
    }
    let least = context.estate.rules.profile.number("measure.plat-share", "own");
    let year = before(context.estate.at, YEAR);
    let changes = repository.history.iter().flat_map(|history| &history.changes);
    let (mut all, mut theirs) = (0_u32, 0_u32);
    for change in changes.filter(|it| it.at >= year && !it.by.is_empty()) {
        all += 1;
        theirs += u32::from(change.platform);
    }
    (all > 0).then(|| as_f64(theirs) >= least * as_f64(all))
}

/// Whether its file of code owners names the team, and nobody else, for everything.
fn named(repository: &Repository, team: &str) -> Option<bool> {
    let (_, owners) = owners::of_everything(repository)?;
    Some(owners.iter().all(|owner| team_name(owner) == team))
}
