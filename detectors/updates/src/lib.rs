#![doc = include_str!("../README.md")]

mod dependabot;
mod others;
mod preset;
mod renovate;
mod rules;
mod updatecli;

use milepost_detector::{Card, Detector, File, Findings};
use milepost_syntax::yaml::Node;

static CARD: Card = Card {
    id: "updates",
    version: 1,
    summary: "how dependencies are kept up to date, and the presets that say so",
    claims: &[
        "**/*.json",
        "**/*.json5",
        "**/*.jsonc",
        "**/.renovaterc",
        "**/.github/dependabot.yml",
        "**/.github/dependabot.yaml",
        "**/*updatecli*/**/*.yaml",
        "**/*updatecli*/**/*.yml",
        "**/*updatecli*/**/*.tpl",
        "**/updatecli*.yaml",
        "**/updatecli*.yml",
        ".pyup.yml",
        ".scala-steward.conf",
        ".github/.scala-steward.conf",
        ".config/.scala-steward.conf",
        "depfu.yml",
        ".depfu.yml",
        ".whitesource",
    ],
    claims_by_name: &[],
    emits: &["use", "updates"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Updates;

struct Updates;

impl Detector for Updates {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        match file.name() {
            _ if renovate::is_place(file.path) => renovate::note_configuration(file, findings),
            "package.json" => note_package(file, findings),
            "dependabot.yml" | "dependabot.yaml" => dependabot::note(file, findings),
            ".pyup.yml" => others::note_pyup(file, findings),
            ".scala-steward.conf" => others::note_scala_steward(file, findings),
            ".whitesource" => others::note_mend(file, findings),
            "depfu.yml" | ".depfu.yml" => {
                findings.named(1, others::updates("depfu", true, None));
            }
            "greenkeeper.json" if file.folder().is_empty() => {
                findings.named(1, others::updates("greenkeeper", false, Some("npm")));
            }
            name if name.ends_with(".json") || name.ends_with(".json5") => {
                renovate::note_preset(file, findings);
            }
            _ if updatecli::is_place(file.path) => updatecli::note(file, findings),
            _ => {}
        }
    }
}

/// A `package.json` may hold the configuration of Renovate, and formerly of Greenkeeper.
fn note_package(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("\"renovate\"") && !file.text.contains("\"greenkeeper\"") {
        return;
    }
    for (key, value) in file.yaml().roots.iter().flat_map(Node::entries) {
        match key.text() {
            Some("renovate") if value.is_mapping() => {
                renovate::note(value, key.line, !file.folder().is_empty(), findings);
            }
            Some("greenkeeper") if value.is_mapping() => {
                findings.parsed(key.line, others::updates("greenkeeper", false, Some("npm")));
            }
            _ => {}
        }
    }
}
