//! Links to runbooks from alerts, charts and infrastructure: read line by line, because most of
//! these files are templates.

use milepost_core::{DocumentLink, DocumentRole, What};
use milepost_detector::{File, Findings};

/// The most links of one file that are told.
const MOST_LINKS: usize = 500;

/// How often the word is looked at in one line.
const MOST_WORDS: usize = 8;

/// What the word may be followed by in a key that holds an address, without `_` and `-`.
const KEY_ENDINGS: &[&str] = &["", "url", "uri", "link", "href"];

/// Endings of documents, by which a relative address is known.
const DOCUMENTS: &[&str] = &[".md", ".adoc", ".rst", ".html", ".mdx"];

/// Adds the links to runbooks in a file that is not a document.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let text = file.text;
    let spoken_of = ["unbook", "UNBOOK", "unBook", "un-book", "un_book"];
    if !spoken_of.iter().any(|word| text.contains(word)) || is_anothers(text) {
        return;
    }
    let mut alert = Alert::default();
    let mut lines = (1..).zip(text.lines()).peekable();
    let mut told = 0;
    while let Some((number, line)) = lines.next() {
        alert.pass(line);
        let below = lines.peek().map_or("", |(_, next)| *next);
        if told < MOST_LINKS
            && let Some(target) = target(line, below)
        {
            told += 1;
            let from = alert.name_for(line);
            let role = DocumentRole::Runbook;
            findings.pattern(number, What::DocumentLink(DocumentLink { role, target, from }));
        }
    }
}

/// Whether a file is a catalogue's, which another detector reads, or a test of alerts.
fn is_anothers(text: &str) -> bool {
    ["backstage.io/", "exp_annotations:", "exp_alerts:"].iter().any(|mark| text.contains(mark))
}

/// The alert whose rule the reader is in.
#[derive(Debug, Default)]
struct Alert {
    name: Option<String>,
    column: usize,
}

impl Alert {
    /// Takes note of a line: a new alert, or the end of the one before.
    fn pass(&mut self, line: &str) {
        let column = indent(line);
        let content = line.trim_start();
        let item = content.strip_prefix("- ").map(str::trim_start);
        let inner = item.map_or(column, |item| column + content.len() - item.len());
        if item.is_some() && inner <= self.column {
            self.name = None;
        }
        if let Some(value) = item.unwrap_or(content).strip_prefix("alert:") {
            let value = plain(value);
            // A quote that is still there is closed on a later line.
            let told = !value.is_empty() && !value.starts_with(['"', '\'']);
            self.name = told.then(|| value.to_owned());
            self.column = inner;
        }
    }

    /// The alert's name, for a line that stands below it.
    fn name_for(&self, line: &str) -> Option<String> {
        (indent(line) >= self.column).then(|| self.name.clone())?
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// What a line links as a runbook; `below` is the line after it.
fn target(line: &str, below: &str) -> Option<String> {
    let content = line.trim_start();
    if content.starts_with(['#', '*']) || content.starts_with("//") {
        return None;
    }
    let lower = line.to_ascii_lowercase();
    let mut from = 0;
    for _ in 0..MOST_WORDS {
        let (start, end) = next_word(&lower, from)?;
        let rest = line.get(end..).unwrap_or_default();
        let before = line.get(..start).unwrap_or_default();
        let found = of_key(before, rest, below).or_else(|| of_prose(rest));
        if found.is_some() {
            return found;
        }
        from = end;
    }
    None
}

/// Where the word for a runbook next stands in a line.
fn next_word(lower: &str, from: usize) -> Option<(usize, usize)> {
    let rest = lower.get(from..)?;
    ["runbook", "run-book", "run_book"]
        .iter()
        .filter_map(|word| rest.find(word).map(|at| (from + at, from + at + word.len())))
        .min()
}

/// The address a key holds: `runbook_url: https://…`, `"runbook" = "…"`.
fn of_key(before: &str, rest: &str, below: &str) -> Option<String> {
    let last = before.chars().next_back();
    let starts = last.is_none_or(|c| c.is_whitespace() || "\"'{,-/.".contains(c));
    let length = rest
        .find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '_' | '-')))
        .unwrap_or(rest.len());
    let (ending, after) = rest.split_at(length);
    let ending = ending.replace(['_', '-'], "").to_ascii_lowercase();
    if !starts || !KEY_ENDINGS.contains(&ending.as_str()) {
        return None;
    }
    // Within a string the word is part of a sentence, unless the string is the key itself.
    let within_string = before.matches('"').count() % 2 == 1;
    if within_string && !(last == Some('"') && after.starts_with('"')) {
        return None;
    }
    let after = after.strip_prefix(['"', '\'']).unwrap_or(after).trim_start();
    if let Some(value) = after.strip_prefix('=') {
        // Without quotes it is an expression, whose value is only known when it runs.
        return address(quoted(value.trim())?);
    }
    let value = after.strip_prefix(':')?.trim();
    if matches!(value, "|" | "|-" | ">" | ">-") {
        return address(below.trim());
    }
    let flow = before.contains('{') && !before.contains("{{");
    let value = quoted(value).unwrap_or_else(|| plain(value));
    address(if flow { value.trim_end_matches(['}', ' ']) } else { value })
}

