//! Links of an entry that lead to a runbook.

use milepost_core::{DocumentLink, DocumentRole};
use milepost_syntax::yaml::Node;

/// Words that name a runbook.
const RUNBOOK: &[&str] = &["runbook", "run book", "playbook", "play book"];

/// Words that name the running of a service, and with it a runbook, unless the title is of
/// something else that has to do with it.
const RUNNING: &[&str] = &["operations", "on call", "oncall"];

/// What a title of the second sort may be of instead.
const NO_DOCUMENT: &[&str] = &[
    "alert",
    "calendar",
    "channel",
    "chat",
    "console",
    "dashboard",
    "grafana",
    "opsgenie",
    "pager",
    "rota",
    "roster",
    "schedule",
    "slack",
    "team",
];

/// The links of the entry at `root` that lead to a runbook, with their lines.
pub(crate) fn runbooks(root: &Node<'_>, from: &str) -> Vec<(u32, DocumentLink)> {
    let links = root.at(&["metadata", "links"]).map_or(&[][..], Node::items);
    links
        .iter()
        .filter(|link| ["title", "type"].iter().any(|field| link.str(field).is_some_and(names_one)))
        .filter_map(|link| {
            let target = link.str("url")?.to_owned();
            let link_to =
                DocumentLink { role: DocumentRole::Runbook, target, from: Some(from.to_owned()) };
            Some((link.line, link_to))
        })
        .collect()
}

fn names_one(title: &str) -> bool {
    let title = title.to_lowercase().replace(['-', '_'], " ");
    let says = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if title.contains("ansible") {
        return false;
    }
    says(RUNBOOK) || says(RUNNING) && !says(NO_DOCUMENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_names_a_runbook_or_something_about_running() {
        for title in
            ["Runbook", "Ledger run-book", "Incident Playbook", "Operations guide", "On-call"]
        {
            assert!(names_one(title), "{title}");
        }
        for title in
            ["On-call schedule", "Operations dashboard", "Ansible playbook", "Data dictionary"]
        {
            assert!(!names_one(title), "{title}");
        }
    }
}
