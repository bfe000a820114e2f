#![doc = include_str!("../README.md")]

mod argocd;
mod flux;

use milepost_detector::{Card, Detector, File, Findings};
use milepost_kube::object::{expanded, objects};

static CARD: Card = Card {
    id: "gitops",
    version: 1,
    summary: "what Argo CD and Flux are told to install",
    claims: &["**/*.yaml", "**/*.yml"],
    claims_by_name: &[],
    emits: &["use", "delivery"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Gitops;

struct Gitops;

impl Detector for Gitops {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        if !names_delivery_api(file.text) {
            return;
        }
        let in_chart = file.folder().split('/').any(|part| part == "templates");
        let reading = if in_chart { file.template() } else { file.yaml() };
        let roots: Vec<_> = expanded(&reading.roots).collect();
        let sources = flux::Sources::of(reading, &roots);
        for object in objects(reading) {
            if object.api_version.starts_with("argoproj.io/") {
                argocd::note(&object, findings);
            } else if object.api_version.contains("fluxcd.io/") {
                flux::note(&object, &sources, findings);
            }
        }
        for broken in reading.broken.iter().filter(|broken| names_delivery_api(broken.text)) {
            findings.unread(broken.line, broken.message.clone());
        }
    }
}

fn names_delivery_api(text: &str) -> bool {
    (text.contains("argoproj.io/") || text.contains("fluxcd.io/"))
        && text.lines().any(|line| {
            line.contains("apiVersion")
                && (line.contains("argoproj.io/") || line.contains("fluxcd.io/"))
        })
}
