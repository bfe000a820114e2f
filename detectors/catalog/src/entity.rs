//! An entry read from the tree of its document.

use std::collections::BTreeMap;

use milepost_core::{Entity, EntityLink, Relation};
use milepost_syntax::yaml::Node;

use crate::document::Document;
use crate::kinds::{self, Kind, Relates};
use crate::scalar::Sort;
use crate::{judge, placeholder, reference};

const DEFAULT_NAMESPACE: &str = "default";

/// The entry that `document` holds; its kind has been found to be text.
pub(crate) fn read(document: &Document, kind: &str) -> Entity {
    let root = &document.root;
    let name = root.at(&["metadata", "name"]).and_then(Node::text);
    let name = name.unwrap_or_default();
    let namespace = namespace(root);
    let rules = rules(root, kind);
    let skeleton = document.template || has_placeholders(root);
    let invalid = if skeleton { vec![] } else { judge::reasons(root, rules, namespace) };
    Entity {
        reference: reference::joined(kind, namespace, name),
        kind: kind.to_owned(),
        name: name.to_owned(),
        type_: spec(root, "type").map(str::to_owned),
        lifecycle: spec(root, "lifecycle").map(str::to_owned),
        owner: referred(root, "owner", "group", namespace),
        system: referred(root, "system", "system", namespace),
        relations: relations(root, rules.or_else(|| kinds::meant(kind)), namespace),
        tags: tags(root),
        annotations: texts_by_key(root, "annotations"),
        labels: texts_by_key(root, "labels"),
        links: links(root),
        targets: targets(root, kind),
        invalid,
        skeleton,
    }
}

/// What Backstage asks of the kind. A definition makes every API one that all its versions take;
/// without one, the type may ask for something else.
fn rules(root: &Node<'_>, kind: &str) -> Option<&'static Kind> {
    let spec_type = spec(root, "type").filter(|_| root.at(&["spec", "definition"]).is_none());
    kinds::of(root.str("apiVersion").unwrap_or_default(), kind, spec_type)
}

/// Whether an engine has still to fill in what the entry is, or to whom it belongs.
fn has_placeholders(root: &Node<'_>) -> bool {
    let mut found = root.str("kind").is_some_and(placeholder::is_in);
    for path in [["metadata", "name"], ["metadata", "namespace"]] {
        found |= root.at(&path).is_some_and(|node| !node.is_null() && is_open(node));
    }
    let fields = ["type", "lifecycle"].into_iter();
    let related = kinds::KINDS.iter().flat_map(|kind| kind.relations);
    for field in fields.chain(related.map(|(field, _)| *field)) {
        let values = root.at(&["spec", field]).map_or(&[][..], Node::one_or_many);
        found |= values.iter().any(|value| value.text().is_some_and(placeholder::is_in));
    }
    // A scaffolder template is no skeleton because it shows its own placeholders in prose.
    if let Some(metadata) = root.get("metadata").filter(|_| root.str("kind") != Some("Template")) {
        metadata.walk(&mut |node| found |= node.text().is_some_and(placeholder::is_plainly_in));
    }
    found
}

/// Whether a name is a placeholder: by its text, or because YAML took its braces for a mapping.
fn is_open(node: &Node<'_>) -> bool {
    match node.text() {
        Some(text) => placeholder::is_in(text),
        None => node.entries().iter().any(|(key, _)| key.is_mapping()),
    }
}

fn namespace<'n>(root: &'n Node<'_>) -> &'n str {
    root.get("metadata").and_then(|metadata| metadata.str("namespace")).unwrap_or(DEFAULT_NAMESPACE)
}

fn spec<'n>(root: &'n Node<'_>, field: &str) -> Option<&'n str> {
    root.get("spec")?.str(field)
}

fn referred(root: &Node<'_>, field: &str, kind: &str, namespace: &str) -> Option<String> {
    reference::full(spec(root, field)?, Some(kind), namespace).ok()
}

fn relations(root: &Node<'_>, rules: Option<&Kind>, namespace: &str) -> Vec<Relation> {
    let known: &[Relates] = rules.map_or(kinds::CUSTOM_RELATIONS, |kind| kind.relations);
    let mut relations = vec![];
    for (key, value) in root.get("spec").map_or(&[][..], Node::entries) {
        let field = key.text().unwrap_or_default();
        let Some((_, kind)) = known.iter().find(|(name, _)| *name == field) else {
            continue;
        };
        if matches!(field, "owner" | "system") {
            continue;
        }
        relations.extend(
            value
                .one_or_many()
                .iter()
                .filter(|item| !item.is_null())
                .filter_map(|item| reference::full(item.text()?, *kind, namespace).ok())
                .map(|target| Relation { field: field.to_owned(), target }),
        );
    }
    relations
}

fn tags(root: &Node<'_>) -> Vec<String> {
    let tags = root.at(&["metadata", "tags"]).map_or(&[][..], Node::items);
    texts(tags)
}

/// The texts of a mapping of the metadata: annotations or labels.
fn texts_by_key(root: &Node<'_>, mapping: &str) -> BTreeMap<String, String> {
    root.at(&["metadata", mapping])
        .map_or(&[][..], Node::entries)
        .iter()
        .filter(|(_, value)| Sort::of(value) != Sort::Null)
        .filter_map(|(key, value)| Some((key.text()?.to_owned(), value.text()?.to_owned())))
        .collect()
}

fn links(root: &Node<'_>) -> Vec<EntityLink> {
    let given = root.at(&["metadata", "links"]).map_or(&[][..], Node::items);
    let link = |node: &Node<'_>| {
        let title = node.str("title").map(str::to_owned);
        Some(EntityLink { url: node.str("url")?.to_owned(), title })
    };
    given.iter().filter_map(link).collect()
}

fn targets(root: &Node<'_>, kind: &str) -> Vec<String> {
    if !kind.eq_ignore_ascii_case("Location") {
        return vec![];
    }
    let mut targets: Vec<String> = spec(root, "target").map(str::to_owned).into_iter().collect();
    targets.extend(texts(root.at(&["spec", "targets"]).map_or(&[][..], Node::items)));
    targets
}

fn texts(items: &[Node<'_>]) -> Vec<String> {
    items
        .iter()
        .filter(|item| !item.is_null())
        .filter_map(|item| item.text().map(str::to_owned))
        .collect()
}
