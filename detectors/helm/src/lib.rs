#![doc = include_str!("../README.md")]

mod chart;
mod helmfile;
mod kustomize;
mod values;

use milepost_detector::{Card, Detector, File, Findings};

use crate::values::ValuesName;

static CARD: Card = Card {
    id: "helm",
    version: 6,
    summary: "Helm charts, their values, and the helmfiles and kustomizations that install them",
    claims: &[
        "**/*.yaml",
        "**/*.yml",
        "**/*values*.yaml.gotmpl",
        "**/helmfile*.gotmpl",
        "**/helmfile.d/*.gotmpl",
        "**/Chart.lock",
        "**/requirements.lock",
        "**/helmfile.lock",
        "**/Kustomization",
    ],
    claims_by_name: &["**/charts/*.tgz"],
    emits: &["chart", "use", "chart-values", "delivery", "lock"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Helm;

struct Helm;

impl Detector for Helm {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let first = findings.found.len();
        read(file, findings);
        if let Some(found) = findings.found.get_mut(first..) {
            found.sort_by_key(|finding| finding.line);
        }
    }
}

fn read(file: &File<'_>, findings: &mut Findings) {
    match file.name() {
        "Chart.yaml" => chart::read(file, findings),
        "requirements.yaml" => chart::read_requirements(file, findings),
        "Chart.lock" | "requirements.lock" => chart::read_lock("helm", file, findings),
        "helmfile.lock" => chart::read_lock("helmfile", file, findings),
        "kustomization.yaml" | "kustomization.yml" | "Kustomization"
            if file.text.contains("helmChart") =>
        {
            kustomize::read(file, findings);
        }
        name if name.strip_suffix(".tgz").is_some() => chart::note_packed(file, findings),
        _ if helmfile::is_helmfile(file.path) => helmfile::read(file, findings),
        _ => {
            if let Some(name) = ValuesName::of(file.path) {
                values::read(name, file, findings);
            }
        }
    }
}
