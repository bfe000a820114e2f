//! Numbers that mean the same in all repositories of an organisation: for people, and for shapes of
//! changes that several repositories have.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{History, Lines, Repository};

use super::{Told, likeness};

/// Repositories a shape is in, at least, to be told.
const SHARED: usize = 2;

/// Gives every repository its history, with the organisation's numbers: people and shapes in the
/// order of their hashes, which nobody sees. The hash of an address is no secret (anybody can hash
/// the addresses they know), so none leaves this place.
pub(crate) fn number(repositories: &mut [Repository], mut told: Vec<Told>) {
    let histories: Vec<Option<History>> = told.iter_mut().map(|told| told.history.take()).collect();
    let people: BTreeSet<&str> =
        told.iter().flat_map(|told| &told.people).map(String::as_str).collect();
    let people: BTreeMap<&str, u32> = people.into_iter().zip(0..).collect();
    let shapes = shapes(&told);
    let beginnings = likeness::beginnings(repositories, &told);
    let known = repositories.iter_mut().zip(&told).zip(histories).zip(beginnings);
    for (((repository, told), history), beginning) in known {
        let of = |hash: &String| people.get(hash.as_str()).copied();
        let person: Vec<Option<u32>> = told.people.iter().map(of).collect();
        let shape = |hash: &String| shapes.get(hash.as_str()).copied();
        let shape: Vec<Option<u32>> = told.shapes.iter().map(shape).collect();
        repository.history = history.map(|history| {
            let beginning = beginning.map(|it| it.placed(&history.paths));
            History { beginning, ..renumbered(history, &person, &shape) }
        });
    }
}

/// Shapes that enough repositories have, with their numbers.
fn shapes(told: &[Told]) -> BTreeMap<&str, u32> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for shape in told.iter().flat_map(|told| &told.shapes) {
        *counts.entry(shape).or_default() += 1;
    }
    let shared = counts.into_iter().filter(|(_, count)| *count >= SHARED);
    shared.map(|(shape, _)| shape).zip(0..).collect()
}

fn renumbered(mut history: History, people: &[Option<u32>], shapes: &[Option<u32>]) -> History {
    let at = |table: &[Option<u32>], place: u32| {
        usize::try_from(place).ok().and_then(|place| table.get(place).copied().flatten())
    };
    for change in &mut history.changes {
        change.by = change.by.iter().filter_map(|person| at(people, *person)).collect();
        change.by.sort_unstable();
        change.shape = change.shape.and_then(|shape| at(shapes, shape));
    }
    for path in &mut history.paths {
        let lines = path.authors.iter();
        let lines = lines.filter_map(|it| Some(Lines { by: at(people, it.by)?, ..*it }));
        path.authors = lines.collect();
        path.authors.sort_by_key(|it| it.by);
    }
    history
}
