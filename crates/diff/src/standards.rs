//! Standards that are others than before, with the adoption of both (rubric std.8).

use std::collections::BTreeSet;

use milepost_core::Standard;

use crate::comparison::{Comparison, Step};
use crate::reasons;
use crate::{Adoption, StandardChange, StandardIs};

/// The changes, in the order of steps.
pub(crate) fn changes(all: &Comparison<'_>) -> Vec<StandardChange> {
    all.steps.iter().filter_map(|step| change(all, step)).collect()
}

fn change(all: &Comparison<'_>, step: &Step<'_>) -> Option<StandardChange> {
    let another = reasons::is_another(all, step);
    let basis = |standard: Option<&Standard>| standard.map(|it| it.basis);
    if !another && basis(step.before) == basis(step.after) {
        return None;
    }
    Some(StandardChange {
        step: step.id.to_owned(),
        name: step.name.to_owned(),
        core: step.core,
        before: step.before.map(is),
        after: step.after.map(is),
        adoption: adoption(all, step),
        same_way: !another,
    })
}

fn is(standard: &Standard) -> StandardIs {
    StandardIs { basis: standard.basis, family: standard.family.clone(), counts: standard.counts }
}

/// How many used and use each family that was or is the standard, under the names of now.
fn adoption(all: &Comparison<'_>, step: &Step<'_>) -> Vec<Adoption> {
    let old = step.before.and_then(|it| it.family.as_deref());
    let new = step.after.and_then(|it| it.family.clone());
    let families: BTreeSet<String> =
        old.map(|it| all.renames.now(it).into_owned()).into_iter().chain(new).collect();
    let before = |family: &str| {
        let ways = step.before.into_iter().flat_map(|it| &it.ways);
        ways.filter(|(way, _)| all.renames.now(way) == family).map(|(_, count)| count).sum()
    };
    let after =
        |family: &str| step.after.and_then(|it| it.ways.get(family)).copied().unwrap_or_default();
    families
        .into_iter()
        .map(|family| {
            let (before, after) = (before(&family), after(&family));
            Adoption { family, before, after }
        })
        .collect()
}
