#![doc = include_str!("../README.md")]

mod labels;
mod saving;
mod tools;

use milepost_detector::{Card, Detector, File, Findings};
use milepost_kube::object::{may_hold_objects, objects};

static CARD: Card = Card {
    id: "cost",
    version: 4,
    summary: "labels that attribute cost, and tools that tell or save it",
    claims: &["**/*.yaml", "**/*.yml", "**/templates/**/*.tpl"],
    claims_by_name: &[],
    emits: &["cost-labels", "tool"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Cost;

struct Cost;

impl Detector for Cost {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let name = file.name();
        if name.ends_with(".tpl") {
            if file.text.contains("define") && file.text.to_ascii_lowercase().contains("label") {
                labels::note_templates(file, findings);
            }
        } else if name.starts_with("infracost") || is_infracost_folder(file.folder()) {
            tools::note_infracost(file, findings);
        } else if name == "kustomization.yaml" || name == "kustomization.yml" {
            if file.text.contains("abels:") {
                labels::note_kustomization(file, findings);
            }
        } else if is_values(file) {
            note_values(file, findings);
        } else if may_hold_objects(file.text) {
            note_objects(file, findings);
            if is_template(file) {
                labels::note_includes(file, findings);
            }
        } else if tools::may_hold_resources(file.text) {
            tools::note_resources(file, findings);
        }
    }
}

fn is_infracost_folder(folder: &str) -> bool {
    folder.rsplit('/').next() == Some(".infracost")
}

/// Whether a file holds values of a chart, as its name says; templates never do.
fn is_values(file: &File<'_>) -> bool {
    let stem = file.name().trim_end_matches(".yaml").trim_end_matches(".yml");
    let named = stem == "values"
        || stem.starts_with("values-")
        || stem.starts_with("values.")
        || stem.starts_with("values_")
        || stem.ends_with("-values")
        || stem.ends_with(".values")
        || stem.ends_with("_values");
    named && !is_template(file) && !may_hold_objects(file.text)
}

fn is_template(file: &File<'_>) -> bool {
    file.folder().split('/').any(|part| part == "templates")
}

fn note_values(file: &File<'_>, findings: &mut Findings) {
    if file.text.contains("abels:") {
        labels::note_values(file, findings);
    }
    if file.text.contains("enabled: true") {
        saving::note_values(file.yaml(), findings);
    }
}

fn note_objects(file: &File<'_>, findings: &mut Findings) {
    let reading = if is_template(file) { file.template() } else { file.yaml() };
    for object in objects(reading) {
        labels::note_object(&object, findings);
        saving::note(&object, findings);
        tools::note_agent(&object, findings);
    }
}
