//! The text of a container build made ready for the parser.
//!
//! Here-documents are blanked out, values that a template engine fills in become one word, and
//! everything keeps its place: line and column of what is read are those of the file.

use std::ops::Range;

use crate::heredoc::{self, Opening};

/// Stands for a blank inside a value that a template engine fills in, so that it stays one word.
const JOINT: char = '\u{7f}';

/// A text made ready, and what its lines told.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// As long as the original, byte for byte.
    pub(crate) text: String,
    /// Where each instruction with all its lines stands.
    pub(crate) instructions: Vec<Range<usize>>,
    /// The character that continues lines.
    pub(crate) escape: char,
    /// The first line that steers a template engine.
    pub(crate) decided_at_rendering: Option<u32>,
    /// Where a here-document starts that never ends; nothing behind it can be read.
    pub(crate) endless: Option<usize>,
    /// Where lines start.
    starts: Vec<usize>,
}

impl Source {
    /// Makes a text ready.
    pub(crate) fn prepare(original: &str) -> Self {
        let original = original.trim_start_matches('\u{feff}');
        let masked = mask_values(original);
        let lines: Vec<&str> = masked.split_inclusive('\n').collect();
        let mut source =
            Self { escape: escape_character(&lines), starts: starts(&lines), ..Self::default() };
        source.decided_at_rendering = source.blank_documents(&lines);
        source
    }

    /// The line of a byte, counted from 1.
    pub(crate) fn line(&self, byte: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= byte);
        u32::try_from(line.max(1)).unwrap_or(u32::MAX)
    }

    /// The instruction that stands on a line, counted from 1.
    pub(crate) fn instruction_on(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let behind = self.instructions.partition_point(|instruction| instruction.start <= start);
        self.instructions.get(behind.checked_sub(1)?).cloned()
    }

    /// Collects the instructions, blanks what here-documents hold, and gives the first line that
    /// steers a template engine.
    fn blank_documents(&mut self, lines: &[&str]) -> Option<u32> {
        let mut steering = None;
        let mut next = 0;
        while let Some(line) = lines.get(next) {
            if steers(line) {
                steering = steering.or(Some(u32::try_from(next + 1).unwrap_or(u32::MAX)));
            }
            if is_comment_or_blank(line) {
                self.text.push_str(line);
                next += 1;
                continue;
            }
            let end = next + self.length(&lines[next..]);
            let steered = (next + 1..end).find(|at| steers(lines[*at]));
            let line = steered.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX));
            steering = steering.or(line);
            let openings = self.take_instruction(&lines[next..end]);
            next = end + self.take_documents(&openings, &lines[end..]);
        }
        steering
    }

    /// How many lines the instruction at the start of `lines` has.
    fn length(&self, lines: &[&str]) -> usize {
        let last = lines
            .iter()
            .enumerate()
            .position(|(at, line)| {
                let passed_over = at > 0 && is_comment_or_blank(line);
                !passed_over && !continues(line, self.escape)
            })
            .unwrap_or(lines.len() - 1);
        last + 1
    }

    /// Takes the lines of one instruction and gives the here-documents it opens.
    fn take_instruction(&mut self, lines: &[&str]) -> Vec<Opening> {
        let start = self.text.len();
        let mut joined = String::new();
        for (at, line) in lines.iter().enumerate() {
            let passed_over = at > 0 && is_comment_or_blank(line);
            if passed_over {
                joined.extend(std::iter::repeat_n(' ', line.len()));
            } else {
                joined.push_str(&without_continuation(line, self.escape));
            }
        }
        let openings = heredoc::openings(&joined);
        let mut text = lines.concat();
        if ends_in_escaped_escape(&text, self.escape) {
            let end = text.trim_end().len();
            let kept = text.trim_end().trim_end_matches(self.escape).len();
            blank(&mut text, kept..end, 'x');
        }
        for opening in &openings {
            blank(&mut text, opening.mark.clone(), 'x');
        }
        self.text.push_str(&text);
        self.instructions.push(start..self.text.len());
        openings
    }

    /// Blanks the text of here-documents at the start of `lines` and says how many lines it has.
    fn take_documents(&mut self, openings: &[Opening], lines: &[&str]) -> usize {
        let mut taken = 0;
        for opening in openings {
            let length = lines[taken..].iter().position(|line| opening.ends_at(line));
            let Some(length) = length else {
                let started = self.instructions.last().map(|instruction| instruction.start);
                self.endless = self.endless.or(started);
                taken = lines.len();
                break;
            };
            taken += length + 1;
        }
        for line in &lines[..taken] {
            let mut blanked = (*line).to_owned();
            let length = line.trim_end_matches(['\r', '\n']).len();
            blank(&mut blanked, 0..length, ' ');
            self.text.push_str(&blanked);
        }
        taken
    }
}

/// Where each line starts; a text without lines has one.
fn starts(lines: &[&str]) -> Vec<usize> {
    let mut starts = vec![0];
    let mut end = 0;
    for line in lines {
        end += line.len();
        starts.push(end);
    }
    if starts.len() > 1 && !lines.last().is_some_and(|line| line.ends_with('\n')) {
        starts.pop();
    }
    starts
}

