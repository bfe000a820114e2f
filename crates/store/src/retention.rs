//! Which snapshots are kept: all of the last days, and before that the newest of each quarter.

use std::collections::BTreeMap;

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::limits::KEPT_DAYS;

/// What decides which snapshots are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// The instant the last days are counted back from.
    pub now: Timestamp,
    /// The month a year of quarters starts with, 1 for January; months in UTC.
    pub first_month: i8,
}

/// A snapshot that need not be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Removal {
    /// Its instant.
    pub at: Timestamp,
    /// The instant of the snapshot that stays for its quarter.
    pub stays: Timestamp,
}

/// The snapshots of these instants that need not be kept, oldest first. What is not older than
/// [`KEPT_DAYS`] stays, and of what is older the newest of each quarter, also of a quarter that
/// reaches into the last days. It makes no difference whether this is done every night or once a
/// year.
pub fn plan(instants: &[Timestamp], retention: Retention) -> Vec<Removal> {
    let old = || instants.iter().copied().filter(|at| retention.is_old(*at));
    let mut newest: BTreeMap<i32, Timestamp> = BTreeMap::new();
    for at in old() {
        let stays = newest.entry(retention.quarter(at)).or_insert(at);
        *stays = at.max(*stays);
    }
    let mut removals: Vec<Removal> = old()
        .filter_map(|at| {
            let stays = *newest.get(&retention.quarter(at))?;
            (at < stays).then_some(Removal { at, stays })
        })
        .collect();
    removals.sort();
    removals
}

impl Retention {
    fn is_old(self, at: Timestamp) -> bool {
        self.now.duration_since(at) > SignedDuration::from_hours(KEPT_DAYS * 24)
    }

    /// The quarter an instant is in, counted from some quarter long ago.
    fn quarter(self, at: Timestamp) -> i32 {
        let date = Offset::UTC.to_datetime(at).date();
        let month = i32::from(date.month()) - i32::from(self.first_month);
        (i32::from(date.year()) * 12 + month).div_euclid(3)
    }
}
