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

/// Every root, and the items of lists and the objects of `OpenShift` templates among them.
pub fn expanded<'n, 'a>(roots: &'n [Node<'a>]) -> impl Iterator<Item = &'n Node<'a>> {
    roots.iter().flat_map(|root| {
        let holds = match root.str("kind").unwrap_or("") {
            "Template" if is_of_openshift(root) => root.get("objects"),
            kind if kind.ends_with("List") => root.get("items"),
            _ => None,
        };
        match holds {
            Some(objects) if !objects.items().is_empty() => objects.items(),
            _ => std::slice::from_ref(root),
        }
    })
}

fn is_of_openshift(template: &Node<'_>) -> bool {
    template
        .str("apiVersion")
        .is_some_and(|version| version == "v1" || version.starts_with("template.openshift.io/"))
}

/// The group of an API version; empty for the core one.
pub fn group_of(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}

/// Whether a group is of Kubernetes itself or of its own projects, rather than of somebody who
/// defines kinds of resource upon it.
pub fn is_built_in(group: &str) -> bool {
    !group.contains('.') || group.ends_with(".k8s.io") || group.ends_with(".x-k8s.io")
}

/// Whether an object is made to try a chart out once it is installed, and is no part of what that
/// runs: one with Helm's hook `test`.
pub fn is_test_of_chart(node: &Node<'_>) -> bool {
    let hooks = crate::branches::all(node, &["metadata", "annotations", "helm.sh/hook"]);
    let hooks = hooks.iter().filter_map(|hook| hook.text());
    hooks
        .flat_map(|hooks| hooks.split(','))
        .any(|hook| matches!(hook.trim(), "test" | "test-success" | "test-failure"))
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
        group_of(self.api_version)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let reading = Reading::as_written(text);
        let name = |object: Object<'_>| object.owned(&["metadata", "name"]).unwrap_or_default();
        objects(&reading).map(name).collect()
    }

    #[test]
    fn lists_and_templates_of_openshift_hold_objects() {
        let object = "{apiVersion: v1, kind: Service, metadata: {name: web}}";
        assert_eq!(names(&format!("apiVersion: v1\nkind: List\nitems: [{object}]\n")), ["web"]);
        let template = "apiVersion: template.openshift.io/v1\nkind: Template\n";
        assert_eq!(names(&format!("{template}objects: [{object}]\n")), ["web"]);
    }

    #[test]
    fn a_template_of_somebody_else_is_one_object() {
        let text = "apiVersion: acme.io/v1\nkind: Template\nmetadata: {name: own}\nobjects: [{}]\n";
        assert_eq!(names(text), ["own"]);
    }

    #[test]
    fn groups_of_kubernetes_are_built_in() {
        for group in ["", "apps", "networking.k8s.io", "cluster.x-k8s.io"] {
            assert!(is_built_in(group), "{group}");
        }
        assert!(!is_built_in("platform.acme.io"));
    }
}
