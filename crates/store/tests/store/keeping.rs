//! Keeping, listing and finding.

use std::fs;
use std::time::{Duration, SystemTime};

use milepost_store::{Before, LEFTOVER_HOURS, Store, StoreError};

use crate::made::{Ground, compressed, instant, instants, other, snapshot, text};

const AT: &str = "2026-09-30T23:59:59Z";
const FILE: &str = "2026-09-30T23-59-59Z.json.zst";

#[test]
fn what_is_kept_reads_back_equal_and_is_the_canonical_text() {
    let ground = Ground::new();
    let kept = ground.store().keep(&snapshot(AT)).unwrap();
    assert_eq!(kept.before, Before::Nothing);
    assert_eq!(kept.entry.path, ground.folder().join(FILE));
    assert_eq!(ground.names(), [FILE]);
    assert_eq!(ground.store().list().unwrap(), std::slice::from_ref(&kept.entry));
    assert_eq!(ground.store().read(&kept.entry).unwrap(), snapshot(AT));
    assert_eq!(text(&kept.entry.path), milepost_snapshot::write(&snapshot(AT)).unwrap());
}

#[test]
fn the_same_snapshot_is_the_same_bytes_in_any_store() {
    let (one, two) = (Ground::holding(&[AT]), Ground::holding(&[AT]));
    let bytes = |ground: &Ground| fs::read(ground.folder().join(FILE)).unwrap();
    assert_eq!(bytes(&one), bytes(&two));
}

#[test]
fn keeping_the_same_again_writes_nothing() {
    let ground = Ground::holding(&[AT]);
    let file = ground.folder().join(FILE);
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    fs::File::options().append(true).open(&file).unwrap().set_modified(long_ago).unwrap();
    let kept = ground.store().keep(&snapshot(AT)).unwrap();
    assert_eq!(kept.before, Before::Same);
    assert_eq!(kept.entry.bytes, file.metadata().unwrap().len());
    assert_eq!(file.metadata().unwrap().modified().unwrap(), long_ago);
    assert_eq!(ground.names(), [FILE]);
}

#[test]
fn a_text_compressed_by_another_version_of_zstd_is_the_same_snapshot() {
    let ground = Ground::new();
    let text = milepost_snapshot::write(&snapshot(AT)).unwrap();
    ground.write(FILE, zstd::encode_all(text.as_bytes(), 19).unwrap());
    assert_eq!(ground.store().keep(&snapshot(AT)).unwrap().before, Before::Same);
    assert!(ground.store().verify().unwrap().iter().all(|file| file.verdict.is_ok()));
}

#[test]
fn another_snapshot_of_the_same_instant_takes_its_place() {
    let ground = Ground::holding(&[AT]);
    let kept = ground.store().keep(&other(AT)).unwrap();
    assert_eq!(kept.before, Before::Other);
    assert_eq!(ground.store().read(&kept.entry).unwrap(), other(AT));
    assert_eq!(ground.names(), [FILE]);
}

#[test]
fn a_broken_file_is_replaced_by_keeping_its_instant_again() {
    let ground = Ground::new();
    ground.write(FILE, "half a fi");
    assert_eq!(ground.store().keep(&snapshot(AT)).unwrap().before, Before::Other);
    let entry = ground.newest();
    assert_eq!(ground.store().read(&entry).unwrap(), snapshot(AT));
}

#[test]
fn a_second_organisation_is_refused_and_both_are_named() {
    let ground = Ground::holding(&[AT]);
    let mut theirs = snapshot("2026-10-01T00:00:00Z");
    theirs.organisation = "umbrella".to_owned();
    let error = ground.store().keep(&theirs).unwrap_err();
    assert!(matches!(error, StoreError::Organisation { .. }));
    let said = error.to_string();
    let expected = r#"kept: holds snapshots of "acme", and this one is of "umbrella"; expected a folder for each organisation"#;
    assert!(said.ends_with(expected), "{said}");
    assert_eq!(ground.names(), [FILE]);
}

#[test]
fn a_broken_file_does_not_hide_whose_the_store_is() {
    let ground = Ground::holding(&[AT]);
    ground.write("2026-12-31T00-00-00Z.json.zst", "half a fi");
    let mut theirs = snapshot("2026-10-01T00:00:00Z");
    theirs.organisation = "umbrella".to_owned();
    assert!(ground.store().keep(&theirs).is_err());
    assert!(ground.store().keep(&snapshot("2026-10-01T00:00:00Z")).is_ok());
}

#[test]
fn the_list_is_in_the_order_of_time_which_is_not_that_of_names() {
    let (whole, half) = ("2026-09-30T23:59:59Z", "2026-09-30T23:59:59.5Z");
    let ground = Ground::holding(&[half, "2026-10-01T00:00:00Z", whole, "-000044-03-15T12:00:00Z"]);
    assert_eq!(
        instants(&ground.store().list().unwrap()),
        ["-000044-03-15T12:00:00Z", whole, half, "2026-10-01T00:00:00Z"]
    );
    assert!(ground.names()[1].contains(".5Z"), "by name the later one comes first");
}

