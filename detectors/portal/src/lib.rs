#![doc = include_str!("../README.md")]

mod app_config;
mod dashboards;
mod drift;
mod entries;
mod found;
mod objects;
mod package;
mod words;

use milepost_core::ToolFamily;
use milepost_detector::{Card, Detector, File, Findings};
use milepost_kube::object::may_hold_objects;

static CARD: Card = Card {
    id: "portal",
    version: 2,
    summary: "developer portals, scorecards, delivery figures and drift detection",
    claims: &[
        "**/*.yaml",
        "**/*.yml",
        "**/*.json",
        "**/*.tf",
        "**/Jenkinsfile*",
        "**/.driftignore",
    ],
    claims_by_name: &[],
    emits: &["tool"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Portal;

struct Portal;

impl Detector for Portal {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        match file.name() {
            "package.json" => package::note(file, findings),
            "backstage.json" => note_version(file, findings),
            ".driftignore" => {
                let what = found::tool(ToolFamily::Drift, "driftctl", None, [".driftignore"]);
                findings.named(1, what);
            }
            name if name.ends_with(".tf") => drift::note_terraform(file, findings),
            name if is_app_config(name) => app_config::note_file(file, findings),
            _ if words::is_pipeline(file) => words::note_pipeline(file, findings),
            _ if file.folder() == ".terrateam" => drift::note_terrateam(file, findings),
            _ if entries::note(file, findings) => {}
            name if name.ends_with(".json") => {
                if dashboards::may_be(file.text) {
                    dashboards::note(file, findings);
                }
            }
            _ => note_yaml(file, findings),
        }
    }
}

fn is_app_config(name: &str) -> bool {
    name.starts_with("app-config") && !name.ends_with(".json")
}

/// Backstage's own note of its version, which its tools keep at the root of an app.
fn note_version(file: &File<'_>, findings: &mut Findings) {
    for root in &file.yaml().roots {
        if let Some(version) = root.str("version") {
            let sign = format!("backstage.json {version}");
            findings.parsed(root.line, found::tool(ToolFamily::Portal, "backstage", None, [sign]));
        }
    }
}

fn note_yaml(file: &File<'_>, findings: &mut Findings) {
    if dashboards::may_be(file.text) {
        dashboards::note_text(file, findings);
    }
    if file.text.contains("image:") || file.text.contains("repository:") {
        words::note_images(file, findings);
    }
    if may_hold_objects(file.text) {
        if objects::may_hold(file.text) {
            objects::note(file, findings);
        }
    } else if file.text.contains("appConfig:") {
        app_config::note_values(file, findings);
    }
}
