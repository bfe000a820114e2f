#![doc = include_str!("../README.md")]

use milepost_core::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "helm",
    version: 1,
    summary: "Helm charts, values, templates and what installs them",
    claims: &["**/Chart.yaml"],
    claims_by_name: &[],
    emits: &[
        "chart",
        "use",
        "chart-values",
        "workload",
        "delivery",
        "lock",
    ],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Helm;

struct Helm;

impl Detector for Helm {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, _file: &File<'_>, _findings: &mut Findings) {}
}
