//! The substance test for documents (rubric 0.7): enough words, and no section that is only a
//! promise of one. Likeness to an organisation's template is for the scorer, who sees both.

use crate::page::{Matter, Part, Piece};
use crate::placeholder;

/// The fewest words a document of substance has (rubric 0.7, a threshold marked †).
pub const FEWEST_WORDS: u32 = 80;

/// The most words of a body that opens with a mark such as `TODO` and says nothing beside it.
const WORDS_OF_A_PROMISE: u32 = 12;

/// The most placeholders that are told.
const MOST_PLACEHOLDERS: usize = 20;

/// How much a document, or a part of it, has to say.
#[derive(Debug, Default)]
pub struct Weight {
    /// Words that carry meaning.
    pub words: u32,
    /// Words that are the text of a link.
    pub linked: u32,
    /// Signs that it was never filled in, as found, once each.
    pub placeholders: Vec<String>,
    hollow: bool,
}

impl Weight {
    /// Weighs a part; blocks of code count where commands are what the document is for.
    pub fn of(part: &Part<'_>, counts_code: bool) -> Self {
        let mut weight = Self::default();
        let is_heading = |piece: &Piece| matches!(piece.matter, Matter::Heading { .. });
        for body in part.pieces.split(is_heading) {
            let body = Body::of(body, &mut weight.placeholders);
            weight.words += body.prose + if counts_code { body.code } else { 0 };
            weight.linked += body.linked;
            weight.hollow |= body.is_promise(&mut weight.placeholders);
        }
        weight.placeholders.truncate(MOST_PLACEHOLDERS);
        weight
    }

    /// Whether it passes the substance test.
    pub fn has_substance(&self) -> bool {
        self.words >= FEWEST_WORDS && !self.hollow
    }

    /// Whether it mostly says where to read on.
    pub fn is_index(&self) -> bool {
        self.linked * 2 > self.words
    }
}

/// What stands between two headings.
#[derive(Debug, Default)]
struct Body {
    prose: u32,
    code: u32,
    linked: u32,
    text: String,
    has_placeholder: bool,
}

impl Body {
    fn of(pieces: &[Piece], placeholders: &mut Vec<String>) -> Self {
        let mut body = Self::default();
        for piece in pieces {
            match &piece.matter {
                Matter::Prose(text) => body.add_prose(text, placeholders),
                Matter::Term(text) => {
                    body.prose += words(text);
                    body.text.push_str(text);
                }
                Matter::Code(text) => body.code += words(text),
                Matter::Link { text, .. } => body.linked += words(text),
                Matter::Heading { .. } => {}
            }
        }
        body
    }

    fn add_prose(&mut self, text: &str, placeholders: &mut Vec<String>) {
        let (found, left) = placeholder::split(text);
        self.prose += words(&left);
        self.has_placeholder |= !found.is_empty();
        for one in found {
            note(placeholders, one);
        }
        self.text.push_str(text);
        self.text.push(' ');
    }

    /// Whether it is nothing but a promise of text to come.
    fn is_promise(&self, placeholders: &mut Vec<String>) -> bool {
        let text = self.text.trim();
        if self.code > 0 || text.is_empty() {
            return false;
        }
        let dots = text.chars().all(|c| matches!(c, '.' | '…' | '?' | ' '));
        let opening = placeholder::opening(text).filter(|_| self.prose <= WORDS_OF_A_PROMISE);
        let said = if dots { Some(text) } else { opening };
        if let Some(said) = said {
            note(placeholders, said.to_owned());
        }
        said.is_some() || self.prose == 0 && self.has_placeholder
    }
}

fn note(placeholders: &mut Vec<String>, found: String) {
    if placeholders.len() < MOST_PLACEHOLDERS && !placeholders.contains(&found) {
        placeholders.push(found);
    }
}

/// How many words a text has: parts between blanks with a letter or digit, addresses left out.
pub fn words(text: &str) -> u32 {
    let count = text
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .filter(|word| !word.contains("://") && !word.starts_with("www."))
        .count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    fn weigh(text: &str) -> Weight {
        Weight::of(&markdown::read(text, "a.md").whole(), true)
    }

    #[test]
    fn addresses_and_bullets_are_not_words() {
        assert_eq!(words("- see https://acme.example/x – now, v2"), 3);
    }

    #[test]
    fn eighty_words_are_enough() {
        let text = format!("# T\n\n{}", "word ".repeat(80));
        assert!(weigh(&text).has_substance());
        let text = format!("# T\n\n{}", "word ".repeat(79));
        assert!(!weigh(&text).has_substance());
    }

    #[test]
    fn one_section_that_is_only_a_promise_takes_the_substance_away() {
        let full = "word ".repeat(90);
        for promise in ["TODO", "TBD.", "...", "Coming soon", "- todo: say how to restart"] {
            let text = format!("# T\n\n{full}\n\n## Restart\n\n{promise}\n");
            assert!(!weigh(&text).has_substance(), "{promise}");
        }
        let text = format!("# T\n\n{full}\n\n## Restart\n\nRestart it. TODO: say why.\n");
        assert!(weigh(&text).has_substance());
    }

    #[test]
    fn commands_count_in_runbooks_alone() {
        let page = markdown::read("# T\n\n```sh\nkubectl get pods\n```\n", "a.md");
        assert_eq!(Weight::of(&page.whole(), true).words, 3);
        assert_eq!(Weight::of(&page.whole(), false).words, 0);
    }

    #[test]
    fn a_page_of_links_is_an_index() {
        assert!(weigh("# T\n\n- [Restart it](a.md)\n- [Restore it](b.md)\n").is_index());
        assert!(!weigh("# T\n\nRestart it as [said](a.md) elsewhere.\n").is_index());
    }
}
