//! .NET: images that the SDK itself publishes.

use milepost_core::Confidence;
use milepost_detector::{File, Findings};
use milepost_syntax::xml::{self, Node, line_of, text};

use crate::tell::{Built, Role};

/// Settings that only a published image has; each tells that one is made.
const SETTINGS: &[&str] = &[
    "ContainerRepository",
    "ContainerImageName",
    "ContainerBaseImage",
    "ContainerImageTag",
    "ContainerImageTags",
    "ContainerRegistry",
];

/// Notes the image of a project.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("Container") {
        return;
    }
    let document = match xml::document(file.text) {
        Ok(document) => document,
        Err(error) => return findings.unread(error.line, error.message),
    };
    let settings = || document.descendants().filter(Node::is_element);
    let Some(first) = settings().find(|setting| tells(*setting)) else {
        return;
    };
    let find = |name: &str| settings().find(|setting| setting.tag_name().name() == name);
    let mut built = Built::new(line_of(first), "dotnet-sdk");
    let base = find("ContainerBaseImage");
    built.take(Role::Base, base.and_then(|node| Some((line_of(node), text(node)?.to_owned()))));
    let user = find("ContainerUser").and_then(text).filter(|user| !user.contains('$'));
    built.user = user.map(str::to_owned);
    built.ports = settings()
        .filter(|setting| setting.tag_name().name() == "ContainerPort")
        .filter_map(|port| port.attribute("Include"))
        .map(str::to_owned)
        .collect();
    built.note(Confidence::Parsed, findings);
}

fn tells(setting: Node<'_, '_>) -> bool {
    let value = text(setting);
    match setting.tag_name().name() {
        "EnableSdkContainerSupport" | "EnableSdkContainerDebugging" => value == Some("true"),
        "PublishProfile" => value == Some("DefaultContainer"),
        name => SETTINGS.contains(&name) && value.is_some(),
    }
}
