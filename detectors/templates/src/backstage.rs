//! Templates of Backstage's scaffolder.

use std::collections::BTreeSet;

use milepost_core::{What, place};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::template;

/// How deep questions that depend on answers are followed.
const DEEPEST: usize = 4;

/// Adds the templates of a file.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("backstage.io/v1") || !file.text.contains("Template") {
        return;
    }
    let reading = file.yaml();
    for root in &reading.roots {
        if is_template(reading, root) {
            add(file, reading, root, findings);
        }
    }
    for broken in &reading.broken {
        if broken.text.contains("scaffolder.backstage.io/") {
            findings.unread(broken.line, &broken.message);
        }
    }
}

fn is_template(reading: &Reading<'_>, root: &Node<'_>) -> bool {
    let group = reading.at(root, &["apiVersion"]).and_then(|version| version.split('/').next());
    matches!(group, Some("scaffolder.backstage.io" | "backstage.io"))
        && reading.at(root, &["kind"]) == Some("Template")
}

fn add(file: &File<'_>, reading: &Reading<'_>, root: &Node<'_>, findings: &mut Findings) {
    // A name that is yet to be filled in is that of a template's skeleton.
    let Some(name) = reading.owned(root, &["metadata", "name"]) else {
        return;
    };
    let steps = root.at(&["spec", "steps"]).map_or(&[][..], Node::items);
    let mut found = template("backstage");
    found.name = Some(name);
    found.makes = reading.owned(root, &["spec", "type"]);
    found.owner = reading.owned(root, &["spec", "owner"]);
    found.asks = asks(root);
    found.actions = steps.iter().filter_map(|step| reading.owned(step, &["action"])).collect();
    found.skeletons = skeletons(file, reading, root, steps);
    findings.read(reading, root.line, What::Template(found));
}

/// The questions of every page, in the order of the file; the first form of the format had one.
fn asks(root: &Node<'_>) -> Vec<String> {
    let pages = ["parameters", "schema"].iter().find_map(|key| root.at(&["spec", key]));
    let mut asked = Asked::default();
    for page in pages.map_or(&[][..], Node::one_or_many) {
        asked.page(page, DEEPEST, true);
    }
    asked.asks
}

#[derive(Default)]
struct Asked {
    asks: Vec<String>,
    seen: BTreeSet<String>,
}

impl Asked {
    /// A page, and what it asks further when a question is answered in some way; that is never
    /// required of everybody.
    fn page(&mut self, page: &Node<'_>, depth: usize, of_everybody: bool) {
        let required = page.get("required").filter(|_| of_everybody).map_or(&[][..], Node::items);
        let required: Vec<&str> = required.iter().filter_map(Node::text).collect();
        for (key, _) in page.get("properties").map_or(&[][..], Node::entries) {
            if let Some(key) = key.text().filter(|key| self.seen.insert((*key).to_owned())) {
                let mark = if required.contains(&key) { "!" } else { "" };
                self.asks.push(format!("{key}{mark}"));
            }
        }
        if depth == 0 {
            return;
        }
        for (_, further) in page.get("dependencies").map_or(&[][..], Node::entries) {
            self.page(further, depth - 1, false);
        }
        for key in ["oneOf", "anyOf", "allOf", "then", "else"] {
            for further in page.get(key).map_or(&[][..], Node::one_or_many) {
                self.page(further, depth - 1, false);
            }
        }
    }
}

/// The folders that steps fetch from this repository.
fn skeletons(
    file: &File<'_>,
    reading: &Reading<'_>,
    root: &Node<'_>,
    steps: &[Node<'_>],
) -> Vec<String> {
    let is_fetch = |step: &&Node<'_>| {
        let action = reading.at(step, &["action"]).unwrap_or_default();
        action.starts_with("fetch:") && !action.ends_with(":file")
    };
    let fetched =
        steps.iter().filter(is_fetch).filter_map(|step| reading.at(step, &["input", "url"]));
    let mut seen = BTreeSet::new();
    fetched
        .chain(reading.at(root, &["spec", "path"]))
        .filter(|url| !url.contains(':') && !url.starts_with('/'))
        .filter_map(|url| place::resolve(file.folder(), url))
        .filter(|folder| !folder.is_empty() && seen.insert(folder.clone()))
        .collect()
}
