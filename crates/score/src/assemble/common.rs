//! Folders of a repository that are no component's, beside those that are: what stands in them
//! belongs to the component their sub-folder is named for, or to all of them.

use std::collections::BTreeSet;

use milepost_core::place::is_under;
use milepost_core::{DocumentRole, Fact, Repository, Signal, What};

use super::facts;
use super::group::{Group, spelt};

/// Whose something is that stands in a folder of no component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose<'n> {
    /// The component with this name, as names of Kubernetes spell it.
    One(&'n str),
    /// Everybody's.
    All,
}

/// What is common to the components of a repository; nothing where one of them stands at its root.
#[derive(Debug, Clone, Default)]
pub(super) struct Common<'a> {
    /// Folders at the root that hold no component and no component's chart.
    folders: BTreeSet<&'a str>,
    /// Folders that hold a package, which is something of its own.
    packages: BTreeSet<&'a str>,
    /// Names of the components.
    names: BTreeSet<String>,
}

impl<'a> Common<'a> {
    pub(super) fn of(repository: &'a Repository, groups: &[Group<'_>]) -> Self {
        let own = || groups.iter().flat_map(|group| group.also.iter().chain([&group.folder]));
        if groups.len() < 2 || own().any(String::is_empty) {
            return Self::default();
        }
        let charts = groups.iter().flat_map(|group| &group.charts);
        let charts: BTreeSet<&str> = charts.map(|(fact, _)| top(&fact.path)).collect();
        let homes: BTreeSet<&str> = own().map(|folder| top(folder)).collect();
        let below = |fact: &'a Fact| fact.path.contains('/').then(|| top(&fact.path));
        let folders = facts(repository).filter_map(below).filter(|folder| {
            !folder.starts_with('.') && !homes.contains(folder) && !charts.contains(folder)
        });
        let packages = facts(repository).filter(|fact| matches!(fact.what, What::Package(_)));
        Self {
            folders: folders.collect(),
            packages: packages.filter_map(|fact| Some(fact.path.rsplit_once('/')?.0)).collect(),
            names: own().map(|folder| name_of(folder)).collect(),
        }
    }

    /// Whose it is what stands at a path; `None` where that is no folder of this sort.
    pub(super) fn whose(&self, path: &str) -> Option<Whose<'_>> {
        if !self.folders.contains(top(path)) {
            return None;
        }
        let (folder, _) = path.rsplit_once('/')?;
        let named = folder.rsplit('/').find_map(|part| self.names.get(&spelt(part)));
        Some(named.map_or(Whose::All, |name| Whose::One(name)))
    }

    /// Whether everybody has part in a fact: in documents and infrastructure that no package has.
    pub(super) fn is_everybodys(&self, fact: &Fact) -> bool {
        let shared = match &fact.what {
            What::CostLabels(_) | What::DocumentLink(_) | What::Infrastructure(_) => true,
            // What an API looks like, and what a folder is for, is not of everything beside it.
            What::Document(it) => !matches!(it.role, DocumentRole::Api | DocumentRole::Readme),
            What::Telemetry(it) => {
                matches!(it.signal, Signal::Alert | Signal::Dashboard | Signal::Slo)
            }
            _ => false,
        };
        let packaged = || self.packages.iter().any(|folder| is_under(&fact.path, folder));
        shared && self.whose(&fact.path) == Some(Whose::All) && !packaged()
    }
}

/// The name of a component in a folder.
pub(super) fn name_of(folder: &str) -> String {
    spelt(folder.rsplit('/').next().unwrap_or(folder))
}

fn top(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}
