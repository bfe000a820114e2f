//! Templates by what they are: a file of this repository, or of one under `resources`.

use std::collections::BTreeMap;

use milepost_core::{Pin, UnitKind, Use};
use milepost_syntax::yaml::Node;

use super::expression::entries;
use crate::parts::{from_folder, from_root, is_computed, pin_of_ref, use_of};

/// What the aliases of a definition stand for.
pub(super) struct Aliases {
    /// The name and the reference of each repository.
    repositories: BTreeMap<String, (String, Option<String>)>,
    /// The image of each container.
    pub(super) containers: BTreeMap<String, String>,
}

impl Aliases {
    pub(super) fn of(root: &Node<'_>) -> Self {
        let mut aliases = Self { repositories: BTreeMap::new(), containers: BTreeMap::new() };
        let listed = |key: &str| root.at(&["resources", key]).map(entries).unwrap_or_default();
        for (node, _) in listed("repositories") {
            if let (Some(alias), Some(name)) = (node.str("repository"), node.str("name")) {
                let reference = node.str("ref").map(str::to_owned);
                aliases.repositories.insert(alias.to_owned(), (name.to_owned(), reference));
            }
        }
        for (node, _) in listed("containers") {
            if let (Some(alias), Some(image)) = (node.str("container"), node.str("image")) {
                aliases.containers.insert(alias.to_owned(), image.to_owned());
            }
        }
        aliases
    }

    /// The use a `template:` in a file of `folder` stands for.
    pub(super) fn template(&self, text: &str, folder: &str) -> Use {
        let kind = UnitKind::CiTemplate;
        let computed = is_computed(text);
        match text.rsplit_once('@').filter(|(_, alias)| !alias.contains(['/', '}'])) {
            _ if computed => use_of(kind, text, None, Pin::Dynamic),
            None => use_of(kind, from_folder(folder, text), None, Pin::Local),
            Some((path, "self")) => use_of(kind, from_root(path), None, Pin::Local),
            Some((path, alias)) => match self.repositories.get(alias) {
                // The definition that takes this file up decides what the alias means.
                None => use_of(kind, text, None, Pin::Dynamic),
                Some((name, reference)) => {
                    let path = path.trim_start_matches("./").trim_start_matches('/');
                    held(&format!("{name}/{path}"), reference.as_deref())
                }
            },
        }
    }
}

fn held(source: &str, reference: Option<&str>) -> Use {
    let branch = reference.and_then(|text| text.strip_prefix("refs/heads/"));
    let tag = reference.and_then(|text| text.strip_prefix("refs/tags/"));
    let version = branch.or(tag).or(reference);
    let pin = match (branch, version) {
        (_, Some(text)) if is_computed(text) => Pin::Dynamic,
        (Some(_), _) => Pin::Branch,
        _ if tag.is_some() => tag.map_or(Pin::None, Pin::of_version),
        _ => pin_of_ref(version),
    };
    use_of(UnitKind::CiTemplate, source, version, pin)
}

#[cfg(test)]
mod tests {
    use milepost_syntax::yaml;

    use super::*;

    #[test]
    fn an_alias_is_the_repository_it_stands_for() {
        let text = "resources:\n  repositories:\n  - repository: t\n    name: acme/templates\n    ref: refs/tags/v1.2.0\n";
        let root = yaml::document(text).unwrap().unwrap();
        let aliases = Aliases::of(&root);
        let said = |text: &str| aliases.template(text, "ci").to_string();
        assert_eq!(
            said("jobs/build.yml@t"),
            "ci-template acme/templates/jobs/build.yml version=v1.2.0 pin=exact"
        );
        assert_eq!(said("../steps/a.yml"), "ci-template ./steps/a.yml pin=local");
        assert_eq!(said("/steps/a.yml@self"), "ci-template ./steps/a.yml pin=local");
        assert_eq!(said("a.yml@u"), "ci-template a.yml@u pin=dynamic");
    }
}
