//! Traps of reading: what is milepost's own, what lies elsewhere, and what means harm.

use milepost_core::{Class, StandingName, TroubleCode, Unknown, What};

use super::{HARBOUR, HARBOUR_JSON, answer, facts_at, taken};
use crate::{repository, troubles};

#[test]
fn t67_a_run_of_milepost_itself_is_evidence_of_nothing() {
    let id = "harbour/t67-baseline";
    let path = ".github/workflows/milepost.yml";
    let pipeline = facts_at(&HARBOUR, id, path);
    assert!(pipeline.iter().any(|fact| matches!(fact.what, What::Pipeline(_))));
    for step in ["gp.05", "gp.06", "gp.07", "gp.25", "gp.30"] {
        assert_eq!(taken(&HARBOUR, id, step).standing, StandingName::Absent, "{step}");
    }
    assert_ne!(answer(&HARBOUR, "ci", id), "yes");
}

#[test]
fn t69_a_pipeline_that_lies_elsewhere_is_not_none() {
    let id = "harbour/t69-elsewhere";
    let path = ".github/workflows/ci.yml";
    let expected = [(TroubleCode::Absent, Some(path)), (TroubleCode::Submodule, Some("deploy"))];
    assert_eq!(troubles(&HARBOUR, id), expected);
    for step in ["gp.05", "gp.06", "gp.12"] {
        let standing = taken(&HARBOUR, id, step);
        assert_eq!(standing.standing, StandingName::Unknown, "{step}");
        assert_eq!(standing.unknown, Some(Unknown::NoClone), "{step}");
        assert!(standing.why.as_deref().unwrap().contains(path), "{step}");
    }
}

#[test]
fn t74_a_link_out_of_its_tree_is_not_followed_and_a_bomb_does_not_go_off() {
    let id = "harbour/t74-hostile";
    let expected = [
        (TroubleCode::Link, Some("chart/values.yaml")),
        (TroubleCode::Unparsed, Some("k8s/bomb.yaml")),
    ];
    assert_eq!(troubles(&HARBOUR, id), expected);
    assert!(!HARBOUR_JSON.contains("root:x:0"), "nothing of the machine itself");
    assert_eq!(taken(&HARBOUR, id, "gp.05").standing, StandingName::OwnWay, "the rest is read");
}

#[test]
fn t74_what_a_text_asks_for_is_not_done() {
    let readme = facts_at(&HARBOUR, "harbour/t74-hostile", "README.md");
    assert!(readme.iter().all(|fact| matches!(fact.what, What::Document(_))));
    assert_eq!(repository(&HARBOUR, "harbour/t74-hostile").class, Class::Service);
    assert!(HARBOUR.assessments.iter().all(|it| it.hi < 5));
}
