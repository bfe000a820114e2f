//! Which snapshots are kept: the plan alone.

use std::collections::BTreeMap;

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use milepost_store::{KEPT_DAYS, Removal, Retention, plan};
use proptest::prelude::*;

use crate::made::instant;

/// What is removed at noon of 15 October 2026, and what stays for it.
fn removed(first_month: i8, days: &[&str]) -> Vec<(String, String)> {
    let instants: Vec<Timestamp> = days.iter().map(|day| at_noon(day)).collect();
    let retention = Retention { now: instant("2026-10-15T12:00:00Z"), first_month };
    let day = |at: Timestamp| Offset::UTC.to_datetime(at).date().to_string();
    let plan = plan(&instants, retention);
    plan.into_iter().map(|removal| (day(removal.at), day(removal.stays))).collect()
}

fn at_noon(day: &str) -> Timestamp {
    instant(&format!("{day}T12:00:00Z"))
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(at, stays)| ((*at).to_owned(), (*stays).to_owned())).collect()
}

#[test]
fn of_each_quarter_the_newest_stays() {
    assert_eq!(
        removed(1, &["2025-12-31", "2026-01-01", "2026-03-30", "2026-03-31", "2026-04-01"]),
        pairs(&[("2026-01-01", "2026-03-31"), ("2026-03-30", "2026-03-31")])
    );
}

#[test]
fn everything_of_the_last_thirty_days_stays_to_the_second() {
    let retention = Retention { now: instant("2026-10-15T12:00:00Z"), first_month: 1 };
    let just = instant("2026-09-15T12:00:00Z");
    let older = just - SignedDuration::from_nanos(1);
    let much_older = instant("2026-07-15T12:00:00Z");
    let later = instant("2027-01-01T00:00:00Z");
    assert_eq!(plan(&[much_older, just, later], retention), []);
    let removal = Removal { at: much_older, stays: older };
    assert_eq!(plan(&[much_older, older, just], retention), [removal]);
}

#[test]
fn a_quarter_that_reaches_into_the_last_days_keeps_one_from_before_them() {
    assert_eq!(
        removed(1, &["2026-07-01", "2026-08-01", "2026-09-30"]),
        pairs(&[("2026-07-01", "2026-08-01")])
    );
}

#[test]
fn the_quarters_of_a_fiscal_year_start_with_its_first_month() {
    let days = ["2026-01-31", "2026-02-01", "2026-04-30", "2026-05-01"];
    assert_eq!(
        removed(1, &days),
        pairs(&[("2026-01-31", "2026-02-01"), ("2026-04-30", "2026-05-01")])
    );
    for first_month in [2, 5, 8, 11] {
        assert_eq!(removed(first_month, &days), pairs(&[("2026-02-01", "2026-04-30")]));
    }
    assert_eq!(removed(4, &days), removed(1, &days));
}

#[test]
fn nothing_is_removed_where_there_is_nothing_to_remove() {
    assert_eq!(removed(1, &[]), []);
    assert_eq!(removed(1, &["1999-01-01"]), []);
}

/// Some instants within three years, no two alike, in any order.
fn some() -> impl Strategy<Value = Vec<Timestamp>> {
    let start = instant("2024-01-01T00:00:00Z");
    let at = (0i64..3 * 366 * 24).prop_map(move |hours| start + SignedDuration::from_hours(hours));
    prop::collection::btree_set(at, 0..60)
        .prop_map(|all| all.into_iter().collect::<Vec<_>>())
        .prop_shuffle()
}

fn some_retention() -> impl Strategy<Value = Retention> {
    let start = instant("2024-06-01T00:00:00Z");
    (0i64..3 * 366 * 24, 1i8..=12).prop_map(move |(hours, first_month)| Retention {
        now: start + SignedDuration::from_hours(hours),
        first_month,
    })
}

/// What is left of them.
fn left(instants: &[Timestamp], retention: Retention) -> Vec<Timestamp> {
    let removals = plan(instants, retention);
    let gone = |at: &Timestamp| removals.iter().any(|removal| removal.at == *at);
    let mut left: Vec<Timestamp> = instants.iter().copied().filter(|at| !gone(at)).collect();
    left.sort();
    left
}

/// The first day of the quarter an instant is in, worked out by walking back month by month.
fn quarter(at: Timestamp, first_month: i8) -> jiff::civil::Date {
    let mut month = Offset::UTC.to_datetime(at).date().first_of_month();
    while (month.month() - first_month).rem_euclid(3) != 0 {
        month = month.yesterday().expect("a day before").first_of_month();
    }
    month
}

fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    at >= now - SignedDuration::from_hours(KEPT_DAYS * 24)
}

proptest! {
    #[test]
    fn nothing_of_the_last_days_is_ever_removed(all in some(), retention in some_retention()) {
        for removal in plan(&all, retention) {
            prop_assert!(!is_recent(removal.at, retention.now));
        }
    }

    #[test]
    fn exactly_the_newest_of_each_quarter_stays_beyond(all in some(), retention in some_retention()) {
        let old = |at: &&Timestamp| !is_recent(**at, retention.now);
        let mut newest = BTreeMap::new();
        for at in all.iter().filter(old) {
            let kept = newest.entry(quarter(*at, retention.first_month)).or_insert(*at);
            *kept = (*kept).max(*at);
        }
        let left = left(&all, retention);
        let left: Vec<Timestamp> = left.iter().filter(old).copied().collect();
        prop_assert_eq!(left, newest.into_values().collect::<Vec<_>>());
    }

    #[test]
    fn what_stays_for_another_is_there_and_newer(all in some(), retention in some_retention()) {
        let left = left(&all, retention);
        for removal in plan(&all, retention) {
            prop_assert!(removal.at < removal.stays && left.contains(&removal.stays));
        }
    }

    #[test]
    fn a_second_time_removes_nothing(all in some(), retention in some_retention()) {
        prop_assert_eq!(plan(&left(&all, retention), retention), []);
    }

    #[test]
    fn once_at_the_end_leaves_what_every_night_leaves(
        all in some(),
        retention in some_retention(),
        nights in prop::collection::vec(0i64..400 * 24, 0..6),
    ) {
        let mut nights: Vec<Timestamp> =
            nights.iter().map(|hours| retention.now - SignedDuration::from_hours(*hours)).collect();
        nights.push(retention.now);
        nights.sort();
        let by_night = nights.into_iter().fold(all.clone(), |all, now| left(&all, Retention { now, ..retention }));
        prop_assert_eq!(by_night, left(&all, retention));
    }

    #[test]
    fn the_order_they_come_in_does_not_matter(all in some(), retention in some_retention()) {
        let mut sorted = all.clone();
        sorted.sort();
        prop_assert_eq!(plan(&all, retention), plan(&sorted, retention));
    }
}
