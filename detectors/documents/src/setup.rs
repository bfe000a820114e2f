//! Sections that say how somebody gets started, in READMEs and in guides for contributors.

use milepost_core::{Confidence, DocumentRole};
use milepost_prose::{Matter, Page, name};

use crate::report::Report;

/// Phrases that open a heading.
const OPENINGS: &[&[&str]] = &[
    &["getting", "started"],
    &["get", "started"],
    &["quick", "start"],
    &["quickstart"],
    &["local", "development"],
    &["local", "setup"],
    &["developing", "locally"],
    &["running", "locally"],
    &["run", "locally"],
    &["development", "setup"],
    &["development", "environment"],
    &["developer", "setup"],
    &["onboarding"],
];

/// Headings that say it when they say nothing else.
const WHOLE: &[&[&str]] =
    &[&["set", "up"], &["setup"], &["setting", "up"], &["development"], &["developing"]];

/// What is set up for whoever is to work on something.
const SET_UP: &[&str] =
    &["development", "environment", "local", "locally", "machine", "laptop", "workstation"];

/// Words in front of what a heading says.
const BEFORE: &[&str] = &["how", "to", "do", "i", "we", "the", "a", "your"];

/// Whether a file is the guide for contributors.
pub(crate) fn is_contributing(path: &str) -> bool {
    name::words(name::stem(path)).first().is_some_and(|word| word == "contributing")
}

/// Adds the sections that say how to get started, none within another.
pub(crate) fn add(page: &Page, report: &mut Report<'_>) {
    let front = page.whole();
    let mut next = 0;
    while let Some(piece) = page.pieces.get(next) {
        next += 1;
        let Matter::Heading { title, .. } = &piece.matter else {
            continue;
        };
        // The title of the whole names the thing, whatever its words.
        if piece.line == front.line || !is_setup(title) {
            continue;
        }
        if let Some(part) = page.section(next - 1)
            && !part.pieces.is_empty()
        {
            next += part.pieces.len();
            let document = part.document(DocumentRole::Onboarding, true);
            report.add(part.line, Confidence::Parsed, document);
        }
    }
}

fn is_setup(title: &str) -> bool {
    names_setup(&name::words(title))
}

/// Whether a name is that of a text on how to get started.
pub(crate) fn names_setup(words: &[String]) -> bool {
    let is_before = |word: &String| {
        BEFORE.contains(&word.as_str()) || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let start = words.iter().position(|word| !is_before(word)).unwrap_or(words.len());
    let words = words.get(start..).unwrap_or_default();
    let opens = |phrase: &[&str]| {
        words.get(..phrase.len()).is_some_and(|opening| name::contains(opening, phrase))
    };
    let whole = |phrase: &[&str]| words.len() == phrase.len() && opens(phrase);
    let sets_up = [&["setting", "up"][..], &["set", "up"], &["setup"]].iter().any(|p| opens(p))
        && words.iter().any(|word| SET_UP.contains(&word.as_str()));
    OPENINGS.iter().any(|phrase| opens(phrase)) || WHOLE.iter().any(|p| whole(p)) || sets_up
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_opens_with_how_to_get_started() {
        for title in [
            "1. Getting started",
            "How do I get started?",
            "Run locally on the command line",
            "Setting up your development environment",
            "Set-up",
            "Development",
        ] {
            assert!(is_setup(title), "{title}");
        }
        for title in [
            "Dependent services when running locally",
            "Setting up role mapping",
            "Tenant onboarding",
            "Development process",
        ] {
            assert!(!is_setup(title), "{title}");
        }
    }
}
