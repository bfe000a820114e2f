//! What templates print: the parts of charts are put into the workloads that print them, before
//! anything is made of either. A library chart asks for nothing; whoever prints its parts does.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::place::{Aside, is_under};
use milepost_core::{
    ChartPart, Confidence, Fact, Repository, What, Workload, Written, WrittenObject,
};

use super::charts::{Brings, Charts};

/// The parts a template can print, by name: those of its chart before those of the charts that
/// depends on.
struct Parts<'a> {
    /// The name of its chart.
    chart: Option<&'a str>,
    by_name: BTreeMap<&'a str, &'a ChartPart>,
}

/// Puts into every workload what it prints, and beside every template that only prints the objects
/// that gives.
pub(crate) fn join(repositories: &mut [Repository]) {
    for change in changes(repositories) {
        let Some(repository) = repositories.get_mut(change.repository) else { continue };
        let facts = match change.state {
            Some(state) => repository.versions.get_mut(state).map(|state| &mut state.facts),
            None => Some(&mut repository.facts),
        };
        if let Some(facts) = facts {
            facts.splice(change.at..change.at.saturating_add(1), change.to);
        }
    }
}

/// A fact that says more than its file alone does.
struct Change {
    repository: usize,
    /// Which of the versions that are asked for; `None` as it stands.
    state: Option<usize>,
    /// Its place in the list.
    at: usize,
    /// What stands there now.
    to: Vec<Fact>,
}

/// All changes, of one list of facts the last fact first: what is put beside one moves those behind.
fn changes(repositories: &[Repository]) -> Vec<Change> {
    if !repositories.iter().any(prints_anything) {
        return Vec::new();
    }
    let charts = Charts::index(repositories);
    let mut changes = Vec::new();
    for (number, repository) in
        repositories.iter().enumerate().filter(|(_, it)| prints_anything(it))
    {
        for (state, facts) in states(repository) {
            let of_facts = changes_of(&charts, facts);
            let of_facts = of_facts.into_iter().rev();
            changes.extend(of_facts.map(|(at, to)| Change { repository: number, state, at, to }));
        }
    }
    changes
}

/// The lists of facts of a repository: as it stands, and at each version that is asked for.
fn states(repository: &Repository) -> impl Iterator<Item = (Option<usize>, &[Fact])> {
    let now = std::iter::once((None, repository.facts.as_slice()));
    let versions = repository.versions.iter().enumerate();
    now.chain(versions.map(|(number, state)| (Some(number), state.facts.as_slice())))
}

fn prints_anything(repository: &Repository) -> bool {
    states(repository).any(|(_, facts)| facts.iter().any(prints))
}

/// Whether a fact says that something is printed.
fn prints(fact: &Fact) -> bool {
    match &fact.what {
        What::Workload(workload) => !workload.prints.is_empty(),
        What::ChartPart(part) => {
            !part.prints.is_empty() || part.workloads().any(|it| !it.prints.is_empty())
        }
        _ => false,
    }
}

/// What changes of one list of facts, by their places.
fn changes_of(charts: &Charts<'_>, facts: &[Fact]) -> Vec<(usize, Vec<Fact>)> {
    let homes: BTreeSet<&str> =
        facts.iter().filter(|fact| fact.what.as_chart().is_some()).map(folder).collect();
    let mut known: BTreeMap<&str, Parts<'_>> = BTreeMap::new();
    let mut changes = Vec::new();
    for (at, fact) in facts.iter().enumerate().filter(|(_, fact)| prints(fact)) {
        let above = homes.iter().filter(|home| is_under(&fact.path, home));
        let Some(home) = above.max_by_key(|home| home.len()) else { continue };
        let parts = known.entry(home).or_insert_with(|| parts_of(charts, home, facts));
        changes.push((at, followed(fact, parts)));
    }
    changes
}

fn folder(fact: &Fact) -> &str {
    fact.path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The parts that templates of the chart in a folder can print: its own, those of charts that lie in
/// it, and those of every chart in the scan that it depends on, however far.
fn parts_of<'a>(charts: &Charts<'a>, home: &'a str, facts: &'a [Fact]) -> Parts<'a> {
    let vendored = |fact: &&Fact| fact.aside.is_none_or(|aside| aside == Aside::Vendored);
    let mut open = vec![Brings::under(home, facts.iter().filter(vendored))];
    let mut seen: BTreeSet<(&str, Option<&str>)> = BTreeSet::new();
    let mut here = facts.iter().filter(|fact| folder(fact) == home);
    let chart = here.find_map(|fact| fact.what.as_chart()).map(|chart| chart.name.as_str());
    let mut parts = Parts { chart, by_name: BTreeMap::new() };
    while let Some(brings) = open.pop() {
        let all: Vec<&Fact> = brings.facts().collect();
        for part in all.iter().filter_map(|fact| fact.what.as_chart_part()) {
            if let Some(name) = &part.name {
                parts.by_name.entry(name).or_insert(part);
            }
        }
        for (used, version) in brings.dependencies() {
            if seen.insert((used, version))
                && let Some(brings) = charts.named(used, version)
            {
                open.push(brings.clone());
            }
        }
    }
    parts
}

