//! How alike two repositories are in what was found in them.

use std::collections::BTreeSet;

use milepost_core::{Fact, Repository, What};

/// Facts of which at least this many are needed to call two repositories alike.
const FEWEST: usize = 5;
/// At least so many of a hundred different facts are in both.
const OF_A_HUNDRED: usize = 60;

/// What was found in a repository, as far as it tells repositories apart.
pub(super) struct Likeness<'a> {
    /// Where which kind of fact was found.
    places: BTreeSet<(&'a str, &'static str)>,
    /// What its charts, entries and packages are called.
    names: BTreeSet<&'a str>,
}

impl<'a> Likeness<'a> {
    pub(super) fn of(repository: &'a Repository) -> Self {
        let facts = || repository.facts.iter().filter(|fact| fact.aside.is_none());
        Self {
            places: facts().map(|fact| (fact.path.as_str(), fact.what.kind())).collect(),
            names: facts().filter_map(name).collect(),
        }
    }

    /// Whether most of what was found is in both, and a name that something in it has. Repositories
    /// made from one template have the same places; only names tell them apart.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let both = self.places.intersection(&other.places).count();
        let either = self.places.union(&other.places).count();
        both >= FEWEST
            && both * 100 >= either * OF_A_HUNDRED
            && self.names.intersection(&other.names).next().is_some()
    }
}

/// The name a fact gives to what its repository holds.
pub(super) fn name(fact: &Fact) -> Option<&str> {
    match &fact.what {
        What::Chart(chart) if !chart.vendored => Some(&chart.name),
        What::Entity(entity) => Some(&entity.name),
        What::Package(package) => package.name.as_deref(),
        _ => None,
    }
}
