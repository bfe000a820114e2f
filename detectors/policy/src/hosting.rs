//! Rules for repositories, kept as code: branches that are protected, and what watches over it.

use milepost_core::{PolicyMode as Mode, What};
use milepost_detector::{File, Findings};
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

use crate::notes::{about, policy};

/// Folders of a repository of settings that hold settings for others.
const SETTINGS: &[&str] = &[".github/repos/", ".github/safe-settings/", ".github/suborgs/"];

/// Whether the path is one of these files.
pub(crate) fn is_ours(path: &str) -> bool {
    is_allstar(path) || is_settings(path)
}

fn is_allstar(path: &str) -> bool {
    let mut parts = path.rsplit('/').skip(1);
    parts.any(|part| part == ".allstar" || part == "allstar")
}

fn is_settings(path: &str) -> bool {
    matches!(path, ".github/settings.yml" | ".github/settings.yaml")
        || SETTINGS.iter().any(|folder| path.starts_with(folder))
}

/// Notes the rules of such a file.
pub(crate) fn read(file: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) {
    let Some(root) = reading.roots.first() else {
        return;
    };
    if is_allstar(file.path) {
        allstar(file, reading, root, findings);
    } else {
        branches(file, reading, root, findings);
    }
}

/// Allstar names its policies by files; without an action it only logs.
fn allstar(file: &File<'_>, reading: &Reading<'_>, root: &Node<'_>, findings: &mut Findings) {
    let name = file.name().rsplit_once('.').map_or("", |(stem, _)| stem);
    let action = root.get("action");
    let is_certain = file.folder().rsplit('/').next() == Some(".allstar");
    let is_rule = root.get("optConfig").is_some() || is_certain && action.is_some();
    // The file named after the tool says where it looks, which is no rule.
    if name == "allstar" || !is_rule {
        return;
    }
    let mode = match action.map(|action| reading.literal(action)) {
        Some(Some("fix")) => Mode::Mutate,
        None | Some(Some("email" | "issue" | "log" | "rpc")) => Mode::Audit,
        Some(_) => Mode::Unsaid,
    };
    let says = policy("allstar", Some(name), mode);
    findings.parsed(action.map_or(root.line, |action| action.line), What::Policy(says));
}

fn branches(file: &File<'_>, reading: &Reading<'_>, root: &Node<'_>, findings: &mut Findings) {
    let rulesets = root.get("rulesets").map(Node::items).unwrap_or_default();
    let is_safe = !rulesets.is_empty() || SETTINGS.iter().any(|at| file.path.starts_with(at));
    let engine = if is_safe { "safe-settings" } else { "probot-settings" };
    for branch in root.get("branches").map(Node::items).unwrap_or_default() {
        let protection = branch.get("protection").filter(|it| !it.entries().is_empty());
        if let Some(protection) = protection {
            let name = reading.at(branch, &["name"]);
            let says = policy(engine, None, Mode::Enforce);
            let about = about(says, name.map(ToOwned::to_owned).into_iter().collect());
            findings.parsed(name_line(branch, protection), about);
        }
    }
    for ruleset in rulesets {
        let mode = match reading.at(ruleset, &["enforcement"]) {
            Some("active") => Mode::Enforce,
            Some("evaluate") => Mode::Audit,
            Some("disabled") => continue,
            _ => Mode::Unsaid,
        };
        let says = policy(engine, reading.at(ruleset, &["name"]), mode);
        findings.parsed(ruleset.line, What::Policy(says));
    }
}

fn name_line(branch: &Node<'_>, protection: &Node<'_>) -> u32 {
    branch.get("name").map_or(protection.line, |name| name.line)
}
