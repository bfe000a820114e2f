//! Updates that machines propose and somebody merges.

use milepost_core::{Measure, PathRole, Unknown};

use super::{QUARTER, before};
use crate::measures::Context;
use crate::measures::census::{Answer, share};
use crate::steps::{State, taking};

/// Deployables with an updater and a merged change of its in the last quarter.
pub(in crate::measures) fn updated(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        match taking("gp.32", context.estate, component).map(|taking| taking.state) {
            Some(State::Absent(why)) => return Answer::No(why, Vec::new()),
            Some(State::Unknown(code, _)) => return Answer::Open(code),
            _ => {}
        }
        let history = component.repository.history.as_ref();
        let start = before(context.estate.at, QUARTER);
        let Some(history) = history.filter(|it| it.reaches(start)) else {
            return Answer::Open(Unknown::Shallow);
        };
        let merged = history.changes.iter().filter(|it| it.bot && it.at >= start);
        let updates = |role: PathRole| role != PathRole::Document;
        let any = merged.into_iter().any(|change| {
            let mut roles =
                change.touches.iter().filter_map(|it| history.path(it.path)).map(|it| it.role);
            roles.any(updates)
        });
        if any {
            return Answer::Yes(Vec::new());
        }
        Answer::No("no update was merged in 90 days".to_owned(), Vec::new())
    })
}
