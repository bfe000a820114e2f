//! Images that objects name, as far as they are written out.

use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

use crate::branches::all;

/// Images that containers name, or else those that set off a new rollout of an object of
/// `OpenShift`, which fills them in.
pub(crate) fn named<'n, 'a: 'n>(
    reading: &Reading<'_>,
    object: &'n Node<'a>,
    containers: impl Iterator<Item = &'n &'n Node<'a>>,
) -> Vec<String> {
    let named = containers.flat_map(|container| all(container, &["image"])).collect();
    let images = literal(reading, named);
    if images.is_empty() { literal(reading, triggers(object)) } else { images }
}

/// Where an object names the images that set off a new rollout.
pub(crate) fn triggers<'n, 'a>(object: &'n Node<'a>) -> Vec<&'n Node<'a>> {
    let triggers = all(object, &["spec", "triggers"]).into_iter().flat_map(Node::items);
    triggers.flat_map(|it| all(it, &["imageChangeParams", "from", "name"])).collect()
}

/// The images that are written out, or as far as they are known.
fn literal(reading: &Reading<'_>, named: Vec<&Node<'_>>) -> Vec<String> {
    let mut images: Vec<String> = Vec::new();
    for node in named {
        let image = match reading.literal(node) {
            Some(image) => Some(image.to_owned()),
            None if reading.touches(node.line) => None,
            None => node.text().and_then(opened),
        };
        if let Some(image) = image.filter(|it| !it.is_empty() && !images.contains(it)) {
            images.push(image);
        }
    }
    images
}

/// What is known of an image of which variables fill in the tag or the registry: the repository it
/// is of, from the last variable on; `None` when that is a variable itself.
pub fn opened(text: &str) -> Option<String> {
    if text.contains("{{") || text.contains("<<") {
        return None;
    }
    let marked = marked(text.trim())?;
    let (marked, digest) = marked
        .split_once('@')
        .map_or((marked.as_str(), None), |(image, digest)| (image, Some(digest)));
    let segment = marked.rfind('/').map_or(0, |at| at + 1);
    let colon = marked.get(segment..)?.find(':').map(|at| segment + at);
    let (repository, tag) = match colon {
        Some(at) => (marked.get(..at)?, marked.get(at..)?),
        None => (marked, ""),
    };
    let known = repository.rsplit(OPEN).next()?;
    // What touches a variable is a part of a segment.
    let known = if known.len() == repository.len() { known } else { known.split_once('/')?.1 };
    let tag = if digest.is_some() || tag.contains(OPEN) { "" } else { tag };
    (!known.is_empty() && !known.ends_with('/')).then(|| format!("{known}{tag}"))
}

/// Stands for a variable.
const OPEN: char = '\0';

/// A text with its variables replaced by a mark; `None` when one does not end.
fn marked(text: &str) -> Option<String> {
    let mut marked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        marked.push_str(before);
        marked.push(OPEN);
        let close = match behind.chars().next()? {
            '{' => Some('}'),
            '(' => Some(')'),
            _ => None,
        };
        rest = match close {
            Some(close) => behind.split_once(close)?.1,
            None => behind.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_'),
        };
    }
    marked.push_str(rest);
    Some(marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_image_with_variables_the_repository_is_kept_from_the_last_on() {
        let said = |text: &str| opened(text).unwrap_or_default();
        assert_eq!(said("ghcr.io/acme/shop:${TAG}"), "ghcr.io/acme/shop");
        assert_eq!(said("${REGISTRY:-ghcr.io/acme}/shop/web:1"), "shop/web:1");
        assert_eq!(said("$HOST:5000/$ORG/web@sha256:$DIGEST"), "web");
        assert_eq!(said("localhost:5000/web:$(TAG)"), "localhost:5000/web");
    }

    #[test]
    fn an_image_whose_name_is_a_variable_is_not_known() {
        for text in ["$IMAGE", "acme/${NAME}:1", "acme/web-$X", "$X-web:1", "${X", "{{ a }}/b:$X"] {
            assert_eq!(opened(text), None, "{text}");
        }
    }
}
