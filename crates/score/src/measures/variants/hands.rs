//! In whose hands a configuration is (rubric 0.5, owner team).

use std::collections::BTreeSet;

use milepost_core::{Fact, Repository, Unknown, What, place};

use super::sets::Configuration;
use crate::assemble::{facts_of, owners};
use crate::measures::Context;
use crate::measures::gate::Team;
use crate::measures::history::platform_repositories;
use crate::steps::{is_placeholder, owner};

/// In whose hands something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hand {
    Platform,
    Other,
    Open(Unknown),
}

/// What tells what the platform team looks after.
pub(super) struct Hands<'c> {
    /// The team, where it has a name.
    team: Option<Team<'c>>,
    /// Repositories in which it makes most of the changes, where its people are known.
    repositories: Option<BTreeSet<&'c str>>,
}

impl<'c> Hands<'c> {
    /// `None` when nobody says who the platform team is.
    pub(super) fn of(context: &Context<'c>) -> Option<Self> {
        let team = Team::of(context.estate.settings);
        let repositories = platform_repositories(context);
        (team.is_some() || repositories.is_some()).then_some(Self { team, repositories })
    }

    /// Who looks after a configuration: who looks after all of its files.
    pub(super) fn of_configuration(&self, configuration: &Configuration<'_>) -> Hand {
        let repository = configuration.repository;
        let mut hands = configuration.files.keys().map(|path| self.of_path(repository, path));
        let Some(first) = hands.next() else { return Hand::Open(Unknown::NoTeam) };
        let same = hands.all(|hand| hand == first);
        if same { first } else { Hand::Open(Unknown::NoTeam) }
    }

    /// By the line of code owners that is about the path, then by the catalogue, then by a line that
    /// is about everything, then by who makes most of the changes.
    fn of_path(&self, repository: &Repository, path: &str) -> Hand {
        let Some(team) = &self.team else { return self.by_changes(repository) };
        let line = owners::of_path(repository, path);
        let owned = line.map(|(fact, owners)| (is_for_everything(fact), joint(team, owners)));
        match owned {
            Some((false, hand)) => hand,
            Some((true, hand)) => entered(repository, path, team).unwrap_or(hand),
            None => entered(repository, path, team).unwrap_or_else(|| self.by_changes(repository)),
        }
    }

    fn by_changes(&self, repository: &Repository) -> Hand {
        match &self.repositories {
            None => Hand::Open(Unknown::NoTeam),
            Some(own) if own.contains(repository.id.as_str()) => Hand::Platform,
            Some(_) if repository.history.is_none() => Hand::Open(Unknown::Shallow),
            Some(_) => Hand::Other,
        }
    }
}

/// Whether a line of code owners is about all paths.
fn is_for_everything(line: &Fact) -> bool {
    let pattern = line.what.as_ownership().map_or("", |it| it.pattern.as_str());
    matches!(pattern, "*" | "**" | "/" | "/*" | "/**" | "**/*")
}

/// In whose hands it is that has these owners; with others beside the team nobody can tell.
fn joint(team: &Team<'_>, owners: &[String]) -> Hand {
    let own = owners.iter().filter(|owner| team.holds(owner)).count();
    match own {
        0 => Hand::Other,
        _ if own == owners.len() => Hand::Platform,
        _ => Hand::Open(Unknown::NoTeam),
    }
}

/// In whose hands the nearest catalogue entry above a path says it is.
fn entered(repository: &Repository, path: &str, team: &Team<'_>) -> Option<Hand> {
    let entries = facts_of(repository, What::as_entity).filter(|(_, entity)| !entity.skeleton);
    let owned = entries.filter_map(|(fact, entity)| {
        let folder = fact.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let owner = owner(entity).filter(|it| !is_placeholder(it))?;
        place::is_under(path, folder).then(|| (folder.len(), owner.to_owned()))
    });
    let owned: Vec<(usize, String)> = owned.collect();
    let nearest = owned.iter().map(|(depth, _)| *depth).max()?;
    let owners = owned.into_iter().filter(|(depth, _)| *depth == nearest).map(|(_, owner)| owner);
    Some(joint(team, &owners.collect::<Vec<_>>()))
}
