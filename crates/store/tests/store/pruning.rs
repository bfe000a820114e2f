//! Pruning what lies in the folder.

use std::fs;

use milepost_store::Retention;

use crate::made::{Ground, instant, instants};

const JANUARY: &str = "2026-01-10T00:00:00Z";
const FEBRUARY: &str = "2026-02-10T00:00:00Z";
const MARCH: &str = "2026-03-10T00:00:00Z";
const MAY: &str = "2026-05-10T00:00:00Z";

fn autumn() -> Retention {
    Retention { now: instant("2026-10-15T12:00:00Z"), first_month: 1 }
}

fn left(ground: &Ground) -> Vec<String> {
    instants(&ground.store().list().expect("the folder can be listed"))
}

#[test]
fn pruning_removes_what_need_not_be_kept_and_a_second_time_nothing() {
    let ground = Ground::holding(&[JANUARY, FEBRUARY, MARCH, MAY]);
    ground.write("notes.txt", "notes");
    let pruning = ground.store().prune(autumn(), false).unwrap();
    let removed: Vec<_> = pruning.removed.iter().map(|pruned| pruned.entry.clone()).collect();
    assert_eq!(instants(&removed), [JANUARY, FEBRUARY]);
    assert!(pruning.removed.iter().all(|pruned| pruned.stays == instant(MARCH)));
    assert!(pruning.broken.is_empty());
    assert_eq!(instants(&pruning.left), [MARCH, MAY]);
    assert_eq!(left(&ground), [MARCH, MAY]);
    assert!(ground.names().contains(&"notes.txt".to_owned()));
    assert!(ground.store().prune(autumn(), false).unwrap().removed.is_empty());
}

#[test]
fn a_dry_run_says_the_same_and_removes_nothing() {
    let all = [JANUARY, FEBRUARY, MARCH, MAY];
    let ground = Ground::holding(&all);
    let said = ground.store().prune(autumn(), true).unwrap();
    assert_eq!(left(&ground), all);
    let done = ground.store().prune(autumn(), false).unwrap();
    assert_eq!((said.removed, said.left), (done.removed, done.left));
}

#[test]
fn nothing_whole_is_removed_in_favour_of_something_broken() {
    let ground = Ground::holding(&[JANUARY, FEBRUARY, MARCH]);
    ground.write("2026-03-10T00-00-00Z.json.zst", "half a fi");
    let pruning = ground.store().prune(autumn(), false).unwrap();
    assert_eq!(left(&ground), [FEBRUARY, MARCH]);
    let [(entry, error)] = &pruning.broken[..] else { panic!("one is broken") };
    assert_eq!(entry.at, instant(MARCH));
    assert!(error.to_string().contains("not compressed with zstd"));
}

#[test]
fn where_everything_is_broken_everything_stays() {
    let ground = Ground::holding(&[JANUARY, FEBRUARY, MARCH]);
    for name in ground.names() {
        fs::write(ground.folder().join(name), "half a fi").unwrap();
    }
    let pruning = ground.store().prune(autumn(), false).unwrap();
    assert!(pruning.removed.is_empty());
    assert_eq!(left(&ground), [JANUARY, FEBRUARY, MARCH]);
}

#[test]
fn a_store_that_is_not_there_has_nothing_to_prune() {
    assert!(Ground::new().store().prune(autumn(), false).unwrap().removed.is_empty());
}
