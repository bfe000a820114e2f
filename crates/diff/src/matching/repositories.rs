//! Repositories of both snapshots: by id, else by the commit their history begins with, else by
//! what is in them (trap T35). Forks of one template share that commit and are told apart by the
//! other two.

use std::collections::BTreeMap;

use milepost_core::Repository;

use super::likeness::Likeness;
use super::{Pairs, id_of, left_of, only_candidates};
use crate::How;

pub(super) fn pairs<'a>(from: &'a [Repository], to: &'a [Repository]) -> Pairs<'a> {
    let mut pairs = Pairs::default();
    let names: BTreeMap<&str, &Repository> = to.iter().map(|is| (is.id.as_str(), is)).collect();
    let (before, after) = (holders(from), holders(to));
    let lasting = Lasting { before: &before, after: &after };
    for was in from {
        let namesake = names.get(was.id.as_str());
        if let Some(moved) = namesake.and_then(|namesake| lasting.moved_away(was, namesake)) {
            pairs.add(&was.id, &moved.id, How::Root);
        }
    }
    for was in from {
        if let Some(is) = names.get(was.id.as_str()) {
            pairs.add(&was.id, &is.id, How::Id);
        }
    }
    for was in left_of(from, id_of, |id| pairs.after(id).is_some()) {
        if let Some(is) = lasting.partner(was) {
            pairs.add(&was.id, &is.id, How::Root);
        }
    }
    alike(from, to, &mut pairs);
    pairs
}

/// Who holds an identity that a new name does not change.
type Holders<'a> = BTreeMap<Identity<'a>, Vec<&'a Repository>>;

/// An identity that outlives a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Identity<'a> {
    /// The commit its history begins with.
    Root(&'a str),
}

/// Every identity of a repository that outlives its name, the surest first.
fn identities(repository: &Repository) -> impl Iterator<Item = Identity<'_>> {
    repository.roots.iter().map(|root| Identity::Root(root))
}

fn holders(repositories: &[Repository]) -> Holders<'_> {
    let mut holders = Holders::new();
    for repository in repositories {
        for identity in identities(repository) {
            holders.entry(identity).or_default().push(repository);
        }
    }
    holders
}

struct Lasting<'h, 'a> {
    before: &'h Holders<'a>,
    after: &'h Holders<'a>,
}

impl<'a> Lasting<'_, 'a> {
    /// The one repository of the newer snapshot with an identity that this one alone had.
    fn partner(&self, was: &Repository) -> Option<&'a Repository> {
        identities(was).find_map(|identity| {
            let sole = self.before.get(&identity).is_some_and(|holders| holders.len() == 1);
            match self.after.get(&identity).map(Vec::as_slice) {
                Some([is]) if sole => Some(*is),
                _ => None,
            }
        })
    }

    /// Where a repository went whose name another one has taken since.
    fn moved_away(&self, was: &Repository, namesake: &Repository) -> Option<&'a Repository> {
        let another = !namesake.roots.is_empty()
            && namesake.roots.iter().all(|root| !was.roots.contains(root));
        self.partner(was).filter(|is| another && is.id != was.id)
    }
}

/// Joins those left over whose content is nearly the same, and like nobody else's.
fn alike<'a>(from: &'a [Repository], to: &'a [Repository], pairs: &mut Pairs<'a>) {
    let before = left_of(from, id_of, |id| pairs.after(id).is_some());
    let after = left_of(to, id_of, |id| pairs.before(id).is_some());
    let tokens: BTreeMap<&str, Likeness<'_>> =
        before.iter().chain(&after).map(|it| (it.id.as_str(), Likeness::of(it))).collect();
    let alike = |was: &Repository, is: &Repository| match (
        tokens.get(was.id.as_str()),
        tokens.get(is.id.as_str()),
    ) {
        (Some(was), Some(is)) => was.is_like(is),
        _ => false,
    };
    for (was, is) in only_candidates(&before, &after, alike) {
        pairs.add(&was.id, &is.id, How::Likeness);
    }
}