/// The character the `escape` directive at the top of the file names.
fn escape_character(lines: &[&str]) -> char {
    for line in lines {
        let directive = line.strip_prefix('#').and_then(|rest| rest.split_once('='));
        match directive.map(|(key, value)| (key.trim(), value.trim())) {
            Some((key, "`")) if key.eq_ignore_ascii_case("escape") => return '`',
            Some((key, _)) if key.trim().chars().all(char::is_alphabetic) => {}
            _ => break,
        }
    }
    '\\'
}

fn is_comment_or_blank(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// Whether a line goes on behind its end: it closes with the escape character, alone.
fn continues(line: &str, escape: char) -> bool {
    let line = line.trim_end();
    line.ends_with(escape) && !ends_in_escaped_escape(line, escape)
}

fn ends_in_escaped_escape(line: &str, escape: char) -> bool {
    line.trim_end().strip_suffix(escape).is_some_and(|rest| rest.ends_with(escape))
}

/// The line with its closing escape character and everything behind it turned into blanks.
fn without_continuation(line: &str, escape: char) -> String {
    let kept = line.trim_end();
    let kept = kept.strip_suffix(escape).unwrap_or(kept);
    let mut joined = kept.to_owned();
    joined.extend(
        line.get(kept.len()..).unwrap_or_default().chars().map(
            |c| {
                if c == '\n' { '\n' } else { ' ' }
            },
        ),
    );
    joined
}

/// Overwrites a range with filler, byte for byte; line ends stay.
fn blank(text: &mut String, range: Range<usize>, filler: char) {
    let Some(part) = text.get(range.clone()) else {
        return;
    };
    let filling: String =
        part.bytes().map(|byte| if byte == b'\n' { '\n' } else { filler }).collect();
    text.replace_range(range, &filling);
}

/// Whether a line steers a template engine: it is there or not, or there several times.
fn steers(line: &str) -> bool {
    let start = line.trim_start();
    let tag = |open: &str, close: &str| {
        let end = line.rfind(close).unwrap_or(0);
        let before = line.get(..end).unwrap_or_default();
        let mut inner = before.split(open).skip(1);
        inner.any(|inner| inner.starts_with([' ', '-', '+']))
    };
    start.starts_with("{{") || tag("{%", "%}") || tag("<%", "%>")
}

/// A part of a prepared text as the file has it.
pub(crate) fn as_written(text: &str) -> String {
    text.replace(JOINT, " ")
}

/// The text with every blank inside `{{ … }}` and `<%= … %>` made no blank.
fn mask_values(text: &str) -> String {
    let masked = mask_between(text, "{{", "}}");
    mask_between(&masked, "<%=", "%>")
}

fn mask_between(text: &str, open: &str, close: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let (before, value) = rest.split_at(start);
        masked.push_str(before);
        let line = value.split('\n').next().unwrap_or_default();
        let length = line.find(close).map_or(line.len(), |end| end + close.len());
        let (value, after) = value.split_at(length);
        masked.extend(value.chars().map(|c| if c == ' ' { JOINT } else { c }));
        rest = after;
    }
    masked + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn here_documents_are_blanked_and_every_place_is_kept() {
        let text = "FROM a\nRUN cat <<A <<-B > x\nUSER é\nA\n\tFROM b\n\tB\nUSER me\n";
        let source = Source::prepare(text);
        assert_eq!(source.text.len(), text.len());
        assert!(!source.text.contains("FROM b"));
        assert!(source.text.ends_with("USER me\n"));
        assert_eq!(source.instructions.len(), 3);
        assert_eq!(source.line(source.instructions[2].start), 7);
    }

    #[test]
    fn a_document_without_end_is_noted() {
        let source = Source::prepare("FROM a\nRUN <<EOF\nUSER b\n");
        assert_eq!(source.endless, Some(7));
    }

    #[test]
    fn lines_go_on_over_comments_and_blank_lines() {
        let source = Source::prepare("FROM a\nRUN b \\ \n# c\n\n  d\nUSER e");
        assert_eq!(source.instructions.len(), 3);
        assert_eq!(source.instruction_on(5), Some(7..25));
    }

    #[test]
    fn the_escape_directive_changes_what_continues_a_line() {
        let source = Source::prepare("# syntax=x\r\n# escape=`\r\nFROM a\r\nRUN b `\r\n c\r\n");
        assert_eq!(source.escape, '`');
        assert_eq!(source.instructions.len(), 2);
        assert_eq!(Source::prepare("FROM a\nCOPY b C:\\\\\nUSER c\n").instructions.len(), 3);
    }

    #[test]
    fn a_line_that_steers_a_template_engine_is_told_from_a_value() {
        let steering = |text: &str| Source::prepare(text).decided_at_rendering;
        assert_eq!(steering("FROM a\n{{- if .x }}\nUSER b\n"), Some(2));
        assert_eq!(steering("{% if x %}FROM a{% endif %}\n"), Some(1));
        assert_eq!(steering("FROM a\nRUN b && \\\n{{ c }}\n"), Some(3));
        assert_eq!(steering("FROM a:{{ tag }}\nRUN x -f '{{.Id}}' -w '%{y}'\n"), None);
        assert_eq!(steering("FROM a\nRUN printf '{%s}'\nRUN <<E\n{{ x }}\nE\n"), None);
    }
}
