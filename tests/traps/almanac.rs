//! Traps that history alone shows: who wrote what and when, what is new, what was deployed.

use std::sync::LazyLock;

use milepost_core::{ChangeWay, Measure, Member, Snapshot, Unknown};
use milepost_testkit::Ground;

use super::history::cut_short;
use super::{answer, built, measure, scanned};
use crate::{json_of, milepost, repository, snapshot_of};

static ALMANAC: LazyLock<Snapshot> = LazyLock::new(|| scanned("almanac"));

fn id(name: &str) -> String {
    format!("almanac/{name}")
}

/// What a measure says of one of its members.
fn said<'s>(measure: &'s Measure, id: &str) -> &'s str {
    let members: [&Vec<Member>; 3] = [&measure.yes, &measure.no, &measure.open];
    let found = members.into_iter().flatten().find(|member| member.id == id);
    &found.unwrap_or_else(|| panic!("{id} is no member of {}", measure.id)).way
}

fn changes(name: &str) -> &'static [milepost_core::Change] {
    let history = repository(&ALMANAC, &id(name)).history.as_ref();
    &history.unwrap_or_else(|| panic!("{name} has no history")).changes
}

#[test]
fn t31_what_was_squashed_hides_when_it_was_written() {
    let lead = measure(&ALMANAC, "lt");
    // The medians of two changes that took three days each.
    assert_eq!(said(lead, &id("t31-merged")).split_once(' ').unwrap().0, "72.0");
    assert_eq!(said(lead, &id("t31-squashed")), "no-api");
    assert_eq!(changes("t31-squashed")[0].way, ChangeWay::Squash);
    assert_eq!(changes("t31-merged")[0].way, ChangeWay::Merge);
}

#[test]
fn t32_who_merges_is_no_author_and_who_helps_is_one() {
    let changes = changes("t32-merged-by-another");
    assert_eq!(changes[0].by.len(), 2, "both who wrote it");
    assert!(!changes[1].bot, "a machine only merged it");
    assert!(changes[0].by.contains(&changes[1].by[0]));
}

#[test]
fn t33_machines_are_no_people() {
    assert_eq!(changes("t33-machines").iter().filter(|change| change.bot).count(), 6);
    let top = measure(&ALMANAC, "top1");
    assert_eq!(said(top, &id("t33-machines")), "at most 60 % of 5 changes by one person");
}

#[test]
fn t34_what_was_written_elsewhere_long_before_is_not_new() {
    assert_eq!(answer(&ALMANAC, "gp-new", &id("t34-brought-along")), "outside");
    assert_ne!(answer(&ALMANAC, "gp-old", &id("t34-brought-along")), "outside");
    assert_ne!(answer(&ALMANAC, "gp-new", &id("t37-cut")), "outside");
}

#[test]
fn t35_what_only_moved_inside_its_repository_is_as_old_as_it_was() {
    for part in ["apps/api", "apps/web"] {
        let id = id(&format!("t35-moved-inside//{part}"));
        assert_eq!(answer(&ALMANAC, "gp-new", &id), "outside", "{part}");
    }
}

#[test]
fn t36_two_addresses_of_one_person_are_one_person() {
    assert_eq!(answer(&ALMANAC, "top1", &id("t36-one-person")), "yes");
    let people: Vec<_> = changes("t36-one-person")[..5].iter().map(|change| &change.by).collect();
    assert!(people.iter().all(|by| *by == people[0] && by.len() == 1));
}

#[test]
fn t37_of_a_history_cut_short_people_and_ages_are_unknown() {
    let ground = Ground::new();
    let folder = built(&ground, "almanac").join("t37-cut.git");
    cut_short(&folder);
    let cut = snapshot_of(&ground, &folder);
    let repository = repository(&cut, &id("t37-cut"));
    assert!(repository.roots.is_empty() && repository.born.is_none());
    for measure in ["top1", "gp-new", "gp-old", "df.deployable"] {
        assert_eq!(answer(&cut, measure, &id("t37-cut")), "open", "{measure}");
    }
    assert_eq!(measure(&cut, "engineers").unknown, Some(Unknown::Shallow));
}

#[test]
fn t37_without_a_history_what_needs_one_is_unknown() {
    let ground = Ground::new();
    let folder = built(&ground, "almanac");
    let without = ["scan", "--format", "json", "--no-history"];
    let snapshot = milepost(&ground).args(without).args([&folder]).run().snapshot();
    assert!(snapshot.repositories.iter().all(|repository| repository.history.is_none()));
    for id in ["engineers", "engineers.growth", "codemod", "bus", "lt", "df.deployable"] {
        assert_eq!(measure(&snapshot, id).unknown, Some(Unknown::Shallow), "{id}");
    }
}

#[test]
fn t38_neither_a_new_name_nor_a_mended_word_keeps_a_document_fresh() {
    let kept = |name: &str| answer(&ALMANAC, "fresh.90", &id(name));
    assert_eq!(kept("t38-kept:README.md"), "yes");
    assert_eq!(kept("t38-reformatted:docs/README.md"), "no");
}

#[test]
fn t46_the_platform_team_is_whom_the_configuration_names() {
    assert_eq!(measure(&ALMANAC, "plat-share").unknown, Some(Unknown::NoTeam));
    let ground = Ground::new();
    let folder = built(&ground, "almanac");
    std::fs::write(ground.path().join("milepost.toml"), "[platform]\npeople = [\"pia@*\"]\n")
        .unwrap();
    let run = json_of(&ground, &folder);
    assert!(!run.stdout.contains("pia@"));
    let snapshot = run.snapshot();
    // Two she wrote and one she merged.
    let share = measure(&snapshot, "plat-share");
    assert_eq!(said(share, &id("t46-rotation")), "3 of 10 changes");
}

#[test]
fn t59_the_same_version_once_more_is_no_deploy() {
    let rate = measure(&ALMANAC, "df.deployable");
    assert_eq!(said(rate, &id("t59-shop")), "2 by versions set in git");
}

#[test]
fn t60_what_failed_is_what_failed_at_least() {
    let failed = measure(&ALMANAC, "cfr");
    let way = said(failed, &id("t60-taken-back"));
    assert!(way.starts_with("at least 1 of 3 "), "{way}");
    assert!(failed.value.is_some_and(|value| value.lo > 0.0 && value.hi > 0.99));
    assert_eq!(measure(&ALMANAC, "mttr").unknown, Some(Unknown::TooFew));
}

#[test]
fn t75_history_names_nobody() {
    let ground = Ground::new();
    let folder = built(&ground, "almanac");
    let json = json_of(&ground, &folder).stdout;
    for person in ["Kvernberg", "bela", "kosei", "Osei", "Harju", "@example.com", "noreply"] {
        assert!(!json.contains(person), "{person}");
    }
}
