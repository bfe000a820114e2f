//! Deployables of both snapshots of which something changed.

use std::collections::BTreeMap;

use crate::comparison::{Comparison, Pair};
use crate::{DeployableChange, How, StepChange};

/// The changes, sorted by id.
pub(crate) fn changes(
    all: &Comparison<'_>,
    mut steps: BTreeMap<&str, Vec<StepChange>>,
) -> Vec<DeployableChange> {
    let all = all.pairs.iter().map(|pair| {
        let steps = steps.remove(pair.after.id.as_str()).unwrap_or_default();
        change(*pair, steps)
    });
    all.filter(is_something).collect()
}

fn change(pair: Pair<'_>, steps: Vec<StepChange>) -> DeployableChange {
    let Pair { before, after, how } = pair;
    DeployableChange {
        id: after.id.clone(),
        was: (before.id != after.id).then(|| before.id.clone()),
        how,
        repository: after.repository.clone(),
        counted_before: before.counted,
        counted_after: after.counted,
        on_path_before: before.on_path,
        on_path_after: after.on_path,
        coverage_before: before.coverage,
        coverage_after: after.coverage,
        steps,
    }
}

fn is_something(change: &DeployableChange) -> bool {
    change.was.is_some()
        || change.how != How::Id
        || change.counted_before != change.counted_after
        || change.on_path_before != change.on_path_after
        || change.coverage_before != change.coverage_after
        || !change.steps.is_empty()
}
