//! Documents in prose: what each is for, the first answer that fits.

use milepost_core::{Confidence, DocumentRole};
use milepost_detector::{File, Findings};
use milepost_prose::{Format, Page, Read, decision, name, runbook};

use crate::about::Around;
use crate::report::Report;
use crate::{dated, kind, mould, notice, setup};

/// Adds what a document in prose is.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let plain = Format::of_name(file.name()) == Some(Format::Plain);
    if plain && !is_known_without_markup(file.name()) {
        return;
    }
    let Some((format, read)) = file.page() else {
        return;
    };
    let mut report = Report { surest: format.surest(), findings };
    let before = report.findings.found.len();
    add(file, read, plain, &mut report);
    if let Some((line, why)) = &read.unread
        && findings.found.len() > before
    {
        findings.unread(*line, why);
    }
}

/// Whether a name says what a file is, though its ending says nothing.
fn is_known_without_markup(file_name: &str) -> bool {
    let stem = name::words(name::stem(file_name));
    name::is_readme(file_name) || mould::is_request_name(file_name) || kind::is_history(&stem)
}

fn add(file: &File<'_>, read: &Read<'_>, plain: bool, report: &mut Report<'_>) {
    let (path, page) = (file.path, &read.page);
    let whole = page.whole();
    if name::is_readme(file.name()) {
        report.add(whole.line, Confidence::Parsed, whole.document(DocumentRole::Readme, false));
        setup::add(page, report);
        return add_notices(read, report);
    }
    if let Some(role) = mould::role_of(path) {
        let mut document = whole.document(role, false);
        document.title = mould::name_of(read.text).or(document.title);
        document.asks = mould::asks(read.text);
        return report.add(whole.line, Confidence::Parsed, document);
    }
    if let Some(confidence) = decision::judge(path, page) {
        return report.add(whole.line, confidence, whole.document(DocumentRole::Adr, false));
    }
    if is_for_tools(path) {
        return;
    }
    if runbook::of_document(path, read.text, page).is_some() || name::is_among_moulds(path) {
        return;
    }
    if setup::is_contributing(path) {
        setup::add(page, report);
        return add_notices(read, report);
    }
    if let Some((role, confidence)) = kind::of_document(path, page) {
        let mut document = whole.document(role, false);
        match role {
            DocumentRole::Changelog => document.sections = kind::versions(page),
            DocumentRole::Roadmap => document.dates = dated::planned(path, page),
            DocumentRole::Survey => document.dates = dated::surveyed(path, page),
            DocumentRole::Deprecation => {
                document.dates = Around::of(read).named(notice::of_page(page));
            }
            _ => {}
        }
        report.add(whole.line, confidence, document);
        if role == DocumentRole::Changelog {
            add_notices(read, report);
        }
    } else if !plain && is_page(path, read.text, page) {
        report.add(whole.line, Confidence::Parsed, whole.document(DocumentRole::Page, false));
        add_notices(read, report);
    }
}

/// Adds the notices that something goes, where a tool did not write the page.
fn add_notices(read: &Read<'_>, report: &mut Report<'_>) {
    if notice::may_hold(read.text) && !milepost_prose::is_generated(read.text) {
        notice::add(read, report);
    }
}

/// Whether a file stands in a folder that is hidden from people.
fn is_for_tools(path: &str) -> bool {
    name::folders(path).any(|folder| folder.starts_with('.') && folder != ".github")
}

/// Folders of documentation.
const DOCS: &[&str] = &["docs", "doc", "documentation"];

/// Folders of descriptions that tools write from code, and of pieces that pages are put together
/// from.
const NO_PAGES: &[&str] = &[
    "api",
    "apis",
    "api-docs",
    "api-reference",
    "apidoc",
    "apidocs",
    "godoc",
    "javadoc",
    "typedoc",
    "_includes",
    "_layouts",
    "_partials",
    "partials",
];

/// Files that are about the repository, wherever they stand.
const ABOUT_REPOSITORY: &[&str] =
    &["license", "licence", "security", "codeowners", "authors", "support", "governance"];

/// Whether a document is a page of a folder of documentation, or of a site.
fn is_page(path: &str, text: &str, page: &Page) -> bool {
    let lower = path.to_ascii_lowercase();
    let stem = name::words(name::stem(path));
    let about = matches!(stem.as_slice(), [one] if ABOUT_REPOSITORY.contains(&one.as_str()))
        || name::contains(&stem, &["code", "of", "conduct"]);
    let in_docs = name::folders(&lower).any(|folder| DOCS.contains(&folder));
    let of_site = lower.contains(".html.md") && name::folders(&lower).any(|f| f == "source");
    let no_page = name::folders(&lower).any(|folder| NO_PAGES.contains(&folder));
    let draft = name::file_name(path).starts_with(['.', '_']);
    (in_docs || of_site)
        && !draft
        && !no_page
        && !about
        && !name::is_mould(&stem)
        && !stem.iter().any(|word| word == "template")
        && !page.pieces.is_empty()
        && !milepost_prose::is_generated(text)
}
