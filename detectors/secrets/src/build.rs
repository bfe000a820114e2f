//! Values written into container builds.

use milepost_core::{Confidence, SecretMechanism as M};

use crate::notes::{Notes, named};
use crate::value;

/// Extensions of files that carry the word in their name and are no container builds.
const FOREIGN: &[&str] = &[
    "dockerignore",
    "md",
    "sh",
    "py",
    "go",
    "js",
    "ts",
    "txt",
    "json",
    "yml",
    "yaml",
    "bak",
    "old",
];

/// Whether the name is one of a container build.
pub(crate) fn is_build(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split(['.', '-', '_']).collect();
    let stem = |part: &&str| *part == "dockerfile" || *part == "containerfile";
    (parts.first().is_some_and(stem) || parts.last().is_some_and(stem))
        && !parts.last().is_some_and(|last| FOREIGN.contains(last))
}

/// Notes every `ENV` and `ARG` whose value is a secret that can be read.
pub(crate) fn read(text: &str, notes: &mut Notes) {
    for (line, instruction) in instructions(text) {
        let Some((word, rest)) = instruction.split_once(char::is_whitespace) else { continue };
        let is_setting = word.eq_ignore_ascii_case("ENV") || word.eq_ignore_ascii_case("ARG");
        if !is_setting {
            continue;
        }
        for (key, text) in settings(rest.trim()) {
            if value::is_readable(&key, &text) {
                notes.add(line, Confidence::Parsed, named(M::BakedInImage, Some(&key)));
            }
        }
    }
}

/// Instructions with the line they start on, their continuations joined; comments and
/// here-documents are left out.
fn instructions(text: &str) -> Vec<(u32, String)> {
    let mut found: Vec<(u32, String)> = Vec::new();
    let (mut is_open, mut ends): (bool, Option<String>) = (false, None);
    for (number, line) in (1u32..).zip(text.lines()) {
        let line = line.trim();
        if let Some(end) = &ends {
            if line == end {
                ends = None;
            }
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        let body = line.strip_suffix('\\').unwrap_or(line);
        match found.last_mut().filter(|_| is_open) {
            Some((_, instruction)) => {
                instruction.push(' ');
                instruction.push_str(body);
            }
            None if line.is_empty() => continue,
            None => found.push((number, body.to_owned())),
        }
        is_open = line.ends_with('\\') || is_open && line.is_empty();
        ends = here_document(line);
    }
    found
}

/// The word that ends the here-document a line opens.
fn here_document(line: &str) -> Option<String> {
    let opens = ["RUN", "COPY", "ADD"]
        .iter()
        .any(|word| line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
    let (_, rest) = line.split_once("<<").filter(|_| opens)?;
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start_matches(['"', '\'']);
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// `a=b c="d e"`, or the older `a b`.
fn settings(text: &str) -> Vec<(String, String)> {
    let first = text.split_whitespace().next().unwrap_or_default();
    if !first.contains('=') {
        let value = text.get(first.len()..).unwrap_or_default().trim();
        return vec![(first.to_owned(), value.trim_matches(['"', '\'']).to_owned())];
    }
    words(text)
        .iter()
        .filter_map(|word| word.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// Words parted by blanks, quotes taken away.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut open = None;
    for c in text.chars() {
        match open {
            Some(quote) if c == quote => open = None,
            None if c == '"' || c == '\'' => open = Some(c),
            None if c.is_whitespace() => words.push(String::new()),
            _ => words.last_mut().into_iter().for_each(|word| word.push(c)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_in_both_forms() {
        let pairs = |text| -> Vec<String> {
            settings(text).iter().map(|(key, value)| format!("{key}|{value}")).collect()
        };
        assert_eq!(pairs("A=b C=\"d e\""), ["A|b", "C|d e"]);
        assert_eq!(pairs("A b c"), ["A|b c"]);
        assert_eq!(pairs("A"), ["A|"]);
    }

    #[test]
    fn instructions_are_joined_and_here_documents_left_out() {
        let text = "FROM a\nENV A=1 \\\n  # note\n  B=2\nRUN <<EOF\nENV C=3\nEOF\nARG D=4\n";
        let lines: Vec<_> = instructions(text).iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 5, 8]);
    }

    #[test]
    fn container_builds_are_told_by_name() {
        assert!(is_build("Dockerfile"));
        assert!(is_build("api.Dockerfile"));
        assert!(is_build("Dockerfile.web"));
        assert!(!is_build("Dockerfile.md"));
        assert!(!is_build("dockerfile_parser.py"));
    }
}
