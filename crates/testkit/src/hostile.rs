//! Hostile input: whatever a file holds, a detector ends, does not panic, and points at lines that
//! exist.

use milepost_core::VerbTable;
use milepost_detector::{Detector, File, Findings, Text};

/// What `detector` finds in one file.
pub fn findings_of(detector: &dyn Detector, path: &str, text: &str) -> Findings {
    let (source, verbs) = (Text::new(text), VerbTable::default());
    let mut findings = Findings::default();
    detector.detect(&File::new(path, &source, &verbs), &mut findings);
    findings
}

/// Hands `text` to `detector` under each of `paths`.
///
/// # Panics
/// When the detector does, or when it points at a line the text has not.
pub fn survive(detector: &dyn Detector, paths: &[&str], text: &str) {
    let written = text.lines().count().max(1);
    // What cannot be read may end behind the last line break.
    let counted = text.split('\n').count();
    let stands =
        |line: u32, lines: usize| line > 0 && usize::try_from(line).is_ok_and(|n| n <= lines);
    for path in paths {
        let findings = findings_of(detector, path, text);
        let found = findings.found.iter().all(|found| stands(found.line, written));
        let unread = findings.unread.iter().all(|(line, _)| stands(*line, counted));
        assert!(found && unread, "{path}: {text:?} gives {findings:?}");
    }
}
