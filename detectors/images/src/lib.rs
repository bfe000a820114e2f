#![doc = include_str!("../README.md")]

mod bazel;
mod descriptors;
mod dotnet;
mod gradle;
mod maven;
mod tell;
mod words;

use milepost_detector::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "images",
    version: 1,
    summary: "container images built without a Dockerfile",
    claims: &[
        "**/build.gradle",
        "**/build.gradle.kts",
        "**/pom.xml",
        "**/*.csproj",
        "**/*.fsproj",
        "**/*.vbproj",
        "**/project.toml",
        "**/nixpacks.toml",
        "**/.ko.yaml",
        "**/.ko.yml",
        "**/skaffold*.yaml",
        "**/skaffold*.yml",
        "**/werf.yaml",
        "**/werf.yml",
        "**/werf.inc.yaml",
        "**/BUILD",
        "**/BUILD.bazel",
        "**/MODULE.bazel",
        "**/WORKSPACE",
        "**/WORKSPACE.bazel",
    ],
    claims_by_name: &[],
    emits: &["image", "use"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Images;

struct Images;

impl Detector for Images {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let name = file.name();
        match name {
            "build.gradle" | "build.gradle.kts" => gradle::detect(file, findings),
            "pom.xml" => maven::detect(file, findings),
            "project.toml" => descriptors::detect_project(file, findings),
            "nixpacks.toml" => descriptors::detect_nixpacks(file, findings),
            ".ko.yaml" | ".ko.yml" => descriptors::detect_ko(file, findings),
            "werf.yaml" | "werf.yml" | "werf.inc.yaml" => descriptors::detect_werf(file, findings),
            "BUILD" | "BUILD.bazel" => bazel::detect(file, findings),
            "MODULE.bazel" | "WORKSPACE" | "WORKSPACE.bazel" => {
                bazel::detect_pulled(file, findings);
            }
            _ if name.starts_with("skaffold") => descriptors::detect_skaffold(file, findings),
            _ => dotnet::detect(file, findings),
        }
    }
}
