//! Why Backstage would refuse an entry: its schemas, its policies and its reading of references,
//! written out by hand over the tree.

use milepost_syntax::yaml::Node;

use crate::format;
use crate::kinds::{self, Kind};
use crate::reference::{self, Refusal};
use crate::scalar::Sort;
use crate::shape::{Reasons, Shape, is_substituted, quoted};

/// The groups of `apiVersion`s whose kinds Backstage itself defines.
const OWN_GROUPS: &[&str] = &["backstage.io", "scaffolder.backstage.io"];

/// Every reason to refuse the entry at `root`.
pub(crate) fn reasons(root: &Node<'_>, kind: Option<&Kind>, namespace: &str) -> Vec<String> {
    let mut reasons = Reasons::default();
    reasons.judge_keys("", root);
    reasons.judge("", root, &kinds::ENVELOPE);
    root_fields(root, &mut reasons);
    identity(root, &mut reasons);
    if let Some(metadata) = root.get("metadata") {
        keys_and_tags(metadata, &mut reasons);
        links(metadata, &mut reasons);
    }
    match kind {
        Some(kind) => spec(root, kind, namespace, &mut reasons),
        None => foreign(root, &mut reasons),
    }
    reasons.into_vec()
}

fn root_fields(root: &Node<'_>, reasons: &mut Reasons) {
    for (key, _) in root.entries() {
        let key = key.text().unwrap_or("?");
        if !kinds::ROOT_FIELDS.contains(&key) {
            reasons.add(format!("{key} is no field of an entity"));
        }
    }
}

fn identity(root: &Node<'_>, reasons: &mut Reasons) {
    if let Some(version) = text(root.get("apiVersion"))
        && !format::is_api_version(version)
    {
        reasons.add(format!(
            "apiVersion {} is not a version with an optional domain before it",
            quoted(version)
        ));
    }
    if let Some(kind) = text(root.get("kind"))
        && !format::is_kind(kind)
    {
        reasons.add(format!("kind {} is not 1 to 63 letters and digits", quoted(kind)));
    }
    if let Some(name) = text(root.at(&["metadata", "name"])) {
        name_like("metadata.name", name, reasons);
    }
    if let Some(namespace) = text(root.at(&["metadata", "namespace"]))
        && !format::is_dns_label(namespace)
    {
        reasons
            .add(format!("metadata.namespace {} is not 1 to 63 of [a-z0-9-]", quoted(namespace)));
    }
}

fn name_like(path: &str, name: &str, reasons: &mut Reasons) {
    if format::is_name(name) {
        return;
    }
    reasons.add(if format::has_name_characters(name) {
        format!("{path} {} does not start and end with a letter or digit", quoted(name))
    } else {
        format!("{path} {} is not 1 to 63 of [a-zA-Z0-9-_.]", quoted(name))
    });
}

fn keys_and_tags(metadata: &Node<'_>, reasons: &mut Reasons) {
    for field in ["labels", "annotations"] {
        for (key, value) in metadata.get(field).map_or(&[][..], Node::entries) {
            let Some(key) = key.text() else { continue };
            if !format::is_key(key) {
                reasons.add(format!(
                    "metadata.{field} key {} is not a name with an optional domain before it",
                    quoted(key)
                ));
            }
            if field == "labels"
                && let Some(value) = text(Some(value))
            {
                name_like(&format!("metadata.labels.{key}"), value, reasons);
            }
        }
    }
    for tag in metadata.get("tags").map_or(&[][..], Node::items) {
        if let Some(tag) = text(Some(tag))
            && !format::is_tag(tag)
        {
            reasons.add(format!(
                "tag {} is not 1 to 63 of [a-z0-9:+#] parted by single -",
                quoted(tag)
            ));
        }
    }
}

fn links(metadata: &Node<'_>, reasons: &mut Reasons) {
    let links = metadata.get("links").map_or(&[][..], Node::items);
    for (number, link) in links.iter().enumerate() {
        if let Some(url) = text(link.get("url"))
            && !format::is_url(url)
        {
            reasons.add(format!(
                "metadata.links[{number}].url {} is not an absolute address",
                quoted(url)
            ));
        }
        for field in ["title", "icon"] {
            if text(link.get(field)).is_some_and(|text| text.trim().is_empty()) {
                reasons.add(format!("metadata.links[{number}].{field} is blank"));
            }
        }
    }
}

fn spec(root: &Node<'_>, kind: &Kind, namespace: &str, reasons: &mut Reasons) {
    let Some(spec) = root.get("spec") else {
        reasons.add("spec is required".to_owned());
        return;
    };
    reasons.judge("spec", spec, &Shape::Map(kind.spec));
    for (field, default) in kind.relations {
        for item in spec.get(field).map_or(&[][..], Node::one_or_many) {
            let Some(text) = text(Some(item)) else {
                continue;
            };
            match reference::full(text, *default, namespace) {
                Ok(_) => {}
                Err(Refusal::NoKind) => {
                    reasons.add(format!("spec.{field} {} names no kind", quoted(text)));
                }
                Err(Refusal::Malformed) => reasons
                    .add(format!("spec.{field} {} is not [kind:][namespace/]name", quoted(text))),
            }
        }
    }
}

/// A kind that Backstage knows by another version or in other letters; a kind of somebody else's
/// is judged by its envelope alone.
fn foreign(root: &Node<'_>, reasons: &mut Reasons) {
    let (Some(version), Some(name)) = (root.str("apiVersion"), root.str("kind")) else {
        return;
    };
    let own = version.split_once('/').is_some_and(|(group, _)| OWN_GROUPS.contains(&group));
    let Some(meant) = kinds::meant(name).filter(|_| own) else {
        return;
    };
    reasons.add(if meant.name == name {
        format!("apiVersion {version} has no kind {name}")
    } else {
        format!("kind {name} is not {}", meant.name)
    });
}

/// The text of a value that is text, and not to be put in by Backstage.
fn text<'n>(node: Option<&'n Node<'_>>) -> Option<&'n str> {
    let node = node?;
    if Sort::of(node) != Sort::Text || is_substituted(node) {
        return None;
    }
    node.text().filter(|text| !text.is_empty())
}
