//! What a notice is about: the names around its date, those left out that come instead, that something
//! happens in, or that only a part or a version of goes. A name too few leaves open what became of it;
//! a name too many would make something else answer for it.

use milepost_core::Dated;
use milepost_prose::block::{Lines, Row, sentences};
use milepost_prose::named::{self, Name};
use milepost_prose::{Matter, Read, dates};

use crate::dated::WORDS;

/// How many words before a name are looked at for where something happens.
const NEAR: usize = 4;

/// A text in which notices stand.
pub(crate) struct Around<'r> {
    lines: Lines<'r>,
    headings: Vec<Heading<'r>>,
}

/// A heading of the text.
#[derive(Debug, Clone, Copy)]
struct Heading<'r> {
    line: u32,
    level: u8,
    title: &'r str,
}

/// What a text says of what goes.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    /// That these do.
    Names(Vec<String>),
    /// That something else than a whole does, or when it was announced.
    Other,
    Nothing,
}

/// How something that is named is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Goes,
    Instead,
    Place,
}

impl<'r> Around<'r> {
    pub(crate) fn of(read: &'r Read<'_>) -> Self {
        let headings = read.page.pieces.iter().filter_map(|piece| match &piece.matter {
            Matter::Heading { level, title } => {
                Some(Heading { line: piece.line, level: *level, title })
            }
            _ => None,
        });
        Self { lines: Lines::of(read.text), headings: headings.collect() }
    }

    /// The same dates, each with what it is about.
    pub(crate) fn named(&self, dates: Vec<Dated>) -> Vec<Dated> {
        dates.into_iter().map(|it| Dated { about: self.about(&it), ..it }).collect()
    }

    fn about(&self, dated: &Dated) -> Vec<String> {
        let headings = self.headings(dated.line);
        // What is said below a heading on inputs is about inputs.
        if headings.iter().any(|it| has_any(&words(it.title), &WORDS.parts)) {
            return Vec::new();
        }
        let own = match self.lines.row(dated.line) {
            Some(row) => of_row(&row, dated),
            None => self.of_block(dated),
        };
        let above = || {
            let heading = headings.first().filter(|it| it.line != dated.line)?;
            Some(of_text(&self.lines.block(heading.line).text))
        };
        let said = if own == Said::Nothing { above().unwrap_or(own) } else { own };
        match said {
            Said::Names(names) => names,
            Said::Other | Said::Nothing => Vec::new(),
        }
    }

    /// The headings that a line stands under, the nearest first; its own, of a heading.
    fn headings(&self, line: u32) -> Vec<Heading<'r>> {
        let before = self.headings.partition_point(|heading| heading.line <= line);
        let mut found: Vec<Heading<'r>> = Vec::new();
        for heading in self.headings.get(..before).unwrap_or_default().iter().rev() {
            if found.last().is_none_or(|last| heading.level < last.level) {
                found.push(*heading);
            }
            if heading.level == 1 {
                break;
            }
        }
        found
    }

    /// What the sentence with the date says; where it opens with a pronoun or is of an item of a list,
    /// what the nearest before it does.
    fn of_block(&self, dated: &Dated) -> Said {
        let block = self.lines.block(dated.line);
        let sentences = sentences(&block.text);
        let Some(at) = sentences.iter().position(|it| holds(it, dated)) else {
            return Said::Nothing;
        };
        for sentence in sentences.get(..=at).unwrap_or_default().iter().rev() {
            let said = of_text(sentence);
            let goes_on = block.item
                || words(sentence).first().is_some_and(|first| WORDS.pronouns.contains(first));
            if said != Said::Nothing || !goes_on {
                return said;
            }
        }
        Said::Nothing
    }
}

/// Whether a text names the days of a date.
fn holds(text: &str, dated: &Dated) -> bool {
    dates::of_text(text, None).contains(&(dated.from, dated.to))
}

/// What a row says: its first cell that names something, but that of what comes instead.
fn of_row(row: &Row<'_>, dated: &Dated) -> Said {
    let head = |at: usize| row.heads.get(at).copied().unwrap_or_default();
    let mut named = Said::Nothing;
    for (at, cell) in row.cells.iter().enumerate() {
        let head_words = words(head(at));
        let is_of_date = holds(cell, dated);
        if !is_of_date && has_any(&head_words, &WORDS.instead_columns) {
            continue;
        }
        let is_part = has_any(&head_words, &WORDS.parts) || has_any(&head_words, &WORDS.versions);
        let said = of_text(cell);
        if is_part || said == Said::Other || is_of_date && tells_beginning(head(at)) {
            return Said::Other;
        }
        if named == Said::Nothing {
            named = said;
        }
    }
    named
}

