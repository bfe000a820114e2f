//! Measures of the catalogue: entries and owners.

use milepost_core::{Evidence, Measure, Unknown};

use super::Context;
use super::census::{Answer, share};
use crate::assemble::Component;
use crate::steps::owner_of;

/// Deployables with exactly one valid entry.
pub(super) fn catalogued(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let valid =
            component.entries.iter().filter(|entry| entry.entity.invalid.is_empty()).count();
        match (valid, component.entries.len()) {
            (1, _) => Answer::Yes(lines(component)),
            (0, 0) => Answer::No("no entry".to_owned(), Vec::new()),
            (0, _) => Answer::No("its entry is not valid".to_owned(), lines(component)),
            _ => Answer::No("more than one entry".to_owned(), lines(component)),
        }
    })
}

/// Deployables with an owner. Owners that stand in other files than the catalogue are not looked
/// at yet, so a missing one is open.
pub(super) fn owned(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| match owner_of(component) {
        Some(_) => Answer::Yes(lines(component)),
        None => Answer::Open(Unknown::Unmeasured),
    })
}

fn lines(component: &Component<'_>) -> Vec<Evidence> {
    component.entries.iter().map(|entry| entry.evidence(&entry.entity.reference)).collect()
}
