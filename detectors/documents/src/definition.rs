//! Definitions of services in Protocol Buffers and GraphQL, read line by line.

use milepost_core::{Confidence, DocumentRole};
use milepost_detector::{File, Findings};

use crate::api::is_of_others;
use crate::report::{Report, wordless};

/// Packages that everybody copies: they describe somebody else's service.
const PUBLIC: &[&str] = &["google.", "grpc.", "envoy.", "opentelemetry.", "buf."];

/// Adds a description for each `service` of a Protocol Buffers file.
pub(crate) fn read_proto(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("service ") || is_of_others(file.path) {
        return;
    }
    let mut report = Report { surest: Confidence::Pattern, findings };
    let mut open: Option<(u32, String, bool)> = None;
    let mut depth = 0_usize;
    for (number, line) in code_lines(file.text, "//", ("/*", "*/")) {
        let mut words = line.split(|c: char| c.is_whitespace() || "{};(".contains(c));
        let first = words.find(|word| !word.is_empty()).unwrap_or_default();
        let second = words.find(|word| !word.is_empty()).unwrap_or_default();
        match first {
            "package" if PUBLIC.iter().any(|start| format!("{second}.").starts_with(start)) => {
                return;
            }
            "service" if depth == 0 && !second.is_empty() => {
                open = Some((number, second.to_owned(), false));
            }
            _ => {}
        }
        if let Some((_, _, has_calls)) = &mut open {
            *has_calls |= line.split_whitespace().any(|word| word == "rpc");
        }
        let began = depth > 0 || line.contains('{');
        depth = depth_after(depth, &line);
        if began && depth == 0 {
            add(&mut report, open.take());
        }
    }
    add(&mut report, open);
}

fn add(report: &mut Report<'_>, service: Option<(u32, String, bool)>) {
    if let Some((line, name, has_calls)) = service {
        let mut document = wordless(DocumentRole::Api, Some(name));
        document.substance = has_calls;
        report.add(line, Confidence::Pattern, document);
    }
}

/// Adds a GraphQL schema, told by the type that every query starts from.
pub(crate) fn read_graphql(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("Query") || is_of_others(file.path) {
        return;
    }
    let mut began: Option<u32> = None;
    let mut has_fields = false;
    let mut depth = 0_usize;
    for (number, line) in code_lines(file.text, "#", ("\"\"\"", "\"\"\"")) {
        let mut words = line.split(|c: char| c.is_whitespace() || c == '{');
        let opens = (words.next(), words.next()) == (Some("type"), Some("Query"));
        if opens && depth == 0 && began.is_none() {
            began = Some(number);
        }
        if began.is_some() {
            let inside = line.split_once('{').map_or(line.as_str(), |(_, inside)| inside);
            has_fields |= (depth == 1 || opens) && inside.contains(':');
        }
        depth = depth_after(depth, &line);
        if began.is_some() && depth == 0 && line.contains('}') {
            break;
        }
    }
    if let Some(line) = began {
        let mut document = wordless(DocumentRole::Api, None);
        document.substance = has_fields;
        Report { surest: Confidence::Pattern, findings }.add(line, Confidence::Pattern, document);
    }
}

fn depth_after(depth: usize, line: &str) -> usize {
    line.chars().fold(depth, |depth, c| match c {
        '{' => depth + 1,
        '}' => depth.saturating_sub(1),
        _ => depth,
    })
}

/// The lines of a text without comments; blocks may span lines.
fn code_lines<'a>(
    text: &'a str,
    comment: &'a str,
    (open, close): (&'a str, &'a str),
) -> impl Iterator<Item = (u32, String)> + 'a {
    let mut within = false;
    (1..).zip(text.lines()).map(move |(number, line)| {
        let mut code = String::with_capacity(line.len());
        let mut rest = line;
        loop {
            let mark = if within { close } else { open };
            let found = rest.split_once(mark);
            let part = found.map_or(rest, |(before, _)| before);
            if !within {
                let (before, commented) = match part.split_once(comment) {
                    Some((before, _)) => (before, true),
                    None => (part, false),
                };
                code.push_str(before);
                if commented {
                    break;
                }
            }
            let Some((_, after)) = found else { break };
            within = !within;
            rest = after;
        }
        (number, code.trim().to_owned())
    })
}
