//! CI definitions that nothing runs any more: left behind when a repository moved to another CI
//! system.

use std::collections::BTreeMap;

use jiff::{Span, Timestamp};
use milepost_core::Repository;

use super::pipelines;
use super::running::Running;
use super::units::Units;

/// Days without a change after which a definition beside a livelier one counts as left behind.
const QUIET_DAYS: i64 = 365;

/// Why each CI definition of a repository that is judged dead is judged so, by path.
pub(crate) type Dead = BTreeMap<String, String>;

/// What is judged dead in each repository, in their order.
pub(crate) fn of_each(repositories: &[Repository]) -> Vec<Dead> {
    let units = Units::index(repositories);
    repositories
        .iter()
        .map(|repository| {
            if repository.changed.is_empty() {
                return Dead::new();
            }
            of(repository, &pipelines::running(repository, &units, |_| false))
        })
        .collect()
}

/// A definition is dead when it has not changed in the year before the newest commit, and another
/// system's definition that builds the repository has changed since.
fn of(repository: &Repository, running: &[Running<'_>]) -> Dead {
    let quiet = repository
        .committed
        .and_then(|newest| newest.checked_sub(Span::new().hours(QUIET_DAYS * 24)).ok());
    let changed = |it: &Running<'_>| repository.changed.get(&it.fact.path).copied();
    let mut dead = Dead::new();
    for candidate in running {
        let Some((last, quiet)) =
            changed(candidate).zip(quiet).filter(|(last, quiet)| last < quiet)
        else {
            continue;
        };
        let successor = running.iter().find(|other| {
            let livelier = changed(other).is_some_and(|since| since > last.max(quiet));
            other.pipeline.system != candidate.pipeline.system && other.is_ci() && livelier
        });
        if let Some(successor) = successor {
            let why =
                format!("unchanged since {}, while {} builds it", day(last), successor.fact.path);
            dead.insert(candidate.fact.path.clone(), why);
        }
    }
    dead
}

fn day(at: Timestamp) -> jiff::civil::Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}
