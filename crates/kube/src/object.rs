//! One Kubernetes object, and where it was read.

use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

/// One object of a file.
#[derive(Debug, Clone, Copy)]
pub struct Object<'n> {
    /// How its file is read.
    pub reading: &'n Reading<'n>,
    /// The object itself.
    pub node: &'n Node<'n>,
    /// Its kind.
    pub kind: &'n str,
    /// Its API version, group included.
    pub api_version: &'n str,
}

/// Every object of a file whose kind and API version are written out, items of lists included.
pub fn objects<'n>(reading: &'n Reading<'n>) -> impl Iterator<Item = Object<'n>> {
    expanded(&reading.roots).filter_map(move |node| {
        let kind = reading.at(node, &["kind"])?;
        let api_version = reading.at(node, &["apiVersion"])?;
        Some(Object { reading, node, kind, api_version })
    })
}

/// Every root, and the items of lists among them.
pub fn expanded<'n, 'a>(roots: &'n [Node<'a>]) -> impl Iterator<Item = &'n Node<'a>> {
    roots.iter().flat_map(|root| {
        let kind = root.str("kind").unwrap_or("");
        match root.get("items") {
            Some(items) if kind.ends_with("List") => items.items(),
            _ => std::slice::from_ref(root),
        }
    })
}

/// Whether a text may hold an object at all; cheap, so that other YAML is never parsed for it.
pub fn may_hold_objects(text: &str) -> bool {
    text.contains("kind:") && text.contains("apiVersion:")
}

impl Object<'_> {
    /// The line the object's kind stands on.
    pub fn line(&self) -> u32 {
        self.node.get("kind").map_or(self.node.line, |kind| kind.line)
    }

    /// The API group; empty for the core one.
    pub fn group(&self) -> &str {
        self.api_version.rsplit_once('/').map_or("", |(group, _)| group)
    }

    /// A text of the object, when it is written out.
    pub fn text(&self, keys: &[&str]) -> Option<&str> {
        self.reading.at(self.node, keys)
    }

    /// [`Self::text`], owned.
    pub fn owned(&self, keys: &[&str]) -> Option<String> {
        self.reading.owned(self.node, keys)
    }

    /// The environment the labels of `holder` name.
    pub fn environment(&self, holder: &Node<'_>) -> Option<String> {
        ["environment", "env"]
            .iter()
            .find_map(|label| self.reading.owned(holder, &["metadata", "labels", label]))
    }
}
