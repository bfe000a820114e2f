//! Which team a configuration is for.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::What;
use milepost_core::name::words;

use super::sets::Configuration;
use crate::assemble::facts_of;
use crate::measures::Context;
use crate::steps::{team_name, team_of};

/// What tells the team that something is for.
pub(super) struct Served<'c> {
    /// Teams of what a file runs, by repository and path.
    files: BTreeMap<(&'c str, &'c str), BTreeSet<String>>,
    /// Names, each as its words, of one team's alone.
    names: BTreeMap<Vec<String>, Option<String>>,
}

impl<'c> Served<'c> {
    pub(super) fn of(context: &'c Context<'_>) -> Self {
        let mut served = Self { files: BTreeMap::new(), names: BTreeMap::new() };
        let mut teams: BTreeSet<String> = context.estate.settings.teams.iter().cloned().collect();
        for repository in context.estate.repositories {
            let groups = facts_of(repository, What::as_entity).filter(|(_, it)| it.kind == "Group");
            teams.extend(groups.map(|(_, group)| group.name.clone()));
        }
        for component in context.components {
            let Some(team) = team_of(component) else { continue };
            for name in component.names() {
                served.name(&name, &team);
            }
            let own = component.repository.id.as_str();
            let charts = component.charts.iter().map(|(fact, _)| (own, fact.path.as_str()));
            let values = component.values.iter().map(|(fact, _)| (own, fact.path.as_str()));
            let pipelines = component.pipelines.iter().map(|it| (own, it.fact.path.as_str()));
            let links = component.links.iter();
            let links = links.map(|it| (it.repository.id.as_str(), it.fact.path.as_str()));
            for file in charts.chain(values).chain(pipelines).chain(links) {
                served.files.entry(file).or_default().insert(team.clone());
            }
            teams.insert(team);
        }
        // A team that is called as something another one runs is meant where its name stands.
        for team in teams {
            let team = team_name(&team);
            served.names.insert(words(&team), Some(team));
        }
        served
    }

    fn name(&mut self, name: &str, team: &str) {
        let known = self.names.entry(words(name)).or_insert_with(|| Some(team.to_owned()));
        if known.as_deref() != Some(team) {
            *known = None;
        }
    }

    /// The team a configuration is for: of all that its files run, else of what its place is named
    /// for.
    pub(super) fn team(&self, configuration: &Configuration<'_>) -> Option<String> {
        let own = configuration.repository.id.as_str();
        let paths = || configuration.files.keys().copied();
        let runs: BTreeSet<&String> =
            paths().filter_map(|path| self.files.get(&(own, path))).flatten().collect();
        let named: BTreeSet<&String> =
            paths().flat_map(|path| path.split('/')).filter_map(|part| self.named(part)).collect();
        [runs, named].into_iter().find_map(
            |teams| match teams.into_iter().collect::<Vec<_>>()[..] {
                [only] => Some(only.clone()),
                _ => None,
            },
        )
    }

    /// The team that a part of a path is named for: as a whole, else by the longest name of several
    /// words in it.
    fn named(&self, part: &str) -> Option<&String> {
        let stem = part.split('.').find(|it| !it.is_empty())?;
        let own = words(stem);
        if let Some(team) = self.names.get(&own) {
            return team.as_ref();
        }
        (2..own.len()).rev().find_map(|length| {
            let within = own.windows(length).find_map(|it| self.names.get(it));
            within.and_then(Option::as_ref)
        })
    }
}
