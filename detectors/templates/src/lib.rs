#![doc = include_str!("../README.md")]

use milepost_detector::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "templates",
    version: 1,
    summary: "what it recognises, in one line",
    claims: &["**/templates.example"],
    claims_by_name: &[],
    emits: &["use"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Templates;

struct Templates;

impl Detector for Templates {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, _file: &File<'_>, _findings: &mut Findings) {}
}
