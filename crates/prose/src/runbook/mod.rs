//! Whether a document, or a section of a README, is a runbook.

mod proof;
mod sign;

use milepost_core::Confidence;

use crate::name;
use crate::page::{Matter, Page, Part};
use crate::reading::is_generated;
use crate::substance::Weight;
use proof::{MinSome as _, Proof};

/// Headings of the customary page for one alert; three of them tell it.
const ALERT_PAGE: &[&str] = &["meaning", "impact", "diagnosis", "mitigation"];

/// Folders and files that are about the repository or for tools, whatever their names say.
const NOT_DOCUMENTS: &[&str] = &["issue_template", "pull_request_template", "release-notes"];

/// File names that tell what changed.
const HISTORIES: &[&str] = &["changelog", "changes", "history", "news", "releases"];

/// Words of titles about developing something, not operating it.
const DEVELOPING: &[&str] =
    &["dev", "local", "locally", "development", "developing", "contributing", "test", "tests"];

/// How sure it is that a document other than a README is a runbook; none when it is not one.
pub fn of_document(path: &str, text: &str, page: &Page) -> Option<Confidence> {
    if is_no_document(path) {
        return None;
    }
    let whole = page.whole();
    let title = whole.title.map(name::words).unwrap_or_default();
    if name::is_mould(&title) || name::is_mould(&name::words(name::stem(path))) {
        return None;
    }
    if is_alert_page(&whole) {
        return Some(Confidence::Pattern);
    }
    let front = page.front_title.as_deref().map(name::words);
    let by_title = proof::proof(&title).min_some(front.and_then(|words| proof::proof(&words)));
    let proof = by_title.min_some(proof::proof_of_path(path))?;
    let weight = Weight::of(&whole, true);
    if weight.is_index() || name::is_index(path) && !weight.has_substance() {
        return None;
    }
    if proof == Proof::TwoSigns && is_generated(text) {
        return None;
    }
    let named = format!("{} {}", path, whole.title.unwrap_or_default());
    let in_title = by_title == Some(Proof::Nothing);
    judge(&named, proof, in_title, &whole)
}

/// How sure it is that a README is a runbook as a whole because its folder says so.
pub fn of_readme(path: &str, page: &Page) -> Option<Confidence> {
    if is_no_document(path) {
        return None;
    }
    let whole = page.whole();
    if proof::is_collection(&whole.title.map(name::words).unwrap_or_default()) {
        return None;
    }
    let proof = proof::proof_of_folders(path)?;
    if proof == Proof::TwoSigns || Weight::of(&whole, true).is_index() {
        return None;
    }
    judge(path, proof.max(Proof::OneSign), false, &whole)
}

/// Whether a text names a runbook and nothing else.
pub fn is_named(text: &str) -> bool {
    proof::proof(&name::words(text)) == Some(Proof::Nothing)
}

/// The sections of a README that are runbooks, none within another.
pub fn sections<'a>(path: &str, page: &'a Page) -> Vec<(Confidence, Part<'a>)> {
    let mut found = Vec::new();
    let mut next = 0;
    while let Some(piece) = page.pieces.get(next) {
        next += 1;
        if let Matter::Heading { title, level } = &piece.matter
            && let words = name::words(title)
            && !(*level == 1 && proof::is_collection(&words))
            && let Some(proof) = proof::proof(&words)
            && let Some(part) = page.section(next - 1)
            && let Some(confidence) = of_section(path, proof, &part)
        {
            next += part.pieces.len();
            found.push((confidence, part));
        }
    }
    found
}

fn of_section(path: &str, proof: Proof, part: &Part<'_>) -> Option<Confidence> {
    let title = part.title.unwrap_or_default();
    let weight = Weight::of(part, true);
    if name::is_mould(&name::words(title)) || weight.words == 0 || weight.is_index() {
        return None;
    }
    judge(&format!("{path} {title}"), proof, proof == Proof::Nothing, part)
}

/// Asks the text for the proof that a name calls for.
fn judge(named: &str, proof: Proof, in_title: bool, part: &Part<'_>) -> Option<Confidence> {
    let words = name::words(named);
    let signs = sign::of_part(part);
    match proof {
        Proof::Nothing if in_title || !signs.is_empty() => Some(Confidence::Parsed),
        Proof::Nothing => Some(Confidence::Name),
        Proof::OneSign if proof::is_playbook(&words) && speaks_of_ansible(&words, part) => None,
        Proof::OneSign => (!signs.is_empty()).then_some(Confidence::Pattern),
        Proof::TwoSigns => {
            let developing = words.iter().any(|word| DEVELOPING.contains(&word.as_str()));
            (!developing && sign::bear_out(&signs, named)).then_some(Confidence::Pattern)
        }
    }
}

fn speaks_of_ansible(named: &[String], part: &Part<'_>) -> bool {
    let is_ansible = |text: &str| text.to_ascii_lowercase().contains("ansible");
    named.iter().any(|word| is_ansible(word))
        || part.pieces.iter().any(|piece| match &piece.matter {
            Matter::Heading { title: text, .. }
            | Matter::Prose(text)
            | Matter::Term(text)
            | Matter::Code(text)
            | Matter::Link { text, .. } => is_ansible(text),
        })
}

fn is_alert_page(part: &Part<'_>) -> bool {
    let told = ALERT_PAGE
        .iter()
        .filter(|wanted| part.headings().any(|title| title.eq_ignore_ascii_case(wanted)))
        .count();
    told >= 3
}

fn is_no_document(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let hidden = |segment: &str| segment.starts_with('.') && segment != ".github";
    let stem = name::stem(&path);
    name::is_among_moulds(&path)
        || HISTORIES.contains(&stem)
        || path.split('/').any(|segment| {
            hidden(segment) || NOT_DOCUMENTS.contains(&segment) || NOT_DOCUMENTS.contains(&stem)
        })
}
