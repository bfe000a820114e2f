//! Small questions asked of XML.

use roxmltree::{Document, Node};

/// The children of that name, whatever their namespace.
pub(crate) fn children<'n, 'd: 'n>(
    node: Node<'n, 'd>,
    name: &'static str,
) -> impl Iterator<Item = Node<'n, 'd>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

/// The first element under `path`.
pub(crate) fn at<'n, 'd: 'n>(node: Node<'n, 'd>, path: &[&'static str]) -> Option<Node<'n, 'd>> {
    path.iter().try_fold(node, |node, name| children(node, name).next())
}

/// The text of an element, without blanks around it.
pub(crate) fn text<'n>(node: Node<'n, '_>) -> Option<&'n str> {
    node.text().map(str::trim).filter(|text| !text.is_empty())
}

/// The line an element starts on.
pub(crate) fn line(document: &Document<'_>, node: Node<'_, '_>) -> u32 {
    document.text_pos_at(node.range().start).row
}
