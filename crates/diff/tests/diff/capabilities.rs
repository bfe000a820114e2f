//! Capabilities, not files: what continues by other means is neither a loss nor a gain.

use milepost_core::StandingName;
use milepost_diff::{Movement, Reason, Within, diff};

use crate::made::{OFF, later, of, repository, step, take, with};

#[test]
fn trivy_replaced_by_snyk_is_one_scan_that_continues() {
    let mut from = of(&[("billing", "sss")]);
    take(&mut from, "acme/billing", "gp.07", "acme/ci/trivy.yml");
    let mut to = with(&from, &[("billing", "sss")]);
    take(&mut to, "acme/billing", "gp.07", "acme/ci/snyk.yml");
    let diff = diff(&from, &to);
    let scan = step(&diff, "acme/billing", "gp.07").unwrap();
    assert_eq!((scan.movement, scan.regression), (Movement::Continues, false));
    assert_eq!(scan.before.way.as_deref(), Some("acme/ci/trivy.yml"));
    assert_eq!(scan.after.way.as_deref(), Some("acme/ci/snyk.yml"));
    assert_eq!(diff.regressions().count(), 0);
    assert!(diff.coverage.steps.parts.is_empty(), "it covers what it covered");
}

#[test]
fn a_pipeline_moved_to_another_system_is_one_pipeline() {
    let mut from = of(&[("billing", "o")]);
    take(&mut from, "acme/billing", "gp.05", ".circleci/config.yml");
    let mut to = with(&from, &[("billing", "o")]);
    take(&mut to, "acme/billing", "gp.05", ".github/workflows/ci.yml");
    let diff = diff(&from, &to);
    let pipeline = step(&diff, "acme/billing", "gp.05").unwrap();
    assert_eq!((pipeline.movement, pipeline.regression), (Movement::Continues, false));
    assert_eq!(diff.steps[0].movements.get(&Movement::Continues), Some(&1));
    assert_eq!(diff.steps[0].movements.get(&Movement::Lost), None);
}

#[test]
fn a_chart_with_another_name_is_the_same_chart() {
    let mut from = of(&[("billing", "so")]);
    take(&mut from, "acme/billing", "gp.10", "its own chart billing");
    let mut to = with(&from, &[("billing", "so")]);
    take(&mut to, "acme/billing", "gp.10", "its own chart billing-api");
    let diff = diff(&from, &to);
    assert_eq!(step(&diff, "acme/billing", "gp.10").unwrap().movement, Movement::Continues);
    assert!(diff.coverage.on.parts.is_empty());
}

#[test]
fn lines_that_moved_within_their_file_are_no_change() {
    let from = of(&[("billing", "sss")]);
    let mut to = with(&from, &[("billing", "sss")]);
    for standing in &mut to.deployables[0].standings {
        standing.evidence[0].line += 40;
    }
    assert!(diff(&from, &to).is_empty());
}

#[test]
fn the_standard_way_given_up_for_an_own_one_is_a_regression() {
    let from = of(&[("billing", "sss"), ("ledger", "sss")]);
    let diff = diff(&from, &with(&from, &[("billing", OFF)]));
    let lost: Vec<_> = diff.regressions().map(|(it, step)| (it.id.as_str(), &*step.name)).collect();
    assert_eq!(lost, [("acme/billing", "chart")]);
    assert_eq!(step(&diff, "acme/billing", "gp.10").unwrap().reason, Reason::Moved);
}

#[test]
fn what_cannot_be_told_any_more_is_no_regression() {
    let from = of(&[("billing", "ssa")]);
    let diff = diff(&from, &with(&from, &[("billing", "suu")]));
    assert_eq!(diff.regressions().count(), 0);
    let chart = step(&diff, "acme/billing", "gp.10").unwrap();
    assert_eq!((chart.movement, chart.reason), (Movement::Hidden, Reason::Hidden));
}

#[test]
fn what_one_that_does_not_count_loses_is_no_regression() {
    let mut from = of(&[("billing", "sss")]);
    from.deployables[0].counted = false;
    let mut to = with(&from, &[("billing", "aaa")]);
    to.deployables[0].counted = false;
    let diff = diff(&from, &to);
    assert_eq!(step(&diff, "acme/billing", "gp.05").unwrap().movement, Movement::Lost);
    assert_eq!(diff.regressions().count(), 0);
}

#[test]
fn a_scan_that_its_shared_unit_stopped_doing_is_lost_there_and_not_in_the_repository() {
    let mut from = of(&[("billing", "sss")]);
    from.repositories.push(repository("acme/ci", 'a'));
    let mut to = later(&from);
    to.repositories[1] = repository("acme/ci", 'b');
    let scan = &mut to.deployables[0].standings[2];
    (scan.standing, scan.way) = (StandingName::Absent, None);
    let diff = diff(&from, &to);
    let scan = step(&diff, "acme/billing", "gp.07").unwrap();
    assert_eq!((scan.movement, scan.within), (Movement::Lost, Within::SharedUnit));
    assert!(scan.regression);
}

#[test]
fn a_unit_whose_repository_has_another_name_is_the_same_unit() {
    let mut from = of(&[("billing", "sss")]);
    from.repositories.push(crate::made::rooted("acme/ci", "r1"));
    let mut to = later(&from);
    to.repositories[1] = crate::made::rooted("acme/pipelines", "r1");
    for standing in &mut to.deployables[0].standings {
        standing.way = Some("acme/pipelines/unit.yml".to_owned());
    }
    for standard in &mut to.standards {
        standard.family = Some("acme/pipelines".to_owned());
    }
    let diff = diff(&from, &to);
    assert!(diff.deployables.is_empty(), "{:#?}", diff.deployables);
    assert!(diff.standards.is_empty(), "{:#?}", diff.standards);
}
