//! Who came and who went, and the line that neither can move (traps T52, T53).

use milepost_core::Certainty;
use milepost_diff::{Effect, Note, Reason, diff};

use crate::made::{OFF, later, of, parts, repository, with};

#[test]
fn services_born_on_and_off_the_path_are_told_apart() {
    let from = of(&[("billing", "ss"), ("ledger", OFF)]);
    let mut to = with(&from, &[("cards", "ss"), ("limits", OFF)]);
    for repository in &mut to.repositories {
        repository.born = Some("2026-08-01T00:00:00Z".parse().unwrap());
    }
    let diff = diff(&from, &to);
    let parts: Vec<_> = diff
        .coverage
        .on
        .parts
        .iter()
        .map(|it| (it.reason, it.effect, it.by.lo.to_string(), it.deployables.join(" ")))
        .collect();
    let born =
        |effect, by: &str, id: &str| (Reason::Born, Some(effect), by.to_owned(), id.to_owned());
    assert_eq!(
        parts,
        [born(Effect::On, "1/8", "acme/cards"), born(Effect::Off, "-1/8", "acme/limits")]
    );
}

#[test]
fn what_came_with_a_repository_older_than_the_first_snapshot_was_imported() {
    let from = of(&[("billing", "ss")]);
    let mut to = with(&from, &[("bought", OFF)]);
    to.repositories[1].born = Some("2019-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(diff(&from, &to).population.came[0].reason, Reason::Imported);
    to.repositories[1].born = None;
    assert_eq!(diff(&from, &to).population.came[0].reason, Reason::Came);
}

#[test]
fn eighty_repositories_overnight_do_not_move_the_line_of_those_that_stay() {
    let from = of(&[("billing", "ss"), ("ledger", OFF)]);
    let names: Vec<String> = (0..80).map(|n| format!("bought-{n}")).collect();
    let bought: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), OFF)).collect();
    let diff = diff(&from, &with(&from, &bought));
    let on = &diff.coverage.on;
    assert_eq!(on.after.as_ref().unwrap().lo.to_string(), "1/82");
    assert_eq!(on.cohort.deployables, 2);
    assert_eq!(on.cohort.before, on.cohort.after);
    assert!(diff.notes.contains(&Note::ManyCame { deployables: 80, of: 82 }));
}

#[test]
fn archiving_laggards_lifts_the_coverage_and_not_the_line_of_those_that_stay() {
    let from = of(&[("billing", "ss"), ("cards", OFF), ("ledger", OFF), ("limits", OFF)]);
    let mut to = later(&from);
    to.repositories.retain(|it| it.id != "acme/ledger" && it.id != "acme/limits");
    to.deployables.retain(|it| it.id != "acme/ledger" && it.id != "acme/limits");
    let diff = diff(&from, &to);
    assert_eq!(parts(&diff), [(Reason::Gone, "1/4".to_owned(), "1/4".to_owned())]);
    assert_eq!(diff.coverage.on.cohort.before, diff.coverage.on.cohort.after);
    assert_eq!(diff.repositories.gone, ["acme/ledger", "acme/limits"]);
}

#[test]
fn what_is_retired_in_a_repository_that_stays_is_no_vanished_repository() {
    let from = of(&[("billing", "ss"), ("ledger", OFF)]);
    let mut to = later(&from);
    to.repositories[1] = repository("acme/ledger", 'b');
    to.deployables.pop();
    let diff = diff(&from, &to);
    assert_eq!(diff.population.went[0].reason, Reason::Retired);
    assert!(diff.repositories.gone.is_empty());
}

#[test]
fn who_is_left_out_now_is_listed_with_the_reason() {
    let from = of(&[("a", "ss"), ("b", OFF), ("c", OFF), ("d", OFF)]);
    let mut to = later(&from);
    for deployable in &mut to.deployables[1..] {
        deployable.counted = false;
        deployable.left_out = Some("a sandbox".to_owned());
    }
    let diff = diff(&from, &to);
    assert_eq!(parts(&diff), [(Reason::Uncounted, "3/4".to_owned(), "3/4".to_owned())]);
    assert_eq!(diff.population.went[0].detail.as_deref(), Some("a sandbox"));
    assert_eq!(diff.notes, [Note::ManyLeftOut { deployables: 3, of: 4 }]);
}

#[test]
fn who_is_seen_to_be_run_now_began_to_count_and_was_not_born() {
    let mut from = of(&[("billing", "ss"), ("ledger", "ss")]);
    from.deployables[1].counted = false;
    from.deployables[1].certainty = Certainty::Possible;
    let to = with(&from, &[("ledger", "ss")]);
    let diff = diff(&from, &to);
    assert_eq!(diff.population.came[0].reason, Reason::Counted);
    assert_eq!(diff.population.came[0].detail.as_deref(), Some("not seen to be run"));
}

#[test]
fn a_step_that_many_take_on_at_once_is_pointed_out() {
    let from = of(&[("a", "sssa"), ("b", "sssa"), ("c", "sssa"), ("d", "sssa")]);
    let diff = diff(&from, &with(&from, &[("a", "ssso"), ("b", "ssso"), ("c", "ssso")]));
    let campaign = Note::Campaign {
        step: "gp.25".to_owned(),
        name: "runbook".to_owned(),
        deployables: 3,
        of: 4,
    };
    assert_eq!(diff.notes, [campaign]);
}

#[test]
fn nothing_to_something_is_all_of_it() {
    let from = of(&[]);
    let diff = diff(&from, &with(&from, &[("billing", "ss"), ("ledger", OFF)]));
    assert_eq!(diff.coverage.on.before, None);
    assert_eq!(diff.coverage.on.change.lo.to_string(), "1/2");
    assert_eq!(diff.coverage.on.cohort.before, None);
}
