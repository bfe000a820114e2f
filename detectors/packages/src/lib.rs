#![doc = include_str!("../README.md")]

use milepost_detector::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "packages",
    version: 1,
    summary: "what it recognises, in one line",
    claims: &["**/packages.example"],
    claims_by_name: &[],
    emits: &["use"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Packages;

struct Packages;

impl Detector for Packages {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, _file: &File<'_>, _findings: &mut Findings) {}
}
