//! What a document is for, told by its name and borne out by its text.

use milepost_core::{Confidence, DocumentRole};
use milepost_detector::{File, Findings};
use milepost_prose::{Matter, Page, name};

use crate::report::{Report, wordless};
use crate::{dated, notice, setup};

/// The most versions of a history that are told.
const MOST_VERSIONS: usize = 40;

/// Whole names of files that tell what changed.
const HISTORIES: &[&[&str]] = &[
    &["changelog"],
    &["change", "log"],
    &["changes"],
    &["history"],
    &["releases"],
    &["release", "notes"],
    &["news"],
];

/// How months begin.
const MONTHS: &[&str] =
    &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Phrases in names of what was learnt from an incident.
const INCIDENTS: &[&[&str]] = &[
    &["postmortem"],
    &["postmortems"],
    &["post", "mortem"],
    &["post", "mortems"],
    &["incident", "report"],
    &["incident", "reports"],
    &["incident", "review"],
    &["incident", "reviews"],
];

/// Words of documents about how such reports are written.
const ABOUT_INCIDENTS: &[&str] =
    &["template", "process", "guide", "guidelines", "policy", "checklist", "example", "how"];

/// Words of headings that such reports have.
const OF_INCIDENT: &[&str] = &[
    "timeline",
    "impact",
    "cause",
    "causes",
    "resolution",
    "detection",
    "lessons",
    "happened",
    "action",
    "actions",
];

/// Who is asked by a survey that is about a platform.
const ASKED: &[&str] = &[
    "developer",
    "developers",
    "dev",
    "dx",
    "devex",
    "devx",
    "satisfaction",
    "engineer",
    "engineers",
    "engineering",
    "platform",
];

/// Phrases of a way that is laid out for everybody.
const PATHS: &[&[&str]] = &[
    &["golden", "path"],
    &["golden", "paths"],
    &["paved", "road"],
    &["paved", "roads"],
    &["paved", "path"],
    &["paved", "paths"],
];

/// Words that begin something new.
const BEGIN: &[&str] =
    &["create", "creating", "start", "starting", "bootstrap", "bootstrapping", "scaffold"];

/// What is new, when it is a thing a platform runs.
const MADE: &[&str] = &["service", "services", "microservice", "application", "app", "repository"];

/// What a document is for, when its name says so and its text does not speak against it.
pub(crate) fn of_document(path: &str, page: &Page) -> Option<(DocumentRole, Confidence)> {
    let named = Named::of(path, page);
    if name::is_index(path) || name::is_mould(&named.stem) {
        return None;
    }
    history(&named, page)
        .or_else(|| incident(&named, page))
        .or_else(|| survey(&named))
        .or_else(|| deprecation(&named, page))
        .or_else(|| roadmap(&named))
        .or_else(|| onboarding(&named))
}

/// Notes a file whose name alone is known.
pub(crate) fn read_name(file: &File<'_>, findings: &mut Findings) {
    let stem = file.name().rsplit_once('.').map_or("", |(stem, _)| stem);
    let named = Named { stem: name::words(stem), ..Named::of(file.path, &Page::default()) };
    if let Some((role, confidence)) = survey(&named) {
        let mut document = wordless(role, None);
        document.dates = dated::surveyed(file.path, &Page::default());
        Report { surest: Confidence::Name, findings }.add(1, confidence, document);
    }
}

/// What a document is called: by its file, its folder and its title.
struct Named {
    stem: Vec<String>,
    folder: Vec<String>,
    title: Vec<String>,
    within_code: bool,
}

impl Named {
    fn of(path: &str, page: &Page) -> Self {
        Self {
            stem: name::words(name::stem(path)),
            folder: name::words(name::folders(path).last().unwrap_or_default()),
            title: page.whole().title.map(name::words).unwrap_or_default(),
            within_code: name::is_within_code(path) || name::folders(path).any(|f| f == "app"),
        }
    }

    /// The confidence of a name: what the title says too was read, the rest is told by the path.
    fn told(&self, by_title: bool, by_stem: bool) -> Option<Confidence> {
        match (by_title, by_stem && !self.within_code) {
            (true, _) if !self.within_code => Some(Confidence::Parsed),
            (_, true) => Some(Confidence::Name),
            _ => None,
        }
    }
}

/// Whether a file's name is one for what changed.
pub(crate) fn is_history(stem: &[String]) -> bool {
    HISTORIES.iter().any(|whole| whole.len() == stem.len() && name::contains(stem, whole))
}

fn history(named: &Named, page: &Page) -> Option<(DocumentRole, Confidence)> {
    let versions = versions(page);
    let in_folder = is_history(&named.folder) && named.stem.iter().any(|word| is_number(word));
    // The history of anything has dates; only that of software has versions.
    let everyday = matches!(named.stem.as_slice(), [word] if word == "history" || word == "news");
    let versioned = versions.iter().any(|title| !everyday || title.contains('.'));
    let certain = matches!(named.stem.as_slice(), [word] if word == "changelog");
    let confidence = match () {
        () if (is_history(&named.stem) || in_folder) && versioned => Confidence::Parsed,
        () if certain && !named.within_code => Confidence::Name,
        () => return None,
    };
    Some((DocumentRole::Changelog, confidence))
}

