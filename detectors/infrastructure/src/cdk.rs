//! Kits that make templates out of code: AWS's CDK, and the one for Terraform.

use milepost_core::{Infrastructure, InfrastructureTool as Tool, Pin, Provider, What, environment};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::text::{key_line, local_module, module, plain, plain_at};

/// Hosts of registries that say nothing about a module.
const REGISTRIES: &[&str] = &["registry.terraform.io/", "registry.opentofu.org/"];

/// Whether a file is one of theirs, by its name.
pub(crate) fn is_named(name: &str) -> bool {
    matches!(name, "cdk.json" | "cdktf.json")
}

/// Notes an application of either kit.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
    let Some(root) = reading.roots.first().filter(|root| root.get("app").is_some()) else {
        return;
    };
    let tool = if file.name() == "cdk.json" { Tool::Cdk } else { Tool::Cdktf };
    let mut declared = Infrastructure::new(tool);
    declared.environment = environment::of_code(file.path).map(str::to_owned);
    let mut said = Findings::default();
    if tool == Tool::Cdktf {
        let providers = root.get("terraformProviders").map_or(&[][..], Node::items);
        declared.providers = providers.iter().filter_map(|node| provider(reading, node)).collect();
        for node in root.get("terraformModules").map_or(&[][..], Node::items) {
            note_module(file, reading, node, &mut said);
        }
    }
    findings.parsed(key_line(root, "app"), What::Infrastructure(declared));
    findings.found.append(&mut said.found);
}

/// A provider or module: `source@version`, or both under keys of their own.
fn source_and_version<'n>(
    reading: &Reading<'_>,
    node: &'n Node<'_>,
) -> Option<(&'n str, Option<&'n str>)> {
    if let Some(text) = plain(reading, node) {
        return Some(text.split_once('@').map_or((text, None), |(source, it)| (source, Some(it))));
    }
    let at = |key: &str| plain_at(reading, node, &[key]);
    Some((at("source").or_else(|| at("name"))?, at("version")))
}

fn provider(reading: &Reading<'_>, node: &Node<'_>) -> Option<Provider> {
    let (source, version) = source_and_version(reading, node)?;
    let last = source.rsplit('/').next().unwrap_or(source);
    Some(Provider {
        name: plain_at(reading, node, &["name"]).unwrap_or(last).to_owned(),
        source: source.contains('/').then(|| source.to_owned()),
        version: version.map(str::to_owned),
        configured: false,
    })
}

fn note_module(file: &File<'_>, reading: &Reading<'_>, node: &Node<'_>, said: &mut Findings) {
    let Some((source, version)) = source_and_version(reading, node) else {
        return;
    };
    let used = if source.starts_with('.') {
        local_module(file.folder(), source)
    } else {
        let bare = REGISTRIES.iter().find_map(|host| source.strip_prefix(host)).unwrap_or(source);
        Some(module(bare, version, version.map_or(Pin::None, Pin::of_version)))
    };
    if let Some(used) = used {
        said.parsed(node.line, What::Use(used));
    }
}
