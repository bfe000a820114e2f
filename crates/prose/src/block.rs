//! What stands together in the lines of a text, whatever its markup: a heading, an item of a list, a
//! row of a table, a paragraph, and the sentences of these.

/// The most lines of one block that are looked at, before a line and behind it.
const REACH: usize = 12;

/// The most rows between a row and the head of its table.
const ROWS: usize = 100;

/// The longest block that is looked at, in bytes.
const LONGEST: usize = 4000;

/// Short words that end with a full stop within a sentence.
const SHORTENED: &[&str] = &["e.g", "i.e", "etc", "cf", "vs", "approx", "incl", "no"];

/// The lines of a text.
#[derive(Debug)]
pub struct Lines<'t>(Vec<&'t str>);

/// A row of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Row<'t> {
    /// What its cells say.
    pub cells: Vec<&'t str>,
    /// What stands above them, where the table has a head.
    pub heads: Vec<&'t str>,
}

/// A block of lines, on one line.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    /// What it says.
    pub text: String,
    /// Whether it is an item of a list.
    pub item: bool,
}

/// What a line is for the lines around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    /// A heading, a row: what stands alone.
    Alone,
    /// The first line of an item of a list.
    Item,
    Text,
}

impl<'t> Lines<'t> {
    /// The lines of `text`.
    pub fn of(text: &'t str) -> Self {
        Self(text.lines().collect())
    }

    /// The block that a line stands in, counted from 1, as far as it is looked at.
    pub fn block(&self, line: u32) -> Block {
        let at = place(line);
        let (mut start, mut end) = (at, at + 1);
        if self.kind(at) != Kind::Alone {
            while at - start < REACH && self.goes_on(start) && start > 0 && self.is_text(start - 1)
            {
                start -= 1;
            }
            while end - at < REACH && self.goes_on(end) {
                end += 1;
            }
        }
        let own = self.0.get(start..end).unwrap_or_default();
        let words: Vec<&str> = own.iter().flat_map(|line| bare(line).split_whitespace()).collect();
        let mut text = words.join(" ");
        text.truncate(text.floor_char_boundary(LONGEST));
        Block { text, item: self.kind(start) == Kind::Item }
    }

    /// The row of a table that a line is, counted from 1.
    pub fn row(&self, line: u32) -> Option<Row<'t>> {
        let at = place(line);
        let own = self.0.get(at).filter(|line| is_row(line))?;
        let above = self.0.get(at.saturating_sub(ROWS)..at).unwrap_or_default();
        let mut rows = above.iter().rev().take_while(|line| is_row(line));
        let head = rows.find(|line| is_rule(line)).and_then(|_| rows.next());
        Some(Row { cells: cells(own), heads: head.map(|line| cells(line)).unwrap_or_default() })
    }

    fn kind(&self, at: usize) -> Kind {
        let Some(line) = self.0.get(at) else { return Kind::Blank };
        let text = unquoted(line);
        if text.is_empty() || is_underline(text) {
            Kind::Blank
        } else if text.starts_with(['#', '=']) || is_row(line) {
            Kind::Alone
        } else if unmarked(text).is_some() {
            Kind::Item
        } else {
            Kind::Text
        }
    }

    fn goes_on(&self, at: usize) -> bool {
        self.kind(at) == Kind::Text
    }

    fn is_text(&self, at: usize) -> bool {
        matches!(self.kind(at), Kind::Text | Kind::Item)
    }
}

/// The place of a line that is counted from 1.
fn place(line: u32) -> usize {
    usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1)
}

/// A line without the marks of a quotation.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>', '\u{feff}']).trim_end()
}

/// An item of a list without its mark.
fn unmarked(text: &str) -> Option<&str> {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < text.len() && text.len() - digits.len() < 4;
    let rest = match text.chars().next()? {
        '-' | '*' | '+' | '.' => text.trim_start_matches(['-', '*', '+', '.']),
        _ if numbered => digits.strip_prefix(['.', ')'])?,
        _ => return None,
    };
    rest.starts_with([' ', '\t']).then_some(rest)
}

