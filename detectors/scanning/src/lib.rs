#![doc = include_str!("../README.md")]

use milepost_detector::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "scanning",
    version: 1,
    summary: "what it recognises, in one line",
    claims: &["**/scanning.example"],
    claims_by_name: &[],
    emits: &["use"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Scanning;

struct Scanning;

impl Detector for Scanning {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, _file: &File<'_>, _findings: &mut Findings) {}
}
