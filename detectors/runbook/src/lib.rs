#![doc = include_str!("../README.md")]

mod alert;
mod link;

use milepost_core::{Confidence, DocumentRole, What};
use milepost_detector::{Card, Detector, File, Findings};
use milepost_prose::{Format, Page, Part, Read, decision, name, runbook};

static CARD: Card = Card {
    id: "runbook",
    version: 2,
    summary: "runbooks, and the links that lead to them",
    claims: &[
        "**/*.[mM][dD]",
        "**/*.[mM][aA][rR][kK][dD][oO][wW][nN]",
        "**/*.mdx",
        "**/*.html.md.erb",
        "**/*.adoc",
        "**/*.asciidoc",
        "**/*.rst",
        "**/[rR][eE][aA][dD][mM][eE]*",
        "**/*[rR][uU][nN][bB][oO][oO][kK]*.txt",
        "**/*.yaml",
        "**/*.yml",
        "**/*.tpl",
        "**/*.tf",
    ],
    claims_by_name: &[],
    emits: &["document", "document-link"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Runbook;

struct Runbook;

impl Detector for Runbook {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        if CONFIGURATION.iter().any(|ending| file.path.ends_with(ending)) {
            alert::read(file, findings);
        } else if is_document(file.name())
            && let Some((format, read)) = file.page()
        {
            Report { surest: format.surest(), findings }.document(file, read);
        }
    }
}

/// Endings of files that are no documents, and that may link one.
const CONFIGURATION: &[&str] = &[".yaml", ".yml", ".tpl", ".tf"];

/// Whether a file is a document. Claims cross folders: the name itself must say what a file without
/// markup is.
fn is_document(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let named = lower.ends_with(".txt") && lower.contains("runbook");
    Format::of_name(name) != Some(Format::Plain) || named || name::is_readme(name)
}

/// Where facts of one document go, and how sure they can be at best.
struct Report<'a> {
    surest: Confidence,
    findings: &'a mut Findings,
}

impl Report<'_> {
    fn document(&mut self, file: &File<'_>, read: &Read<'_>) {
        let page = &read.page;
        if name::is_readme(file.name()) {
            return self.readme(file.path, page);
        }
        if decision::judge(file.path, page).is_some() {
            return;
        }
        if let Some(confidence) = runbook::of_document(file.path, read.text, page) {
            self.runbook(confidence, &page.whole(), false);
            if let Some((line, why)) = &read.unread {
                self.findings.unread(*line, why);
            }
        }
    }

    /// A front page: the sections of it that are runbooks, and the links it holds to others.
    fn readme(&mut self, path: &str, page: &Page) {
        let sections = runbook::sections(path, page);
        if sections.is_empty()
            && let Some(confidence) = runbook::of_readme(path, page)
        {
            self.runbook(confidence, &page.whole(), false);
        }
        for (confidence, part) in &sections {
            self.runbook(*confidence, part, true);
        }
        for (line, link) in link::of_readme(page) {
            self.add(line, Confidence::Parsed, What::DocumentLink(link));
        }
    }

    fn runbook(&mut self, confidence: Confidence, part: &Part<'_>, section: bool) {
        let document = part.document(DocumentRole::Runbook, section);
        self.add(part.line, confidence, What::Document(document));
    }

    fn add(&mut self, line: u32, confidence: Confidence, what: What) {
        match confidence.max(self.surest) {
            Confidence::Parsed => self.findings.parsed(line, what),
            Confidence::Pattern => self.findings.pattern(line, what),
            Confidence::Name => self.findings.named(line, what),
        }
    }
}
