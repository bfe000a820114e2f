//! `milepost history`: the organisation at every end of a period.

use milepost_core::{Snapshot, Trend, Unknown};
use milepost_testkit::Ground;

use crate::milepost;

/// Measures that an instant tells by those before it.
const HINDSIGHT: [&str; 6] = [
    "gp-defect",
    "gp-on.before-portal",
    "gp-vol.moved",
    "gp-vol.moves",
    "k8s-dep.rise",
    "k8s-lag.rise",
];

/// A trend of the made-up bank.
fn trend(ground: &Ground, args: &[&str]) -> Trend {
    let folder = ground.bare("paved");
    let run = milepost(ground).args(["history", "--format", "json"]).args(args).args([&folder]);
    serde_json::from_str(&run.run().stdout).expect("a trend is JSON")
}

fn names(trend: &Trend) -> Vec<&str> {
    trend.points.iter().map(|point| point.name.as_str()).collect()
}

#[test]
fn every_point_is_what_a_scan_at_its_instant_says() {
    let ground = Ground::new();
    let trend = trend(&ground, &["--since", "2024-Q4", "--until", "2025-Q2"]);
    assert_eq!(names(&trend), ["2024-Q4", "2025-Q1", "2025-Q2"]);
    for point in &trend.points {
        let scan = milepost(&ground).args(["scan", "--no-cache", "--format", "json", "--at"]);
        let scan = scan.args([&point.name]).args([ground.path().join("paved")]).run();
        let snapshot: Snapshot = scan.snapshot();
        assert_eq!(point.at, snapshot.at);
        assert_eq!(point.on_path, snapshot.path.on);
        assert_eq!(point.coverage, snapshot.path.coverage);
        let first = snapshot.assessments.first().expect("a trend is JSON");
        assert_eq!(point.stages.get(&first.model), Some(&(first.lo, first.hi)));
        for measure in snapshot.measures.iter().filter(|it| !HINDSIGHT.contains(&&*it.id)) {
            let value = &point.measures[&measure.id];
            assert_eq!((value.value, value.unknown), (measure.value, measure.unknown));
        }
    }
}

#[test]
fn every_instant_is_compared_with_the_year_before_it_whatever_is_shown() {
    let ground = Ground::new();
    let trend = trend(&ground, &["--since", "2024-Q4", "--until", "2025-Q2"]);
    let value = |point: usize, id: &str| &trend.points[point].measures[id];
    let last = trend.points.len() - 1;
    for point in 0..=last {
        for id in HINDSIGHT.iter().filter(|id| **id != "gp-vol.moved") {
            assert_ne!(value(point, id).unknown, Some(Unknown::Shallow), "{id}");
        }
    }
    assert!(value(0, "gp-vol.moves").value.is_some());
    // Nobody says who the platform team is.
    assert_eq!(value(last, "gp-vol.moved").unknown, Some(Unknown::NoTeam));
}

#[test]
fn a_scan_of_an_instant_tells_of_the_year_before_it_what_a_history_does() {
    let ground = Ground::new();
    let trend = trend(&ground, &["--since", "2025-Q1", "--until", "2025-Q2"]);
    let folder = ground.bare("paved");
    let scan = ["scan", "--at", "2025-Q1", "--format", "json"];
    let scanned = milepost(&ground).args(scan).args([&folder]).run().snapshot();
    for id in HINDSIGHT {
        let measure = scanned.measures.iter().find(|measure| measure.id == *id);
        let measure = measure.expect("it is taken");
        let shown = &trend.points[0].measures[id];
        assert_eq!((measure.value, measure.unknown), (shown.value, shown.unknown), "{id}");
    }
}

#[test]
fn the_last_point_is_the_present_or_what_was_asked_for() {
    let ground = Ground::new();
    let to_now = trend(&ground, &["--since", "2024-Q4"]);
    assert_eq!(names(&to_now).last(), Some(&"now"));
    let months = trend(
        &Ground::new(),
        &["--since", "2025-01-10", "--until", "2025-03-10", "--every", "month"],
    );
    assert_eq!(names(&months), ["2025-01", "2025-02", "2025-03-10"]);
}

#[test]
fn one_number_is_one_line_with_its_course_and_one_row_of_the_table() {
    let ground = Ground::new();
    let folder = ground.bare("paved");
    let run = |format: &str| {
        let typed = ["history", "--since", "2024-Q3", "--until", "2025-Q2", "--format", format];
        milepost(&ground).args(typed).args([&folder]).run().stdout
    };
    let text = run("text");
    assert!(text.starts_with("harbour from 2024-Q3 to 2025-Q2 · 4 instants"), "{text}");
    assert!(text.lines().any(|line| line.trim_start().starts_with("on the golden path")));
    let table = run("csv");
    let mut rows = table.lines();
    assert_eq!(rows.next(), Some("name,at,kind,id,lo,hi,yes,no,unknown"));
    assert!(table.contains("2025-Q1,2025-03-31T23:59:59Z,step,gp.05,"), "{table}");
    assert!(table.lines().all(|row| row.matches(',').count() == 8), "{table}");
}

#[test]
fn a_history_that_ends_before_it_starts_is_told() {
    let ground = Ground::new();
    let folder = ground.bare("paved");
    let typed = ["history", "--since", "2025-Q2", "--until", "2024-Q4"];
    let run = milepost(&ground).args(typed).args([&folder]).run();
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("2025-Q2 is later than 2024-Q4"), "{run:?}");
}
