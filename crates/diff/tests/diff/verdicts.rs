//! Stages and verdicts, with the numbers before and after.

use milepost_core::Verdict;
use milepost_diff::diff;

use crate::made::{acme, assessment, later};

#[test]
fn a_verdict_that_changed_has_its_number_before_and_after() {
    let mut from = acme();
    from.assessments = vec![assessment((3, 3), Verdict::Fails, 0.61, 0.8)];
    let mut to = later(&from);
    to.assessments = vec![assessment((4, 4), Verdict::Holds, 0.83, 0.8)];
    let diff = diff(&from, &to);
    let change = &diff.verdicts[0];
    assert_eq!((change.before, change.after), (Some(Verdict::Fails), Some(Verdict::Holds)));
    assert!(!change.by_rules);
    let values =
        |it: &Option<milepost_diff::ReadingIs>| it.as_ref().and_then(|it| it.value).map(|it| it.lo);
    assert_eq!(values(&change.readings[0].before), Some(0.61));
    assert_eq!(values(&change.readings[0].after), Some(0.83));
    assert_eq!((diff.stages[0].before.lo, diff.stages[0].after.lo), (3, 4));
    assert!(!diff.stages[0].dropped());
}

#[test]
fn a_verdict_that_only_a_threshold_turned_is_by_the_rules() {
    let mut from = acme();
    from.assessments = vec![assessment((4, 4), Verdict::Holds, 0.61, 0.6)];
    let mut to = later(&from);
    to.assessments = vec![assessment((3, 3), Verdict::Fails, 0.61, 0.7)];
    let diff = diff(&from, &to);
    assert!(diff.verdicts[0].by_rules);
    assert!(diff.stages[0].dropped());
}

#[test]
fn a_number_that_moved_and_turned_no_verdict_is_no_change_of_one() {
    let mut from = acme();
    from.assessments = vec![assessment((3, 3), Verdict::Fails, 0.61, 0.8)];
    let mut to = later(&from);
    to.assessments = vec![assessment((3, 3), Verdict::Fails, 0.7, 0.8)];
    assert!(diff(&from, &to).verdicts.is_empty());
}
