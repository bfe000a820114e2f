//! What of the older snapshot and what of the newer one are the same thing.

mod deployables;
mod likeness;
mod repositories;

use std::collections::BTreeMap;

use milepost_core::{Deployable, Repository, Snapshot};

use crate::How;

/// Things of both snapshots, by their ids, and what tells that they are one.
#[derive(Debug, Default)]
pub(crate) struct Pairs<'a> {
    forth: BTreeMap<&'a str, (&'a str, How)>,
    back: BTreeMap<&'a str, &'a str>,
}

impl<'a> Pairs<'a> {
    fn add(&mut self, before: &'a str, after: &'a str, how: How) {
        if !self.forth.contains_key(before) && !self.back.contains_key(after) {
            self.forth.insert(before, (after, how));
            self.back.insert(after, before);
        }
    }

    /// What became of one of the older snapshot.
    pub(crate) fn after(&self, before: &str) -> Option<&'a str> {
        self.forth.get(before).map(|(after, _)| *after)
    }

    /// What one of the newer snapshot was.
    pub(crate) fn before(&self, after: &str) -> Option<&'a str> {
        self.back.get(after).copied()
    }

    /// Every pair, by the id before.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str, How)> {
        self.forth.iter().map(|(before, (after, how))| (*before, *after, *how))
    }
}

/// What is the same in both snapshots.
pub(crate) struct Matched<'a> {
    /// Repositories by their ids.
    pub(crate) repositories: Pairs<'a>,
    /// Deployables by their ids.
    pub(crate) deployables: Pairs<'a>,
}

impl<'a> Matched<'a> {
    pub(crate) fn new(from: &'a Snapshot, to: &'a Snapshot) -> Self {
        let repositories = repositories::pairs(&from.repositories, &to.repositories);
        let deployables = deployables::pairs(from, to, &repositories);
        Self { repositories, deployables }
    }
}

/// Most comparisons of each with each; two organisations that have nothing in common need more.
const COMPARISONS: usize = 250_000;

/// Those of a list that have no partner yet.
fn left_of<T>(all: &[T], id: fn(&T) -> &str, taken: impl Fn(&str) -> bool) -> Vec<&T> {
    all.iter().filter(|it| !taken(id(it))).collect()
}

/// The pairs with one key, where each alone has it.
fn of_one_key<'a, T, K: Ord>(
    before: &[&'a T],
    after: &[&'a T],
    key_before: impl Fn(&'a T) -> Option<K>,
    key_after: impl Fn(&'a T) -> K,
) -> Vec<(&'a T, &'a T)> {
    let mut held: BTreeMap<K, (Vec<&'a T>, Vec<&'a T>)> = BTreeMap::new();
    for was in before {
        if let Some(key) = key_before(was) {
            held.entry(key).or_default().0.push(was);
        }
    }
    for is in after {
        held.entry(key_after(is)).or_default().1.push(is);
    }
    let sole = |(before, after): (Vec<&'a T>, Vec<&'a T>)| match (&before[..], &after[..]) {
        ([was], [is]) => Some((*was, *is)),
        _ => None,
    };
    held.into_values().filter_map(sole).collect()
}

fn id_of(repository: &Repository) -> &str {
    &repository.id
}

fn name_of(deployable: &Deployable) -> &str {
    &deployable.id
}

/// The pairs of `before` and `after` that `alike` joins, where each has no other candidate. None
/// when there are too many to compare each with each.
fn only_candidates<'a, T>(
    before: &[&'a T],
    after: &[&'a T],
    alike: impl Fn(&T, &T) -> bool,
) -> Vec<(&'a T, &'a T)> {
    let mut pairs = Vec::new();
    if before.len().saturating_mul(after.len()) > COMPARISONS {
        return pairs;
    }
    for was in before {
        let mut candidates = after.iter().filter(|is| alike(was, is));
        let (Some(is), None) = (candidates.next(), candidates.next()) else {
            continue;
        };
        if before.iter().filter(|other| alike(other, is)).count() == 1 {
            pairs.push((*was, *is));
        }
    }
    pairs
}