/// What a sentence, a heading or a cell says.
fn of_text(text: &str) -> Said {
    let names = named::of_text(text);
    let outside = outside(text, &names);
    let words = words(&outside);
    let is_part = has_any(&words, &WORDS.parts) || has_any(&words, &WORDS.versions);
    let of_version = outside.split_whitespace().any(is_version)
        || names.iter().any(|name| is_version(name.text) || is_pinned(name.text));
    let announces = tells_beginning(&outside) && dates::of_text(&outside, None).len() < 2;
    if is_part || of_version || announces {
        return Said::Other;
    }
    let going = going(text, &names);
    if going.is_empty() { Said::Nothing } else { Said::Names(going) }
}

/// A text without its names.
fn outside(text: &str, names: &[Name<'_>]) -> String {
    let mut rest = 0;
    let mut outside = String::new();
    for name in names {
        outside.push_str(text.get(rest..name.start).unwrap_or_default());
        outside.push(' ');
        rest = name.end;
    }
    outside.push_str(text.get(rest..).unwrap_or_default());
    outside
}

/// The names of what goes.
fn going(text: &str, names: &[Name<'_>]) -> Vec<String> {
    let (mut kept, mut part, mut from) = (Vec::<String>::new(), Part::Goes, 0);
    for name in names {
        let between = text.get(from..name.start).unwrap_or_default();
        from = name.end;
        if is_turned(between) {
            kept.clear();
        }
        part = part_of(between, part);
        let fits = name.text.chars().count() <= Dated::LONGEST_NAME;
        let is_date = !dates::of_text(name.text, None).is_empty() && !name.text.contains('.');
        let is_new = !kept.iter().any(|other| other == name.text);
        if part == Part::Goes && fits && is_new && !is_date {
            kept.push(name.text.to_owned());
        }
    }
    kept.truncate(Dated::NAMES);
    kept
}

/// How the name behind these words is spoken of, where the one before them was so.
fn part_of(between: &str, before: Part) -> Part {
    let (before, between) = match between.rsplit_once(';') {
        Some((_, rest)) => (Part::Goes, rest),
        None => (before, between),
    };
    let all = words(between);
    if is_turned(between) {
        Part::Goes
    } else if between.contains(['→', '⇒']) || between.contains("->") || leads_on(&all) {
        Part::Instead
    } else if all.iter().all(|word| WORDS.joiners.contains(word)) {
        before
    } else if is_place(between) {
        Part::Place
    } else if before == Part::Instead {
        before
    } else {
        Part::Goes
    }
}

/// Whether words lead from what comes to what goes.
fn is_turned(between: &str) -> bool {
    has_phrase(&words(between), &WORDS.instead_of)
}

/// Whether words lead to what comes instead.
fn leads_on(words: &[String]) -> bool {
    words.last().is_some_and(|last| last == "to") || has_phrase(words, &WORDS.instead)
}

/// Whether the words right before a name make it the place of what happens: `removed from`. A day
/// parts them, and so does a comma; `removal of` makes it what goes.
fn is_place(between: &str) -> bool {
    let near = between.split_whitespace().rev();
    let parts = |word: &&str| {
        word.contains(|c: char| c.is_ascii_digit()) || word.ends_with([',', ':', ';', '.'])
    };
    let near: Vec<String> =
        near.take_while(|word| !parts(word)).take(NEAR + 1).flat_map(words).collect();
    let place = near.iter().take(NEAR).position(|word| WORDS.places.contains(word));
    place.is_some_and(|at| {
        let before = near.get(at + 1);
        let of = near.get(at).is_some_and(|word| word == "of" || word == "for");
        !(of && before.is_some_and(|word| WORDS.removals.contains(word)))
    })
}

/// Whether a text says since when something is deprecated.
fn tells_beginning(text: &str) -> bool {
    has_phrase(&words(text), &WORDS.began)
}

/// `1.x`, `v2`, `>=2.0`: a number alone may be of anything.
fn is_version(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let number = word.strip_prefix(['v', 'V']).unwrap_or(word);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'x' | '*'));
    is_number && (number.len() < word.len() || number.contains('.'))
}

/// Whether a name has a version behind it: `setup@v1`, `base:1.2`.
fn is_pinned(name: &str) -> bool {
    let at = name.rfind('@').is_some_and(|at| at > 0);
    at || name
        .rsplit_once(':')
        .is_some_and(|(_, tag)| tag.starts_with(|c: char| c.is_ascii_digit()))
}

/// The words of a text, in lower case.
fn words(text: &str) -> Vec<String> {
    let is_end = |c: char| !c.is_alphanumeric();
    text.split(is_end).filter(|it| !it.is_empty()).map(str::to_lowercase).collect()
}

fn has_any(words: &[String], known: &[String]) -> bool {
    words.iter().any(|word| known.contains(word))
}

fn has_phrase(words: &[String], phrases: &[String]) -> bool {
    phrases.iter().any(|phrase| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        milepost_prose::name::contains(words, &phrase)
    })
}

#[cfg(test)]
mod tests;
