//! Lines of styled text whose width is known.

use anstyle::Style;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::paint::{FAINT, PLAIN};

/// One line, as spans of one style each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    spans: Vec<(Style, String)>,
}

impl Line {
    /// An empty line.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A line that starts with `columns` blanks.
    pub(crate) fn indented(columns: usize) -> Self {
        Self::new().text(" ".repeat(columns))
    }

    /// Adds ordinary text.
    #[must_use]
    pub(crate) fn text(self, text: impl AsRef<str>) -> Self {
        self.styled(PLAIN, text)
    }

    /// Adds text in a style. What a repository wrote may hold control characters: none of them
    /// reaches a terminal.
    #[must_use]
    pub(crate) fn styled(mut self, style: Style, text: impl AsRef<str>) -> Self {
        let text = harmless(text.as_ref());
        if !text.is_empty() {
            self.spans.push((style, text));
        }
        self
    }

    /// Adds the spans of another line.
    #[must_use]
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.spans.extend(other.spans);
        self
    }

    /// Adds blanks up to a column.
    #[must_use]
    pub(crate) fn to(self, column: usize) -> Self {
        let blanks = column.saturating_sub(self.width());
        self.text(" ".repeat(blanks))
    }

    /// Adds text that ends at a column.
    #[must_use]
    pub(crate) fn ending(self, column: usize, style: Style, text: &str) -> Self {
        let start = column.saturating_sub(width(text));
        self.to(start).styled(style, text)
    }

    /// The columns it takes.
    pub(crate) fn width(&self) -> usize {
        self.spans.iter().map(|(_, text)| width(text)).sum()
    }

    /// At most `columns` wide, cut at the end with an ellipsis.
    #[must_use]
    fn fit(mut self, columns: usize) -> Self {
        if self.width() <= columns {
            return self;
        }
        let mut left = columns.saturating_sub(1);
        let mut kept = Self::new();
        for (style, text) in self.spans.drain(..) {
            let head = head(&text, left);
            left = left.saturating_sub(width(head));
            let whole = head.len() == text.len();
            kept = kept.styled(style, head);
            if !whole {
                return kept.text("…");
            }
        }
        kept
    }

    fn render(&self, into: &mut String) {
        let last = self.spans.len().saturating_sub(1);
        for (place, (style, text)) in self.spans.iter().enumerate() {
            let text = if place == last { text.trim_end() } else { text };
            into.push_str(&style.render().to_string());
            into.push_str(text);
            into.push_str(&style.render_reset().to_string());
        }
        into.push('\n');
    }
}

/// Lines in order.
#[derive(Debug, Default)]
pub(crate) struct Page {
    lines: Vec<Line>,
}

impl Page {
    /// Adds a line.
    pub(crate) fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds several.
    pub(crate) fn extend(&mut self, lines: impl IntoIterator<Item = Line>) {
        self.lines.extend(lines);
    }

    /// Adds an empty line.
    pub(crate) fn gap(&mut self) {
        self.lines.push(Line::new());
    }

    /// Adds running text, wrapped between words.
    pub(crate) fn prose(&mut self, indent: usize, columns: usize, text: &str) {
        for line in wrap(text, columns.saturating_sub(indent)) {
            self.push(Line::indented(indent).text(line));
        }
    }

    /// The text, each line at most `columns` wide.
    pub(crate) fn within(self, columns: usize) -> String {
        let lines = self.lines.into_iter().map(|line| line.fit(columns));
        rendered(lines)
    }

    /// The text, with lines as long as they are: for addresses that must stay whole.
    pub(crate) fn whole(self) -> String {
        rendered(self.lines)
    }
}

fn rendered(lines: impl IntoIterator<Item = Line>) -> String {
    let mut text = String::new();
    for line in lines {
        line.render(&mut text);
    }
    text
}

/// The columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// At most `columns` wide: the middle gives way, because names differ at both ends.
pub(crate) fn shorten(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(1);
    let start = head(text, room.div_ceil(2));
    let end = tail(text, room / 2);
    format!("{start}…{end}")
}

/// As many names as fit behind `line`, and how many more there are.
pub(crate) fn listed(mut line: Line, names: &[&str], columns: usize) -> Line {
    for (place, name) in names.iter().enumerate() {
        let mark = if place == 0 { "" } else { " · " };
        let left = names.len() - place;
        let rest = if left == 1 { 0 } else { width(" and 999 more") };
        if line.width() + width(mark) + width(name) + rest > columns {
            let more = match place {
                0 => left.to_string(),
                _ => format!(" and {left} more"),
            };
            return line.styled(FAINT, more);
        }
        line = line.text(mark).text(name);
    }
    line
}

/// Words in lines of at most `columns`; a word that is longer has a line of its own.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The longest start of at most `columns`.
fn head(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    for (place, c) in text.char_indices() {
        taken += c.width().unwrap_or(0);
        if taken > columns {
            return &text[..place];
        }
    }
    text
}

/// The longest end of at most `columns`.
fn tail(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    for (place, c) in text.char_indices().rev() {
        taken += c.width().unwrap_or(0);
        if taken > columns {
            return &text[place + c.len_utf8()..];
        }
    }
    text
}

/// Control characters and those that turn the direction of writing become `\u{fffd}`.
fn harmless(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if c.is_control() || turns(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_gives_way_in_the_middle() {
        assert_eq!(shorten("payments-reconciliation-api", 15), "payment…ion-api");
        assert_eq!(shorten("short", 15), "short");
    }

    #[test]
    fn nothing_a_repository_wrote_moves_the_cursor() {
        let mut page = Page::default();
        page.push(Line::new().text("a\u{1b}[2Jb\u{202e}c\r"));
        assert_eq!(page.whole(), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}\n");
    }

    #[test]
    fn a_wide_character_counts_twice() {
        assert_eq!(shorten("日本語日本語", 7), "日…語");
    }
}
