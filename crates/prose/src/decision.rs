//! Whether a document is an architecture decision record.

use milepost_core::Confidence;

use crate::name;
use crate::page::Page;

/// Headings of a decision record, in the two customary forms.
const HEADINGS: &[&str] = &[
    "status",
    "context",
    "decision",
    "consequences",
    "context and problem statement",
    "considered options",
    "decision outcome",
];

/// How many of them tell a record that stands outside a folder of decisions.
const ENOUGH_HEADINGS: usize = 3;

/// How many bear out a record within one.
const SOME_HEADINGS: usize = 2;

/// Folders of decisions, by their words in a row.
const FOLDERS: &[&[&str]] = &[
    &["adr"],
    &["adrs"],
    &["decisions"],
    &["decision", "records"],
    &["decision", "log"],
    &["architecture", "decisions"],
    &["architecture", "decision"],
    &["architectural", "decisions"],
    &["architectural", "decision"],
    &["architectural", "design", "record"],
    &["architectural", "design", "records"],
];

/// How sure it is that a document is a decision record; none when it is not one.
pub fn judge(path: &str, page: &Page) -> Option<Confidence> {
    let stem = name::words(name::stem(path));
    if name::is_index(path) || name::is_among_moulds(path) || name::is_mould(&stem) {
        return None;
    }
    let title = page.whole().title.map(name::words).unwrap_or_default();
    if name::is_mould(&title) {
        return None;
    }
    let told = headings(page);
    let numbered = is_numbered(&stem);
    if stands_among_decisions(path) {
        return if told >= SOME_HEADINGS {
            Some(Confidence::Parsed)
        } else {
            numbered.then_some(Confidence::Name)
        };
    }
    let titled = is_numbered(&title) || is_numbered(&stem);
    (titled && told >= ENOUGH_HEADINGS).then_some(Confidence::Parsed)
}

fn stands_among_decisions(path: &str) -> bool {
    name::folders(path).any(|folder| {
        let words = name::words(folder);
        FOLDERS
            .iter()
            .any(|wanted| words.len() <= wanted.len() + 1 && name::contains(&words, wanted))
    })
}

/// Whether a name starts with a number, or with `ADR` and a number.
fn is_numbered(words: &[String]) -> bool {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    match words {
        [first, ..] if is_number(first) => true,
        [first, second, ..] if first == "adr" => is_number(second),
        [first, ..] => first.strip_prefix("adr").is_some_and(is_number),
        [] => false,
    }
}

fn headings(page: &Page) -> usize {
    let whole = page.whole();
    HEADINGS.iter().filter(|wanted| whole.headings().any(|title| says(title, wanted))).count()
}

/// Whether a heading is the one wanted, alone or with what it has to say behind a colon.
fn says(title: &str, wanted: &str) -> bool {
    let title = title.split(':').next().unwrap_or(title);
    title.trim_end_matches('.').trim().eq_ignore_ascii_case(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    const RECORD: &str =
        "# 2. Use queues\n\n## Status\n\nx\n\n## Context\n\nx\n\n## Decision\n\nx\n";

    fn judged(path: &str, text: &str) -> Option<Confidence> {
        judge(path, &markdown::read(text, "a.md"))
    }

    #[test]
    fn a_record_is_told_by_its_headings_wherever_it_stands() {
        assert_eq!(judged("docs/queues.md", RECORD), Some(Confidence::Parsed));
        assert_eq!(judged("docs/adr/queues.md", RECORD), Some(Confidence::Parsed));
        assert_eq!(judged("docs/queues.md", "# 2. Use queues\n"), None);
    }

    #[test]
    fn a_number_among_decisions_tells_a_record() {
        let named = Some(Confidence::Name);
        assert_eq!(judged("doc/adr/0002-use-queues.md", "We use queues."), named);
        assert_eq!(judged("architectural_design_record/002-x.md", "x"), named);
        assert_eq!(judged("docs/adr/process.md", "How we decide."), None);
    }

    #[test]
    fn the_mould_and_the_index_are_no_decisions() {
        assert_eq!(judged("docs/adr/0000-template.md", RECORD), None);
        assert_eq!(judged("docs/adr/index.md", RECORD), None);
    }
}
