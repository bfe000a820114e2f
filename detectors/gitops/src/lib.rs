#![doc = include_str!("../README.md")]

mod argocd;
mod flux;
mod progressive;
mod sources;
mod values;

use milepost_detector::{Card, Detector, File, Findings};
use milepost_kube::object::{expanded, objects};
use milepost_kube::template;
use milepost_syntax::Reading;

static CARD: Card = Card {
    id: "gitops",
    version: 3,
    summary: "what Argo CD and Flux are told to install, and gradual roll-outs beside them",
    claims: &["**/*.yaml", "**/*.yml"],
    claims_by_name: &[],
    emits: &["use", "delivery", "tool"],
    page: include_str!("../README.md"),
};

/// API groups whose objects are read, as they end.
const APIS: &[&str] =
    &["argoproj.io/", "fluxcd.io/", "fluxcd.controlplane.io/", "flagger.app/", "kargo.akuity.io/"];

/// Kinds whose objects install something or decide on how.
const KINDS: &[&str] = &[
    "AnalysisTemplate",
    "Application",
    "ApplicationSet",
    "Canary",
    "FluxInstance",
    "HelmRelease",
    "Kustomization",
    "Rollout",
    "Stage",
];

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Gitops;

struct Gitops;

impl Detector for Gitops {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        if !names_delivery_api(file.text) || template::is_of_another_engine(file.text) {
            return;
        }
        let first = findings.found.len();
        read(template::reading(file), findings);
        if let Some(found) = findings.found.get_mut(first..) {
            found.sort_by_key(|finding| finding.line);
        }
    }
}

fn read(reading: &Reading<'_>, findings: &mut Findings) {
    let roots: Vec<_> = expanded(&reading.roots).collect();
    let sources = sources::Sources::of(reading, &roots);
    for object in objects(reading) {
        match object.group() {
            "argoproj.io" => argocd::note(&object, findings),
            group if is_of_flux(group) => flux::note(&object, &sources, findings),
            _ => {}
        }
        progressive::note(&object, findings);
    }
    for broken in reading.broken.iter().filter(|broken| is_told(broken.text)) {
        findings.unread(broken.line, broken.message.clone());
    }
}

fn is_of_flux(group: &str) -> bool {
    group.ends_with("fluxcd.io") || group == "fluxcd.controlplane.io"
}

/// Whether a text that cannot be read would be told of if it could.
fn is_told(text: &str) -> bool {
    let is_of_kind =
        |line: &str| line.strip_prefix("kind:").is_some_and(|kind| KINDS.contains(&kind.trim()));
    names_delivery_api(text) && text.lines().any(is_of_kind)
}

fn names_delivery_api(text: &str) -> bool {
    let names = |text: &str| APIS.iter().any(|api| text.contains(api));
    names(text) && text.lines().any(|line| line.contains("apiVersion") && names(line))
}
