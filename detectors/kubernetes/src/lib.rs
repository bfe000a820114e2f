#![doc = include_str!("../README.md")]

mod application;
mod clusters;
mod kustomize;
mod manifest;
mod objects;
mod parts;
mod products;
mod routes;
mod workloads;

use milepost_detector::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "kubernetes",
    version: 7,
    summary: "Kubernetes objects: what is run, what stands around it, and the clusters themselves",
    claims: &["**/*.yaml", "**/*.yml", "**/templates/**/*.tpl", "**/Kustomization"],
    claims_by_name: &[],
    emits: &["chart-part", "workload", "use", "object", "cluster"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Kubernetes;

struct Kubernetes;

impl Detector for Kubernetes {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let first = findings.found.len();
        match file.name() {
            "kustomization.yaml" | "kustomization.yml" | "Kustomization" => {
                kustomize::read(file, findings);
            }
            _ => manifest::read(file, findings),
        }
        if let Some(found) = findings.found.get_mut(first..) {
            found.sort_by_key(|finding| finding.line);
        }
    }
}
