//! Renovate's configuration and its presets.

use std::collections::BTreeSet;

use milepost_core::{Updates, What};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;
use milepost_syntax::{Words, json};

use crate::{preset, rules};

/// Where Renovate looks for a repository's configuration, besides `package.json`.
const PLACES: &[&str] = &[
    "renovate.json",
    "renovate.json5",
    "renovate.jsonc",
    ".github/renovate.json",
    ".github/renovate.json5",
    ".github/renovate.jsonc",
    ".gitlab/renovate.json",
    ".gitlab/renovate.json5",
    ".gitlab/renovate.jsonc",
    ".forgejo/renovate.json",
    ".forgejo/renovate.json5",
    ".gitea/renovate.json",
    ".gitea/renovate.json5",
    ".renovaterc",
    ".renovaterc.json",
    ".renovaterc.json5",
    ".renovaterc.jsonc",
];

/// Keys nothing but Renovate knows: one at the root is enough.
const ITS_OWN: &[&str] = &[
    "packageRules",
    "enabledManagers",
    "customManagers",
    "regexManagers",
    "lockFileMaintenance",
    "osvVulnerabilityAlerts",
    "prHourlyLimit",
    "prConcurrentLimit",
    "rebaseWhen",
    "minimumReleaseAge",
];

/// Words of which a preset holds one.
static OF_A_PRESET: Words =
    Words::new(|| ITS_OWN.iter().copied().chain(["renovate-schema"]).collect());

/// Keys of the bot's own configuration, which is none of a repository.
const OF_THE_BOT: &[&str] = &["platform", "autodiscover", "repositories", "endpoint"];

/// Whether a path ends in a place of a configuration, at the root or below it.
pub(crate) fn is_place(path: &str) -> bool {
    let below = |place| path.strip_suffix(place).is_some_and(|above| above.ends_with('/'));
    PLACES.iter().any(|place| path == *place || below(*place))
}

/// Reads a file that stands in a place of a configuration.
pub(crate) fn note_configuration(file: &File<'_>, findings: &mut Findings) {
    match json::document(file.text) {
        Ok(Some(root)) if root.is_mapping() => {
            note(&root, root.line, !PLACES.contains(&file.path), findings);
        }
        Ok(_) => {}
        Err(error) => findings.unread(error.line, error.message),
    }
}

/// Reads a file that may be a preset: it says so by its schema, or by keys of Renovate alone.
pub(crate) fn note_preset(file: &File<'_>, findings: &mut Findings) {
    if !OF_A_PRESET.are_in(file.text) {
        return;
    }
    let Ok(Some(root)) = json::document(file.text) else {
        return;
    };
    let says_so = root.str("$schema").is_some_and(|schema| schema.contains("renovate-schema.json"));
    let is_of_the_bot = OF_THE_BOT.iter().any(|key| root.get(key).is_some());
    if !is_of_the_bot && (says_so || ITS_OWN.iter().any(|key| root.get(key).is_some())) {
        note(&root, root.line, true, findings);
    }
}

/// Notes a configuration that begins on `line`, and the presets it stands on.
pub(crate) fn note(root: &Node<'_>, line: u32, is_preset: bool, findings: &mut Findings) {
    let ruled = rules::of(root);
    let presets: Vec<(u32, &str)> =
        extended(root).filter_map(|node| Some((node.line, node.text()?))).collect();
    let switched_off = root.get("enabled").and_then(Node::bool) == Some(false)
        || presets.iter().any(|(_, name)| *name == ":disableRenovate")
        || ruled.nothing_left;
    let named = root.get("enabledManagers").into_iter().flat_map(Node::one_or_many);
    let ecosystems: BTreeSet<String> =
        named.filter_map(Node::text).map(ToOwned::to_owned).collect();
    let updates = Updates {
        tool: "renovate".to_owned(),
        enabled: !switched_off,
        ecosystems: ecosystems.into_iter().collect(),
        disabled: ruled.disabled.into_iter().collect(),
        automerge: merges(root) || presets.iter().any(|(_, name)| is_merging(name)),
        preset: is_preset,
    };
    findings.parsed(line, What::Updates(updates));
    for (line, name) in presets {
        if let Some(used) = preset::used(name) {
            findings.parsed(line, used);
        }
    }
}

fn extended<'n>(root: &'n Node<'n>) -> impl Iterator<Item = &'n Node<'n>> {
    root.get("extends").into_iter().flat_map(Node::one_or_many)
}

/// Built-in presets that merge: `:automergeMinor`, `:automergePatch`…; two of them switch it off
/// or only say how.
fn is_merging(preset: &str) -> bool {
    let name = preset.strip_prefix("default").unwrap_or(preset);
    name.strip_prefix(":automerge")
        .is_some_and(|what| !["Disabled", "Branch", "Pr", "RequireAllStatusChecks"].contains(&what))
}

/// Whether anything is told to be merged, at the root or in a part.
fn merges(root: &Node<'_>) -> bool {
    let mut found = false;
    root.walk(&mut |node| {
        found |= node.get("automerge").and_then(Node::bool) == Some(true);
    });
    found
}
