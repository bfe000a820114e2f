//! Dependabot's version updates.

use std::collections::BTreeMap;

use milepost_core::{Updates, What};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

/// Reads `.github/dependabot.yml`.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
    let Some(entries) = reading.roots.iter().find_map(|root| root.get("updates")) else {
        return;
    };
    // An ecosystem is off when none of its entries may open a pull request.
    let mut open: BTreeMap<&str, bool> = BTreeMap::new();
    for entry in entries.items() {
        let Some(name) = reading.at(entry, &["package-ecosystem"]).filter(|name| !name.is_empty())
        else {
            continue;
        };
        *open.entry(name).or_default() |= entry.str("open-pull-requests-limit") != Some("0");
    }
    let named = |on: bool| -> Vec<String> {
        let these = open.iter().filter(|(_, is_open)| **is_open == on);
        these.map(|(name, _)| (*name).to_owned()).collect()
    };
    let updates = Updates {
        tool: "dependabot".to_owned(),
        enabled: open.values().any(|is_open| *is_open),
        ecosystems: open.keys().map(|name| (*name).to_owned()).collect(),
        disabled: named(false),
        automerge: false,
        preset: !file.path.starts_with(".github/"),
    };
    let line = line_of(&reading.roots, "updates").unwrap_or(entries.line);
    findings.read(reading, line, What::Updates(updates));
}

fn line_of(roots: &[Node<'_>], key: &str) -> Option<u32> {
    let mut keys = roots.iter().flat_map(Node::entries);
    keys.find(|(name, _)| name.text() == Some(key)).map(|(name, _)| name.line)
}
