//! XML with lines, for Maven, .NET and Android.

use milepost_detector::{File, Findings};
use roxmltree::{Document, Node, ParsingOptions};

/// Elements and texts a document may hold.
const NODES: u32 = 200_000;

/// How deep elements may stand in each other; beyond it nothing is read.
const DEPTH: usize = 200;

/// Reads a file and hands its root element over; what is no XML is noted as unread.
pub(crate) fn read(
    file: &File<'_>,
    findings: &mut Findings,
    act: impl FnOnce(Node<'_, '_>, &mut Findings),
) {
    if is_too_deep(file.text) {
        findings.unread(1, "not valid XML: elements stand too deep in each other");
        return;
    }
    let options = ParsingOptions { nodes_limit: NODES, ..ParsingOptions::default() };
    match Document::parse_with_options(file.text, options) {
        Ok(document) => act(document.root_element(), findings),
        Err(error) => findings.unread(error.pos().row.max(1), format!("not valid XML: {error}")),
    }
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
pub(crate) fn line_of(node: Node<'_, '_>) -> u32 {
    node.document().text_pos_at(node.range().start).row
}

/// The first child element of a name, in whatever namespace.
pub(crate) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

/// Every child element of a name.
pub(crate) fn children<'a, 'i, 'n>(
    node: Node<'a, 'i>,
    name: &'n str,
) -> impl Iterator<Item = Node<'a, 'i>> + use<'a, 'i, 'n> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The text of a child element, when there is any.
pub(crate) fn text<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name)?.text().map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_too_deep;

    #[test]
    fn only_elements_within_each_other_are_deep() {
        assert!(is_too_deep(&"<a>".repeat(100_000)));
        assert!(!is_too_deep(&"<a><b/></a>".repeat(1_000)));
        assert!(is_too_deep(&format!("{}/>", "<a ".repeat(100_000))));
        assert!(!is_too_deep(&"<!-- a --><?b?>".repeat(1_000)));
    }
}
