//! Templates of OpenShift, which hold the values of their parameters themselves: `${NAME}` stands
//! for what `parameters` gives `NAME` unless a caller gives it something else.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::yaml::{Node, Value};

/// The longest value that is put in.
const VALUE: usize = 1_000;

/// Bytes of values that are put into one template.
const FILLED: usize = 1_000_000;

/// Puts the values of a template's own parameters into its objects. A parameter without a value
/// stays as it is written.
pub(crate) fn fill(root: &mut Node<'_>) {
    if !is_template(root) {
        return;
    }
    let mut filler = Filler { values: values(root), left: FILLED };
    if filler.values.is_empty() {
        return;
    }
    if let Value::Mapping(entries) = &mut root.value {
        let objects = entries.iter_mut().filter(|(key, _)| key.text() == Some("objects"));
        objects.for_each(|(_, objects)| filler.fill(objects));
    }
}

fn is_template(root: &Node<'_>) -> bool {
    let of_openshift =
        |version: &str| version == "v1" || version.starts_with("template.openshift.io/");
    root.str("kind") == Some("Template") && root.str("apiVersion").is_some_and(of_openshift)
}

fn values(root: &Node<'_>) -> BTreeMap<String, String> {
    let parameters = root.get("parameters").map_or(&[][..], Node::items);
    let given = parameters.iter().filter_map(|it| Some((it.str("name")?, it.str("value")?)));
    given
        .filter(|(_, value)| value.len() <= VALUE)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

struct Filler {
    values: BTreeMap<String, String>,
    /// Bytes that may still be put in.
    left: usize,
}

impl Filler {
    fn fill(&mut self, node: &mut Node<'_>) {
        match &mut node.value {
            Value::Scalar { text, .. } => {
                if let Some(filled) = self.filled(text) {
                    *text = Cow::Owned(filled);
                }
            }
            Value::Sequence(items) => items.iter_mut().for_each(|item| self.fill(item)),
            Value::Mapping(entries) => {
                for (key, value) in entries {
                    self.fill(key);
                    self.fill(value);
                }
            }
        }
    }

    /// A text with the values put in, if there is a place for any.
    fn filled(&mut self, text: &str) -> Option<String> {
        let mut rest = text.split_once("${")?;
        let mut filled = String::with_capacity(text.len());
        loop {
            let (before, behind) = rest;
            filled.push_str(before);
            let (open, close) = if behind.starts_with('{') { ("{", "}}") } else { ("", "}") };
            let inside = behind.strip_prefix(open).and_then(|it| it.split_once(close));
            let known = inside.and_then(|(name, after)| Some((self.values.get(name)?, after)));
            let fits = known.filter(|(value, _)| value.len() <= self.left);
            let after = if let Some((value, after)) = fits {
                self.left = self.left.saturating_sub(value.len());
                filled.push_str(value);
                after
            } else {
                filled.push_str("${");
                behind
            };
            let Some(next) = after.split_once("${") else {
                filled.push_str(after);
                return Some(filled);
            };
            rest = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Reading;

    const TEMPLATE: &str = "kind: Template\napiVersion: template.openshift.io/v1\nparameters: [{name: A, value: shop}, {name: N, value: \"3\"}, {name: TAG}]\nobjects:\n- image: ${A}/${A}:${TAG}\n  replicas: ${{N}}\n  left: ${B} ${\nname: ${A}\n";

    #[test]
    fn a_template_is_filled_with_its_own_values() {
        let reading = Reading::as_written(TEMPLATE);
        let object = &reading.roots[0].get("objects").unwrap().items()[0];
        assert_eq!(object.str("image"), Some("shop/shop:${TAG}"));
        assert_eq!(object.str("replicas"), Some("3"));
        assert_eq!(object.str("left"), Some("${B} ${"));
        assert_eq!(reading.roots[0].str("name"), Some("${A}"));
    }

    #[test]
    fn another_template_stays_as_it_is_written() {
        let text = TEMPLATE.replace("template.openshift.io/v1", "acme.io/v1");
        let reading = Reading::as_written(&text);
        let object = &reading.roots[0].get("objects").unwrap().items()[0];
        assert_eq!(object.str("image"), Some("${A}/${A}:${TAG}"));
    }

    #[test]
    fn values_are_put_in_up_to_a_bound() {
        let text = format!(
            "kind: Template\napiVersion: v1\nparameters: [{{name: A, value: {}}}]\nobjects: ['{}']\n",
            "a".repeat(1_000),
            "${A}".repeat(2_000)
        );
        let reading = Reading::as_written(&text);
        let object = &reading.roots[0].get("objects").unwrap().items()[0];
        assert!(object.text().is_some_and(|text| text.len() < 1_100_000 && text.ends_with("${A}")));
    }
}
