//! Notices that something goes: pages named so, sections headed so, and sentences that say so.

use std::sync::LazyLock;

use milepost_core::{Confidence, Dated, Document, DocumentRole};
use milepost_prose::{Matter, Page, Piece, Read, name};
use regex::Regex;

use crate::about::Around;
use crate::dated::{self, Item, WORDS};
use crate::report::{Report, wordless};

/// Whether a name or a heading is that of something about to go.
pub(crate) fn is_going(words: &[String]) -> bool {
    let phrase = |phrase: &String| {
        let words_of: Vec<&str> = phrase.split(' ').collect();
        name::contains(words, &words_of)
    };
    words.iter().any(|word| WORDS.going.contains(word)) || WORDS.going_phrases.iter().any(phrase)
}

/// Any of the words that a notice has in it.
static NOTICES: LazyLock<Option<Regex>> =
    LazyLock::new(|| any_of(&[&WORDS.going, &WORDS.going_phrases, &WORDS.goes]));

/// Any of the words that say in a sentence that something goes.
static GOES: LazyLock<Option<Regex>> = LazyLock::new(|| any_of(&[&WORDS.goes]));

fn any_of(sets: &[&[String]]) -> Option<Regex> {
    let words: Vec<String> = sets.iter().copied().flatten().map(|it| regex::escape(it)).collect();
    Regex::new(&format!("(?i:{})", words.join("|"))).ok()
}

/// Whether a text has any of some words in it: most do not, and need not be looked at twice.
fn has(words: &LazyLock<Option<Regex>>, text: &str) -> bool {
    words.as_ref().is_none_or(|words| words.is_match(text))
}

/// Whether a text may hold a notice at all.
pub(crate) fn may_hold(text: &str) -> bool {
    has(&NOTICES, text)
}

/// Adds the notices with a date that stand in a page which is something else: sections headed so, and
/// sentences elsewhere. An index of what went has none.
pub(crate) fn add(read: &Read<'_>, report: &mut Report<'_>) {
    let (page, around) = (&read.page, Around::of(read));
    let mut next = 0;
    let mut outside = Vec::new();
    while let Some(piece) = page.pieces.get(next) {
        let section = heading(piece).filter(|it| is_going(&name::words(it)) && !is_gone(it));
        let part =
            section.and_then(|_| page.section(next)).filter(|part| !is_whole(page, part.line));
        let Some(part) = part else {
            outside.push(piece);
            next += 1;
            continue;
        };
        next += part.pieces.len() + 1;
        let own = Item { line: part.line, text: part.title.unwrap_or_default().to_owned() };
        let items = std::iter::once(own).chain(dated::items(part.pieces));
        let dates = dates(items.collect());
        if !dates.is_empty() {
            let document = part.document(DocumentRole::Deprecation, true);
            let dates = around.named(dates);
            report.add(part.line, Confidence::Parsed, Document { dates, ..document });
        }
    }
    sentences(&outside, &around, report);
}

/// The dates of a page that is named so.
pub(crate) fn of_page(page: &Page) -> Vec<Dated> {
    dates(dated::items(&page.pieces))
}

/// The dates of items, those left out that look back or are about the page.
fn dates(items: Vec<Item>) -> Vec<Dated> {
    let kept = |item: &Item| !is_gone(&item.text) && !dated::is_bookkeeping(&item.text);
    dated::of_items(items.into_iter().filter(kept), None)
}

/// Adds what says in one breath that it goes, and when.
fn sentences(pieces: &[&Piece], around: &Around<'_>, report: &mut Report<'_>) {
    let items = dated::items(pieces.iter().copied()).into_iter();
    for item in items.filter(|item| has(&GOES, &item.text)) {
        let text = item.text.to_lowercase();
        let said = WORDS.goes.iter().find_map(|goes| {
            let start = text.find(goes.as_str())?;
            text.get(start..)
        });
        let Some(said) = said.filter(|_| !is_gone(&text)) else { continue };
        let line = item.line;
        let dates = dated::of_items(std::iter::once(Item { line, text: said.to_owned() }), None);
        if let Some(first) = dates.into_iter().next() {
            let mut document = wordless(DocumentRole::Deprecation, None);
            document.section = true;
            document.words = milepost_prose::words(&item.text);
            document.dates = around.named(vec![first]);
            report.add(line, Confidence::Pattern, document);
        }
    }
}

/// Whether a text looks back at what went.
fn is_gone(text: &str) -> bool {
    let text = text.to_lowercase();
    WORDS.gone.iter().any(|gone| text.contains(gone.as_str()))
}

fn heading(piece: &Piece) -> Option<&str> {
    match &piece.matter {
        Matter::Heading { title, .. } => Some(title),
        _ => None,
    }
}

/// Whether a heading is that of the page.
fn is_whole(page: &Page, line: u32) -> bool {
    page.whole().line == line
}
