#![doc = include_str!("../README.md")]

mod adr;
mod alert;
mod asciidoc;
mod front_matter;
mod html;
mod link;
mod markdown;
mod name;
mod page;
mod placeholder;
mod restructured;
mod runbook;
mod shortcode;
mod sign;
mod substance;

use milepost_core::{Confidence, Document, DocumentRole, What};
use milepost_detector::{Card, Detector, File, Findings};

use page::{Page, Part};
use substance::Weight;

static CARD: Card = Card {
    id: "runbook",
    version: 1,
    summary: "runbooks, READMEs and decision records",
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
        match Format::of(file) {
            Some(Format::Configuration) => alert::read(file, findings),
            Some(format) => read_document(file, format, findings),
            None => {}
        }
    }
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Markdown,
    /// No markup that could be relied upon; its headings and links are read as Markdown's.
    Plain,
    AsciiDoc,
    Restructured,
    /// Not a document, but a file that may link one.
    Configuration,
}

/// Endings of a README that hold prose in a markup that is not read further.
const PLAIN_ENDINGS: &[&str] = &["txt", "org", "textile", "rdoc", "pod", "creole"];

impl Format {
    fn of(file: &File<'_>) -> Option<Self> {
        let name = file.name().to_ascii_lowercase();
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        match ending {
            Some("md" | "markdown" | "mdx") => Some(Self::Markdown),
            Some("erb") if name.ends_with(".md.erb") => Some(Self::Markdown),
            Some("adoc" | "asciidoc") => Some(Self::AsciiDoc),
            Some("rst") => Some(Self::Restructured),
            Some("yaml" | "yml" | "tpl" | "tf") => Some(Self::Configuration),
            // Claims cross folders: the name itself must say what a file without markup is.
            Some("txt") if name.contains("runbook") => Some(Self::Plain),
            None if name::is_readme(&name) => Some(Self::Plain),
            Some(ending) if name::is_readme(&name) && PLAIN_ENDINGS.contains(&ending) => {
                Some(Self::Plain)
            }
            _ => None,
        }
    }

    fn read(self, text: &str, name: &str) -> Page {
        match self {
            Self::AsciiDoc => asciidoc::read(text),
            Self::Restructured => restructured::read(text),
            _ => markdown::read(text, name),
        }
    }
}

/// The most text of one document that is read; what is longer was written by a machine.
const MOST_BYTES: usize = 512 * 1024;

fn read_document(file: &File<'_>, format: Format, findings: &mut Findings) {
    let text = beginning(file.text);
    let page = format.read(text, file.name());
    let mut report = Report {
        surest: if format == Format::Markdown { Confidence::Parsed } else { Confidence::Pattern },
        findings,
    };
    if name::is_readme(file.name()) {
        read_readme(file, &page, &mut report);
    } else if let Some(confidence) = adr::judge(file.path, &page) {
        report.document(DocumentRole::Adr, confidence, &page.whole(), false);
    } else if let Some(confidence) = runbook::of_document(file, text, &page) {
        report.document(DocumentRole::Runbook, confidence, &page.whole(), false);
    } else {
        return;
    }
    if text.len() < file.text.len() {
        let line = u32::try_from(text.lines().count() + 1).unwrap_or(u32::MAX);
        let kib = MOST_BYTES / 1024;
        report.findings.unread(line, format!("longer than {kib} KiB, the rest is not read"));
    }
}

fn read_readme(file: &File<'_>, page: &Page, report: &mut Report<'_>) {
    let whole = page.whole();
    report.document(DocumentRole::Readme, Confidence::Parsed, &whole, false);
    let sections = runbook::sections(file, page);
    if sections.is_empty()
        && let Some(confidence) = runbook::of_readme(file, page)
    {
        report.document(DocumentRole::Runbook, confidence, &whole, false);
    }
    for (confidence, part) in &sections {
        report.document(DocumentRole::Runbook, *confidence, part, true);
    }
    for (line, link) in link::of_readme(page) {
        report.add(line, Confidence::Parsed, What::DocumentLink(link));
    }
}

/// The beginning of a text, up to the last line that ends within the limit.
fn beginning(text: &str) -> &str {
    if text.len() <= MOST_BYTES {
        return text;
    }
    let start = text.floor_char_boundary(MOST_BYTES);
    let start = text.get(..start).unwrap_or_default();
    start.rsplit_once('\n').map_or(start, |(lines, _)| lines)
}

/// Where facts of one document go, and how sure they can be at best.
struct Report<'a> {
    surest: Confidence,
    findings: &'a mut Findings,
}

impl Report<'_> {
    fn document(
        &mut self,
        role: DocumentRole,
        confidence: Confidence,
        part: &Part<'_>,
        section: bool,
    ) {
        let weight = Weight::of(part, role == DocumentRole::Runbook);
        let document = Document {
            role,
            title: part.title.map(str::to_owned),
            section,
            words: weight.words,
            substance: weight.has_substance(),
            sections: part.sections(),
            placeholders: weight.placeholders,
        };
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
