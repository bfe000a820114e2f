//! Why, of each kind of thing.

use milepost_report::{Question, explain, known_ids, nearest};
use snapbox::{assert_data_eq, str};

use crate::made::{acme, plain, rules};

fn why(id: &str) -> String {
    let question = Question { id, all: false };
    let answer = explain(&acme(), &rules(), &question);
    plain(&answer.expect("it is known"))
}

#[test]
fn a_criterion_with_examples_on_both_sides() {
    assert_data_eq!(
        why("4.std-deploy"),
        str![[r#"
five-stages.4.std-deploy  gate · stage 4, Paved
  There is one standard way to deploy a service.

  verdict         ✗ fails
  told by         files in repositories
  Numbers
    ✗ Main deploy model (models.top-share)  33..67 % of 70 %  1/3, 1 open  2 more
    ✓ Deploy models (models.ways)  1.98, at most 2
  It holds when
    all of
      Main deploy model (models.top-share) at least 70 %
      Deploy models (models.ways) at most 2

models.top-share  Deployables that are deployed in the most common way.
  1 does
    acme/billing  ci-helm
      acme/billing@01234567:ci/a b.yml#9
        https://github.com/acme/billing/blob/0123456789abcdef0123456789abcdef01234567/ci/a%20b.yml#L9
  1 does not
    acme/ledger  ssh-copy
      acme/ledger@01234567:deploy.sh#3
        https://gitlab.example.org/acme/ledger/-/blob/0123456789abcdef0123456789abcdef01234567/deploy.sh#L3
  1 cannot be told
    acme/reports  defined outside the scan (external)

"#]]
    );
}

#[test]
fn what_a_stage_needs() {
    assert_data_eq!(
        why("five-stages.stage-4"),
        str![[r#"
five-stages.stage-4  need · stage 4, Paved
  What stage 4, Paved, needs besides its gates. There is one standard way for the common jobs,
  and teams take it without help because it is the easier way.

  verdict         ? unknown
  open because    only people know it (no-attest)
  Numbers
    ? The unaided test (self-test)  needs 80 %
    ? The unaided test (self-test)  needs 50 %
  It holds when
    five-stages.u.test holds

Also read: self-test
milepost explain self-test

"#]]
    );
}

#[test]
fn a_step_and_who_stands_where() {
    assert_data_eq!(
        why("chart"),
        str![[r#"
gp.10  step: chart, core
  The service is packaged by a Helm chart or its equivalent.
  Standard: The packaging stands on the organisation's chart or base and adds values, with
  hardly any templates of its own.

  basis           inferred: it is used most and leads clearly
  standard        acme/workflows
  units           acme/workflows/.github/workflows/ci.yml
  versions        v4 (2), v3 (1)
  standard for    33 %  1/3, 1 open
  applies         It does not apply to a service on a serverless runtime or a hosted platform
  told by         files in repositories
  Ways it is taken (a deployable may take several)
       2  acme/workflows
       1  own way
  ■ standard: 1
    acme/billing
      acme/workflows/ci.yml
      acme/billing@01234567:.github/workflows/ci.yml#12
        https://github.com/acme/billing/blob/0123456789abcdef0123456789abcdef01234567/.github/workflows/ci.yml#L12
  ▪ own way: 1
    acme/ledger
      acme/ledger@01234567:.github/workflows/ci.yml#12
        https://gitlab.example.org/acme/ledger/-/blob/0123456789abcdef0123456789abcdef01234567/.github/workflows/ci.yml#L12
  ? unknown: 1
    acme/reports
      defined outside the scan (external)

"#]]
    );
}

#[test]
fn a_measure() {
    assert_data_eq!(
        why("models.top-share"),
        str![[r#"
models.top-share  measure: Main deploy model
  Deployables that are deployed in the most common way.
  of              deployables with a known deploy model
  told by         files in repositories
  value           33..67 %
  counts          1/3, 1 open
  1 does
    acme/billing  ci-helm
      acme/billing@01234567:ci/a b.yml#9
        https://github.com/acme/billing/blob/0123456789abcdef0123456789abcdef01234567/ci/a%20b.yml#L9
  1 does not
    acme/ledger  ssh-copy
      acme/ledger@01234567:deploy.sh#3
        https://gitlab.example.org/acme/ledger/-/blob/0123456789abcdef0123456789abcdef01234567/deploy.sh#L3
  1 cannot be told
    acme/reports  defined outside the scan (external)

"#]]
    );
}

#[test]
fn a_deployable_and_its_repository_bear_one_name() {
    assert_data_eq!(
        why("ledger"),
        str![[r#"
acme/ledger  deployable, certain
  repository      acme/ledger
  counted         yes
  owner           not known
  environments    prod
  on the path     ✗ not standard: chart
  What tells that it is built and run
    acme/ledger@01234567:Dockerfile#1
      https://gitlab.example.org/acme/ledger/-/blob/0123456789abcdef0123456789abcdef01234567/Dockerfile#L1
  How it takes each step
    ■ pipeline      standard        acme/workflows/ci.yml
        acme/ledger@01234567:.github/workflows/ci.yml#12
          https://gitlab.example.org/acme/ledger/-/blob/0123456789abcdef0123456789abcdef01234567/.github/workflows/ci.yml#L12
    ▪ chart         own way
        acme/ledger@01234567:.github/workflows/ci.yml#12
          https://gitlab.example.org/acme/ledger/-/blob/0123456789abcdef0123456789abcdef01234567/.github/workflows/ci.yml#L12

acme/ledger  repository, service
  commit          01234567 on main, 2026-09-01
  address         https://gitlab.example.org/acme/ledger/-/tree/0123456789abcdef0123456789abcdef01234567
  files           40, of which 7 were read
  facts           0
  Deployables
    acme/ledger  certain

"#]]
    );
}

#[test]
fn a_repository_that_could_not_be_read() {
    assert_data_eq!(
        why("acme/broken"),
        str![[r#"
acme/broken  repository, unreadable
  commit          none
  files           40, of which 7 were read
  facts           0
  Troubles
    unreadable: the object database is damaged

"#]]
    );
}

#[test]
fn a_rung() {
    assert_data_eq!(
        why("DEL.2"),
        str![[r#"
DEL.2  rung of Delivery automation
  rests on        DEL.1
  It holds when
    all of
      Continuous integration (ci) at least 80 %
      Automated deployment (cd) at least 60 %

"#]]
    );
}

#[test]
fn everything_that_is_counted_or_is_not() {
    assert_data_eq!(
        why("deployables"),
        str![[r#"
deployables  what is built, and whether it counts
  counted: 3
    acme/billing  certain, at acme/billing:Dockerfile#1
    acme/ledger  certain, at acme/ledger:Dockerfile#1
    acme/reports  certain, at acme/reports:Dockerfile#1
  possible (built, not seen to be run): 1
    acme/sandbox  possible, at acme/sandbox:Dockerfile#1

"#]]
    );
}

#[test]
fn everything_that_could_not_be_read() {
    assert_data_eq!(
        why("troubles"),
        str![[r#"
troubles  what could not be read, and why
  1 trouble
    acme/broken  unreadable: the object database is damaged

"#]]
    );
}

#[test]
fn an_unknown_name_is_met_with_the_nearest_ones() {
    let question = Question { id: "acme/legder", all: false };
    assert!(explain(&acme(), &rules(), &question).is_none());
    let known = known_ids(&acme(), &rules());
    assert_eq!(nearest(question.id, &known)[0], "acme/ledger");
    assert_eq!(nearest("4.std-deploi", &known)[0], "five-stages.4.std-deploy");
}

#[test]
fn every_name_that_is_offered_is_known() {
    let (snapshot, rules) = (acme(), rules());
    for id in known_ids(&snapshot, &rules) {
        let judged = rules.criterion(&id).is_some() || id.contains(".stage-");
        let question = Question { id: &id, all: true };
        let answer = explain(&snapshot, &rules, &question);
        // The made-up assessment holds only some of the criteria.
        assert!(judged || answer.is_some(), "{id}");
    }
}
