//! Builders with a file of their own: buildpacks, Nixpacks, ko, werf; and what Skaffold hands to
//! them.

use milepost_core::Confidence;
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;
use milepost_syntax::{Reading, toml};

use crate::tell::{self, Built, Role, Taken};

/// Notes the image of a project descriptor for buildpacks.
pub(crate) fn detect_project(file: &File<'_>, findings: &mut Findings) {
    let needles = ["buildpacks", "[_]", "[_.", "[build]"];
    if !needles.iter().any(|needle| file.text.contains(needle)) {
        return;
    }
    let root = match toml::document(file.text) {
        Ok(root) => root,
        Err(error) => return findings.unread(error.line, error.message),
    };
    let old = root.get("build").filter(|build| {
        ["builder", "buildpacks", "group"].iter().any(|key| build.get(key).is_some())
    });
    let new = root.at(&["io", "buildpacks"]);
    let Some(section) = new.or(old).or_else(|| root.get("_")) else {
        return;
    };
    let mut built = Built::new(section.line, "buildpacks");
    let builder = section.get("builder");
    built.take(
        Role::Builder,
        builder.and_then(|value| Some((value.line, value.text()?.to_owned()))),
    );
    built.note(Confidence::Parsed, findings);
}

/// A plan of Nixpacks tells that it builds, and no base: it makes its own.
pub(crate) fn detect_nixpacks(file: &File<'_>, findings: &mut Findings) {
    match toml::document(file.text) {
        Err(error) => findings.unread(error.line, error.message),
        Ok(root) if root.entries().is_empty() => {}
        Ok(_) => Built::new(1, "nixpacks").note(Confidence::Parsed, findings),
    }
}

/// ko: the base of every image, and bases of some.
pub(crate) fn detect_ko(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
    for root in reading.roots.iter().filter(|root| root.is_mapping()) {
        let base = image_at(reading, root, &["defaultBaseImage"]);
        let line = base.as_ref().map_or(root.line, |(line, _)| *line);
        let mut built = Built::new(line, "ko");
        built.take(Role::Base, base);
        built.note(Confidence::Parsed, findings);
        for (_, image) in root.get("baseImageOverrides").map_or(&[][..], Node::entries) {
            if let Some(text) = reading.literal(image) {
                let taken = Taken { line: image.line, image: text.to_owned(), role: Role::Base };
                if let Some(what) = tell::used(&taken) {
                    findings.parsed(image.line, what);
                }
            }
        }
    }
}

/// werf: images it puts together itself. One with a Dockerfile is told by that.
pub(crate) fn detect_werf(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for root in &reading.roots {
        let is_image = root.get("image").is_some() && root.get("dockerfile").is_none();
        let stands =
            ["from", "fromImage", "fromArtifact"].iter().any(|key| root.get(key).is_some());
        let is_part = root.get("final").and_then(Node::bool) == Some(false);
        if is_image && stands && !is_part {
            let line = root.get("image").map_or(root.line, |image| image.line);
            let mut built = Built::new(line, "werf");
            built.take(Role::Base, image_at(reading, root, &["from"]));
            let masked = reading.is_masked();
            let confidence = if masked { Confidence::Pattern } else { Confidence::Parsed };
            built.note(confidence, findings);
        }
    }
}

/// Skaffold: what it hands to buildpacks or ko in its own folder. Jib is told by the build that
/// applies it, and a Dockerfile by itself.
pub(crate) fn detect_skaffold(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("skaffold/v") {
        return;
    }
    let reading = file.yaml();
    for root in &reading.roots {
        for artifact in root.at(&["build", "artifacts"]).map_or(&[][..], Node::items) {
            let context = artifact.str("context").unwrap_or(".");
            if matches!(context, "." | "./") {
                note_artifact(reading, artifact, findings);
            }
        }
    }
}

fn note_artifact(reading: &Reading<'_>, artifact: &Node<'_>, findings: &mut Findings) {
    let (builder, section) = match (artifact.get("buildpacks"), artifact.get("ko")) {
        (Some(section), _) => ("buildpacks", section),
        (None, Some(section)) => ("ko", section),
        (None, None) => return,
    };
    let mut built = Built::new(artifact.line, builder);
    built.take(Role::Builder, image_at(reading, section, &["builder"]));
    built.take(Role::Run, image_at(reading, section, &["runImage"]));
    built.take(Role::Base, image_at(reading, section, &["fromImage"]));
    built.note(Confidence::Parsed, findings);
}

fn image_at(reading: &Reading<'_>, node: &Node<'_>, keys: &[&str]) -> Option<(u32, String)> {
    let found = node.at(keys)?;
    Some((found.line, reading.literal(found)?.to_owned()))
}
