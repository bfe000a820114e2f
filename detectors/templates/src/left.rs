//! What templates leave behind in prose.

use std::sync::LazyLock;

use milepost_core::{Pin, What};
use milepost_detector::{File, Findings};
use regex::Regex;

use crate::made_from;
use crate::source::of_address;

/// A sentence that says what this repository was made from, up to what follows.
static MADE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = concat!(
        r"(?i)\bthis\s+(?:[\w-]+\s+){0,2}?(?:project|repo|repository|(?:micro-?)?service|application|app|module",
        r"|library|package|codebase|api|component|plugin|chart|website|site)\s+(?:is|was|has\s+been)\s+(?:originally\s+|initially\s+)?",
        r"(?:generated|created|bootstrapped|scaffolded|made|initiali[sz]ed|cloned|derived|started|built)",
        r"\s+(?:from|with|using|by|off|out\s+of)\b(?P<rest>.*)$",
    );
    Regex::new(pattern).ok()
});

/// A repository in what follows: an address, or an owner and a name.
static REPOSITORY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = concat!(
        r"(?P<url>https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)/[\w.-]+/[\w.-]*\w)",
        r"|(?:^|[\s`\[(*])(?P<bare>[A-Za-z0-9][\w-]*/[A-Za-z0-9][\w.-]*\w)",
    );
    Regex::new(pattern).ok()
});

/// Words for what things are made from; without one, a sentence may speak of any tool.
const TEMPLATES: &[&str] = &["template", "skeleton", "boilerplate", "starter", "cookiecutter"];

/// Adds what a README says this was made from, once.
pub(crate) fn read_readme(file: &File<'_>, findings: &mut Findings) {
    let mut fenced = false;
    for (number, line) in (1..).zip(file.text.lines()) {
        let content = line.trim_start();
        if content.starts_with("```") || content.starts_with("~~~") {
            fenced = !fenced;
        }
        if !fenced && let Some(source) = source_in(line) {
            let used = made_from(source, None, Pin::None);
            return findings.pattern(number, What::Use(used));
        }
    }
}

/// Whether a text has a word in it for what things are made from.
fn names_template(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    TEMPLATES.iter().any(|word| lower.contains(word))
}

fn source_in(line: &str) -> Option<String> {
    if !names_template(line) {
        return None;
    }
    let rest = MADE.as_ref()?.captures(line)?.name("rest")?.as_str();
    // What the next sentence speaks of was not what this was made from.
    let rest = rest.split(". ").next().unwrap_or(rest);
    if !names_template(rest) {
        return None;
    }
    let found = REPOSITORY.as_ref()?.captures(rest)?;
    if let Some(url) = found.name("url") {
        return of_address(url.as_str());
    }
    // Two words with a stroke between are an owner and a name where one of them says what it is,
    // or where they come first.
    let bare = found.name("bare")?;
    let says = |word: &str| bare.as_str().to_ascii_lowercase().contains(word);
    let first =
        rest.get(..bare.start()).is_some_and(|before| !before.contains(char::is_alphanumeric));
    (first || TEMPLATES.iter().any(|word| says(word))).then(|| bare.as_str().to_owned())
}

/// Adds Spring's generator where the page it leaves stands.
pub(crate) fn read_help(file: &File<'_>, findings: &mut Findings) {
    let marks = ["# Getting Started", "### Reference Documentation", "docs.spring.io/"];
    if marks.iter().all(|mark| file.text.contains(mark)) {
        let used = made_from("start.spring.io".to_owned(), None, Pin::None);
        findings.pattern(1, What::Use(used));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_the_template() {
        let acme = Some("acme/service-template".to_owned());
        for line in [
            "This project is generated from acme/service-template",
            "> This repository was created from the template [x](https://github.com/acme/service-template).",
            "This service has been bootstrapped with `acme/service-template`.",
            "This payments micro-service was originally made from acme/service-template, long ago.",
        ] {
            assert_eq!(source_in(line), acme, "{line}");
        }
    }

    #[test]
    fn other_sentences_name_none() {
        for line in [
            "This project was bootstrapped with [Create React App](https://github.com/facebook/create-react-app).",
            "New projects are created from the template acme/service-template",
            "This page was generated from the template https://github.com/acme/docs-template",
            "This project was generated using the `nodejs` template and/or a tool",
            "This is generated from a template. See https://github.com/acme/docs",
        ] {
            assert_eq!(source_in(line), None, "{line}");
        }
    }
}
