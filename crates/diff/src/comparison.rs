//! The two snapshots beside each other, with everything that is asked of them more than once.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Class, Deployable, Repository, Snapshot, Standard};

use crate::matching::Matched;
use crate::renames::Renames;
use crate::rules;
use crate::{How, RuleChanges, Sameness};

/// A deployable of both snapshots.
#[derive(Clone, Copy)]
pub(crate) struct Pair<'a> {
    pub(crate) before: &'a Deployable,
    pub(crate) after: &'a Deployable,
    pub(crate) how: How,
}

impl Pair<'_> {
    /// Whether it counts in both: the common population of rubric 0.9.
    pub(crate) fn stays(&self) -> bool {
        self.before.counted && self.after.counted
    }
}

/// A step in both snapshots, and what its standard was and is.
#[derive(Clone, Copy)]
pub(crate) struct Step<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) core: bool,
    pub(crate) before: Option<&'a Standard>,
    pub(crate) after: Option<&'a Standard>,
}

/// The two snapshots beside each other.
pub(crate) struct Comparison<'a> {
    pub(crate) from: &'a Snapshot,
    pub(crate) to: &'a Snapshot,
    pub(crate) matched: Matched<'a>,
    pub(crate) renames: Renames<'a>,
    pub(crate) rules: RuleChanges,
    /// The steps of either, in the order of the newer.
    pub(crate) steps: Vec<Step<'a>>,
    /// Deployables of both, by the id after.
    pub(crate) pairs: Vec<Pair<'a>>,
    before: BTreeMap<&'a str, &'a Repository>,
    after: BTreeMap<&'a str, &'a Repository>,
    /// Ids before of repositories in which nothing changed that is looked at.
    untouched: BTreeSet<&'a str>,
    /// The repository that defines a shared unit, by its source: before and after.
    defined: (BTreeMap<&'a str, &'a str>, BTreeMap<&'a str, &'a str>),
}

impl<'a> Comparison<'a> {
    pub(crate) fn new(from: &'a Snapshot, to: &'a Snapshot) -> Self {
        let matched = Matched::new(from, to);
        let before = by_id(from);
        let after = by_id(to);
        let untouched = matched
            .repositories
            .iter()
            .filter(|(was, is, _)| match (before.get(was), after.get(is)) {
                (Some(was), Some(is)) => is_untouched(was, is),
                _ => false,
            })
            .map(|(was, _, _)| was)
            .collect();
        Self {
            from,
            to,
            renames: Renames::new(&matched.repositories),
            rules: rules::changes(&from.rules, &to.rules),
            steps: steps(from, to),
            pairs: pairs(from, to, &matched),
            matched,
            before,
            after,
            untouched,
            defined: (defined(from), defined(to)),
        }
    }

    /// A repository of the older snapshot.
    pub(crate) fn repository_before(&self, id: &str) -> Option<&'a Repository> {
        self.before.get(id).copied()
    }

    /// A repository of the newer snapshot.
    pub(crate) fn repository_after(&self, id: &str) -> Option<&'a Repository> {
        self.after.get(id).copied()
    }

    /// Whether nothing changed in a repository of the older snapshot that is looked at.
    pub(crate) fn is_untouched(&self, before: &str) -> bool {
        self.untouched.contains(before)
    }

    /// The repository of the older snapshot that defines a unit.
    pub(crate) fn defined_before(&self, unit: &str) -> Option<&'a str> {
        self.defined.0.get(unit).copied()
    }

    /// The repository of the newer snapshot that defines a unit.
    pub(crate) fn defined_after(&self, unit: &str) -> Option<&'a str> {
        self.defined.1.get(unit).copied()
    }

    /// Whether other detectors, another profile or another milepost made the newer one.
    pub(crate) fn other_rules(&self) -> bool {
        self.rules.same == Sameness::Rules
    }
}

fn by_id(snapshot: &Snapshot) -> BTreeMap<&str, &Repository> {
    snapshot.repositories.iter().map(|it| (it.id.as_str(), it)).collect()
}

fn defined(snapshot: &Snapshot) -> BTreeMap<&str, &str> {
    let units = snapshot.units.iter();
    units
        .filter_map(|unit| Some((unit.source.as_str(), unit.defined.as_ref()?.repository.as_str())))
        .collect()
}

/// Whether a repository that could be read is the same in everything that is looked at: because it
/// is at the same commit, or because the same was found in it.
fn is_untouched(was: &Repository, is: &Repository) -> bool {
    let readable = was.class != Class::Unreadable && is.class != Class::Unreadable;
    let same_commit = was.commit.is_some() && was.commit == is.commit && same_versions(was, is);
    let same_content = || {
        was.facts == is.facts
            && was.versions == is.versions
            && was.top == is.top
            && was.troubles == is.troubles
    };
    readable && (same_commit || same_content())
}

/// Whether every version that others ask for in both is at the same commit: a tag may have moved.
fn same_versions(was: &Repository, is: &Repository) -> bool {
    let at = |repository: &'_ Repository, name: &str| {
        let versions = repository.versions.iter();
        versions.filter(|it| it.asked.contains_key(name)).map(|it| it.commit.clone()).next()
    };
    let names = was.versions.iter().flat_map(|version| version.asked.keys());
    names
        .filter_map(|name| Some((at(was, name)?, at(is, name)?)))
        .all(|(before, after)| before == after)
}

fn steps<'a>(from: &'a Snapshot, to: &'a Snapshot) -> Vec<Step<'a>> {
    let find = |snapshot: &'a Snapshot, id: &str| {
        snapshot.standards.iter().find(|standard| standard.step == id)
    };
    let known = to.standards.iter().map(|after| (after, find(from, &after.step), Some(after)));
    let dropped = from.standards.iter().filter(|before| find(to, &before.step).is_none());
    known
        .chain(dropped.map(|before| (before, Some(before), None)))
        .map(|(shown, before, after)| Step {
            id: &shown.step,
            name: &shown.name,
            core: shown.core,
            before,
            after,
        })
        .collect()
}

fn pairs<'a>(from: &'a Snapshot, to: &'a Snapshot, matched: &Matched<'a>) -> Vec<Pair<'a>> {
    let before: BTreeMap<&str, &Deployable> =
        from.deployables.iter().map(|it| (it.id.as_str(), it)).collect();
    let after: BTreeMap<&str, &Deployable> =
        to.deployables.iter().map(|it| (it.id.as_str(), it)).collect();
    let mut pairs: Vec<Pair<'a>> = matched
        .deployables
        .iter()
        .filter_map(|(was, is, how)| {
            Some(Pair { before: before.get(was)?, after: after.get(is)?, how })
        })
        .collect();
    pairs.sort_by(|a, b| a.after.id.cmp(&b.after.id));
    pairs
}
