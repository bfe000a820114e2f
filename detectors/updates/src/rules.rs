//! What a Renovate configuration switches off: a manager as a whole, or everything.

use std::collections::BTreeSet;

use milepost_syntax::yaml::Node;

/// Parts of a configuration that can be switched off and are no managers.
const NO_MANAGERS: &[&str] = &[
    "lockFileMaintenance",
    "vulnerabilityAlerts",
    "major",
    "minor",
    "patch",
    "pin",
    "pinDigest",
    "digest",
    "rollback",
    "replacement",
    "bump",
    "onboardingConfig",
    "group",
    "hostRules",
    "customDatasources",
    "force",
    "postUpgradeTasks",
];

/// Keys by which a rule names managers, today and formerly; a data source counts as one.
const BY_MANAGER: &[&str] = &["matchManagers", "managers", "matchDatasources", "datasources"];

/// Keys by which a rule names packages.
const BY_PACKAGE: &[&str] =
    &["matchPackageNames", "matchPackagePatterns", "packageNames", "packagePatterns"];

/// What is switched off.
#[derive(Default)]
pub(crate) struct Ruled {
    pub(crate) disabled: BTreeSet<String>,
    /// Whether a rule switches everything off and no later one anything on.
    pub(crate) nothing_left: bool,
}

/// Whom a rule is about.
enum About<'n> {
    Everything,
    Managers(Vec<&'n str>),
    /// Some packages, files or sorts of update only.
    Less,
}

/// What a configuration switches off.
pub(crate) fn of(root: &Node<'_>) -> Ruled {
    let mut ruled = Ruled::default();
    for (key, value) in root.entries() {
        let Some(name) = key.text().filter(|name| !NO_MANAGERS.contains(name)) else {
            continue;
        };
        if value.get("enabled").and_then(Node::bool) == Some(false) {
            ruled.disabled.insert(name.to_owned());
        }
    }
    for rule in root.get("packageRules").map(Node::items).unwrap_or_default() {
        apply(rule, &mut ruled);
    }
    ruled
}

/// Later rules win over earlier ones.
fn apply(rule: &Node<'_>, ruled: &mut Ruled) {
    let Some(enabled) = rule.get("enabled").and_then(Node::bool) else {
        return;
    };
    if enabled {
        ruled.nothing_left = false;
    }
    match (about(rule), enabled) {
        (About::Everything, false) => ruled.nothing_left = true,
        (About::Everything, true) => ruled.disabled.clear(),
        (About::Managers(names), false) => {
            ruled.disabled.extend(names.into_iter().map(ToOwned::to_owned));
        }
        (About::Managers(names), true) => {
            ruled.disabled.retain(|known| !names.contains(&known.as_str()));
        }
        (About::Less, _) => {}
    }
}

fn about<'n>(rule: &'n Node<'_>) -> About<'n> {
    let mut managers = Vec::new();
    let mut limits = 0;
    for (key, value) in rule.entries() {
        let Some(key) = key.text() else { continue };
        if BY_MANAGER.contains(&key) {
            managers.extend(value.one_or_many().iter().filter_map(Node::text));
        } else if is_limit(key) && !(BY_PACKAGE.contains(&key) && is_everything(value)) {
            return About::Less;
        } else {
            continue;
        }
        limits += 1;
    }
    // Two of them narrow each other; a name with `!` or a pattern is no manager.
    let plain = managers.iter().all(|name| !name.starts_with(['!', '/', '*']));
    match limits {
        0 => About::Everything,
        1 if plain => About::Managers(managers),
        _ => About::Less,
    }
}

fn is_limit(key: &str) -> bool {
    ["match", "exclude", "packages", "paths", "depTypeList", "updateTypes", "languages"]
        .iter()
        .any(|start| key.starts_with(start))
        || BY_PACKAGE.contains(&key)
}

/// `["*"]`, `["**"]` and `[".*"]` name every package.
fn is_everything(names: &Node<'_>) -> bool {
    let names = names.one_or_many();
    !names.is_empty()
        && names.iter().all(|name| {
            matches!(name.text(), Some("*" | "**" | ".*" | "^.*" | "/.*/" | "/^.*/" | "^.*$"))
        })
}