/// The address that follows the word in a sentence: `Runbook: https://…`.
fn of_prose(rest: &str) -> Option<String> {
    let rest = rest.trim_start_matches(['s', '*', '`', '"', ' ']);
    let after = rest.strip_prefix([':', '(', '|']).unwrap_or(rest).trim_start();
    let after = after.trim_start_matches(['<', '(', '*', ' ']);
    let known = ["https://", "http://", "${"];
    if !known.iter().any(|start| after.starts_with(start)) {
        return None;
    }
    let end = token(after).find(['"', '\'', '>', '|', ')', '\\']);
    let token = token(after);
    let token = token.get(..end.unwrap_or(token.len()))?;
    address(token.trim_end_matches(['.', ',']))
}

/// What stands between quotes at the start of a value.
fn quoted(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = value.get(1..)?;
    inner.get(..inner.find(quote)?)
}

/// A value without the quotes around it or the comment after it.
fn plain(value: &str) -> &str {
    let value = value.trim();
    quoted(value).unwrap_or_else(|| value.split(" #").next().unwrap_or(value).trim_end())
}

/// The value if it is an address, literal or to be completed when it runs; else the one in it.
fn address(value: &str) -> Option<String> {
    let first = token(value);
    if is_address(first) {
        return Some(first.to_owned());
    }
    let at = value.find("https://").or_else(|| value.find("http://"))?;
    let url = value.get(at..)?;
    let end = url.find(|c: char| c.is_whitespace() || "<>|)\"'".contains(c));
    Some(url.get(..end.unwrap_or(url.len()))?.to_owned())
}

fn is_address(token: &str) -> bool {
    let path = token.split(['#', '?']).next().unwrap_or(token);
    ["https://", "http://", "./", "../"].iter().any(|start| token.starts_with(start))
        || token.contains("{{")
        || token.contains("${")
        || token.len() > 1 && token.starts_with('/')
        || DOCUMENTS.iter().any(|ending| path.ends_with(ending))
}

/// The text up to the first blank that does not stand within a template's braces.
fn token(text: &str) -> &str {
    let mut depth = 0_u32;
    let end = text.find(|c: char| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_whitespace()
    });
    text.get(..end.unwrap_or(text.len())).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<String> {
        target(line, "")
    }

    #[test]
    fn a_key_holds_an_address() {
        let url = Some("https://acme.example/r#x".to_owned());
        assert_eq!(of("  runbook_url: https://acme.example/r#x # see"), url);
        assert_eq!(of("runbookUrl: \"https://acme.example/r#x\""), url);
        assert_eq!(of("acme.example/runbook: https://acme.example/r#x"), url);
        assert_eq!(of("a: {runbook_url: https://acme.example/r#x}"), url);
        assert_eq!(of("  \"runbook\" = \"https://acme.example/r#x\""), url);
        assert_eq!(target("runbook_url: >-", "  https://acme.example/r#x"), url);
    }

    #[test]
    fn a_templated_address_is_kept_as_written() {
        assert_eq!(
            of("runbook_url: {{ $.Values.runbookUrl }}sqs-age").as_deref(),
            Some("{{ $.Values.runbookUrl }}sqs-age")
        );
        assert_eq!(
            of("alarm_description = \"Runbook: ${var.runbook_url}\"").as_deref(),
            Some("${var.runbook_url}")
        );
    }

    #[test]
    fn a_sentence_may_name_the_address() {
        assert_eq!(
            of("message: \"Queue is old. Runbook: https://acme.example/q.\"").as_deref(),
            Some("https://acme.example/q")
        );
        assert_eq!(
            of("runbook: see https://acme.example/q for more").as_deref(),
            Some("https://acme.example/q")
        );
    }

    #[test]
    fn what_is_no_address_is_no_link() {
        for line in [
            "runbook: true",
            "runbook = string",
            "runbook_url = var.runbook_url",
            "runbook_url: \"\"",
            "runbook: n/a",
            "# runbook_url: https://acme.example/q",
            "{{- if .Values.runbookUrl }}",
            "runbook_count: https://acme.example/q",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
    }

    #[test]
    fn an_alert_ends_where_the_next_rule_begins() {
        let mut alert = Alert::default();
        alert.pass("  - alert: QueueTooOld");
        let line = "      runbook_url: x";
        assert_eq!(alert.name_for(line).as_deref(), Some("QueueTooOld"));
        alert.pass("  - record: x");
        assert_eq!(alert.name_for(line), None);
    }
}
