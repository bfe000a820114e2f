//! The two snapshots, as far as a reader of a diff asks for them.

use std::collections::BTreeSet;

use milepost_core::{Deployable, Snapshot};

use crate::comparison::{Comparison, Pair};
use crate::{Changes, End, ReadAt, Stand};

pub(crate) fn before(all: &Comparison<'_>, changes: &Changes<'_>) -> End {
    let stands = changes.values().flatten().map(|change| &change.before);
    end(all.from, &repositories(all.from, stands, changed(all, changes, |pair| pair.before)))
}

pub(crate) fn after(all: &Comparison<'_>, changes: &Changes<'_>) -> End {
    let stands = changes.values().flatten().map(|change| &change.after);
    end(all.to, &repositories(all.to, stands, changed(all, changes, |pair| pair.after)))
}

/// One side of every deployable that takes a step in another way.
fn changed<'a>(
    all: &Comparison<'a>,
    changes: &Changes<'_>,
    side: fn(&Pair<'a>) -> &'a Deployable,
) -> Vec<&'a Deployable> {
    let moved = |id: &str| changes.get(id).is_some_and(|steps| !steps.is_empty());
    all.pairs.iter().filter(|pair| moved(&pair.after.id)).map(side).collect()
}

/// Repositories in which a reader may want to look: those that evidence names, those of the
/// deployables, and those that define a shared unit.
fn repositories<'s>(
    snapshot: &'s Snapshot,
    stands: impl Iterator<Item = &'s Stand>,
    deployables: Vec<&'s Deployable>,
) -> BTreeSet<&'s str> {
    let defined = snapshot.units.iter().filter_map(|unit| unit.defined.as_ref());
    let named = stands.flat_map(|stand| &stand.evidence).chain(defined);
    let own = deployables.into_iter().map(|deployable| deployable.repository.as_str());
    named.map(|evidence| evidence.repository.as_str()).chain(own).collect()
}

fn end(snapshot: &Snapshot, named: &BTreeSet<&str>) -> End {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let repositories = snapshot.repositories.iter().filter(|it| named.contains(it.id.as_str()));
    let read_at = repositories.filter_map(|it| {
        let (host, commit) = (it.host.clone(), it.commit.clone()?);
        Some((it.id.clone(), ReadAt { host, commit }))
    });
    End {
        organisation: snapshot.organisation.clone(),
        at: snapshot.at,
        repositories: count(snapshot.repositories.len()),
        deployables: count(snapshot.counted().count()),
        rules: snapshot.rules.digest.clone(),
        read_at: read_at.collect(),
    }
}
