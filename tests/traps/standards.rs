//! Whose units are a standard, and who is on it: traps T24 to T28, and T30.

use std::fs;
use std::sync::LazyLock;

use milepost_core::{Basis, Snapshot, Standard, StandingName};
use milepost_testkit::Ground;

use super::{answer, built, measure, scanned, taken};
use crate::{milepost, standing};

static GROVE: LazyLock<Snapshot> = LazyLock::new(|| scanned("grove"));
static MEADOW: LazyLock<Snapshot> = LazyLock::new(|| scanned("meadow"));
static MARKET: LazyLock<Snapshot> = LazyLock::new(|| scanned("market"));

fn standard<'s>(snapshot: &'s Snapshot, step: &str) -> &'s Standard {
    snapshot.standards.iter().find(|it| it.step == step).expect("every step has a row")
}

/// Scans the nursery with a configuration.
fn nursery(config: &str) -> Snapshot {
    let ground = Ground::new();
    let folder = built(&ground, "nursery");
    fs::write(ground.path().join("milepost.toml"), config).expect("it is there");
    milepost(&ground).args(["scan", "--format", "json"]).args([folder]).run().snapshot()
}

#[test]
fn t04_a_unit_counts_for_each_deployable_of_a_monorepo() {
    for name in ["grove/thicket//services/ash", "grove/thicket//services/elm"] {
        assert_eq!(answer(&GROVE, "shared-ci", name), "yes", "{name}");
        assert_eq!(answer(&GROVE, "dup", name), "no", "{name}: a shape is defined once");
    }
}

#[test]
fn t24_flavours_of_one_unit_are_one_family_and_one_shape() {
    let pipeline = standard(&GROVE, "gp.05");
    assert_eq!(pipeline.basis, Basis::InferredStrong);
    assert_eq!(pipeline.family.as_deref(), Some("grove/workflows"));
    for name in ["grove/oak", "grove/birch", "grove/cedar"] {
        assert_eq!(standing(&GROVE, name, "gp.05"), Some(StandingName::Standard), "{name}");
        assert_eq!(answer(&GROVE, "same", name), "yes", "{name}");
    }
}

#[test]
fn t25_a_wrapper_and_any_way_to_pin_are_use_of_the_unit() {
    let unit = |name: &str| taken(&GROVE, name, "gp.05").way.clone();
    let node = Some("grove/workflows/.github/workflows/node.yml".to_owned());
    assert_eq!(unit("grove/maple"), node, "through a wrapper of its own");
    assert_eq!(unit("grove/oak"), node);
    // By a commit, by a branch, by a tag that is not there.
    for name in ["grove/birch", "grove/cedar", "grove/larch", "grove/maple"] {
        assert_eq!(standing(&GROVE, name, "gp.05"), Some(StandingName::Standard), "{name}");
    }
    assert!(!standard(&GROVE, "gp.05").units.iter().any(|unit| unit.starts_with("grove/maple")));
}

#[test]
fn t26_what_a_switch_leaves_out_is_not_done_and_makes_another_shape() {
    assert_eq!(answer(&GROVE, "scan", "grove/willow"), "yes");
    for name in ["grove/poplar", "grove/alder"] {
        assert_eq!(standing(&GROVE, name, "gp.07"), Some(StandingName::Absent), "{name}");
    }
    let shapes = measure(&GROVE, "shape.distinct").value.expect("there is one");
    assert_eq!((shapes.lo, shapes.hi), (3.0, 3.0), "with a scan, with lint, with neither");
}

#[test]
fn t26_how_differently_a_unit_is_switched_is_a_number_and_shown_where_it_is_explained() {
    let giant = "grove/workflows/.github/workflows/giant.yml";
    let unit = GROVE.units.iter().find(|unit| unit.source == giant).expect("three use it");
    let [switched] = &unit.switched[..] else { panic!("it is called as a whole") };
    let sets: Vec<(&str, u32)> = switched.sets.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    assert_eq!(sets, [("as it comes", 1), ("lint=true", 1), ("scan=true", 1)]);
    assert!((switched.effective - 3.0).abs() < 1e-9, "three sets, one each");
    let ground = Ground::new();
    let folder = built(&ground, "grove");
    let page = milepost(&ground).args(["explain", giant]).args([folder]).run().stdout;
    assert!(page.contains("It is switched in 3 ways in effect"), "{page}");
    assert!(page.contains("scan=true"), "{page}");
}

#[test]
fn t27_popular_units_of_the_public_are_no_standard() {
    for step in ["gp.05", "gp.08", "gp.10", "gp.12"] {
        let found = standard(&MARKET, step);
        assert_eq!((found.basis, found.family.as_deref()), (Basis::None, None), "{step}");
        assert_eq!(found.counts.standard, 0, "{step}");
        assert_eq!(found.counts.own_way, 5, "{step}");
    }
}