#[test]
fn what_is_no_snapshot_is_not_listed() {
    let ground = Ground::holding(&[AT]);
    ground.write("notes.txt", "notes");
    ground.write("2026-09-30.json.zst", "");
    ground.write(".milepost-a1b2c3.tmp", "half a fi");
    fs::create_dir(ground.folder().join("2026-01-01T00-00-00Z.json.zst")).unwrap();
    assert_eq!(instants(&ground.store().list().unwrap()), [AT]);
}

#[cfg(unix)]
#[test]
fn a_link_named_as_a_snapshot_is_not_followed_and_gives_way_to_one() {
    let ground = Ground::new();
    let outside = ground.write("outside.txt", "mine");
    std::os::unix::fs::symlink(&outside, ground.folder().join(FILE)).unwrap();
    assert_eq!(instants(&ground.store().list().unwrap()), [""; 0]);
    assert_eq!(ground.store().keep(&snapshot(AT)).unwrap().before, Before::Other);
    assert_eq!(fs::read_to_string(&outside).unwrap(), "mine");
    assert_eq!(instants(&ground.store().list().unwrap()), [AT]);
}

#[cfg(unix)]
#[test]
fn what_is_kept_may_be_read_by_whom_other_files_may_be_read_by() {
    use std::os::unix::fs::PermissionsExt as _;
    let ground = Ground::holding(&[AT]);
    let mode = |file: &str| ground.folder().join(file).metadata().unwrap().permissions().mode();
    ground.write("notes.txt", "notes");
    assert_eq!(mode(FILE), mode("notes.txt"));
}

#[test]
fn a_store_that_is_not_there_yet_holds_nothing_and_is_made_with_all_folders_above() {
    let ground = Ground::new();
    let store = Store::at(ground.folder().join("a/b"));
    assert!(store.list().unwrap().is_empty());
    assert_eq!(store.last(None).unwrap(), None);
    store.keep(&snapshot(AT)).unwrap();
    assert_eq!(instants(&store.list().unwrap()), [AT]);
}

#[test]
fn a_file_where_the_folder_should_be_is_named() {
    let ground = Ground::new();
    let store = Store::at(ground.write("notes.txt", "notes"));
    for error in [store.list().unwrap_err(), store.keep(&snapshot(AT)).unwrap_err()] {
        let said = error.to_string();
        assert!(said.ends_with("notes.txt: not a folder; expected one that holds snapshots"));
    }
}

#[test]
fn the_last_one_is_the_newest_or_the_newest_before_an_instant() {
    let ground = Ground::holding(&["2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z", AT]);
    let last = |before: Option<&str>| {
        let entry = ground.store().last(before.map(instant)).unwrap();
        entry.map(|entry| entry.at.to_string())
    };
    assert_eq!(last(None).as_deref(), Some(AT));
    assert_eq!(last(Some(AT)).as_deref(), Some("2026-03-31T00:00:00Z"));
    assert_eq!(last(Some("2026-01-31T00:00:00Z")), None);
}

#[test]
fn at_the_end_of_a_quarter_the_newest_that_is_not_later_held() {
    let ground = Ground::holding(&["2026-01-31T00:00:00Z", "2026-03-31T23:59:59Z", AT]);
    let as_of = |at: &str| {
        let entry = ground.store().as_of(instant(at)).unwrap();
        entry.map(|entry| entry.at.to_string())
    };
    assert_eq!(as_of("2026-03-31T23:59:59Z").as_deref(), Some("2026-03-31T23:59:59Z"));
    assert_eq!(as_of("2026-06-30T23:59:59Z").as_deref(), Some("2026-03-31T23:59:59Z"));
    assert_eq!(as_of("2025-12-31T23:59:59Z"), None);
}

#[test]
fn only_leftovers_of_more_than_a_day_are_swept() {
    let ground = Ground::holding(&[AT]);
    let names =
        [".milepost-old.tmp", ".milepost-new.tmp", "old.tmp", "2020-01-01T00-00-00Z.json.zst"];
    for name in names {
        ground.write(name, compressed("{}"));
    }
    let now = instant("2026-10-01T00:00:00Z");
    let set = |name: &str, hours: i64| {
        let at = now - jiff::SignedDuration::from_hours(hours);
        let file = fs::File::options().append(true).open(ground.folder().join(name)).unwrap();
        file.set_modified(at.into()).unwrap();
    };
    set(".milepost-old.tmp", LEFTOVER_HOURS + 1);
    set(".milepost-new.tmp", LEFTOVER_HOURS - 1);
    set("old.tmp", 10_000);
    set("2020-01-01T00-00-00Z.json.zst", 10_000);
    let swept = ground.store().sweep(now).unwrap();
    assert_eq!(swept, [ground.folder().join(".milepost-old.tmp")]);
    assert_eq!(ground.names(), [".milepost-new.tmp", names[3], FILE, "old.tmp"]);
}

#[test]
fn many_that_keep_one_instant_at_once_leave_one_of_them_whole() {
    let ground = Ground::new();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let store = ground.store();
            let mut mine = snapshot(AT);
            mine.rules.digest = format!("{writer:016x}");
            scope.spawn(move || {
                for _ in 0..20 {
                    let entry = store.keep(&mine).unwrap().entry;
                    assert_eq!(store.read(&entry).unwrap().at, mine.at);
                }
            });
        }
    });
    assert_eq!(ground.names(), [FILE]);
    assert!(ground.store().verify().unwrap().iter().all(|file| file.verdict.is_ok()));
}
