//! What a file says without what is its own: enough of its lines to tell how like another file it is.

use milepost_core::Sketch;
use milepost_core::name::words;

/// Hexadecimal digits in a row that are a digest, when one of them is a number.
const DIGEST: usize = 12;

/// The sketch of a text, without numbers and without what is named for one of `names`.
pub(crate) fn sketch(text: &str, names: &[Name]) -> Sketch {
    let mut masked = String::new();
    // Most names are nowhere in a text, and need not be looked for in each of its tokens.
    let lower = text.to_ascii_lowercase();
    let names: Vec<&Name> = names.iter().filter(|name| name.may_be_in(&lower)).collect();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let hashes = lines.map(|line| {
        masked.clear();
        mask(line, &names, &mut masked);
        hash(&masked)
    });
    Sketch::of(hashes.collect())
}

/// A hash of what a text says, whatever its blank lines and the blanks around the others.
pub(crate) fn written(text: &str) -> u32 {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    hash(&lines.collect::<Vec<_>>().join("\n"))
}

fn hash(line: &str) -> u32 {
    let hash = blake3::hash(line.as_bytes());
    hash.as_bytes().iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

/// A name by which things are named: of a repository, of a folder.
pub(crate) struct Name {
    words: Vec<String>,
}

impl Name {
    pub(crate) fn of(name: &str) -> Self {
        Self { words: words(name) }
    }

    /// A path without what is named for this, and without digests, numbers and versions.
    pub(crate) fn masked(&self, path: &str) -> String {
        let mut masked = String::with_capacity(path.len());
        mask(path, &[self], &mut masked);
        masked
    }

    /// Whether anything in a text in lower case may be named for it.
    fn may_be_in(&self, lower: &str) -> bool {
        let is_there = |word: &String| !word.is_empty() && lower.contains(word.as_str());
        match &self.words[..] {
            [only] => is_there(only),
            words => words.windows(2).any(|pair| pair.iter().all(is_there)),
        }
    }

    /// Whether something is named for it: two words of the name follow each other in it, or the only
    /// one is in it.
    fn is_in(&self, token: &str) -> bool {
        if let [only] = &self.words[..] {
            return contains(token, only) && words(token).contains(only);
        }
        // Most tokens have no word of it, and need not be taken apart.
        if !self.words.iter().skip(1).any(|word| contains(token, word)) {
            return false;
        }
        let words = words(token);
        self.words.windows(2).any(|pair| words.windows(2).any(|it| it == pair))
    }
}

/// Adds a line without what differs between things that say the same: what is named for `names`,
/// digests, numbers and versions.
fn mask(line: &str, names: &[&Name], masked: &mut String) {
    let mut rest = line;
    while let Some(start) = rest.find(is_named) {
        let (before, from) = rest.split_at(start);
        let (token, after) = from.split_at(from.find(|c| !is_named(c)).unwrap_or(from.len()));
        masked.push_str(before);
        if names.iter().any(|name| name.is_in(token)) {
            masked.push('$');
        } else {
            push_plain(masked, token);
        }
        rest = after;
    }
    masked.push_str(rest);
}

/// Whether a token has a word, in whatever case.
fn contains(token: &str, word: &str) -> bool {
    let (token, word) = (token.as_bytes(), word.as_bytes());
    !word.is_empty() && token.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

fn is_named(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// Adds a token with one sign for each number, version or digest in it.
fn push_plain(masked: &mut String, token: &str) {
    for part in token.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let run = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !run.bytes().any(|it| it.is_ascii_digit()) {
            masked.push_str(run);
        } else if run.len() >= DIGEST && run.bytes().all(|it| it.is_ascii_hexdigit()) {
            masked.push('#');
        } else {
            push_run(masked, run);
        }
        masked.push_str(part.get(run.len()..).unwrap_or_default());
    }
}

fn push_run(masked: &mut String, run: &str) {
    for c in run.chars() {
        if !c.is_ascii_digit() {
            masked.push(c);
        } else if masked.ends_with("0.") {
            masked.pop();
        } else if !masked.ends_with('0') {
            masked.push('0');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(name: &str, line: &str) -> String {
        Name::of(name).masked(line)
    }

    #[test]
    fn what_is_named_for_a_repository_is_the_same_in_another() {
        for (name, line) in [
            ("acme-orders-api", "image: ghcr.io/acme/acme-orders-api:1.4.0"),
            ("acme-parcel-tracker", "image: ghcr.io/acme/parcel-tracker:2026-01-31.7"),
            ("billing", "image: ghcr.io/acme/billing-web:v2"),
        ] {
            let masked = masked(name, line);
            assert!(masked.starts_with("image: ghcr.io/acme/$:"), "{masked}");
        }
        assert_eq!(masked("acme-orders-api", "class: OrdersApiJob"), "class: $");
        assert_eq!(masked("acme-orders-api", "ORDERS_API_URL: x"), "$: x");
        assert_eq!(masked("acme-orders-api", "uses: acme/api-lint"), "uses: acme/api-lint");
    }

    #[test]
    fn versions_and_digests_are_no_difference() {
        assert_eq!(masked("a", "FROM node:20.11.1-alpine"), masked("b", "FROM node:22.3-alpine"));
        let pinned = |digest: &str| masked("a", &format!("uses: actions/checkout@{digest}"));
        assert_eq!(pinned("08c6903cd8c0fde910a37f88322edcfb5dd907a8"), pinned("5e21ff4d9bc1"));
        assert_ne!(masked("a", "FROM node:20"), masked("a", "FROM python:3"));
    }

    #[test]
    fn what_is_written_is_the_same_but_for_blanks() {
        assert_eq!(written("x: 1\n\n  y: 2\n"), written("x: 1\ny: 2"));
        assert_ne!(written("x: 1\ny: 2\n"), written("x: 1\ny: 3\n"));
        let says = |text| sketch(text, &[]);
        assert_eq!(says("x: 1\ny: 2\n"), says("y: 3\nx: 1\n"));
    }
}
