//! The dates of what a roadmap plans, of surveys, and of what is about to go.

use std::sync::LazyLock;

use milepost_core::Dated;
use milepost_prose::{Matter, Page, Piece, dates, name};
use serde::Deserialize;

/// The most dates of one document that are told.
const MOST_DATES: usize = 40;

/// The words of `data/notices.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Words {
    pub(crate) going: Vec<String>,
    pub(crate) going_phrases: Vec<String>,
    pub(crate) goes: Vec<String>,
    pub(crate) gone: Vec<String>,
    pub(crate) bookkeeping: Vec<String>,
    pub(crate) began: Vec<String>,
    pub(crate) parts: Vec<String>,
    pub(crate) versions: Vec<String>,
    pub(crate) instead: Vec<String>,
    pub(crate) instead_columns: Vec<String>,
    pub(crate) instead_of: Vec<String>,
    pub(crate) places: Vec<String>,
    pub(crate) removals: Vec<String>,
    pub(crate) joiners: Vec<String>,
    pub(crate) pronouns: Vec<String>,
}

/// The words, read once; a test reads the same text.
pub(crate) static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../data/notices.toml")).unwrap_or_default());

/// What stands together: a heading, a list item, a row of a table, a line of a paragraph.
pub(crate) struct Item {
    pub(crate) line: u32,
    pub(crate) text: String,
}

/// The items of a page, headings among them.
pub(crate) fn items<'p>(pieces: impl IntoIterator<Item = &'p Piece>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for piece in pieces {
        let text = match &piece.matter {
            Matter::Heading { title: text, .. } | Matter::Prose(text) | Matter::Term(text) => text,
            // A link's text is part of the prose.
            Matter::Code(_) | Matter::Link { .. } => continue,
        };
        match items.last_mut().filter(|item| item.line == piece.line) {
            Some(item) => {
                item.text.push(' ');
                item.text.push_str(text);
            }
            None => items.push(Item { line: piece.line, text: text.clone() }),
        }
    }
    items
}

/// The dates that a page plans with: of its items, its title and notes on the page itself left out. A
/// quarter without a year is one of the year that the page is named for.
pub(crate) fn planned(path: &str, page: &Page) -> Vec<Dated> {
    let whole = page.whole();
    let title = whole.title.unwrap_or_default();
    let year = dates::year(title).or_else(|| dates::year(name::stem(path)));
    let items = items(&page.pieces).into_iter();
    let plans = items.filter(|item| item.text != title && !is_bookkeeping(&item.text));
    of_items(plans, year)
}

/// The dates of items.
pub(crate) fn of_items(items: impl Iterator<Item = Item>, year: Option<i16>) -> Vec<Dated> {
    let found = items.flat_map(|item| at(item.line, &item.text, year));
    found.take(MOST_DATES).collect()
}

/// The dates of a survey: in the name of its file, its title and its headings, which are what was
/// asked when; a page without any is no older than what is written in it, and says nothing.
pub(crate) fn surveyed(path: &str, page: &Page) -> Vec<Dated> {
    let headings = page.pieces.iter().filter_map(|piece| match &piece.matter {
        Matter::Heading { title, .. } if !is_bookkeeping(title) => Some((piece.line, title)),
        _ => None,
    });
    let mut all = at(1, stem(path), None);
    for (line, title) in headings {
        for dated in at(line, title, None) {
            if !all.iter().any(|it| (it.from, it.to) == (dated.from, dated.to)) {
                all.push(dated);
            }
        }
    }
    all.truncate(MOST_DATES);
    all
}

/// The name of a file without any ending.
fn stem(path: &str) -> &str {
    let stem = name::stem(path);
    stem.rsplit_once('.').map_or(stem, |(stem, _)| stem)
}

fn at(line: u32, text: &str, year: Option<i16>) -> Vec<Dated> {
    let days = dates::of_text(text, year).into_iter();
    days.map(|(from, to)| Dated { line, from, to, about: Vec::new() }).collect()
}

/// Whether a text says when the page was written or looked at.
pub(crate) fn is_bookkeeping(text: &str) -> bool {
    name::words(text).iter().any(|word| WORDS.bookkeeping.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_read() {
        let words: Words = toml::from_str(include_str!("../data/notices.toml")).unwrap();
        assert!(!words.goes.is_empty());
    }
}
