//! What a file says without what is its repository's own: enough of its lines to tell how like another
//! file it is.

use std::cmp::Ordering;

use milepost_core::name::words;
use serde::{Deserialize, Serialize};

/// Lines of one file that are kept; of longer files those with the least hashes, which are the same
/// in files that say the same.
const KEPT: usize = 32;

/// Hexadecimal digits in a row that are a digest, when one of them is a number.
const DIGEST: usize = 12;

/// What a file says, as hashes of its lines without names, versions and numbers.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sketch {
    /// How many different lines it has.
    pub(super) lines: u32,
    /// The least hashes of them, sorted.
    low: Vec<u32>,
}

impl Sketch {
    /// The sketch of a text in a repository with this name.
    pub(super) fn of(text: &str, name: &Name) -> Self {
        let mut masked = String::new();
        let mut low: Vec<u32> = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            masked.clear();
            name.mask(line, &mut masked);
            low.push(hash(&masked));
        }
        low.sort_unstable();
        low.dedup();
        let lines = count(low.len());
        low.truncate(KEPT);
        low.shrink_to_fit();
        Self { lines, low }
    }

    /// How many lines both have, and how many either has: worked out from the least of all hashes
    /// where one of them does not have all of its own.
    pub(super) fn common(&self, other: &Self) -> (u32, u32) {
        let all = u64::from(self.lines) + u64::from(other.lines);
        let whole = |it: &Self| count(it.low.len()) == it.lines;
        let most = if whole(self) && whole(other) { usize::MAX } else { KEPT };
        let (seen, shared) = least_of_both(&self.low, &other.low, most);
        // A share `s` of what either has is `all * s / (1 + s)` lines.
        let parts = (seen + shared).max(1);
        let both = (all * shared + parts / 2) / parts;
        let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        (narrow(both), narrow(all - both))
    }
}

/// Of so many of the least hashes that either of two sorted lists has: how many there are, and how
/// many of them both have.
fn least_of_both(own: &[u32], others: &[u32], most: usize) -> (u64, u64) {
    let (mut own, mut others) = (own.iter().peekable(), others.iter().peekable());
    let (mut seen, mut shared) = (0, 0);
    for _ in 0..most {
        let order = match (own.peek(), others.peek()) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        seen += 1;
        shared += u64::from(order.is_eq());
        if order.is_le() {
            own.next();
        }
        if order.is_ge() {
            others.next();
        }
    }
    (seen, shared)
}

fn hash(line: &str) -> u32 {
    let hash = blake3::hash(line.as_bytes());
    hash.as_bytes().iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The name of a repository, by which things are named in it; without one, nothing is.
#[derive(Default)]
pub(crate) struct Name {
    words: Vec<String>,
}

impl Name {
    pub(super) fn of(repository: &str) -> Self {
        Self { words: words(repository) }
    }

    /// A line, or a path, without what differs between things that say the same: what is named for
    /// the repository, digests, numbers and versions.
    pub(super) fn masked(&self, line: &str) -> String {
        let mut masked = String::with_capacity(line.len());
        self.mask(line, &mut masked);
        masked
    }

    fn mask(&self, line: &str, masked: &mut String) {
        let mut rest = line;
        while let Some(start) = rest.find(is_named) {
            let (before, from) = rest.split_at(start);
            let (token, after) = from.split_at(from.find(|c| !is_named(c)).unwrap_or(from.len()));
            masked.push_str(before);
            if self.is_in(token) {
                masked.push('$');
            } else {
                push_plain(masked, token);
            }
            rest = after;
        }
        masked.push_str(rest);
    }

    /// Whether something is named for the repository: two words of the name follow each other in it,
    /// or the only one is in it.
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
        let hex = run.len() >= DIGEST && run.bytes().all(|it| it.is_ascii_hexdigit());
        if hex && run.bytes().any(|it| it.is_ascii_digit()) {
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
    fn likeness_is_that_of_the_lines_whatever_their_order() {
        let sketch = |text: &str| Sketch::of(text, &Name::of("a"));
        assert_eq!(sketch("x\ny\n\n  z\n").common(&sketch("z\nx\nw\n")), (2, 4));
        assert_eq!(sketch("").common(&sketch("x\n")), (0, 1));
    }

    #[test]
    fn of_long_files_the_likeness_is_worked_out_from_some_lines() {
        let text = |from: u32, to: u32| {
            let letters = |number: u32| format!("{number:b}").replace('0', "x").replace('1', "y");
            let lines: Vec<String> = (from..to).map(letters).collect();
            Sketch::of(&lines.join("\n"), &Name::of("a"))
        };
        let (both, either) = text(0, 1000).common(&text(0, 1000));
        assert_eq!((both, either), (1000, 1000));
        assert_eq!(text(0, 1000).common(&text(2000, 3000)).0, 0);
        let (both, either) = text(0, 1000).common(&text(500, 1500));
        let share = f64::from(both) / f64::from(either);
        assert!((0.1..0.6).contains(&share), "a third, more or less: {share}");
    }
}
