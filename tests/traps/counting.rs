//! Traps of counting: few, one team, no team, exceptions, and thresholds that everything hangs on.

use std::fs;
use std::path::Path;

use milepost_core::{Measure, Reading, Snapshot, StandingName, Unknown, Verdict};
use milepost_testkit::Ground;

use super::{HARBOUR, answer, built, measure, taken};
use crate::milepost;

/// Every reading of every criterion, and what stages need, that reads nothing but `measures`.
fn readings(snapshot: &Snapshot, measures: impl Fn(&str) -> bool) -> Vec<&Reading> {
    let assessments = snapshot.assessments.iter();
    let judgements = assessments.flat_map(|it| it.criteria.iter().chain(&it.needs));
    let readings = judgements.flat_map(|it| &it.readings);
    let found = readings.filter(|it| it.measures.iter().all(|id| measures(id)));
    let found: Vec<&Reading> = found.collect();
    assert!(!found.is_empty(), "some criterion reads them");
    found
}

#[test]
fn t48_without_a_platform_team_nothing_passes_by_vacancy() {
    let of_team = |it: &&Measure| it.unknown == Some(Unknown::NoTeam);
    let without: Vec<&str> =
        HARBOUR.measures.iter().filter(of_team).map(|it| it.id.as_str()).collect();
    for id in ["touch", "self-new", "gate", "plat-share", "plat-review"] {
        assert!(without.contains(&id), "{id}");
        assert_eq!(measure(&HARBOUR, id).value, None, "{id}");
    }
    for reading in readings(&HARBOUR, |id| without.contains(&id)) {
        assert_eq!(reading.verdict, Verdict::Unknown, "{:?}", reading.measures);
    }
}

#[test]
fn t49_that_one_team_is_like_itself_decides_nothing() {
    let ground = Ground::new();
    let folder = built(&ground, "skiff");
    let skiff = crate::snapshot_of(&ground, &folder);
    for id in ["teams-ci", "team-models", "models.fine-per-team"] {
        let found = measure(&skiff, id);
        assert_eq!((found.value, found.unknown), (None, None), "{id}");
        assert_eq!(found.not_applicable.as_deref(), Some("one team"), "{id}");
        for reading in readings(&skiff, |it| it == id) {
            assert_eq!(reading.verdict, Verdict::NotApplicable, "{id}");
        }
        let page = milepost(&ground).args(["explain", id]).args([&folder]).run().stdout;
        assert!(page.contains("n/a (one team)"), "{page}");
    }
    let criteria = &skiff.assessments[0].criteria;
    let slightly = criteria.iter().find(|it| it.id == "five-stages.2.slightly-different").unwrap();
    assert_eq!(slightly.verdict, Verdict::NotApplicable);
}

#[test]
fn t51_two_of_two_decide_nothing_and_are_printed_as_two_of_two() {
    let ground = Ground::new();
    let folder = built(&ground, "skiff");
    let skiff = crate::snapshot_of(&ground, &folder);
    let everybody = measure(&skiff, "ci").share.unwrap();
    assert_eq!((everybody.yes, everybody.no, everybody.unknown), (2, 0, 0));
    let criteria = &skiff.assessments[0].criteria;
    let some = criteria.iter().find(|it| it.id == "five-stages.2.ci-some").unwrap();
    assert_eq!((some.verdict, &some.unknown[..]), (Verdict::Unknown, &[Unknown::TooFew][..]));
    let report = milepost(&ground).args(["scan"]).args([&folder]).run().stdout;
    assert!(report.contains("2/2") && report.contains("0 of 2 deployables"), "{report}");
}

#[test]
fn t57_an_exception_is_a_line_of_its_own_until_it_expires() {
    let ground = Ground::new();
    let folder = built(&ground, "harbour");
    let excepted = |expires: &str| {
        let config = ground.path().join("milepost.toml");
        let text = format!(
            "[[exemption]]\ndeployable = \"harbour/t57-enclave\"\nstep = \"pipeline\"\n\
             owner = \"quay\"\nreason = \"a certified enclave\"\nexpires = {expires}\n"
        );
        fs::write(&config, text).unwrap();
        scanned_with(&ground, &folder, &config)
    };
    let now = excepted("2026-12-31");
    let standing = taken(&now, "harbour/t57-enclave", "gp.05");
    assert_eq!(standing.standing, StandingName::Excepted);
    assert_eq!(standing.why.as_deref(), Some("a certified enclave, says quay"));
    let standard = now.standards.iter().find(|it| it.step == "gp.05").unwrap();
    assert_eq!(standard.counts.excepted, 1);
    assert_eq!(answer(&now, "std.gp.05", "harbour/t57-enclave"), "no", "it stays in the count");
    let later = excepted("2025-12-31");
    assert_eq!(taken(&later, "harbour/t57-enclave", "gp.05").standing, StandingName::OwnWay);
}

fn scanned_with(ground: &Ground, folder: &Path, config: &Path) -> Snapshot {
    let scan = milepost(ground).args(["scan", "--format", "json", "--config"]);
    scan.args([config, folder]).run().snapshot()
}

#[test]
fn t61_alerts_that_nobody_could_see_are_not_none() {
    for id in ["vuln", "vuln.overdue"] {
        let alerts = measure(&HARBOUR, id);
        assert_eq!((alerts.value, alerts.unknown), (None, Some(Unknown::NoApi)), "{id}");
    }
}

#[test]
fn t66_a_threshold_that_the_stage_hangs_on_is_named() {
    let ground = Ground::new();
    let folder = ground.bare("demo");
    let fragile = |top_share: &str| {
        let config = ground.path().join("milepost.toml");
        // Whether the path is chosen freely would fail by itself.
        let text = format!(
            "[thresholds.\"five-stages.4.std-deploy\"]\ntop-share = {top_share}\nways = 5.0\n\
             [thresholds.\"five-stages.4.easier\"]\nchosen = 0.0\n"
        );
        fs::write(&config, text).unwrap();
        scanned_with(&ground, &folder, &config).assessments[0].fragile.clone()
    };
    // 58 % of the deployables at most are deployed in the most common way.
    assert_eq!(fragile("0.6"), ["five-stages.4.std-deploy top-share"]);
    assert_eq!(fragile("0.7"), [""; 0]);
}
