//! The snapshots that are kept in a folder.

use milepost_report::kept::{self, Kept, Pruned, Pruning};
use snapbox::{assert_data_eq, str};

use crate::made::plain;

fn kept(at: &str, bytes: u64) -> Kept {
    Kept { at: at.to_owned(), bytes }
}

#[test]
fn instants_start_and_sizes_end_in_one_column() {
    let kept = [kept("2026-06-30T22:00:00.25Z", 980), kept("2026-09-30T22:00:00Z", 1_204_000)];
    assert_data_eq!(
        plain(&kept::list("nightly", &kept)),
        str![[r#"
nightly · 2 snapshots · 1.2 MB
  2026-06-30T22:00:00.25Z   980 B
  2026-09-30T22:00:00Z     1.2 MB

milepost snapshots show 2026-09-30T22:00:00Z   its report

"#]]
    );
}

#[test]
fn what_is_pruned_says_what_stays_and_what_is_broken_says_why() {
    let pruned = Pruned {
        kept: kept("2026-01-31T22:00:00Z", 104_000),
        stays: "2026-03-31T22:00:00Z".to_owned(),
    };
    let pruning = Pruning {
        dry_run: false,
        removed: vec![pruned],
        left: 12,
        broken: vec!["nightly/a.json.zst: cut off".to_owned()],
        leftovers: 2,
    };
    assert_data_eq!(
        plain(&kept::pruning(&pruning)),
        str![[r#"
1 snapshot removed, 12 kept
  2026-01-31T22:00:00Z  104.0 kB  2026-03-31T22:00:00Z stays for its quarter
  ✗ nightly/a.json.zst: cut off
    nothing is removed in favour of it
  2 temporary files of runs that did not end removed

"#]]
    );
}

#[test]
fn what_a_broken_file_holds_does_not_move_the_cursor() {
    let why = Some("a snapshot of \u{1b}[2J".to_owned());
    let text = plain(&kept::verified("a\u{1b}b", &[(kept("2026-01-31T22:00:00Z", 1), why)]));
    assert!(text.contains("0 whole · 1 broken"), "{text}");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
}
