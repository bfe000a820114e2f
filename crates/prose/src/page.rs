//! A document as every markup tells it: headings, prose, commands and links, each with its line.

use milepost_core::{Document, DocumentRole};

use crate::substance::Weight;

/// A document that was read.
#[derive(Debug, Default)]
pub struct Page {
    /// The title its front matter gives it.
    pub front_title: Option<String>,
    /// What it consists of, in order.
    pub pieces: Vec<Piece>,
}

/// One piece of a document.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    /// The line it starts on, counted from 1.
    pub line: u32,
    /// What it holds.
    pub matter: Matter,
}

/// What a piece holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Matter {
    /// A heading; 1 is the highest level.
    Heading {
        /// The level.
        level: u8,
        /// What it says, on one line.
        title: String,
    },
    /// Words to be read, those of links included.
    Prose(String),
    /// Code within a sentence.
    Term(String),
    /// A block of code or commands.
    Code(String),
    /// A link; its text is part of the prose too.
    Link {
        /// What it says.
        text: String,
        /// Where it leads, as written.
        target: String,
    },
}

/// A whole document, or the part of it below one heading.
#[derive(Debug)]
pub struct Part<'a> {
    /// The line it starts on.
    pub line: u32,
    /// Its title.
    pub title: Option<&'a str>,
    /// Its pieces, without the heading of a section.
    pub pieces: &'a [Piece],
    /// The levels of headings that part it.
    levels: std::ops::RangeInclusive<u8>,
}

/// The most titles of sections that are told.
const MOST_SECTIONS: usize = 40;

impl Page {
    /// The document as a whole, on the line of its first heading.
    pub fn whole(&self) -> Part<'_> {
        let heading = self.title_heading();
        let front = self.front_title.as_deref();
        let title = match heading {
            Some((1, _, title)) => Some(title),
            other => front.or(other.map(|(_, _, title)| title)),
        };
        Part {
            line: heading.map_or(1, |(_, line, _)| line),
            title,
            pieces: &self.pieces,
            levels: 1..=2,
        }
    }

    /// The part below the heading that is the piece at `index`.
    pub fn section(&self, index: usize) -> Option<Part<'_>> {
        let heading = self.pieces.get(index)?;
        let Matter::Heading { level, title } = &heading.matter else {
            return None;
        };
        let below = self.pieces.get(index + 1..).unwrap_or_default();
        let end = below
            .iter()
            .position(|piece| matches!(&piece.matter, Matter::Heading { level: next, .. } if next <= level))
            .unwrap_or(below.len());
        Some(Part {
            line: heading.line,
            title: Some(title),
            pieces: below.get(..end).unwrap_or_default(),
            levels: level + 1..=level + 1,
        })
    }

    /// The first heading of level 1, else the first heading: level, line, title.
    fn title_heading(&self) -> Option<(u8, u32, &str)> {
        let headings = || {
            self.pieces.iter().filter_map(|piece| match &piece.matter {
                Matter::Heading { level, title } if !title.is_empty() => {
                    Some((*level, piece.line, title.as_str()))
                }
                _ => None,
            })
        };
        headings().find(|(level, _, _)| *level == 1).or_else(|| headings().next())
    }
}

impl Part<'_> {
    /// What it says as a document; `section` when it is a part of a larger one.
    pub fn document(&self, role: DocumentRole, section: bool) -> Document {
        let weight = Weight::of(self, role == DocumentRole::Runbook);
        Document {
            role,
            title: self.title.map(str::to_owned),
            section,
            words: weight.words,
            substance: weight.has_substance(),
            sections: self.sections(),
            asks: Vec::new(),
            placeholders: weight.placeholders,
            dates: Vec::new(),
        }
    }

    /// The titles of the headings that part it, without its own: those of the levels wanted, or
    /// of the highest level there is when it has none of these.
    pub fn sections(&self) -> Vec<String> {
        let headings = || {
            self.pieces.iter().filter_map(|piece| match &piece.matter {
                Matter::Heading { level, title } => Some((*level, title)),
                _ => None,
            })
        };
        let others =
            || headings().filter(|(_, title)| self.title != Some(title) && !title.is_empty());
        let wanted = |level: u8| self.levels.contains(&level);
        let highest = others().map(|(level, _)| level).min().unwrap_or_default();
        let any = others().any(|(level, _)| wanted(level));
        others()
            .filter(|(level, _)| if any { wanted(*level) } else { *level == highest })
            .take(MOST_SECTIONS)
            .map(|(_, title)| title.clone())
            .collect()
    }

    /// The titles of all its headings.
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match &piece.matter {
            Matter::Heading { title, .. } => Some(title.as_str()),
            _ => None,
        })
    }

    /// Its links: line, text, target.
    pub fn links(&self) -> impl Iterator<Item = (u32, &str, &str)> {
        self.pieces.iter().filter_map(|piece| match &piece.matter {
            Matter::Link { text, target } => Some((piece.line, text.as_str(), target.as_str())),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(line: u32, level: u8, title: &str) -> Piece {
        let title = title.to_owned();
        Piece { line, matter: Matter::Heading { level, title } }
    }

    fn page(pieces: Vec<Piece>) -> Page {
        Page { front_title: None, pieces }
    }

    #[test]
    fn the_first_heading_of_level_one_is_the_title() {
        let page = page(vec![heading(1, 2, "Contents"), heading(5, 1, "Payments")]);
        let whole = page.whole();
        assert_eq!((whole.line, whole.title), (5, Some("Payments")));
        assert_eq!(whole.sections(), ["Contents"]);
    }

    #[test]
    fn a_section_ends_at_the_next_heading_of_its_level_or_above() {
        let page = page(vec![
            heading(1, 1, "Payments"),
            heading(2, 2, "Runbook"),
            heading(3, 3, "Restart"),
            heading(4, 2, "Licence"),
        ]);
        let section = page.section(1).unwrap();
        assert_eq!(section.line, 2);
        assert_eq!(section.sections(), ["Restart"]);
        assert_eq!(section.pieces.len(), 1);
    }

    #[test]
    fn front_matter_gives_the_title_where_no_heading_of_level_one_does() {
        let mut page = page(vec![heading(4, 2, "Restart"), heading(6, 3, "Queue")]);
        page.front_title = Some("Payments".to_owned());
        let whole = page.whole();
        assert_eq!((whole.line, whole.title), (4, Some("Payments")));
        assert_eq!(whole.sections(), ["Restart"]);
    }

    #[test]
    fn headings_of_the_highest_level_part_a_document_that_has_none_of_level_two() {
        let page = page(vec![heading(1, 1, "Payments"), heading(2, 3, "Context")]);
        assert_eq!(page.whole().sections(), ["Context"]);
    }

    #[test]
    fn a_document_without_headings_has_no_title() {
        let page = page(vec![]);
        assert_eq!(page.whole().title, None);
        assert_eq!(page.whole().line, 1);
    }
}
