#![doc = include_str!("../README.md")]

mod clients;
mod composer;
mod dotnet;
mod gradle;
mod known;
mod lines;
mod manifest;
mod maven;
mod npm;
mod python;
mod text;
mod tomls;

use milepost_detector::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "packages",
    version: 3,
    summary: "packages, what they make, and what their dependencies tell",
    claims: &[
        "**/package.json",
        "**/pom.xml",
        "**/build.gradle",
        "**/build.gradle.kts",
        "**/settings.gradle",
        "**/settings.gradle.kts",
        "**/*.versions.toml",
        "**/pyproject.toml",
        "**/setup.py",
        "**/setup.cfg",
        "**/requirements*.txt",
        "**/requirements/*.txt",
        "**/Pipfile",
        "**/go.mod",
        "**/Cargo.toml",
        "**/Gemfile",
        "**/*.gemspec",
        "**/composer.json",
        "**/*.csproj",
        "**/*.fsproj",
        "**/*.vbproj",
        "**/mix.exs",
        "**/Package.swift",
        "**/Podfile",
        "**/AndroidManifest.xml",
        "**/pubspec.yaml",
    ],
    claims_by_name: &[],
    emits: &["package", "use", "telemetry", "tool", "secret"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Packages;

struct Packages;

impl Detector for Packages {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let Some(note) = reader(file.name()) else {
            return;
        };
        if !is_skeleton(file) {
            return note(file, findings);
        }
        // Parts of it come and go, so what stands there is a pattern, and no fault of the file.
        let mut read = Findings::default();
        note(file, &mut read);
        for found in read.found {
            findings.pattern(found.line, found.what);
        }
    }
}

type Reader = fn(&File<'_>, &mut Findings);

fn reader(name: &str) -> Option<Reader> {
    Some(match name {
        "package.json" => npm::note,
        "pom.xml" => maven::note,
        "build.gradle" | "build.gradle.kts" => gradle::note_build,
        "settings.gradle" | "settings.gradle.kts" => gradle::note_settings,
        "pyproject.toml" => python::note_project,
        "setup.py" => python::note_setup,
        "setup.cfg" => python::note_setup_cfg,
        "Pipfile" => python::note_pipfile,
        "go.mod" => lines::note_go,
        "Cargo.toml" => tomls::note_cargo,
        "Gemfile" => lines::note_gemfile,
        "composer.json" => composer::note,
        "mix.exs" => lines::note_mix,
        "Package.swift" => clients::note_swift,
        "Podfile" => clients::note_podfile,
        "AndroidManifest.xml" => clients::note_android,
        "pubspec.yaml" => clients::note_pubspec,
        _ => return by_ending(name),
    })
}

fn by_ending(name: &str) -> Option<Reader> {
    match name.rsplit_once('.')?.1 {
        "csproj" | "fsproj" | "vbproj" => Some(dotnet::note),
        "gemspec" => Some(lines::note_gemspec),
        "txt" => Some(python::note_requirements),
        "toml" => Some(tomls::note_catalogue),
        _ => None,
    }
}

/// Marks with which templates make whole parts of a file come and go.
fn is_skeleton(file: &File<'_>) -> bool {
    ["{%", "<%", "{{#"].iter().any(|mark| file.text.contains(mark))
}
