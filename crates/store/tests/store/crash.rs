//! A run that ends half-way: killed at any moment, it leaves nothing that is half a snapshot.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use jiff::SignedDuration;
use milepost_store::Store;

use crate::made::{Ground, instant, snapshot};

/// Names the folder to the writer.
const FOLDER: &str = "MILEPOST_TEST_STORE";

/// Keeps snapshots for as long as it is let, and says of each when it is kept. It is a test only
/// so that this binary can start it.
#[test]
fn writer() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let store = Store::at(folder);
    let mut snapshot = snapshot("2026-01-01T00:00:00Z");
    for round in 0u64.. {
        // Every other one takes the place of the one before.
        if round % 2 == 0 {
            snapshot.at += SignedDuration::from_secs(1);
        }
        snapshot.rules.digest = format!("{round:016x}");
        let detector = |n: u32| (format!("detector-{n}-{round}"), n);
        snapshot.rules.detectors = (0..2_000).map(detector).collect();
        store.keep(&snapshot).unwrap();
        let mut out = std::io::stdout();
        writeln!(out, "\nkept {} {round:016x}", snapshot.at).unwrap();
        out.flush().unwrap();
    }
}

/// Starts the writer, kills it after a while, and gives what it last said it had kept.
fn kill_after(folder: &Path, while_: Duration) -> Option<(String, String)> {
    let mut writer = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "crash::writer", "--nocapture", "--test-threads", "1"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it can be started");
    let said = BufReader::new(writer.stdout.take().expect("a pipe"));
    let mut lines = said.lines().map_while(Result::ok);
    let is_kept = |line: &String| line.starts_with("kept ");
    let first = lines.by_ref().find(is_kept).expect("the writer keeps something");
    thread::sleep(while_);
    writer.kill().expect("it can be killed");
    writer.wait().expect("it ends");
    let last = lines.filter(is_kept).last().unwrap_or(first);
    let (at, digest) = last.strip_prefix("kept ")?.split_once(' ')?;
    Some((at.to_owned(), digest.to_owned()))
}

#[test]
fn killed_at_any_moment_the_store_is_whole_and_holds_what_was_kept() {
    let ground = Ground::new();
    for round in 0..16u64 {
        let store = Store::at(ground.folder().join(round.to_string()));
        let while_ = Duration::from_micros(1_700 * round);
        let (at, digest) = kill_after(store.folder(), while_).expect("what the writer says");
        for file in store.verify().unwrap() {
            assert!(file.verdict.is_ok(), "{:?}", file.verdict);
        }
        let entry = store.as_of(instant(&at)).unwrap().expect("what was kept is there");
        assert_eq!(entry.at, instant(&at));
        // The one that was being kept when the end came may have taken its place.
        let found = store.read(&entry).unwrap().rules.digest;
        assert!(found >= digest, "{found} is older than {digest}, which was kept");
    }
}
