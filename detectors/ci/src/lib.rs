#![doc = include_str!("../README.md")]

use milepost_core::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "ci",
    version: 1,
    summary: "CI definitions and what their jobs do",
    claims: &[".github/workflows/*.yml", ".github/workflows/*.yaml"],
    claims_by_name: &[],
    emits: &["pipeline", "use", "delivery"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Ci;

struct Ci;

impl Detector for Ci {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, _file: &File<'_>, _findings: &mut Findings) {}
}
