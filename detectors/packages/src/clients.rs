//! Apps for phones and desktops: Android, Flutter, and what Xcode builds.

use milepost_core::Makes;
use milepost_detector::{File, Findings};
use milepost_syntax::xml::{self, Node, child, line_of};

use crate::known::Ecosystem;
use crate::manifest::Manifest;
use crate::text::{code, quoted, uncommented};

/// Reads an `AndroidManifest.xml`: an app is what a launcher can start.
pub(crate) fn note_android(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("android.intent.category.LAUNCHER") {
        return;
    }
    match xml::document(file.text) {
        Ok(document) => note_manifest(document.root_element(), findings),
        Err(error) => findings.unread(error.line, error.message),
    }
}

fn note_manifest(manifest: Node<'_, '_>, findings: &mut Findings) {
    if manifest.tag_name().name() != "manifest" || child(manifest, "application").is_none() {
        return;
    }
    let mut said = Manifest::parsed(Ecosystem::Android);
    said.package(line_of(manifest), manifest.attribute("package"), Makes::ClientApp, false);
    said.write(findings);
}

/// Reads a `pubspec.yaml`.
pub(crate) fn note_pubspec(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
    let Some(root) = reading.roots.first().filter(|root| root.get("name").is_some()) else {
        return;
    };
    let mut manifest = Manifest::parsed(Ecosystem::Pub);
    let is_plugin = root.at(&["flutter", "plugin"]).is_some();
    let is_private = root.str("publish_to") == Some("none");
    let makes = if is_plugin {
        Makes::Library
    } else if root.at(&["dependencies", "flutter"]).is_some() && root.get("flutter").is_some() {
        Makes::ClientApp
    } else if root.get("executables").is_some() {
        Makes::Application
    } else if !is_private && root.get("publish_to").is_some() {
        Makes::Library
    } else {
        Makes::Unsaid
    };
    manifest.package(
        root.line,
        reading.at(root, &["name"]),
        makes,
        root.get("workspace").is_some(),
    );
    for (name, _) in
        root.get("dependencies").map(milepost_syntax::yaml::Node::entries).unwrap_or_default()
    {
        manifest.need(name.line, name.text().unwrap_or_default());
    }
    manifest.write(findings);
}

/// Reads a `Package.swift`, which is a program.
pub(crate) fn note_swift(file: &File<'_>, findings: &mut Findings) {
    let lines = code(file.text);
    let says = |word| lines.iter().any(|(_, line)| line.contains(word));
    let Some(at) = lines.iter().position(|(_, line)| line.contains("Package(")) else {
        return;
    };
    let makes = if says(".iOSApplication(") {
        Makes::ClientApp
    } else if says(".executableTarget(") || says(".executable(") {
        Makes::Application
    } else if says(".library(") {
        Makes::Library
    } else {
        Makes::Unsaid
    };
    let named = lines
        .iter()
        .skip(at)
        .find_map(|(number, line)| Some((*number, quoted(line.split_once("name:")?.1)?)));
    let (line, name) = named.map_or((1, None), |(line, name)| (line, Some(name)));
    let mut manifest = Manifest::recognised(Ecosystem::Swift);
    manifest.package(line, name, makes, false);
    manifest.write(findings);
}

/// Reads a `Podfile`: libraries have a `*.podspec` instead.
pub(crate) fn note_podfile(file: &File<'_>, findings: &mut Findings) {
    let target = uncommented(file.text)
        .find_map(|(number, line)| Some((number, quoted(line.strip_prefix("target ")?)?)));
    if let Some((number, name)) = target {
        let mut manifest = Manifest::recognised(Ecosystem::Cocoapods);
        manifest.package(number, Some(name), Makes::ClientApp, false);
        manifest.write(findings);
    }
}
