//! `composer.json`.

use milepost_core::Makes;
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::known::Ecosystem;
use crate::manifest::Manifest;

/// Reads a `composer.json`.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
    let Some(root) = reading.roots.first().filter(|root| root.is_mapping()) else {
        return;
    };
    let mut manifest = Manifest::parsed(Ecosystem::Composer);
    let makes = match root.str("type") {
        Some("project") => Makes::Application,
        Some(_) => Makes::Library,
        None => Makes::Unsaid,
    };
    manifest.package(root.line, reading.at(root, &["name"]), makes, false);
    for (name, _) in root.get("require").map(Node::entries).unwrap_or_default() {
        manifest.need(name.line, name.text().unwrap_or_default());
    }
    manifest.write(findings);
}