/// What stands for a fact that prints once that is followed: itself with what it prints, or beside it
/// the objects that it prints.
fn followed(fact: &Fact, parts: &Parts<'_>) -> Vec<Fact> {
    let what = match &fact.what {
        What::Workload(workload) => What::Workload(joined(workload, parts)),
        What::ChartPart(part) if part.name.is_some() => {
            let writes = part.writes.iter().map(|it| written(it, parts)).collect();
            What::ChartPart(ChartPart { writes, ..part.clone() })
        }
        What::ChartPart(part) => {
            let objects = objects(&part.prints, parts).into_iter();
            let objects = objects.map(|object| beside(fact, object));
            return std::iter::once(fact.clone()).chain(objects).collect();
        }
        other => other.clone(),
    };
    vec![Fact { what, ..fact.clone() }]
}

/// The fact that an object is there which a template prints.
fn beside(template: &Fact, object: Written) -> Fact {
    let what = match object.what {
        WrittenObject::Workload(workload) => What::Workload(workload),
        WrittenObject::Object(object) => What::Object(object),
    };
    let mut switches = template.switches.clone();
    switches.extend(object.switches);
    Fact { what, switches, confidence: Confidence::Pattern, ..template.clone() }
}

/// Every part that is printed under these names, each once, and whether one of them is not in sight.
fn printed<'a>(names: &[String], parts: &Parts<'a>) -> (Vec<&'a ChartPart>, bool) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<String> = names.iter().rev().cloned().collect();
    let (mut found, mut unseen) = (Vec::new(), false);
    while let Some(name) = open.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let handed = name.strip_prefix('(').and_then(|name| name.strip_suffix(')'));
        match parts.called(handed.unwrap_or(&name)) {
            Some(part) => {
                found.push(part);
                open.extend(part.prints.iter().rev().cloned());
            }
            // What is handed over and not told has too little in it to be.
            None => unseen |= handed.is_none(),
        }
    }
    (found, unseen)
}

impl<'a> Parts<'a> {
    /// The part of a name, in which that of the chart may be left open.
    fn called(&self, name: &str) -> Option<&'a ChartPart> {
        let filled = self.chart.map(|chart| name.replace("{Chart.Name}", chart));
        self.by_name.get(filled.as_deref().unwrap_or(name)).copied()
    }
}

/// A workload with what it prints.
fn joined(workload: &Workload, parts: &Parts<'_>) -> Workload {
    let (printed, unseen) = printed(&workload.prints, parts);
    with(Workload { unseen, ..workload.clone() }, &printed)
}

/// A workload with what parts give it.
fn with(mut joined: Workload, parts: &[&ChartPart]) -> Workload {
    for part in parts {
        joined.identity = joined.identity.or_else(|| part.identity.clone());
        joined.resources |= part.resources;
        joined.probes.extend(part.probes.iter().cloned());
    }
    joined.probes.sort();
    joined.probes.dedup();
    joined
}

/// An object with what it prints.
fn written(object: &Written, parts: &Parts<'_>) -> Written {
    match &object.what {
        WrittenObject::Workload(workload) => {
            let what = WrittenObject::Workload(joined(workload, parts));
            Written { what, ..object.clone() }
        }
        WrittenObject::Object(_) => object.clone(),
    }
}

/// The objects that a template writes by printing these parts. What of them writes none changes the
/// one workload there is, as parts do that are merged into another; where one is not in sight, a
/// workload may have more than is known.
fn objects(names: &[String], parts: &Parts<'_>) -> Vec<Written> {
    let (printed, unseen) = printed(names, parts);
    let objects: Vec<Written> =
        printed.iter().flat_map(|part| &part.writes).map(|it| written(it, parts)).collect();
    let count = objects.iter().filter(|it| matches!(it.what, WrittenObject::Workload(_))).count();
    let merged = if count == 1 { printed } else { Vec::new() };
    let told = objects.into_iter().map(|object| match object.what {
        WrittenObject::Workload(workload) => {
            let unseen = unseen || workload.unseen;
            let what = WrittenObject::Workload(with(Workload { unseen, ..workload }, &merged));
            Written { what, ..object }
        }
        WrittenObject::Object(_) => object,
    });
    told.collect()
}