/// A line without the marks of its markup.
fn bare(line: &str) -> &str {
    let text = unquoted(line);
    let text = text.trim_start_matches(['#', '=']);
    unmarked(text).unwrap_or(text).trim()
}

/// Whether a line underlines the heading above it, or parts what stands around it.
fn is_underline(text: &str) -> bool {
    let mut marks = text.chars();
    let first = marks.next().filter(|mark| ['=', '-', '~', '^', '*', '_', '+'].contains(mark));
    text.len() > 1 && first.is_some_and(|first| marks.all(|mark| mark == first))
}

fn is_row(line: &str) -> bool {
    let text = unquoted(line);
    text.contains('|') && !text.starts_with('#') && parts(text).count() > 1
}

/// Whether a row parts the head of a table from its body.
fn is_rule(line: &str) -> bool {
    let text = unquoted(line);
    text.contains('-') && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

fn cells(line: &str) -> Vec<&str> {
    let text = unquoted(line);
    let text = text.strip_prefix('|').unwrap_or(text);
    let ends = text.ends_with('|') && !text.ends_with("\\|");
    let text = if ends { text.strip_suffix('|').unwrap_or(text) } else { text };
    parts(text).map(str::trim).collect()
}

/// The parts of a line between bars that are not within code.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let (mut within, mut before) = (false, ' ');
    text.split(move |c: char| {
        let ends = c == '|' && before != '\\' && !within;
        within ^= c == '`';
        before = c;
        ends
    })
}

/// The sentences of a text. A full stop behind the number of a day ends none.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['.', '!', '?']) {
        let end = at + mark.len();
        let behind = text.get(end..).unwrap_or_default();
        let closing = behind.trim_start_matches(['*', '_', ')', '"', '”']);
        let own = text.get(start..at).unwrap_or_default();
        if closing.starts_with(char::is_whitespace) && !is_shortened(own) {
            let end = text.len() - closing.len();
            found.push(text.get(start..end).unwrap_or_default().trim());
            start = end;
        }
    }
    found.push(text.get(start..).unwrap_or_default().trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// Whether a full stop behind a text belongs to its last word.
fn is_shortened(text: &str) -> bool {
    let last = text.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let is_day = last.len() < 3 && last.bytes().all(|byte| byte.is_ascii_digit());
    is_day || SHORTENED.contains(&last.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str, line: u32) -> String {
        Lines::of(text).block(line).text
    }

    #[test]
    fn a_block_goes_over_lines_up_to_the_next_item_heading_or_blank_line() {
        let text = "# Page\nThe chart\n> `old` goes.\n\n- One\n  more\n- Two\n\nTitle\n=====\nText";
        assert_eq!(block(text, 1), "Page");
        assert_eq!(block(text, 3), "The chart `old` goes.");
        assert_eq!(block(text, 6), "One more");
        assert_eq!((block(text, 7), block(text, 9)), ("Two".to_owned(), "Title".to_owned()));
        assert!(Lines::of(text).block(6).item && !Lines::of(text).block(3).item);
        assert_eq!(block(text, 99), "");
    }

    #[test]
    fn a_row_has_cells_and_what_stands_above_them() {
        let text = "| what | goes on |\n|---|:-:|\n| `a|b` | 1 |\n| c | 2 |\n\nd | e";
        let row = Lines::of(text).row(4).unwrap();
        assert_eq!((row.cells, row.heads), (vec!["c", "2"], vec!["what", "goes on"]));
        assert_eq!(Lines::of(text).row(3).unwrap().cells, ["`a|b`", "1"]);
        assert_eq!(Lines::of(text).row(6).unwrap().heads, [""; 0]);
        assert_eq!(Lines::of(text).row(5), None);
    }

    #[test]
    fn a_sentence_ends_with_a_full_stop_that_belongs_to_no_word() {
        let text = "`ci.yml` goes on 30. September 2026. Use another, e.g. `b.yml`. (Or none!)";
        let all =
            ["`ci.yml` goes on 30. September 2026.", "Use another, e.g. `b.yml`.", "(Or none!)"];
        assert_eq!(sentences(text), all);
    }
}
