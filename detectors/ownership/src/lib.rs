#![doc = include_str!("../README.md")]

mod codeowners;
mod dialect;
mod line;
mod owners;

use milepost_detector::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "ownership",
    version: 1,
    summary: "who owns which paths, line by line",
    claims: &[
        "CODEOWNERS",
        ".github/CODEOWNERS",
        "docs/CODEOWNERS",
        ".gitlab/CODEOWNERS",
        ".bitbucket/CODEOWNERS",
        "**/OWNERS",
    ],
    claims_by_name: &[],
    emits: &["ownership"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Ownership;

struct Ownership;

impl Detector for Ownership {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        if file.name() == "CODEOWNERS" {
            codeowners::note(file, findings);
        } else {
            owners::note(file, findings);
        }
    }
}
