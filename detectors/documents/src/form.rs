//! GitHub's issue forms: YAML that asks question by question.

use milepost_core::{Confidence, DocumentRole};
use milepost_detector::{File, Findings};
use milepost_prose::{FEWEST_WORDS, words};
use milepost_syntax::yaml::Node;

use crate::mould;
use crate::report::{Report, wordless};

/// Whether a path is where GitHub looks for issue forms.
pub(crate) fn is_issue_form(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    lower
        .strip_prefix(".github/issue_template/")
        .is_some_and(|file| !file.contains('/') && !matches!(file, "config.yml" | "config.yaml"))
}

/// Adds the form: its name, and what it asks.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for broken in &reading.broken {
        findings.unread(broken.line, &broken.message);
    }
    let Some(root) = reading.roots.first().filter(|root| root.get("body").is_some()) else {
        return;
    };
    let body = root.get("body").map_or(&[][..], Node::items);
    let attribute = |item: &Node<'_>, key: &str| {
        item.at(&["attributes", key]).and_then(Node::text).map(str::to_owned)
    };
    let spoken = ["description", "value", "placeholder"];
    let mut document = wordless(DocumentRole::IssueTemplate, reading.owned(root, &["name"]));
    document.sections = body.iter().filter_map(|item| attribute(item, "label")).collect();
    document.words = body
        .iter()
        .flat_map(|item| spoken.iter().filter_map(|key| attribute(item, key)))
        .map(|text| words(&text))
        .sum();
    document.asks = mould::asks(file.text);
    document.substance = document.words >= FEWEST_WORDS;
    Report { surest: Confidence::Parsed, findings }.add(root.line, Confidence::Parsed, document);
}
