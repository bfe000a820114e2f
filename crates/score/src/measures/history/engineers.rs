//! How many people there are: those with a change, which is a lower bound (rubric 0.5).

use std::collections::BTreeSet;

use jiff::Timestamp;
use milepost_core::{Bounds, Measure, Unknown};

use super::{QUARTER, YEAR, before, count};
use crate::measures::Context;
use crate::measures::census::{number, unknown};

/// People with a change in the last quarter.
pub(in crate::measures) fn engineers(context: &Context<'_>, id: &str) -> Measure {
    let now = context.estate.at;
    match people(context, before(now, QUARTER), now) {
        Ok(people) => number(id, Some(Bounds::exactly(f64::from(people)))),
        Err(code) => unknown(id, Some(code)),
    }
}

/// How much their number changed against the same quarter a year before, as a share of it.
pub(in crate::measures) fn growth(context: &Context<'_>, id: &str) -> Measure {
    let (now, then) = (context.estate.at, before(context.estate.at, YEAR));
    let counted = people(context, before(now, QUARTER), now)
        .and_then(|now| Ok((now, people(context, before(then, QUARTER), then)?)));
    match counted {
        Ok((_, 0)) => unknown(id, Some(Unknown::TooFew)),
        Ok((now, then)) => {
            let growth = f64::from(now) / f64::from(then) - 1.0;
            number(id, Some(Bounds::exactly(growth)))
        }
        Err(code) => unknown(id, Some(code)),
    }
}

/// People with a change after `from` and until `to`; `shallow` when a history does not reach back.
fn people(context: &Context<'_>, from: Timestamp, to: Timestamp) -> Result<u32, Unknown> {
    let mut people: BTreeSet<u32> = BTreeSet::new();
    for repository in context.estate.repositories.iter().filter(|it| it.commit.is_some()) {
        let history = repository.history.as_ref().ok_or(Unknown::Shallow)?;
        if !history.reaches(from) {
            return Err(Unknown::Shallow);
        }
        let changes = history.changes.iter().filter(|change| change.at > from && change.at <= to);
        people.extend(changes.flat_map(|change| change.by.iter().copied()));
    }
    Ok(count(people.len()))
}
