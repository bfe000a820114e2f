//! Measures of the catalogue: entries and owners.

use milepost_core::{Measure, Unknown};

use super::Context;
use super::census::{Answer, share};
use crate::assemble::evidence;
use crate::steps::owner_of;

/// Deployables with exactly one valid entry.
pub(super) fn catalogued(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let valid: Vec<_> = component
            .entities
            .iter()
            .filter(|(_, entity)| entity.invalid.is_empty())
            .collect();
        let lines = component
            .entities
            .iter()
            .map(|(fact, entity)| evidence(component.repository, fact, entity.reference.clone()))
            .collect();
        match (valid.len(), component.entities.len()) {
            (1, _) => Answer::Yes(lines),
            (0, 0) => Answer::No("no entry".to_owned(), lines),
            (0, _) => Answer::No("its entry is not valid".to_owned(), lines),
            _ => Answer::No("more than one entry".to_owned(), lines),
        }
    })
}

/// Deployables with an owner. Owners that stand in other files than the catalogue are not looked
/// at yet, so a missing one is open.
pub(super) fn owned(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| match owner_of(component) {
        Some(_) => Answer::Yes(
            component
                .entities
                .iter()
                .map(|(fact, entity)| {
                    evidence(component.repository, fact, entity.reference.clone())
                })
                .collect(),
        ),
        None => Answer::Open(Unknown::Unmeasured),
    })
}
