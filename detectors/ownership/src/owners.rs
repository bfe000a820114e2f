//! `OWNERS` files as Kubernetes has them: who approves and reviews a folder and what is below it.

use std::collections::BTreeSet;

use milepost_core::{Ownership, What};
use milepost_detector::{File, Findings};
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

/// Who may let a change pass comes first; reviewers own where nobody approves.
const ROLES: &[&str] = &["approvers", "reviewers"];

/// Notes the rules of a file; other projects call plain lists `OWNERS`, which say nothing here.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) {
    if !ROLES.iter().any(|role| file.text.contains(role)) {
        return;
    }
    let reading = file.yaml();
    for root in &reading.roots {
        note_rule(reading, root, folder_pattern(file.folder()), findings);
        let filters = root.get("filters").map(Node::entries).unwrap_or_default();
        for (expression, rule) in filters {
            let pattern = match expression.text() {
                Some(".*") => folder_pattern(file.folder()),
                // A filter is a regular expression, which no pattern can say.
                _ => continue,
            };
            note_rule(reading, rule, pattern, findings);
        }
    }
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
}

fn note_rule(reading: &Reading<'_>, rule: &Node<'_>, pattern: String, findings: &mut Findings) {
    let named = ROLES.iter().map(|role| names(reading, rule, role));
    let Some(owners) = named.into_iter().find(|names| !names.is_empty()) else {
        return;
    };
    let line = rule.entries().iter().find(|(key, _)| key.text().is_some_and(is_role));
    let line = line.map_or(rule.line, |(key, _)| key.line);
    findings.read(reading, line, What::Ownership(Ownership { pattern, owners, invalid: None }));
}

fn is_role(key: &str) -> bool {
    ROLES.contains(&key)
}

fn names(reading: &Reading<'_>, holder: &Node<'_>, key: &str) -> Vec<String> {
    let written = holder.get(key).map(Node::one_or_many).unwrap_or_default();
    let mut known = BTreeSet::new();
    written
        .iter()
        .filter_map(|name| reading.literal(name))
        .filter(|name| known.insert(*name))
        .map(ToOwned::to_owned)
        .collect()
}

fn folder_pattern(folder: &str) -> String {
    if folder.is_empty() { "*".to_owned() } else { format!("/{}/", folder.replace(' ', "\\ ")) }
}