#[test]
fn t28_the_platforms_own_services_show_no_choice() {
    let innocent = nursery("");
    assert_eq!(standard(&innocent, "gp.05").family.as_deref(), Some("nursery/paths"));
    let told = nursery("[platform]\nteam = \"roots\"\n");
    let pipeline = standard(&told, "gp.05");
    assert_eq!((pipeline.basis, pipeline.family.as_deref()), (Basis::None, None));
}

#[test]
fn t30_a_declared_standard_that_nobody_takes_is_one_on_paper_and_shown_with_what_they_take() {
    let snapshot = nursery("[standards]\npipeline = \"nursery/paper\"\n");
    let pipeline = standard(&snapshot, "gp.05");
    assert_eq!(pipeline.basis, Basis::Declared);
    assert_eq!(pipeline.family.as_deref(), Some("nursery/paper"));
    assert_eq!((pipeline.counts.standard, pipeline.counts.own_way), (0, 6));
    assert_eq!(pipeline.ways.get("nursery/paths"), Some(&4));
    assert!(pipeline.paper);
    assert_eq!(pipeline.mode_beside(), Some(("nursery/paths", 4)));
    let taken = nursery("[standards]\npipeline = \"nursery/paths\"\n");
    assert!(!standard(&taken, "gp.05").paper);
}

#[test]
fn t30_a_standard_is_on_paper_only_after_half_a_year() {
    // The organisation is seen at the first of April 2026.
    let declared = |from: &str| {
        let table = format!("{{ units = \"nursery/paper\", valid-from = {from} }}");
        standard(&nursery(&format!("[standards]\npipeline = {table}\n")), "gp.05").paper
    };
    assert!(declared("2025-09-30"));
    assert!(!declared("2025-11-01"));
}

#[test]
fn t30_the_report_says_that_a_standard_is_on_paper_and_what_most_do() {
    let ground = Ground::new();
    let folder = built(&ground, "nursery");
    let config = ground.path().join("milepost.toml");
    fs::write(config, "[standards]\npipeline = \"nursery/paper\"\n").expect("it is there");
    let report = milepost(&ground).args(["scan"]).args([&folder]).run().stdout;
    let mut rows = report.lines().skip_while(|line| !line.trim_start().starts_with("pipeline"));
    let row = rows.next().expect("it has a row");
    assert!(row.ends_with("paper  (paper standard)"), "{row}");
    assert_eq!(rows.next().map(str::trim), Some("most go paths (4)"));
    let page = milepost(&ground).args(["explain", "gp.05"]).args([&folder]).run().stdout;
    assert!(page.contains("taken by hardly anybody"), "{page}");
}

#[test]
fn t12_copies_that_are_kept_in_step_use_what_they_are_copies_of_and_are_no_duplicates() {
    let meadow = &MEADOW;
    for name in ["clover", "daisy", "yarrow"] {
        assert_eq!(answer(meadow, "dup", &format!("meadow/{name}")), "yes", "{name}");
    }
    for name in ["thyme", "sage", "mint"] {
        let id = format!("meadow/{name}");
        let pipeline = taken(meadow, &id, "gp.05");
        assert_eq!(pipeline.way.as_deref(), Some("meadow/templates"), "{name}");
        assert_eq!(answer(meadow, "shared-ci", &id), "yes", "{name}");
        assert_eq!(answer(meadow, "dup", &id), "no", "{name}");
    }
    let unit = meadow.units.iter().find(|unit| unit.source == "meadow/templates");
    assert_eq!(unit.map(|unit| (unit.owned, unit.consumers)), Some((true, 4)));
    for name in ["rye", "oat", "barley"] {
        let id = format!("meadow/{name}");
        assert_eq!(answer(meadow, "dup", &id), "no", "{name} is marked as generated");
        assert_eq!(answer(meadow, "ci", &id), "yes", "{name} is built all the same");
    }
}

#[test]
fn t29_while_a_move_is_half_done_the_old_way_counts_and_nothing_is_standard() {
    let pipeline = standard(&MEADOW, "gp.05");
    assert_eq!((pipeline.basis, pipeline.counts.standard), (Basis::Inferred, 3));
    assert_eq!(pipeline.family.as_deref(), Some("meadow/templates"));
    for step in ["gp.05", "gp.09"] {
        let fern = taken(&MEADOW, "meadow/fern", step);
        assert_eq!(fern.standing, StandingName::OwnWay, "{step}");
        let why = fern.why.as_deref().expect("there is a reason");
        assert!(why.starts_with("migrating: travis still takes it"), "{why}");
        assert!(fern.evidence.iter().all(|at| at.path == ".travis.yml"), "{step}");
    }
    // Both may run the tests; only what is made and shipped moves.
    assert_eq!(taken(&MEADOW, "meadow/fern", "gp.06").standing, StandingName::Standard);
}
