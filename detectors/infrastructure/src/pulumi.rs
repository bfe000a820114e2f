//! Pulumi: the project, and the settings of each stack.

use milepost_core::{
    Infrastructure, InfrastructureTool as Tool, Provider, Secret, SecretMechanism, What,
};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::labels;
use crate::text::{count, key_line, plain_at};

/// Settings by which a provider is told the labels of everything it makes.
const DEFAULTS: &[(&str, &[&str])] = &[("defaultTags", &["tags"]), ("defaultLabels", &[])];

/// Keys of a file of settings.
const SETTINGS: &[&str] =
    &["config", "encryptionsalt", "secretsprovider", "encryptedkey", "environment"];

/// Whether a file is one of Pulumi's, by its name.
pub(crate) fn is_named(name: &str) -> bool {
    name.starts_with("Pulumi.")
}

/// Notes a project or the settings of a stack.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    let stem = file.name().trim_end_matches(".yaml").trim_end_matches(".yml");
    let root = reading.roots.first();
    match (stem.strip_prefix("Pulumi."), root) {
        (None, Some(root)) if root.str("name").is_some() && root.get("runtime").is_some() => {
            let line = key_line(root, "runtime");
            findings.read(reading, line, What::Infrastructure(project(reading, root)));
        }
        (Some(stack), Some(root)) if SETTINGS.iter().any(|key| root.get(key).is_some()) => {
            note_stack(reading, stack, root, findings);
        }
        _ => {}
    }
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
}

fn project(reading: &Reading<'_>, root: &Node<'_>) -> Infrastructure {
    let mut declared = Infrastructure::new(Tool::Pulumi);
    declared.backend = plain_at(reading, root, &["backend", "url"]).map(|url| {
        // Where the state lies is told by its kind; the address stays where it is.
        url.split_once("://").map_or(url, |(scheme, _)| scheme).to_owned()
    });
    declared.required_version =
        plain_at(reading, root, &["requiredPulumiVersion"]).map(str::to_owned);
    for plugin in root.at(&["plugins", "providers"]).map_or(&[][..], Node::items) {
        if let Some(name) = plain_at(reading, plugin, &["name"]) {
            declared.providers.push(Provider {
                name: name.to_owned(),
                source: None,
                version: plain_at(reading, plugin, &["version"]).map(str::to_owned),
                configured: false,
            });
        }
    }
    for (_, resource) in root.get("resources").map_or(&[][..], Node::entries) {
        if let Some(kind) = plain_at(reading, resource, &["type"]) {
            *declared.resources.entry(kind.to_owned()).or_default() += 1;
        }
    }
    declared.variables = count(root.get("config").map_or(0, |node| node.entries().len()));
    declared.outputs = count(root.get("outputs").map_or(0, |node| node.entries().len()));
    declared
}

fn note_stack(reading: &Reading<'_>, stack: &str, root: &Node<'_>, findings: &mut Findings) {
    let mut declared = Infrastructure::new(Tool::Pulumi);
    declared.environment = Some(stack.to_owned());
    findings.read(reading, root.line, What::Infrastructure(declared));
    for (key, value) in root.get("config").map_or(&[][..], Node::entries) {
        let Some(name) = key.text() else { continue };
        let (provider, setting) = name.split_once(':').unwrap_or(("", name));
        if value.get("secure").is_some() {
            let what = What::Secret(Secret {
                mechanism: SecretMechanism::EncryptedInGit,
                name: Some(name.to_owned()),
                through: None,
                environment: Some(stack.to_owned()),
            });
            findings.read(reading, key.line, what);
        }
        if let Some((_, path)) = DEFAULTS.iter().find(|(known, _)| *known == setting)
            && let Some(tags) = value.at(path)
        {
            labels::note(reading, format!("provider {provider} {setting}"), tags, findings);
        }
    }
}
