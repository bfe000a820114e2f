//! What a detector says about itself, what it does, and what it hands back.

use std::panic::RefUnwindSafe;

use milepost_core::{Confidence, What};
use milepost_syntax::Reading;
use serde::{Deserialize, Serialize};

use crate::File;

/// What a detector says about itself. One folder, one crate, one card, one page.
#[derive(Debug)]
pub struct Card {
    /// The name of the detector and of its folder, in kebab-case.
    pub id: &'static str,
    /// Raised whenever the same file may give other facts; part of every cache key.
    pub version: u32,
    /// What it recognises, in one line without a full stop.
    pub summary: &'static str,
    /// Globs over the path inside the repository; a file that matches one of them is handed over.
    /// One that takes every file of an ending (`**/*.json`) leaves out what package managers lock.
    pub claims: &'static [&'static str],
    /// Globs of files that are handed over by their path alone, with empty text: packed charts.
    pub claims_by_name: &'static [&'static str],
    /// The kinds of fact it may emit, as [`What::kind`] names them.
    pub emits: &'static [&'static str],
    /// Its page of the handbook.
    pub page: &'static str,
}

/// One thing a detector found in the file it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The line it stands on, counted from 1.
    pub line: u32,
    /// How it was inferred.
    pub confidence: Confidence,
    /// What was found.
    pub what: What,
}

/// What a detector hands back: what it found, and what it could not read.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Findings {
    /// What was found, in the order of the file.
    pub found: Vec<Finding>,
    /// Lines from which on the file, or a part of it, could not be read, and why.
    pub unread: Vec<(u32, String)>,
}

impl Findings {
    /// Notes something read with a real parser.
    pub fn parsed(&mut self, line: u32, what: What) {
        self.found.push(Finding { line, confidence: Confidence::Parsed, what });
    }

    /// Notes something recognised by a pattern in text that could not be fully parsed.
    pub fn pattern(&mut self, line: u32, what: What) {
        self.found.push(Finding { line, confidence: Confidence::Pattern, what });
    }

    /// Notes something told by a name alone.
    pub fn named(&mut self, line: u32, what: What) {
        self.found.push(Finding { line, confidence: Confidence::Name, what });
    }

    /// Notes something read in a YAML file: parsed as written, or a pattern where a template had to
    /// be masked.
    pub fn read(&mut self, reading: &Reading<'_>, line: u32, what: What) {
        if reading.is_masked() { self.pattern(line, what) } else { self.parsed(line, what) }
    }

    /// Whether there is nothing to hand back.
    pub fn is_silent(&self) -> bool {
        self.found.is_empty() && self.unread.is_empty()
    }

    /// Notes that a part of the file could not be read, as a lowercase fragment.
    pub fn unread(&mut self, line: u32, why: impl Into<String>) {
        self.unread.push((line, why.into()));
    }
}

/// Recognises one technology or practice in files; says what is there, never whether it is good.
///
/// Implementations are pure: the same file gives the same findings. They do no I/O, read no clock
/// and see no other file; what takes several files to know is resolved by the scorer.
pub trait Detector: Sync + RefUnwindSafe {
    /// What the detector says about itself.
    fn card(&self) -> &'static Card;

    /// Adds what `file` says to `findings`.
    fn detect(&self, file: &File<'_>, findings: &mut Findings);
}
