//! Where facts of documents go.

use milepost_core::{Confidence, Document, DocumentRole, What};
use milepost_detector::Findings;

/// Findings, and how sure they can be at best.
pub(crate) struct Report<'a> {
    pub(crate) surest: Confidence,
    pub(crate) findings: &'a mut Findings,
}

impl Report<'_> {
    /// Notes a document, no surer than its format allows.
    pub(crate) fn add(&mut self, line: u32, confidence: Confidence, document: Document) {
        let what = What::Document(document);
        match confidence.max(self.surest) {
            Confidence::Parsed => self.findings.parsed(line, what),
            Confidence::Pattern => self.findings.pattern(line, what),
            Confidence::Name => self.findings.named(line, what),
        }
    }
}

/// A document of which the words do not matter: a description for machines, a configuration.
pub(crate) fn wordless(role: DocumentRole, title: Option<String>) -> Document {
    Document {
        role,
        title,
        section: false,
        words: 0,
        substance: false,
        sections: Vec::new(),
        asks: Vec::new(),
        placeholders: Vec::new(),
        dates: Vec::new(),
    }
}