/// The headings that name a version, a date or what is yet to be released.
pub(crate) fn versions(page: &Page) -> Vec<String> {
    let headings = page.pieces.iter().filter_map(|piece| match &piece.matter {
        Matter::Heading { title, .. } => Some(title),
        _ => None,
    });
    headings.filter(|title| is_version(title)).take(MOST_VERSIONS).cloned().collect()
}

fn is_version(title: &str) -> bool {
    let title = title.trim_start_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    let bare = ["version", "release", "v"].iter().find_map(|start| title.strip_prefix(start));
    let bare = bare.unwrap_or(&title).trim_start_matches([' ', ':']);
    let first = bare.split_whitespace().next().unwrap_or_default();
    let named = bare.len() < title.len() && !title.starts_with("releases");
    let numbered = is_number(first) && (named || first.contains(['.', '-']));
    let packaged = first.split_once('@').is_some_and(|(_, version)| is_number(version));
    numbered || packaged || is_date(&title) || title.contains("unreleased")
}

/// Whether a text is a date and nothing else: `3 March 2026`.
fn is_date(title: &str) -> bool {
    let words = name::words(title);
    let is_month =
        |word: &str| word.get(..3).is_some_and(|start| MONTHS.contains(&start)) && word.len() < 10;
    words.iter().any(|word| is_year(word)) && words.iter().all(|w| is_number(w) || is_month(w))
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.starts_with("20") && word.bytes().all(|b| b.is_ascii_digit())
}

fn incident(named: &Named, page: &Page) -> Option<(DocumentRole, Confidence)> {
    let about = |words: &[String]| words.iter().any(|w| ABOUT_INCIDENTS.contains(&w.as_str()));
    if named.within_code || about(&named.stem) || about(&named.title) {
        return None;
    }
    let says = |words: &[String]| INCIDENTS.iter().any(|phrase| name::contains(words, phrase));
    let dated = named.stem.iter().chain(&named.title).any(|word| is_year(word));
    let whole = page.whole();
    let told = whole
        .headings()
        .filter(|title| name::words(title).iter().any(|w| OF_INCIDENT.contains(&w.as_str())))
        .count();
    let by_name = says(&named.stem) || says(&named.folder) || says(&named.title);
    let by_folder = matches!(named.folder.as_slice(), [one] if one == "incidents");
    let borne_out = told >= 2 || dated && told >= 1;
    let confidence = match () {
        () if (by_name || by_folder) && borne_out => Confidence::Parsed,
        () if (by_name || by_folder) && dated => Confidence::Name,
        () if says(&named.folder) && !page.pieces.is_empty() => Confidence::Name,
        () => return None,
    };
    Some((DocumentRole::Incident, confidence))
}

fn survey(named: &Named) -> Option<(DocumentRole, Confidence)> {
    let of_survey = |word: &String| matches!(word.as_str(), "survey" | "surveys");
    let words = || named.stem.iter().chain(&named.folder);
    let of_platform = words().any(|word| ASKED.contains(&word.as_str()));
    (words().any(of_survey) && of_platform && !named.within_code)
        .then_some((DocumentRole::Survey, Confidence::Name))
}

/// A page of notices, or one on how things go here; a page about something that went is neither.
fn deprecation(named: &Named, page: &Page) -> Option<(DocumentRole, Confidence)> {
    let confidence = named.told(notice::is_going(&named.title), notice::is_going(&named.stem))?;
    let on_it = named.stem.iter().any(|word| word == "deprecation" || word == "deprecations");
    let counts = on_it || !notice::of_page(page).is_empty();
    counts.then_some((DocumentRole::Deprecation, confidence))
}

fn roadmap(named: &Named) -> Option<(DocumentRole, Confidence)> {
    let says = |words: &[String]| words.iter().any(|word| word == "roadmap" || word == "roadmaps");
    let confidence = named.told(says(&named.title) && says(&named.stem), says(&named.stem))?;
    Some((DocumentRole::Roadmap, confidence))
}

fn onboarding(named: &Named) -> Option<(DocumentRole, Confidence)> {
    let confidence = named.told(begins(&named.title), begins(&named.stem))?;
    Some((DocumentRole::Onboarding, confidence))
}

/// Whether a name is that of a way in: a newcomer's first steps, a golden path, a new service.
fn begins(words: &[String]) -> bool {
    setup::names_setup(words)
        || PATHS.iter().any(|phrase| name::contains(words, phrase))
        || makes_new(words)
}

/// `creating a new service`, `how to create a new Java application`.
fn makes_new(words: &[String]) -> bool {
    let begin = words.iter().position(|word| BEGIN.contains(&word.as_str()));
    let Some(after) = begin.and_then(|at| words.get(at + 1..)) else {
        return false;
    };
    let new = after.iter().take(2).position(|word| word == "new");
    let made = new.and_then(|at| after.get(at + 1..)).unwrap_or_default();
    made.iter().take(2).any(|word| MADE.contains(&word.as_str()))
}
