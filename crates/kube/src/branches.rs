//! Reading a masked template, where every branch of a condition is visible at once and one key
//! may therefore stand several times in one mapping.

use milepost_syntax::yaml::Node;

use milepost_syntax::reading::Reading;

/// Every value under `keys`, through every branch.
pub fn all<'n, 'a>(node: &'n Node<'a>, keys: &[&str]) -> Vec<&'n Node<'a>> {
    keys.iter().fold(vec![node], |nodes, key| {
        nodes
            .into_iter()
            .flat_map(Node::entries)
            .filter(|(name, _)| name.text() == Some(key))
            .map(|(_, value)| value)
            .collect()
    })
}

/// The text under `keys`, when every branch writes the same one out.
pub fn agreed(reading: &Reading<'_>, node: &Node<'_>, keys: &[&str]) -> Option<String> {
    let mut texts = all(node, keys).into_iter().map(|value| reading.literal(value));
    let first = texts.next()??;
    texts.all(|text| text == Some(first)).then(|| first.to_owned())
}
