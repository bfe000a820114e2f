//! What a platform team looks after, nearly the same for every team (five-stages.3.dozens-configs).

use std::fs;

use milepost_core::{Snapshot, Unknown};
use milepost_testkit::Ground;

use super::{answer, built, measure, scanned};
use crate::milepost;

/// The weir, with its keepers for the platform team, and without its history.
fn weir() -> Snapshot {
    let ground = Ground::new();
    let folder = built(&ground, "weir");
    fs::write(ground.path().join("milepost.toml"), "[platform]\nteam = \"keepers\"\n")
        .expect("it is there");
    let scan = ["scan", "--no-history", "--format", "json"];
    milepost(&ground).args(scan).args([folder]).run().snapshot()
}

#[test]
fn what_is_nearly_the_same_for_every_team_is_a_variant_and_t12_what_is_kept_in_step_is_none() {
    let weir = weir();
    let variants = measure(&weir, "config-variants");
    assert_eq!(variants.value.map(|it| (it.lo, it.hi)), Some((3.0, 3.0)), "{variants:?}");
    for team in ["heron", "otter", "trout"] {
        let of = |place: String| answer(&weir, "config-variants", &format!("weir/deploy//{place}"));
        assert_eq!(of(format!("apps/{team}/overlays")), "yes", "of both environments");
        assert_eq!(of(format!("alerts/{team}/values.yaml")), "no", "a copy of the others");
        assert_eq!(of(format!(".github/workflows/{team}.yml")), "outside", "it is generated");
        assert_eq!(answer(&weir, "config-variants.teams", team), "yes");
    }
    let shown = variants.yes.iter().flat_map(|it| &it.evidence).next().expect("it can be opened");
    assert_eq!(shown.path, "apps/heron/overlays/dev/deployment.yaml");
    let teams = measure(&weir, "config-variants.teams");
    assert_eq!(teams.value.map(|it| (it.lo, it.hi)), Some((3.0, 3.0)));
    let each = measure(&weir, "config-variants.per-team");
    assert_eq!(each.unknown, Some(Unknown::NoTeam), "no team runs anything that is seen here");
}

#[test]
fn t48_without_a_platform_team_nobody_knows_what_it_looks_after() {
    let weir = scanned("weir");
    let variants = measure(&weir, "config-variants");
    assert_eq!((variants.value, variants.unknown), (None, Some(Unknown::NoTeam)));
}
