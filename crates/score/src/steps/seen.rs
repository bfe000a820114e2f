//! What shows of a component in facts of one sort: its own, and what its charts bring along.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{ChartPart, Evidence, Fact, UnitKind, Use, What};

use super::Way;
use crate::assemble::{Brings, Brought, Component, Estate, evidence, family};

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
                let brought = Brought::new(component, (fact, used), brings);
                let unprinted = Unprinted::of(component, brings);
                let found = brought.facts_of(pick).filter(|(fact, _)| !unprinted.holds(fact));
                let found: Vec<&'a T> = found.map(|(_, found)| found).collect();
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

/// Whole objects in parts of a library chart that nobody prints: a library asks for nothing by
/// itself.
struct Unprinted<'a> {
    /// Where the named parts of the library begin, and whether each is such a part.
    parts: BTreeMap<(&'a str, u32), bool>,
}

impl<'a> Unprinted<'a> {
    fn of(component: &Component<'_>, brings: &Brings<'a>) -> Self {
        let mut parts = BTreeMap::new();
        if !brings.is_library() {
            return Self { parts };
        }
        let named: BTreeMap<&str, &ChartPart> = brings
            .of(What::as_chart_part)
            .filter_map(|part| Some((part.name.as_deref()?, part)))
            .collect();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> =
            component.facts_of(Some).flat_map(|(_, what)| printed(what)).collect();
        while let Some(name) = open.pop() {
            let name = name.trim_start_matches('(').trim_end_matches(')');
            if let Some((name, part)) = named.get_key_value(name)
                && seen.insert(name)
            {
                open.extend(printed_by(part));
            }
        }
        for fact in brings.facts() {
            if let What::ChartPart(part) = &fact.what
                && let Some(name) = &part.name
            {
                let is_printed = seen.contains(name.as_str());
                parts.insert((fact.path.as_str(), fact.line), part.whole && !is_printed);
            }
        }
        Self { parts }
    }

    /// Whether a fact stands in one: in the last part that begins before it.
    fn holds(&self, fact: &Fact) -> bool {
        let path = fact.path.as_str();
        let before = self.parts.range((path, 0)..=(path, fact.line)).next_back();
        before.is_some_and(|(_, is_unprinted)| *is_unprinted)
    }
}

/// The names of the parts that what a fact says prints.
fn printed(what: &What) -> Vec<&str> {
    match what {
        What::Workload(workload) => workload.prints.iter().map(String::as_str).collect(),
        What::ChartPart(part) => printed_by(part).collect(),
        _ => Vec::new(),
    }
}

fn printed_by(part: &ChartPart) -> impl Iterator<Item = &str> {
    let written = part.workloads().flat_map(|workload| &workload.prints);
    part.prints.iter().chain(written).map(String::as_str)
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
