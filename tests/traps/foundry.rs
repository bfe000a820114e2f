//! What began in the last year, and what it was copied from (rubric 0.7, M.copy).

use std::fs;
use std::sync::LazyLock;

use milepost_core::{Member, Snapshot};
use milepost_testkit::Ground;

use super::{answer, built, measure};
use crate::{milepost, repository};

static FOUNDRY: LazyLock<Snapshot> = LazyLock::new(|| {
    let ground = Ground::new();
    let folder = built(&ground, "foundry");
    let config = "[platform]\npeople = [\"kim@example.com\"]\n";
    fs::write(ground.path().join("milepost.toml"), config).expect("it is there");
    milepost(&ground).args(["scan", "--format", "json"]).args([folder]).run().snapshot()
});

fn member(id: &str) -> &'static Member {
    let measure = measure(&FOUNDRY, "copy");
    let mut all = measure.yes.iter().chain(&measure.no);
    all.find(|member| member.id == id).unwrap_or_else(|| panic!("{id} is not new"))
}

#[test]
fn a_service_whose_files_are_those_of_an_older_one_is_born_as_a_copy() {
    for name in ["foundry/bellows", "foundry/crucible"] {
        assert_eq!(answer(&FOUNDRY, "copy", name), "yes", "{name}");
        let [shown] = &member(name).evidence[..] else { panic!("one file shows it") };
        assert_eq!(shown.path, ".github/workflows/deliver.yml");
        assert!(shown.shows.contains("those of foundry/anvil"), "{}", shown.shows);
    }
    assert_eq!(answer(&FOUNDRY, "copy", "foundry/anvil"), "outside", "it is not new");
}

#[test]
fn what_began_by_itself_is_no_copy_even_with_files_of_the_same_names() {
    assert_eq!(answer(&FOUNDRY, "copy", "foundry/hammer"), "no");
}

#[test]
fn t03_what_was_made_from_a_template_is_no_copy() {
    assert_eq!(answer(&FOUNDRY, "copy", "foundry/ladle"), "no");
    assert_eq!(member("foundry/ladle").way, "made from foundry/service-template");
}

#[test]
fn a_call_of_the_standard_pipeline_and_a_small_image_are_no_copy() {
    assert_eq!(answer(&FOUNDRY, "copy", "foundry/tongs"), "no");
    assert_eq!(member("foundry/tongs").way, "too little of its own to be a copy");
    let began = repository(&FOUNDRY, "foundry/tongs").history.as_ref();
    let began = began.and_then(|history| history.beginning.as_ref()).expect("it is new");
    let like = began.like.first().expect("it is like one that calls the same");
    assert_eq!((like.repository.as_str(), like.files), ("foundry/vice", 2));
}

#[test]
fn a_copy_is_the_platform_teams_when_it_committed_the_files() {
    assert_eq!(answer(&FOUNDRY, "copy.platform", "foundry/bellows"), "yes");
    assert_eq!(answer(&FOUNDRY, "copy.platform", "foundry/crucible"), "no");
    assert_eq!(answer(&FOUNDRY, "copy.platform", "foundry/hammer"), "outside");
}
