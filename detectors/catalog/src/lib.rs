#![doc = include_str!("../README.md")]

mod document;
mod entity;
mod format;
mod judge;
mod kinds;
mod links;
mod placeholder;
mod reference;
mod scalar;
mod shape;

use milepost_core::What;
use milepost_detector::{Card, Detector, File, Findings};
use milepost_syntax::yaml::Node;

use document::{Document, Part};

static CARD: Card = Card {
    id: "catalog",
    version: 2,
    summary: "Backstage catalogue entries",
    claims: &["**/*.yaml", "**/*.yml"],
    claims_by_name: &[],
    emits: &["entity", "document-link"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Catalog;

/// What every `apiVersion` of Backstage itself contains.
const MARK: &str = "backstage.io/v1";

/// How many values of one file are read, aliases expanded, and what a document that cannot be read
/// costs of them: each may have cost the parser as much before it gave up.
const BUDGET: usize = 2_000_000;
const COST_OF_ERROR: usize = 100_000;

struct Catalog;

impl Detector for Catalog {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let named = is_named_for_it(file.name());
        if !named && !file.text.contains(MARK) {
            return;
        }
        let mut spent = 0;
        for part in document::parts(file.text) {
            if spent > BUDGET {
                findings.unread(part.line(), "the file holds more than is read of one file");
                return;
            }
            if named || part.text.contains(MARK) {
                spent += read_part(part, named, findings);
            }
        }
    }
}

/// Whether the name alone says that a file holds entries: `catalog-info`, with more before or
/// after it where a sign parts the two.
fn is_named_for_it(name: &str) -> bool {
    const STEM: &str = "catalog-info";
    let parted =
        |rest: &str, end: fn(&str) -> Option<char>| end(rest).is_none_or(|c| !c.is_alphanumeric());
    name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).is_some_and(|stem| {
        let after = stem.strip_prefix(STEM);
        let before = stem.strip_suffix(STEM);
        after.is_some_and(|rest| parted(rest, |rest| rest.chars().next()))
            || before.is_some_and(|rest| parted(rest, |rest| rest.chars().next_back()))
    })
}

/// Reads one document, and says what it cost.
fn read_part(part: Part<'_>, named: bool, findings: &mut Findings) -> usize {
    match part.read() {
        Ok(documents) => {
            for document in &documents {
                read_document(document, named, findings);
            }
            documents.iter().map(Document::nodes).sum()
        }
        Err((line, why)) => {
            if named || part.announces_an_entity() {
                findings.unread(line, why);
            }
            COST_OF_ERROR
        }
    }
}

fn read_document(document: &Document, named: bool, findings: &mut Findings) {
    let root = &document.root;
    let kind = root.get("kind").filter(|kind| !kind.is_null());
    match kind.and_then(Node::text) {
        Some(kind) if is_entity(root, kind, named) => note(document, kind, findings),
        None if named && has_an_envelope(root) => {
            findings.unread(root.line, "a document without a kind is no entity");
        }
        None if named && root.items().iter().any(has_an_envelope) => {
            findings.unread(root.line, "a list of entities is no entity");
        }
        _ => {}
    }
}

/// Whether a mapping was meant as an entry; a workflow may be called `catalog-info.yml` too.
fn has_an_envelope(node: &Node<'_>) -> bool {
    node.get("apiVersion").is_some() || node.get("metadata").is_some()
}

/// Whether a document is an entry: by the group of its `apiVersion`, or, in a file named for
/// entries, by a group of somebody else's.
fn is_entity(root: &Node<'_>, kind: &str, named: bool) -> bool {
    let version = root.str("apiVersion").unwrap_or_default();
    match version.split_once('/') {
        // The operator that installs Backstage has one resource, of this name and group.
        Some((group, _)) if is_backstage(group) => kind != "Backstage",
        Some((group, _)) => {
            named && (kinds::meant(kind).is_some() || group.contains('.') && !is_kubernetes(group))
        }
        None => named && kinds::meant(kind).is_some(),
    }
}

fn is_backstage(group: &str) -> bool {
    group == "backstage.io" || group.ends_with(".backstage.io")
}

fn is_kubernetes(group: &str) -> bool {
    group.ends_with("k8s.io")
}

fn note(document: &Document, kind: &str, findings: &mut Findings) {
    let root = &document.root;
    let line = root
        .entries()
        .iter()
        .find(|(key, _)| key.text() == Some("kind"))
        .map_or(root.line, |(key, _)| key.line);
    let entity = entity::read(document, kind);
    // A template is not run: what it links is of its making, or of what it makes.
    let links = if entity.skeleton || kind == "Template" {
        vec![]
    } else {
        links::runbooks(root, &entity.reference)
    };
    if document.masked && entity.skeleton {
        findings.pattern(line, What::Entity(entity));
    } else {
        findings.parsed(line, What::Entity(entity));
    }
    for (line, link) in links {
        findings.parsed(line, What::DocumentLink(link));
    }
}

#[cfg(test)]
mod tests {
    use milepost_detector::Text;

    use super::*;

    #[test]
    fn a_file_of_broken_documents_is_given_up() {
        let text = "---\napiVersion: backstage.io/v1\na: [\n".repeat(1_000);
        let (source, verbs) = (Text::new(text), milepost_core::VerbTable::default());
        let file = File::new("catalog-info.yaml", &source, &verbs);
        let mut findings = Findings::default();
        DETECTOR.detect(&file, &mut findings);
        assert!(findings.unread.len() < 100);
    }

    #[test]
    fn a_file_is_named_for_entries_with_more_before_or_after() {
        for name in ["catalog-info.yaml", "catalog-info-api.yml", "ledger.catalog-info.yaml"] {
            assert!(is_named_for_it(name), "{name}");
        }
        for name in ["catalog-information.yaml", "catalog.yaml", "catalog-info.json"] {
            assert!(!is_named_for_it(name), "{name}");
        }
    }
}
