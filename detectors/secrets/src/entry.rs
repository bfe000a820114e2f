//! Keys of mappings with the line they stand on: what a block holds begins a line below its key.

use milepost_syntax::yaml::Node;

/// The line of a key, and its value.
pub(crate) fn entry<'n, 'a>(node: &'n Node<'a>, wanted: &str) -> Option<(u32, &'n Node<'a>)> {
    let found = node.entries().iter().find(|(key, _)| key.text() == Some(wanted))?;
    Some((found.0.line, &found.1))
}
