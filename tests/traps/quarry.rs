//! Traps of who adds what: resources and environments, with the platform team or without.

use milepost_core::{Measure, Snapshot, Unknown};
use milepost_testkit::Ground;

use super::{built, measure, scanned};
use crate::json_of;

/// The quarry, with Pia for its platform team.
fn quarry() -> Snapshot {
    let ground = Ground::new();
    let folder = built(&ground, "quarry");
    std::fs::write(ground.path().join("milepost.toml"), "[platform]\npeople = [\"pia@*\"]\n")
        .expect("the ground can be written");
    json_of(&ground, &folder).snapshot()
}

fn shown(members: &[milepost_core::Member]) -> Vec<&str> {
    let mut shown: Vec<&str> =
        members.iter().flat_map(|it| &it.evidence).map(|line| line.shows.as_str()).collect();
    shown.sort_unstable();
    shown
}

fn sides(measure: &Measure) -> (Vec<&str>, Vec<&str>) {
    (shown(&measure.yes), shown(&measure.no))
}

#[test]
fn t46_who_merges_what_adds_a_resource_had_a_hand_in_it() {
    let quarry = quarry();
    let (alone, helped) = sides(measure(&quarry, "res-self"));
    assert_eq!(alone, ["aws_s3_bucket", "aws_sns_topic", "aws_sqs_queue", "aws_sqs_queue"]);
    assert_eq!(helped, ["github.com/quarry/terraform-dynamodb"]);
    assert_eq!(measure(&scanned("quarry"), "res-self").unknown, Some(Unknown::NoTeam));
}

#[test]
fn t34_what_begins_with_its_repository_adds_no_environment() {
    let quarry = quarry();
    let (alone, helped) = sides(measure(&quarry, "env-self"));
    let expected = ["environment preprod", "environment prod", "environment qa", "environment uat"];
    assert_eq!((alone, helped), (expected.to_vec(), vec!["environment staging"]));
}
