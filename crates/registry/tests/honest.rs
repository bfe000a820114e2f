//! Lists that must agree: folders of detectors, the registry, pages, claims, fixtures, vocabulary.

#![expect(clippy::unwrap_used, reason = "what panics here is the test that fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use globset::Glob;
use milepost_core::What;
use milepost_registry::DETECTORS;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../detectors")
}

fn sorted_names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_folder_of_detectors_is_registered_once_under_its_own_name() {
    let registered: Vec<&str> = DETECTORS.iter().map(|detector| detector.card().id).collect();
    assert_eq!(registered, sorted_names(&folder()));
}

#[test]
fn every_claim_is_a_valid_glob() {
    for detector in DETECTORS {
        for claim in detector.card().claims.iter().chain(detector.card().claims_by_name) {
            assert!(Glob::new(claim).is_ok(), "{}: {claim}", detector.card().id);
        }
    }
}

#[test]
fn every_summary_is_one_line_without_a_full_stop() {
    for detector in DETECTORS {
        let summary = detector.card().summary;
        assert!(!summary.contains('\n') && !summary.ends_with('.'), "{summary}");
    }
}

#[test]
fn every_page_has_its_title_and_the_three_headings() {
    for detector in DETECTORS {
        let (id, page) = (detector.card().id, detector.card().page);
        assert!(page.starts_with(&format!("# {id}\n")), "{id}");
        for heading in ["\n## What it sees\n", "\n## How it decides\n", "\n## What it cannot see\n"]
        {
            assert!(page.contains(heading), "{id}: {heading:?}");
        }
    }
}

#[test]
fn every_kind_a_detector_may_emit_is_shown_by_a_fixture_and_no_other_is() {
    for detector in DETECTORS {
        let card = detector.card();
        let fixtures = folder().join(card.id).join("fixtures");
        let shown: BTreeSet<String> = sorted_names(&fixtures)
            .iter()
            .filter(|name| name.ends_with(".snap"))
            .flat_map(|name| kinds(&fs::read_to_string(fixtures.join(name)).unwrap()))
            .collect();
        let emits: BTreeSet<String> = card.emits.iter().map(|kind| (*kind).to_owned()).collect();
        assert_eq!(shown, emits, "{}", card.id);
    }
}

/// The kinds of fact a snapshot shows: the third word of each line, `path:line confidence kind`.
fn kinds(snapshot: &str) -> Vec<String> {
    snapshot
        .lines()
        .filter_map(|line| {
            ["parsed", "pattern", "name"]
                .iter()
                .find_map(|confidence| line.split_once(&format!(" {confidence} ")))
        })
        .filter_map(|(_, fact)| fact.split(' ').next().map(str::to_owned))
        .collect()
}

#[test]
fn every_emitted_kind_is_in_the_vocabulary_and_every_kind_is_emitted() {
    let emitted: BTreeSet<&str> =
        DETECTORS.iter().flat_map(|detector| detector.card().emits).copied().collect();
    let vocabulary: BTreeSet<&str> = What::KINDS.iter().copied().collect();
    assert_eq!(emitted, vocabulary);
}

#[test]
fn every_fixture_has_a_snapshot_and_every_snapshot_a_fixture() {
    for detector in DETECTORS {
        let fixtures = folder().join(detector.card().id).join("fixtures");
        let names = sorted_names(&fixtures);
        let cases: BTreeSet<&str> =
            names.iter().map(String::as_str).filter(|name| !name.ends_with(".snap")).collect();
        assert!(cases.len() >= 2, "{}: at least two fixtures", detector.card().id);
        let snapshots: BTreeSet<&str> =
            names.iter().filter_map(|name| name.strip_suffix(".snap")).collect();
        assert_eq!(cases, snapshots, "{}", detector.card().id);
    }
}
