//! What `.gitattributes` says was copied from elsewhere (trap T10).

use globset::{GlobBuilder, GlobMatcher};
use milepost_git::{Listing, Reader};

const FILE: &str = ".gitattributes";
const ATTRIBUTE: &str = "linguist-vendored";

/// Which folders of a repository its owners mark as copied.
#[derive(Default)]
pub(crate) struct Attributes {
    /// Patterns in the order of the file, and whether each marks or unmarks; the last one decides.
    vendored: Vec<(GlobMatcher, bool)>,
}

impl Attributes {
    /// What the file at the root says.
    pub(crate) fn read(reader: &Reader, listing: &Listing) -> Self {
        let content = listing.entry(FILE).and_then(|entry| reader.read(entry, listing).ok());
        content.map_or_else(Self::default, |bytes| Self::parse(&String::from_utf8_lossy(&bytes)))
    }

    fn parse(text: &str) -> Self {
        Self { vendored: text.lines().filter_map(line).collect() }
    }

    pub(crate) fn is_vendored(&self, path: &str) -> bool {
        let decides = self.vendored.iter().rev().find(|(pattern, _)| pattern.is_match(path));
        decides.is_some_and(|(_, marked)| *marked)
    }
}

/// The pattern of a line, and whether it marks what it matches. One that names no folder
/// (`Dockerfile`, `*`) is there for the statistics of languages alone, and says nothing of where a
/// file is from.
fn line(line: &str) -> Option<(GlobMatcher, bool)> {
    let mut words = line.split_whitespace();
    let pattern = words.next().filter(|word| !word.starts_with('#'))?;
    let pattern = pattern.trim_start_matches('/');
    let marked = words.filter_map(marks).next_back()?;
    let folder = pattern.split('/').next().filter(|first| first.len() < pattern.len())?;
    if folder.contains('*') {
        return None;
    }
    let glob = GlobBuilder::new(pattern).literal_separator(true).build().ok()?;
    Some((glob.compile_matcher(), marked))
}

fn marks(word: &str) -> Option<bool> {
    let (name, value) = word.split_once('=').unwrap_or((word, "true"));
    match name.strip_prefix(['-', '!']) {
        Some(name) => (name == ATTRIBUTE).then_some(false),
        None => (name == ATTRIBUTE).then_some(value != "false"),
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
    fn a_pattern_without_a_folder_says_nothing_of_where_a_file_is_from() {
        let attributes = Attributes::parse(
            "Dockerfile linguist-vendored\n* linguist-vendored\n**/* linguist-vendored\n",
        );
        assert!(!attributes.is_vendored("Dockerfile"));
        assert!(!attributes.is_vendored("services/a/Dockerfile"));
    }
}
