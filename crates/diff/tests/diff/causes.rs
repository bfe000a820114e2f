//! What caused a change: only files that changed are the organisation's doing (rubric 0.9).

use milepost_core::{Basis, Class, Snapshot, StandingName, Unknown};
use milepost_diff::{Note, Reason, Sameness, diff};

use crate::made::{OFF, judge, later, of, parts, step, with};

fn by_other_rules(snapshot: &Snapshot) -> Snapshot {
    let mut later = later(snapshot);
    "another".clone_into(&mut later.rules.digest);
    later.rules.detectors.insert("dockerfile".to_owned(), 2);
    later
}

fn turn(snapshot: &mut Snapshot, step: usize, standing: StandingName) {
    snapshot.deployables[0].standings[step].standing = standing;
    judge(&mut snapshot.deployables[0]);
}

#[test]
fn other_rules_on_the_same_files_are_no_progress() {
    let from = of(&[("billing", "so"), ("ledger", "so")]);
    let mut to = by_other_rules(&from);
    turn(&mut to, 1, StandingName::Standard);
    let diff = diff(&from, &to);
    assert_eq!(parts(&diff), [(Reason::Rules, "1/2".to_owned(), "1/2".to_owned())]);
    assert_eq!(diff.rules.same, Sameness::Rules);
    assert_eq!(diff.notes, [Note::OtherRules { unclear: 0 }]);
    assert_eq!(diff.rules.versions["detector dockerfile"].after.as_deref(), Some("2"));
}

#[test]
fn where_files_changed_as_well_the_two_cannot_be_told_apart_and_that_is_said() {
    let from = of(&[("billing", "so"), ("ledger", "so")]);
    let mut to = by_other_rules(&with(&from, &[("billing", "ss")]));
    to.deployables[0].standings[1].evidence[0].line = 9;
    let diff = diff(&from, &to);
    assert_eq!(parts(&diff), [(Reason::Moved, "1/2".to_owned(), "1/2".to_owned())]);
    assert_eq!(diff.notes, [Note::OtherRules { unclear: 1 }]);
}

#[test]
fn the_same_lines_judged_another_way_are_the_rules_even_at_another_commit() {
    let from = of(&[("billing", "so")]);
    let mut to = by_other_rules(&with(&from, &[("billing", "so")]));
    turn(&mut to, 1, StandingName::Standard);
    let diff = diff(&from, &to);
    assert_eq!(step(&diff, "acme/billing", "gp.10").unwrap().reason, Reason::Rules);
}

#[test]
fn who_stays_where_they_are_while_the_standard_moves_did_not_move() {
    let from = of(&[("billing", "ss"), ("ledger", "ss")]);
    let mut to = later(&from);
    to.standards[1].family = Some("acme/charts".to_owned());
    turn(&mut to, 1, StandingName::OwnWay);
    let diff = diff(&from, &to);
    assert_eq!(parts(&diff), [(Reason::Standards, "-1/2".to_owned(), "-1/2".to_owned())]);
    assert_eq!(diff.regressions().count(), 0);
    assert_eq!(diff.standards.len(), 1);
    assert_eq!(diff.coverage.by_old_standards.map(|it| (it.yes, it.unknown)), Some((2, 0)));
}

#[test]
fn a_standard_that_is_decided_now_makes_nobody_move() {
    let mut from = of(&[("billing", "su")]);
    from.standards[1].basis = Basis::Contested;
    from.standards[1].family = None;
    from.deployables[0].standings[1].unknown = Some(Unknown::NoStd);
    from.deployables[0].standings[1].way = Some("acme/ci/unit.yml".to_owned());
    let mut to = later(&from);
    to.standards[1].basis = Basis::Inferred;
    to.standards[1].family = Some("acme/ci".to_owned());
    turn(&mut to, 1, StandingName::Standard);
    let diff = diff(&from, &to);
    assert_eq!(parts(&diff), [(Reason::Standards, "1".to_owned(), "0".to_owned())]);
}

#[test]
fn a_standard_that_is_only_surer_is_announced_and_changes_nothing() {
    let from = of(&[("billing", "ss")]);
    let mut to = later(&from);
    to.standards[0].basis = Basis::Inferred;
    let diff = diff(&from, &to);
    assert!(diff.standards[0].same_way);
    assert_eq!(diff.coverage.by_old_standards, None);
}

#[test]
fn an_exemption_stays_in_the_denominator_and_moves_nobody() {
    let from = of(&[("billing", "so"), ("ledger", "ss")]);
    let diff = diff(&from, &with(&from, &[("billing", "se")]));
    assert!(parts(&diff).is_empty());
    let chart = step(&diff, "acme/billing", "gp.10").unwrap();
    assert_eq!(chart.reason, Reason::Exemptions);
}

#[test]
fn leaving_the_standard_way_under_an_exemption_is_the_exemption_and_no_regression() {
    let from = of(&[("billing", "ss"), ("ledger", "ss")]);
    let diff = diff(&from, &with(&from, &[("billing", "se")]));
    assert_eq!(parts(&diff), [(Reason::Exemptions, "-1/2".to_owned(), "-1/2".to_owned())]);
    assert_eq!(diff.regressions().count(), 0);
}

#[test]
fn what_becomes_visible_raises_the_lower_bound_and_is_no_progress() {
    let from = of(&[("billing", "su"), ("ledger", "ss")]);
    let diff = diff(&from, &with(&from, &[("billing", "ss")]));
    assert_eq!(parts(&diff), [(Reason::Visible, "1/2".to_owned(), "0".to_owned())]);
}

#[test]
fn a_cause_has_its_share_of_a_change_that_took_two() {
    let from = of(&[("billing", "oo"), ("ledger", "ss")]);
    let mut to = with(&from, &[("billing", "ss")]);
    to.standards[1].family = Some("acme/charts".to_owned());
    let way = to.deployables[0].standings[1].way.clone();
    let mut from = from;
    from.deployables[0].standings[1].way = way;
    let diff = diff(&from, &to);
    let quarter = || "1/4".to_owned();
    assert_eq!(
        parts(&diff),
        [(Reason::Moved, quarter(), quarter()), (Reason::Standards, quarter(), quarter())]
    );
}

#[test]
fn a_repository_that_cannot_be_read_any_more_hides_and_retires_nobody() {
    let from = of(&[("billing", "ss"), ("ledger", OFF)]);
    let mut to = later(&from);
    to.repositories[0].class = Class::Unreadable;
    to.deployables.remove(0);
    let diff = diff(&from, &to);
    assert_eq!(parts(&diff), [(Reason::Hidden, "-1/2".to_owned(), "-1/2".to_owned())]);
    assert_eq!(diff.repositories.unreadable, ["acme/billing"]);
    assert_eq!(diff.notes, [Note::FewerSeen { repositories: 1 }]);
}
