//! The report of each fixture organisation, as people read it. With `SNAPSHOTS=overwrite` in the
//! environment the files below `tests/snapshots` are written anew.

use std::path::Path;

use milepost_testkit::Ground;
use snapbox::{Data, assert_data_eq};

use crate::milepost;

fn check(name: &str) {
    let ground = Ground::new();
    ground.bare(name);
    let outcome = milepost(&ground).args(["scan", name]).run();
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/snapshots")
        .join(format!("{name}.txt"));
    assert_data_eq!(outcome.stdout, Data::read_from(&file, None).raw());
}

#[test]
fn sprout_reads_as_a_few_services_deployed_by_hand_and_by_scripts() {
    check("sprout");
}

#[test]
fn toolshed_reads_as_tools_everywhere_and_no_two_services_alike() {
    check("toolshed");
}

#[test]
fn paved_reads_as_one_way_that_most_take() {
    check("paved");
}

#[test]
fn demo_reads_as_a_standard_half_adopted_and_a_family_of_copies() {
    check("demo");
}

#[test]
fn odd_reads_as_what_could_not_be_read() {
    check("odd");
}
