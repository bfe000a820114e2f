//! What shows of a component in facts of one sort: its own, and what its charts bring along.

use milepost_core::{Evidence, Fact, UnitKind, Unknown, Use, What};

use super::{Taking, Way};
use crate::assemble::{Brought, Component, Estate, evidence, family};

/// Facts of one sort, and where each comes from.
pub(super) struct Seen<'a, T> {
    /// Its own, with their lines.
    pub(super) own: Vec<(Evidence, &'a T)>,
    /// Those that a chart it depends on brings, with the way that chart is.
    pub(super) brought: Vec<(Way, Vec<&'a T>)>,
}

impl<'a, T> Seen<'a, T> {
    /// What `pick` picks of a component's own facts and of its charts in the scan.
    pub(super) fn of(
        estate: &'a Estate<'_>,
        component: &Component<'a>,
        pick: fn(&'a What) -> Option<&'a T>,
    ) -> Self {
        let own = component
            .facts_of(pick)
            .map(|(fact, found)| (evidence(component.repository, fact, ""), found))
            .collect();
        let brought = charts(component)
            .filter_map(|(fact, used)| {
                let name = used.source.rsplit('/').next().unwrap_or(&used.source);
                let version = used.held(&component.repository.facts, fact);
                let brings = estate.charts.named(name, version)?;
                let found: Vec<&'a T> =
                    Brought::new(component, (fact, used), brings).of(pick).collect();
                let owned = estate.ownership.is_owned(UnitKind::Chart, &used.source);
                let way = Way {
                    family: owned.then(|| family(UnitKind::Chart, &used.source)),
                    version: version.map(ToOwned::to_owned),
                    evidence: vec![evidence(component.repository, fact, used.source.clone())],
                    ..Way::own(&used.source)
                };
                (!found.is_empty()).then_some((way, found))
            })
            .collect();
        Self { own, brought }
    }

    /// Only what `wanted` wants.
    pub(super) fn only(mut self, wanted: impl Fn(&T) -> bool) -> Self {
        self.own.retain(|(_, found)| wanted(found));
        for (_, found) in &mut self.brought {
            found.retain(|it| wanted(it));
        }
        self.brought.retain(|(_, found)| !found.is_empty());
        self
    }

    /// Everything, wherever it comes from.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a T> + '_ {
        let brought = self.brought.iter().flat_map(|(_, found)| found.iter().copied());
        self.own.iter().map(|(_, found)| *found).chain(brought)
    }

    /// One way for each name `named` gives, whoever brings it.
    pub(super) fn names(self, named: impl Fn(&T) -> String) -> Vec<Way> {
        let mut ways: Vec<Way> = Vec::new();
        for (at, found) in self.own {
            add(&mut ways, &named(found), at);
        }
        for (way, brought) in self.brought {
            for found in brought {
                way.evidence.iter().for_each(|at| add(&mut ways, &named(found), at.clone()));
            }
        }
        ways
    }

    /// One way for each chart that brings some, and one for each name `named` gives its own.
    pub(super) fn ways(self, named: impl Fn(&T) -> String) -> Vec<Way> {
        let mut ways: Vec<Way> = self.brought.into_iter().map(|(way, _)| way).collect();
        for (at, found) in self.own {
            add(&mut ways, &named(found), at);
        }
        ways
    }
}

/// That a step does not apply, as far as can be seen; unknown where templates of the component print
/// what is not in sight.
pub(super) fn unseen_or(component: &Component<'_>, why: &str) -> Taking {
    if component.facts_of(What::as_workload).any(|(_, workload)| workload.unseen) {
        let why = "what its templates print is not in the scan";
        return Taking::unknown(Unknown::External, why);
    }
    Taking::not_applicable(why)
}

/// Charts of other places that a component depends on.
fn charts<'a>(component: &Component<'a>) -> impl Iterator<Item = (&'a Fact, &'a Use)> {
    component
        .facts_of(|what| match what {
            What::Use(used) if used.unit == UnitKind::Chart => Some(used),
            _ => None,
        })
        .filter(|(_, used)| !used.source.starts_with("./"))
}

/// Adds a line to the way of this name, which whoever does the same shares.
pub(super) fn add(ways: &mut Vec<Way>, name: &str, at: Evidence) {
    match ways.iter_mut().find(|way| way.unit == name) {
        Some(way) if way.evidence.contains(&at) => {}
        Some(way) => way.evidence.push(at),
        None => {
            ways.push(Way { family: Some(name.to_owned()), evidence: vec![at], ..Way::own(name) });
        }
    }
}
