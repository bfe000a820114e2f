//! Traps of documents and of what is there for its name only.

use milepost_core::{StandingName, Unknown};

use super::{HARBOUR, answer, taken};

#[test]
fn t39_what_was_never_filled_in_is_absent() {
    let (left, filled) = ("harbour/t39-left-as-it-came", "harbour/t39-filled-in");
    for step in ["gp.25", "gp.30", "gp.33", "gp.34"] {
        assert_eq!(taken(&HARBOUR, left, step).standing, StandingName::Absent, "{step}");
        assert_eq!(taken(&HARBOUR, filled, step).standing, StandingName::OwnWay, "{step}");
    }
    assert_eq!(taken(&HARBOUR, left, "gp.24").unknown, Some(Unknown::External));
    assert_eq!(answer(&HARBOUR, "runbook", left), "no");
    assert_eq!(answer(&HARBOUR, "cost.3", left), "no");
    assert_eq!(answer(&HARBOUR, "cost.3", filled), "yes");
}

#[test]
fn t56_empty_files_earn_nothing() {
    let id = "harbour/t56-empty-files";
    for step in ["gp.07", "gp.25", "gp.26", "gp.27", "gp.28", "gp.30", "gp.31", "gp.32"] {
        assert_eq!(taken(&HARBOUR, id, step).standing, StandingName::Absent, "{step}");
    }
    // Whether it offers an API at all cannot be seen.
    assert_eq!(taken(&HARBOUR, id, "gp.29").standing, StandingName::Unknown);
    for measure in ["owner", "readme", "techdocs", "scan", "cat"] {
        assert_eq!(answer(&HARBOUR, measure, id), "no", "{measure}");
    }
}

#[test]
fn t71_a_runbook_in_a_wiki_is_unknown_and_not_absent() {
    let runbook = taken(&HARBOUR, "harbour/t71-in-the-wiki", "gp.25");
    assert_eq!(
        (runbook.standing, runbook.unknown),
        (StandingName::Unknown, Some(Unknown::External))
    );
    assert_eq!(answer(&HARBOUR, "runbook", "harbour/t71-in-the-wiki"), "open");
}
