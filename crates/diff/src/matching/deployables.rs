//! Deployables of both snapshots: across new names of their repositories, folders moved within one,
//! and repositories split off or joined.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Deployable, Repository, Snapshot, StandingName, What};

use super::{Pairs, left_of, likeness, name_of, of_one_key, only_candidates};
use crate::How;

pub(super) fn pairs<'a>(
    from: &'a Snapshot,
    to: &'a Snapshot,
    repositories: &Pairs<'a>,
) -> Pairs<'a> {
    let (before, after) = (Side::of(from), Side::of(to));
    let now = |was: &Deployable| repositories.after(&was.repository);
    let within = |was: &Deployable, is: &Deployable| now(was) == Some(is.repository.as_str());
    let mut both = Both { from, to, pairs: Pairs::default() };
    both.by_key(|was| Some((now(was)?, below(was))), |is| (is.repository.as_str(), below(is)));
    both.by_key(|was| Some((now(was)?, was.path.as_str())), |is| (&is.repository, &is.path));
    both.join(How::Name, |was, is| {
        within(was, is) && !before.names(was).is_disjoint(&after.names(is))
    });
    both.join(How::Likeness, |was, is| {
        within(was, is) && before.is_alone(was) && after.is_alone(is) && takes_alike(was, is)
    });
    both.join(How::Name, |was, is| !within(was, is) && is_split(was, is) && takes_alike(was, is));
    both.pairs
}

struct Both<'a> {
    from: &'a Snapshot,
    to: &'a Snapshot,
    pairs: Pairs<'a>,
}

impl<'a> Both<'a> {
    fn left(&self) -> (Vec<&'a Deployable>, Vec<&'a Deployable>) {
        let before = |id: &str| self.pairs.after(id).is_some();
        let after = |id: &str| self.pairs.before(id).is_some();
        let (from, to) = (&self.from.deployables, &self.to.deployables);
        (left_of(from, name_of, before), left_of(to, name_of, after))
    }

    fn by_key<K: Ord>(
        &mut self,
        key_before: impl Fn(&'a Deployable) -> Option<K>,
        key_after: impl Fn(&'a Deployable) -> K,
    ) {
        let (before, after) = self.left();
        for (was, is) in of_one_key(&before, &after, key_before, key_after) {
            self.pairs.add(&was.id, &is.id, How::Id);
        }
    }

    fn join(&mut self, how: How, alike: impl Fn(&Deployable, &Deployable) -> bool) {
        let (before, after) = self.left();
        for (was, is) in only_candidates(&before, &after, alike) {
            self.pairs.add(&was.id, &is.id, how);
        }
    }
}

/// One of the two snapshots.
struct Side<'a> {
    repositories: BTreeMap<&'a str, &'a Repository>,
    /// How many deployables each repository holds.
    held: BTreeMap<&'a str, usize>,
}

impl<'a> Side<'a> {
    fn of(snapshot: &'a Snapshot) -> Self {
        let repositories = snapshot.repositories.iter().map(|it| (it.id.as_str(), it)).collect();
        let mut held: BTreeMap<&str, usize> = BTreeMap::new();
        for deployable in &snapshot.deployables {
            *held.entry(&deployable.repository).or_default() += 1;
        }
        Self { repositories, held }
    }

    fn is_alone(&self, deployable: &Deployable) -> bool {
        self.held.get(deployable.repository.as_str()) == Some(&1)
    }

    /// What it is called: its folder, its charts, and what is entered or packaged in its folder.
    /// One that is the whole of its repository is called as that is.
    fn names<'d: 'n, 'n>(&self, deployable: &'d Deployable) -> BTreeSet<&'n str>
    where
        'a: 'n,
    {
        let mut names = BTreeSet::from([called(deployable)]);
        let Some(repository) = self.repositories.get(deployable.repository.as_str()) else {
            return names;
        };
        let facts = repository.facts.iter().filter(|fact| fact.aside.is_none());
        names.extend(facts.filter_map(|fact| {
            let own = match &fact.what {
                What::Chart(_) => deployable.charts.contains(&fact.path),
                _ => folder(&fact.path) == deployable.path,
            };
            likeness::name(fact).filter(|_| own)
        }));
        names
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What an id says beside the repository.
fn below(deployable: &Deployable) -> &str {
    deployable.id.strip_prefix(deployable.repository.as_str()).unwrap_or(&deployable.id)
}

fn called(deployable: &Deployable) -> &str {
    let whole = if deployable.path.is_empty() { &deployable.repository } else { &deployable.path };
    whole.rsplit('/').next().unwrap_or(whole)
}

/// Whether a folder of one repository and the whole of another have the same name, as when a
/// service moves out of a monorepo or into one.
fn is_split(was: &Deployable, is: &Deployable) -> bool {
    let owner = |it: &Deployable| it.repository.split('/').next().map(str::to_owned);
    was.path.is_empty() != is.path.is_empty()
        && called(was) == called(is)
        && owner(was) == owner(is)
}

/// Whether they take at least half of the steps that either takes the same way.
fn takes_alike(was: &Deployable, is: &Deployable) -> bool {
    let taken = |it: StandingName| matches!(it, StandingName::Standard | StandingName::OwnWay);
    let (mut both, mut either) = (0usize, 0usize);
    for before in &was.standings {
        let Some(after) = is.standing(&before.step) else {
            continue;
        };
        if taken(before.standing) || taken(after.standing) {
            either += 1;
            both += usize::from(before.standing == after.standing && before.way == after.way);
        }
    }
    both > 0 && both * 2 >= either
}
