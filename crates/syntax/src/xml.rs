//! XML whose elements know their line, with the few questions detectors ask of it.

pub use roxmltree::{Document, Node};

use roxmltree::ParsingOptions;

use crate::lines::SyntaxError;

/// Elements and texts a document may hold.
const NODES: u32 = 200_000;

/// How deep elements may stand in each other; beyond it nothing is read.
const DEPTH: usize = 200;

/// Reads a text that is bounded in size and depth.
///
/// # Errors
/// When the text is not XML up to its end, or is too large or too deep.
pub fn document(text: &str) -> Result<Document<'_>, SyntaxError> {
    if is_too_deep(text) {
        let message = "not valid XML: elements stand too deep in each other".to_owned();
        return Err(SyntaxError { line: 1, message });
    }
    let options = ParsingOptions { nodes_limit: NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| SyntaxError {
        line: error.pos().row.max(1),
        message: format!("not valid XML: {error}"),
    })
}

/// The parser follows elements one in another, so their depth is bounded before it starts.
fn is_too_deep(text: &str) -> bool {
    let mut depth: usize = 0;
    for (at, _) in text.match_indices('<') {
        let rest = text.get(at + 1..).unwrap_or_default();
        if rest.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !rest.starts_with(['!', '?']) && !is_closed_at_once(rest) {
            depth += 1;
        }
        if depth > DEPTH {
            return true;
        }
    }
    false
}

/// Whether a tag ends in `/>`. It is followed up to the next tag only, so that no text is read
/// again and again.
fn is_closed_at_once(tag: &str) -> bool {
    let end = tag.find(['<', '>']).and_then(|end| tag.get(..=end));
    end.is_some_and(|tag| tag.ends_with("/>"))
}

/// The line an element begins on.
pub fn line_of(node: Node<'_, '_>) -> u32 {
    node.document().text_pos_at(node.range().start).row
}

/// The first child element of a name, in whatever namespace.
pub fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

/// Every child element of a name.
pub fn children<'a, 'i, 'n>(
    node: Node<'a, 'i>,
    name: &'n str,
) -> impl Iterator<Item = Node<'a, 'i>> + use<'a, 'i, 'n> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The first element reached by following `path` from child to child.
pub fn at<'a, 'i>(node: Node<'a, 'i>, path: &[&str]) -> Option<Node<'a, 'i>> {
    path.iter().try_fold(node, |node, name| child(node, name))
}

/// The text of an element without blanks around it, when there is any.
pub fn text<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.text().map(str::trim).filter(|text| !text.is_empty())
}

/// The text of a child element, when there is any.
pub fn child_text<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    text(child(node, name)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_elements_within_each_other_are_deep() {
        assert!(is_too_deep(&"<a>".repeat(100_000)));
        assert!(!is_too_deep(&"<a><b/></a>".repeat(1_000)));
        assert!(is_too_deep(&format!("{}/>", "<a ".repeat(100_000))));
        assert!(!is_too_deep(&"<!-- a --><?b?>".repeat(1_000)));
    }
}
