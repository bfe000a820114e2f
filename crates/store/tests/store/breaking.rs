//! Files that are no whole snapshot: what was found, and what was expected.

use std::fs;

use proptest::prelude::*;
use snapbox::{assert_data_eq, str};

use crate::made::{Ground, compressed, snapshot};

const AT: &str = "2026-09-30T23:59:59Z";
const FILE: &str = "2026-09-30T23-59-59Z.json.zst";

/// What reading says of a file with these bytes, without the folder.
fn said(bytes: impl AsRef<[u8]>) -> String {
    let ground = Ground::new();
    ground.write(FILE, bytes);
    let entry = ground.newest();
    let said = ground.store().read(&entry).expect_err("it is broken").to_string();
    let folder = format!("{}/", ground.folder().display());
    said.strip_prefix(&folder).expect("the file is named").to_owned()
}

fn whole() -> Vec<u8> {
    let ground = Ground::holding(&[AT]);
    fs::read(ground.newest().path).expect("the file is there")
}

#[test]
fn a_file_cut_in_half_says_so() {
    let whole = whole();
    assert_eq!(
        said(&whole[..100]),
        format!("{FILE}: cut off after 100 bytes; expected more of its zstd frame")
    );
    assert_data_eq!(
        said(""),
        str![
            "2026-09-30T23-59-59Z.json.zst: cut off after 0 bytes; expected more of its zstd frame"
        ]
    );
}

#[test]
fn a_file_that_is_not_compressed_says_how_it_starts() {
    assert_data_eq!(
        said(milepost_snapshot::write(&snapshot(AT)).unwrap()),
        str![
            "2026-09-30T23-59-59Z.json.zst: not compressed with zstd: starts with [7b, 0a, 20, 20], expected [28, b5, 2f, fd]"
        ]
    );
}

#[test]
fn a_file_whose_inside_is_damaged_says_what_zstd_says() {
    let mut damaged = whole();
    let last = damaged.last_mut().unwrap();
    *last = !*last;
    assert_data_eq!(
        said(damaged),
        str![[
            r#"2026-09-30T23-59-59Z.json.zst: damaged: zstd says "Restored data doesn't match checksum""#
        ]]
    );
}

#[test]
fn what_follows_a_whole_file_is_not_passed_over() {
    let whole = whole();
    let twice = [&whole[..], &whole].concat();
    assert!(said(twice).contains("trailing characters"));
    let garbage = [&whole[..], b"garbage"].concat();
    assert!(said(garbage).contains("damaged"));
}

#[test]
fn a_text_that_is_no_snapshot_says_what_is_wrong_with_it() {
    assert_data_eq!(
        said(compressed("name: acme")),
        str![
            "2026-09-30T23-59-59Z.json.zst: not a milepost snapshot: expected ident at line 1 column 2"
        ]
    );
    assert_data_eq!(
        said(compressed(r#"{"format": 1, "organisation": "acme"}"#)),
        str![
            "2026-09-30T23-59-59Z.json.zst: not a milepost snapshot: missing field `at` at line 1 column 37"
        ]
    );
    assert_data_eq!(
        said(compressed("")),
        str![
            "2026-09-30T23-59-59Z.json.zst: not a milepost snapshot: EOF while parsing a value at line 1 column 0"
        ]
    );
}

#[test]
fn another_format_is_told_from_a_broken_file() {
    assert_data_eq!(
        said(compressed(r#"{"format": 2, "org": "acme"}"#)),
        str!["2026-09-30T23-59-59Z.json.zst: format 2 of a snapshot; this milepost reads format 1"]
    );
}

#[test]
fn a_snapshot_under_the_name_of_another_instant_says_both() {
    let text = milepost_snapshot::write(&snapshot("2026-06-30T23:59:59Z")).unwrap();
    assert_data_eq!(
        said(compressed(&text)),
        str![
            "2026-09-30T23-59-59Z.json.zst: the snapshot of 2026-06-30T23:59:59Z; expected that of 2026-09-30T23:59:59Z, by its name"
        ]
    );
}

#[test]
fn a_text_of_ever_more_brackets_ends_as_an_error() {
    let deep = format!(r#"{{"format": 1, "organisation": "acme", "at": {}"#, "[".repeat(1_000_000));
    assert!(said(compressed(&deep)).contains("not a milepost snapshot"));
}

#[test]
fn a_file_that_goes_away_meanwhile_is_named() {
    let ground = Ground::holding(&[AT]);
    let entry = ground.newest();
    fs::remove_file(&entry.path).unwrap();
    let said = ground.store().read(&entry).unwrap_err().to_string();
    assert!(said.contains(FILE) && said.contains("No such file"), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_file_that_was_cut_anywhere_is_read(cut in any::<prop::sample::Index>()) {
        let whole = whole();
        prop_assert!(said(&whole[..cut.index(whole.len())]).contains("cut off"));
    }

    #[test]
    fn a_bit_that_flipped_is_never_read_as_another_snapshot(
        place in any::<prop::sample::Index>(),
        bit in 0..8,
    ) {
        let mut bytes = whole();
        let place = place.index(bytes.len());
        bytes[place] ^= 1_u8 << bit;
        let ground = Ground::new();
        ground.write(FILE, bytes);
        let entry = ground.newest();
        if let Ok(read) = ground.store().read(&entry) {
            prop_assert_eq!(read, snapshot(AT));
        }
    }

    #[test]
    fn whatever_lies_there_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let magic = [0x28, 0xb5, 0x2f, 0xfd];
        prop_assert!(!said(&bytes).is_empty());
        prop_assert!(!said([&magic[..], &bytes].concat()).is_empty());
    }
}
