//! The sources that Flux fetches from, as far as the same file declares them.

use std::collections::BTreeMap;

use milepost_kube::Object;
use milepost_kube::origin::{address, git_address};
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

/// The sources a file declares, by kind and name.
pub(crate) struct Sources<'n>(BTreeMap<(&'n str, &'n str), &'n Node<'n>>);

impl<'n> Sources<'n> {
    /// Collects the sources among `nodes`.
    pub(crate) fn of(reading: &Reading<'_>, nodes: &[&'n Node<'n>]) -> Self {
        let is_source = |node: &Node<'_>| {
            node.str("apiVersion")
                .is_some_and(|version| version.starts_with("source.toolkit.fluxcd.io/"))
        };
        Self(
            nodes
                .iter()
                .filter(|node| is_source(node))
                .filter_map(|node| {
                    let key =
                        (reading.at(node, &["kind"])?, reading.at(node, &["metadata", "name"])?);
                    Some((key, *node))
                })
                .collect(),
        )
    }

    pub(crate) fn get(&self, kind: &str, name: &str) -> Option<&'n Node<'n>> {
        self.0.get(&(kind, name)).copied()
    }

    pub(crate) fn url(&self, reading: &Reading<'_>, kind: &str, name: &str) -> Option<&'n str> {
        reading.at(self.get(kind, name)?, &["spec", "url"])
    }

    /// The revision that a source is held at, or the branch it follows.
    pub(crate) fn revision(
        &self,
        reading: &Reading<'_>,
        kind: &str,
        name: &str,
    ) -> Option<&'n str> {
        let reference = self.get(kind, name)?.at(&["spec", "ref"])?;
        let by_weight = ["commit", "digest", "name", "semver", "tag", "branch"];
        by_weight.iter().find_map(|key| reading.at(reference, &[key]))
    }
}

/// The address of a source, or its name when it stands in another file.
pub(crate) fn repository(
    object: &Object<'_>,
    sources: &Sources<'_>,
    kind: &str,
    name: &str,
) -> String {
    match sources.url(object.reading, kind, name) {
        Some(url) if kind == "GitRepository" => git_address(url),
        Some(url) => address(url),
        None => format!("@{name}"),
    }
}
