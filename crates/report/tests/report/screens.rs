//! The report of one screen.

use milepost_report::screen;
use snapbox::{assert_data_eq, str};

use crate::made::{acme, fog, nobody, plain, rules};

#[test]
fn a_small_shop_at_eighty_columns() {
    assert_data_eq!(
        plain(&screen(&acme(), &rules(), 80)),
        str![[r#"
acme at 2026-09-30 · 4 repositories · 3 deployables
  beside them: 1 possible (built, not seen to be run)

Stage 3 of 5, Tooled                                                 Five stages
  hangs on: 4.std-deploy (top-share)
  between 3 and 4, Paved:
    ✗ one way to deploy          33..67 % of 70 %  1/3, 1 open  2 more
    ? new service, no help       needs 80 %  only people know it (no-attest)
    ? one way to get a database  only people know it (no-attest)
    ✓ 1 holds: the path is chosen freely

Golden path  33..67 %  1 of 3 deployables are on it, 1 cannot be told
  1 of 3 take every core step that has a standard its way (2 of 5 have one)
  Whether a path exists is open: 2 of 5 core steps have a standard; it takes 4.
  on average a deployable takes 50..67 % of its steps the standard way
  core step standard  own way  absent  unknown  the standard way
  pipeline      67 %     33 %     0 %      0 %  workflows › ci.yml  v4 (2) …
  chart         33 %     33 %     0 %     33 %  workflows › ci.yml  (inferred)
  other step
  runbook        0 %     67 %     0 %     33 %  none: workflows (2), own way (1)
  1 step is not looked at yet: the core step template

Troubles  1 in 1 repository: 1 unreadable
  acme/broken  unreadable: the object database is damaged
  all of them: milepost explain troubles [TARGET…]

milepost explain five-stages.4.std-deploy [TARGET…]
milepost explain acme/ledger [TARGET…]   step by step

"#]]
    );
}

#[test]
fn a_small_shop_at_a_hundred_and_sixty_columns() {
    assert_data_eq!(
        plain(&screen(&acme(), &rules(), 160)),
        str![[r#"
acme at 2026-09-30 · 4 repositories · 3 deployables
  beside them: 1 possible (built, not seen to be run)

Stage 3 of 5, Tooled                                                                                                                                 Five stages
  hangs on: 4.std-deploy (top-share)
  between 3 and 4, Paved:
    ✗ one way to deploy          33..67 % of 70 %  1/3, 1 open  2 more
    ? new service, no help       needs 80 %  only people know it (no-attest)
    ? one way to get a database  only people know it (no-attest)
    ✓ 1 holds: the path is chosen freely

Golden path  33..67 %  1 of 3 deployables are on it, 1 cannot be told
  1 of 3 take every core step that has a standard its way (2 of 5 have one)
  Whether a path exists is open: 2 of 5 core steps have a standard; it takes 4.
  on average a deployable takes 50..67 % of its steps the standard way
  core step standard  own way  absent  unknown  the standard way
  pipeline      67 %     33 %     0 %      0 %  workflows › ci.yml  v4 (2) v3 (1)
  chart         33 %     33 %     0 %     33 %  workflows › ci.yml  v4 (2) v3 (1)  (inferred)
  other step
  runbook        0 %     67 %     0 %     33 %  none: workflows (2), own way (1)
  1 step is not looked at yet: the core step template

  nearest to the path  pipeline  chart  runbook  standard
  billing                 ■        ■       ?     2 of 2
  ledger                  ■        ▪       ?     1 of 2
  reports                 ▪        ?       ?     0 of 2
  ■ standard  ▪ own way  · absent  ? unknown  – not applicable  e excepted

Troubles  1 in 1 repository: 1 unreadable
  acme/broken  unreadable: the object database is damaged
  all of them: milepost explain troubles [TARGET…]

milepost explain five-stages.4.std-deploy [TARGET…]   why, with the lines that show it
milepost explain acme/ledger [TARGET…]   step by step

"#]]
    );
}

#[test]
fn an_organisation_without_repositories() {
    assert_data_eq!(
        plain(&screen(&nobody(), &rules(), 80)),
        str![[r#"
acme at 2026-09-30 · 0 repositories · 0 deployables

Stage 1..3 of 5, ClickOps to Tooled                                  Five stages
  No repository was found, so there is nothing to judge.

"#]]
    );
}

#[test]
fn services_that_nothing_can_be_told_of() {
    assert_data_eq!(
        plain(&screen(&fog(), &rules(), 80)),
        str![[r#"
acme at 2026-09-30 · 2 repositories · 2 deployables

Stage 1..5 of 5, ClickOps to Self-Service                            Five stages
  steady under ±10 % thresholds
  4, Paved: ✗ 1 failing: one way to deploy

Golden path  0..100 %  0 of 2 deployables are on it, 2 cannot be told
  Whether a path exists is open: 0 of 5 core steps have a standard; it takes 4.
  on average a deployable takes 0..100 % of its steps the standard way
  cannot be told of any deployable: template · pipeline · chart · runbook

milepost explain five-stages.4.std-deploy [TARGET…]
milepost explain acme/billing [TARGET…]   step by step

"#]]
    );
}

#[test]
fn styles_are_the_only_difference_between_a_terminal_and_a_pipe() {
    let styled = screen(&acme(), &rules(), 80);
    assert!(styled.contains("\u{1b}["));
    assert!(!plain(&styled).contains('\u{1b}'));
}
