#![doc = include_str!("../README.md")]

use milepost_core::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "terraform",
    version: 1,
    summary: "Terraform, OpenTofu and Terragrunt",
    claims: &["**/*.tf"],
    claims_by_name: &[],
    emits: &["infrastructure", "use", "lock", "cost-labels"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Terraform;

struct Terraform;

impl Detector for Terraform {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, _file: &File<'_>, _findings: &mut Findings) {}
}
