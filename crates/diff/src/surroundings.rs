//! Repositories and shared units that are not what they were.

use std::collections::BTreeMap;

use milepost_core::{Class, Repository, SharedUnit, Trouble, UnitKind};

use crate::comparison::Comparison;
use crate::{Arrival, RepositoryChanges, RepositoryPair, TroubleChange, UnitChange};

/// Repositories that came, went, have another name, or can or cannot be read any more.
pub(crate) fn repositories(all: &Comparison<'_>) -> RepositoryChanges {
    let pairs = &all.matched.repositories;
    let mut changes = RepositoryChanges::default();
    for (before, after, how) in pairs.iter() {
        if before != after {
            changes.renamed.push(RepositoryPair {
                before: before.to_owned(),
                after: after.to_owned(),
                how,
            });
        }
    }
    for after in &all.to.repositories {
        let before = pairs.before(&after.id).and_then(|id| all.repository_before(id));
        let Some(before) = before else {
            changes.came.push(Arrival { id: after.id.clone(), born: after.born });
            continue;
        };
        let unread = |it: &Repository| it.class == Class::Unreadable;
        match (unread(before), unread(after)) {
            (false, true) => changes.unreadable.push(after.id.clone()),
            (true, false) => changes.readable.push(after.id.clone()),
            _ => {}
        }
        changes.troubles.extend(troubles(before, after));
    }
    let gone = all.from.repositories.iter().filter(|it| pairs.after(&it.id).is_none());
    changes.gone = gone.map(|it| it.id.clone()).collect();
    changes.came.sort_by(|a, b| a.id.cmp(&b.id));
    changes.troubles.sort_by(|a, b| a.repository.cmp(&b.repository));
    changes.gone.sort();
    changes.unreadable.sort();
    changes.readable.sort();
    changes
}

/// Troubles that cost evidence, in one of the snapshots only.
fn troubles(before: &Repository, after: &Repository) -> Option<TroubleChange> {
    let same = |a: &Trouble, b: &Trouble| a.path == b.path && a.code == b.code;
    let only = |of: &Repository, not_in: &Repository| -> Vec<Trouble> {
        let costly = of.troubles.iter().filter(|it| it.code.costs_evidence());
        costly.filter(|it| !not_in.troubles.iter().any(|other| same(it, other))).cloned().collect()
    };
    let (came, gone) = (only(after, before), only(before, after));
    let repository = after.id.clone();
    (!came.is_empty() || !gone.is_empty()).then_some(TroubleChange { repository, came, gone })
}

/// A unit before and after.
type Both<'a> = (Option<&'a SharedUnit>, Option<&'a SharedUnit>);

/// Shared units that came, went, or are used by more or fewer, under the names of now.
pub(crate) fn units(all: &Comparison<'_>) -> Vec<UnitChange> {
    let mut found: BTreeMap<(String, UnitKind), Both<'_>> = BTreeMap::new();
    for unit in &all.from.units {
        let source = all.renames.now(&unit.source).into_owned();
        found.entry((source, unit.kind)).or_default().0 = Some(unit);
    }
    for unit in &all.to.units {
        found.entry((unit.source.clone(), unit.kind)).or_default().1 = Some(unit);
    }
    let changes = found.into_iter().map(|((source, kind), (before, after))| UnitChange {
        source,
        kind,
        owned: after.or(before).is_some_and(|unit| unit.owned),
        before: before.map_or(0, |unit| unit.consumers),
        after: after.map_or(0, |unit| unit.consumers),
    });
    changes.filter(|change| change.before != change.after).collect()
}
