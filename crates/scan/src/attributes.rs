//! What `.gitattributes` says was copied from elsewhere, or generated (traps T10 and T12).

use globset::{GlobBuilder, GlobMatcher};
use milepost_git::{Listing, Reader};

const FILE: &str = ".gitattributes";
const VENDORED: &str = "linguist-vendored";
const GENERATED: &str = "linguist-generated";

/// What the owners of a repository mark as copied and as generated.
#[derive(Default)]
pub(crate) struct Attributes {
    vendored: Patterns,
    generated: Patterns,
}

/// Patterns in the order of the file, and whether each marks or unmarks; the last one decides.
type Patterns = Vec<(GlobMatcher, bool)>;

impl Attributes {
    /// What the file at the root says.
    pub(crate) fn read(reader: &Reader, listing: &Listing) -> Self {
        let content = listing.entry(FILE).and_then(|entry| reader.read(entry, listing).ok());
        content.map_or_else(Self::default, |bytes| Self::parse(&String::from_utf8_lossy(&bytes)))
    }

    fn parse(text: &str) -> Self {
        let all = |attribute| text.lines().filter_map(|it| line(it, attribute)).collect();
        Self { vendored: all(VENDORED), generated: all(GENERATED) }
    }

    pub(crate) fn is_vendored(&self, path: &str) -> bool {
        is_marked(&self.vendored, path)
    }

    pub(crate) fn is_generated(&self, path: &str) -> bool {
        is_marked(&self.generated, path)
    }
}

fn is_marked(patterns: &Patterns, path: &str) -> bool {
    let decides = patterns.iter().rev().find(|(pattern, _)| pattern.is_match(path));
    decides.is_some_and(|(_, marked)| *marked)
}

/// The pattern of a line, and whether it marks what it matches. One that names no folder
/// (`Dockerfile`, `*`) is there for the statistics of languages alone, and says nothing of where a
/// file is from.
fn line(line: &str, attribute: &str) -> Option<(GlobMatcher, bool)> {
    let mut words = line.split_whitespace();
    let pattern = words.next().filter(|word| !word.starts_with('#'))?;
    let pattern = pattern.trim_start_matches('/');
    let marked = words.filter_map(|word| marks(word, attribute)).next_back()?;
    let folder = pattern.split('/').next().filter(|first| first.len() < pattern.len())?;
    if folder.contains('*') {
        return None;
    }
    let glob = GlobBuilder::new(pattern).literal_separator(true).build().ok()?;
    Some((glob.compile_matcher(), marked))
}

fn marks(word: &str, attribute: &str) -> Option<bool> {
    let (name, value) = word.split_once('=').unwrap_or((word, "true"));
    match name.strip_prefix(['-', '!']) {
        Some(name) => (name == attribute).then_some(false),
        None => (name == attribute).then_some(value != "false"),
    }
}

#[cfg(test)]
mod tests {
    use super::Attributes;

    #[test]
    fn a_folder_that_is_marked_is_copied_and_the_last_line_decides() {
        let attributes = Attributes::parse(
            "# lib/a/** linguist-vendored\n/lib/b/** text linguist-vendored\r\n\
             lib/b/own/** -linguist-vendored\nlib/c/** linguist-vendored=false\n",
        );
        assert!(attributes.is_vendored("lib/b/x/Dockerfile"));
        assert!(!attributes.is_vendored("lib/b/own/Dockerfile"));
        assert!(!attributes.is_vendored("lib/a/Dockerfile"));
        assert!(!attributes.is_vendored("lib/c/Dockerfile"));
    }

    #[test]
    fn what_is_generated_is_marked_by_itself() {
        let text = ".github/workflows/*.yml linguist-generated\nlib/** linguist-vendored\n";
        let attributes = Attributes::parse(text);
        assert!(attributes.is_generated(".github/workflows/ci.yml"));
        assert!(!attributes.is_vendored(".github/workflows/ci.yml"));
        assert!(!attributes.is_generated("lib/a.yml"));
    }

    #[test]
    fn a_pattern_without_a_folder_says_nothing_of_where_a_file_is_from() {
        let attributes = Attributes::parse(
            "Dockerfile linguist-vendored\n* linguist-vendored\n**/* linguist-vendored\n",
        );
        assert!(!attributes.is_vendored("Dockerfile"));
        assert!(!attributes.is_vendored("services/a/Dockerfile"));
    }
}
