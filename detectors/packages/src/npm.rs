//! `package.json`.

use milepost_core::Makes;
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::known::Ecosystem;
use crate::manifest::Manifest;

/// Dependencies that make an app for a phone or a desktop.
const OF_CLIENTS: &[&str] = &[
    "react-native",
    "expo",
    "electron",
    "@capacitor/core",
    "@ionic/angular",
    "@ionic/react",
    "cordova",
    "nativescript",
    "@tauri-apps/api",
];

/// Reads a `package.json`.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
    let Some(root) = reading.roots.first().filter(|root| root.is_mapping()) else {
        return;
    };
    let mut manifest = if reading.is_masked() {
        Manifest::recognised(Ecosystem::Npm)
    } else {
        Manifest::parsed(Ecosystem::Npm)
    };
    let name = reading.at(root, &["name"]);
    manifest.package(root.line, name, makes(root), root.get("workspaces").is_some());
    for (name, _) in root.get("dependencies").map(Node::entries).unwrap_or_default() {
        manifest.need(name.line, name.text().unwrap_or_default());
    }
    manifest.write(findings);
}

fn makes(root: &Node<'_>) -> Makes {
    let has = |keys: &[&str]| keys.iter().filter_map(|key| root.get(key)).any(is_said);
    let starts = ["start", "start:prod", "start:production"]
        .iter()
        .any(|name| root.at(&["scripts", name]).is_some());
    let is_private = root.get("private").and_then(Node::bool) == Some(true);
    // Backstage says what each package of a portal is; it starts plugins too, to try them.
    if let Some(role) = root.at(&["backstage", "role"]).and_then(Node::text) {
        let is_app = matches!(role, "frontend" | "backend" | "cli");
        return if is_app { Makes::Application } else { Makes::Library };
    }
    if is_client(root) {
        Makes::ClientApp
    } else if has(&["publishConfig"]) && !is_private {
        Makes::Library
    } else if has(&["bin"]) || starts && is_private {
        Makes::Application
    } else if !is_private && has(&["files", "exports", "types", "typings", "module"]) {
        Makes::Library
    } else if starts {
        Makes::Application
    } else {
        Makes::Unsaid
    }
}

/// An empty list of files says nothing.
fn is_said(value: &Node<'_>) -> bool {
    !value.is_null()
        && (value.text().is_some() || !value.items().is_empty() || !value.entries().is_empty())
}

fn is_client(root: &Node<'_>) -> bool {
    ["dependencies", "devDependencies"]
        .iter()
        .filter_map(|key| root.get(key))
        .any(|those| OF_CLIENTS.iter().any(|name| those.get(name).is_some()))
}
