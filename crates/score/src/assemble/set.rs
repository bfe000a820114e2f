//! Values that a chart is installed with beside its own files of values: `helm upgrade --set a.b=false`,
//! and what definitions hand over that something follows.

use std::collections::BTreeSet;

use milepost_core::{Fact, Use, Verb};

use super::install::Install;
use super::links::Link;
use super::{Component, Doing};

/// What somebody says of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Off,
    /// Something, or what cannot be told.
    Other,
    Nothing,
}

/// What sets values of a component's chart.
pub(super) struct Set<'c> {
    installs: Vec<&'c Install<'c>>,
    /// Whether these are all that installs it, as far as can be seen.
    all: bool,
}

impl<'c> Set<'c> {
    pub(super) fn of(component: &'c Component<'_>) -> Self {
        let folders = component.charts.iter().filter_map(|(fact, _)| fact.path.rsplit_once('/'));
        let folders: BTreeSet<&str> = folders.map(|(folder, _)| folder).collect();
        let installs = component.handed.installs(&folders);
        let mut set = Self { installs, all: false };
        set.all = !set.installs.is_empty() && set.installs_all(component);
        set
    }

    /// What sets values of a chart of another place that a definition installs by itself, for the use
    /// that goes with it; nothing where the use is none of those.
    pub(super) fn of_use(component: &'c Component<'_>, fact: &Fact, used: &Use) -> Option<Self> {
        let installs = component.handed.installs_of((fact, used));
        (!installs.is_empty()).then_some(Self { installs, all: true })
    }

    /// Whether anything is set that tells what is not there.
    pub(super) fn is_any(&self) -> bool {
        self.all && self.installs.iter().any(|it| it.has_off())
    }

    /// Whether something elsewhere runs a component in another way than these.
    pub(super) fn is_run_elsewhere(&self, component: &Component<'_>) -> bool {
        let certain = || self.installs.iter().filter(|it| it.folder().is_some());
        let told = |link: &Link<'_>| certain().any(|it| it.is_told_by(link.fact));
        let mut links = component.links.iter();
        links.any(|link| link.repository.id != component.repository.id && !told(link))
    }

    /// What becomes of a value of which files `said` something, where it is installed for an
    /// environment: nothing is off that one way to install it leaves on.
    pub(super) fn over(
        &self,
        said: Says,
        path: &str,
        (environment, environments): (Option<&str>, &BTreeSet<&str>),
    ) -> Says {
        let here = self.installs.iter().filter(|it| it.is_for(environment, environments));
        let each = here.map(|install| match install.says(path) {
            Says::Off if self.all && install.folder().is_some() => Says::Off,
            Says::Other => Says::Other,
            Says::Off | Says::Nothing => said,
        });
        each.reduce(|one, other| match (one, other) {
            (Says::Other, _) | (_, Says::Other) => Says::Other,
            (Says::Off, Says::Off) => Says::Off,
            _ => Says::Nothing,
        })
        .unwrap_or(said)
    }

    /// Whether these are all that is seen to deploy a component: command lines of Helm in its own
    /// repository, and definitions with what makes them so.
    fn installs_all(&self, component: &Component<'_>) -> bool {
        let own = |unit: &String| {
            let rest = unit.strip_prefix(component.repository.id.as_str());
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let known = |doing: &Doing| {
            let told = || self.installs.iter().any(|it| it.is_run_by(doing));
            let called = || self.installs.iter().any(|it| it.is_through(&doing.through));
            let seen = doing.through.iter().all(own) || called();
            (doing.by.starts_with("`helm ") || told()) && seen
        };
        let deploys = |doing: &&Doing| matches!(doing.verb, Verb::Deploy(_));
        !self.is_run_elsewhere(component) && component.doings().filter(deploys).all(known)
    }
}
