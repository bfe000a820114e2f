//! Fixtures of detectors: a folder of files in, one line of text per fact out.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use globset::{Glob, GlobSet, GlobSetBuilder};
use milepost_core::VerbTable;
use milepost_detector::{Detector, File, Findings, Text};
use snapbox::Data;
use walkdir::WalkDir;

/// Runs `detector` over every folder of `fixtures/` below `root` and compares what it says with
/// `<folder>.snap`. With `SNAPSHOTS=overwrite` in the environment the snapshots are rewritten.
///
/// # Panics
/// When a snapshot differs, or there is no fixture.
pub fn check_fixtures(detector: &dyn Detector, root: &str) {
    let fixtures = Path::new(root).join("fixtures");
    let mut cases: Vec<_> = fs::read_dir(&fixtures)
        .expect("a detector has a folder of fixtures")
        .map(|entry| entry.expect("the folder of fixtures can be listed").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "{} holds no fixture", fixtures.display());
    for case in cases {
        let snapshot = case.with_extension("snap");
        snapbox::assert_data_eq!(
            facts_of_folder(detector, &case),
            Data::read_from(&snapshot, None).raw()
        );
    }
}

/// Everything `detector` says of the files of `folder`, a line each, in the order of paths.
///
/// # Panics
/// When the folder cannot be walked or read.
pub fn facts_of_folder(detector: &dyn Detector, folder: &Path) -> String {
    let (claims, by_name) = (globs(detector.card().claims), globs(detector.card().claims_by_name));
    let verbs = VerbTable::shipped();
    let mut text = String::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.expect("a fixture can be walked");
        let relative = entry.path().strip_prefix(folder).expect("the walk stays in its folder");
        let path = relative.to_str().expect("fixtures have plain names");
        let read = claims.is_match(path);
        if !entry.file_type().is_file() || !read && !by_name.is_match(path) {
            continue;
        }
        let bytes =
            if read { fs::read(entry.path()).expect("a fixture can be read") } else { vec![] };
        let content = String::from_utf8_lossy(&bytes);
        let source = Text::new(content.trim_start_matches('\u{feff}'));
        let file = File::new(path, &source, &verbs);
        let mut findings = Findings::default();
        detector.detect(&file, &mut findings);
        write_lines(&mut text, path, &findings);
    }
    text
}

fn write_lines(text: &mut String, path: &str, findings: &Findings) {
    for found in &findings.found {
        let confidence = format!("{:?}", found.confidence).to_lowercase();
        writeln!(text, "{path}:{} {confidence} {}", found.line, found.what)
            .expect("writing to a text cannot fail");
    }
    for (line, why) in &findings.unread {
        writeln!(text, "{path}:{line} UNREAD {why}").expect("writing to a text cannot fail");
    }
}

fn globs(patterns: &[&str]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).expect("claims are valid globs"));
    }
    set.build().expect("claims are valid globs")
}
