//! The instructions of a container build, and the lines that could not be read.
//!
//! The parser stops at the first line it does not know. Where the file is a container build beyond
//! doubt, that line is blanked and noted, and reading goes on: what the last stage stands on and
//! who it runs as is often said further down.

use parse_dockerfile::{Instruction, parse_iter};

use crate::source::Source;

/// Lines that may be passed over before the rest is given up.
const PATIENCE: usize = 16;

/// Stands in for a `FROM` that cannot be read.
const UNREADABLE_STAGE: &str = "FROM ?";

/// Characters of a reason that are kept; it may quote the file.
const LONGEST_REASON: usize = 80;

/// What was read, with the lines that were not.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The text with the lines that were passed over blanked.
    pub(crate) text: String,
    /// What could not be read, and why.
    pub(crate) unread: Vec<(u32, String)>,
    /// Whether the end was not read, so that the last stage may not be the last.
    pub(crate) cut_short: bool,
}

/// Why the parser stopped.
struct Stop {
    line: usize,
    why: String,
    /// Whether a `FROM` came before.
    in_a_stage: bool,
    /// Whether the line holds an instruction that may not stand before the first `FROM`.
    misplaced: bool,
}

impl Reading {
    /// Reads as far as anything makes sense.
    pub(crate) fn of(source: &Source) -> Self {
        let mut reading = Self { text: source.text.clone(), ..Self::default() };
        if let Some(start) = source.endless {
            reading.cut(start);
            let why = "partly read: a here-document never ends";
            reading.unread.push((source.line(start), why.to_owned()));
        }
        while let Some(stop) = reading.stop() {
            if !reading.pass_over(&stop, source) {
                break;
            }
        }
        reading
    }

    /// Every instruction up to the end, or to where reading was given up.
    pub(crate) fn instructions(&self) -> Vec<Instruction<'_>> {
        parse_iter(&self.text)
            .map_or_else(|_| vec![], |instructions| instructions.map_while(Result::ok).collect())
    }

    /// Where the parser stops, if it does not reach the end.
    fn stop(&self) -> Option<Stop> {
        let instructions = match parse_iter(&self.text) {
            Ok(instructions) => instructions,
            Err(error) => return Some(Stop::new(&error, false)),
        };
        let mut in_a_stage = false;
        for instruction in instructions {
            match instruction {
                Ok(instruction) => in_a_stage |= matches!(instruction, Instruction::From(_)),
                Err(error) => return Some(Stop::new(&error, in_a_stage)),
            }
        }
        None
    }

    /// Notes where the parser stopped; whether it may go on behind that line.
    fn pass_over(&mut self, stop: &Stop, source: &Source) -> bool {
        let found = source.instruction_on(stop.line);
        let Some(range) = found.filter(|range| range.end <= self.text.len()) else {
            self.hold_no_build(1, &stop.why);
            return false;
        };
        let part = self.text.get(range.clone()).unwrap_or_default();
        let opens = opens_a_stage(part);
        let line = source.line(range.start);
        let plainly_opens = part.trim_start().starts_with("FROM");
        if !(stop.in_a_stage || stop.misplaced || plainly_opens) {
            self.hold_no_build(line, &stop.why);
            return false;
        }
        self.unread.push((line, format!("partly read: {}", stop.why)));
        let replacement = blanked(part, opens);
        match replacement.filter(|_| self.unread.len() < PATIENCE) {
            Some(replacement) => self.text.replace_range(range, &replacement),
            None => self.cut(range.start),
        }
        true
    }

    /// Leaves everything from `start` on unread.
    fn cut(&mut self, start: usize) {
        self.text.truncate(start);
        self.cut_short = true;
    }

    /// Gives up a file in which no stage opens, with one reason instead of one for each line.
    fn hold_no_build(&mut self, line: u32, why: &str) {
        let first = self.unread.first();
        let (line, why) = first
            .map_or((line, why), |(line, why)| (*line, why.trim_start_matches("partly read: ")));
        self.unread = vec![(line, format!("no stage could be read: {why}"))];
        self.text.clear();
    }
}

impl Stop {
    fn new(error: &parse_dockerfile::Error, in_a_stage: bool) -> Self {
        let said = format!("{error:#}");
        let misplaced = said == "expected FROM";
        let why = if misplaced {
            "an instruction stands before the first FROM".to_owned()
        } else {
            said.chars().take(LONGEST_REASON).collect()
        };
        Self { line: error.line(), why, in_a_stage, misplaced }
    }
}

/// Whether an instruction that could not be read is a `FROM`.
fn opens_a_stage(instruction: &str) -> bool {
    let keyword = instruction.split_whitespace().next();
    keyword.is_some_and(|keyword| keyword.eq_ignore_ascii_case("FROM"))
}

/// The text of an instruction made blank; a `FROM` still opens a stage, on nothing known. Nothing
/// when there is no room to say so.
fn blanked(instruction: &str, opens_a_stage: bool) -> Option<String> {
    let blanks: String =
        instruction.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    if !opens_a_stage {
        return Some(blanks);
    }
    let room = blanks.strip_prefix(&" ".repeat(UNREADABLE_STAGE.len()))?;
    Some(format!("{UNREADABLE_STAGE}{room}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Reading {
        Reading::of(&Source::prepare(text))
    }

    #[test]
    fn a_line_nobody_knows_is_passed_over() {
        let reading = read("FROM a\nNEW x \\\n y\nUSER b\n");
        assert_eq!(reading.instructions().len(), 2);
        assert_eq!(reading.unread.len(), 1);
        assert_eq!(reading.unread[0].0, 2);
    }

    #[test]
    fn a_stage_that_cannot_be_read_is_still_a_stage() {
        assert_eq!(read("FROM a\nFROM b c\nUSER d\n").instructions().len(), 3);
        assert!(read("FROM a\nFROM\nUSER d\n").cut_short);
    }

    #[test]
    fn patience_ends() {
        let reading = read(&format!("FROM a\n{}FROM b\n", "what\n".repeat(50)));
        assert_eq!(reading.unread.len(), PATIENCE);
        assert!(reading.cut_short);
    }

    #[test]
    fn another_language_gives_one_reason() {
        let reading = read("import os\nFROM = 1\nUSER = 2\n");
        assert!(reading.instructions().is_empty());
        assert_eq!(reading.unread.len(), 1);
    }
}
