//! Values that a chart is installed with beside files of values: `helm upgrade --set a.b=false`.

use std::collections::BTreeSet;

use milepost_core::{Delivery, Verb};

use super::handed::Install;
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
        let all = !installs.is_empty() && installs_all(component);
        Self { installs, all }
    }

    /// Whether anything is set that tells what is not there.
    pub(super) fn is_any(&self) -> bool {
        self.all && self.installs.iter().any(|it| !it.delivery.off.is_empty())
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
        let each = here.map(|install| match says(install.delivery, path) {
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
}

/// Whether all that is seen to deploy a component are command lines of Helm in its own repository.
fn installs_all(component: &Component<'_>) -> bool {
    let own = |unit: &String| {
        let rest = unit.strip_prefix(component.repository.id.as_str());
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    let is_helm = |doing: &Doing| doing.by.starts_with("`helm ") && doing.through.iter().all(own);
    let deploys = |doing: &&Doing| matches!(doing.verb, Verb::Deploy(_));
    let elsewhere = component.links.iter().any(|it| it.repository.id != component.repository.id);
    !elsewhere && component.doings().filter(deploys).all(is_helm)
}

/// What one command line says of a value.
fn says(delivery: &Delivery, path: &str) -> Says {
    let has = |paths: &[String]| paths.binary_search_by(|it| it.as_str().cmp(path)).is_ok();
    let joins =
        |one: &str, other: &str| one.strip_prefix(other).is_some_and(|rest| rest.starts_with('.'));
    // What is set above it may hold it, and below it makes it something.
    let near = |it: &String| joins(it, path) || joins(path, it);
    if has(&delivery.off) {
        Says::Off
    } else if has(&delivery.sets) || delivery.sets.iter().any(near) {
        Says::Other
    } else {
        Says::Nothing
    }
}
