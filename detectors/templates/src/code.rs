//! Generators written as programs: Plop and Hygen, read by patterns.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use milepost_core::What;
use milepost_detector::{File, Findings};
use regex::Regex;

use crate::template;

static GENERATOR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\bsetGenerator\(\s*["'`]([\w .:/-]+)["'`]"#).ok());

static QUESTION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\bname["']?\s*:\s*["'`]([\w.-]+)["'`]"#).ok());

/// Adds each generator of a plopfile.
pub(crate) fn read_plop(file: &File<'_>, findings: &mut Findings) {
    let text = without_comments(file.text);
    let Some(pattern) = GENERATOR.as_ref() else {
        return;
    };
    let starts: Vec<(usize, String)> = pattern
        .captures_iter(&text)
        .filter_map(|found| Some((found.get(0)?.start(), found.get(1)?.as_str().to_owned())))
        .collect();
    for (index, (start, name)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(text.len(), |(next, _)| *next);
        let body = text.get(*start..end).unwrap_or_default();
        let asked = body.split_once("prompts").map_or("", |(_, rest)| rest);
        let asked = asked.split("actions").next().unwrap_or_default();
        let mut found = template("plop");
        found.name = Some(name.clone());
        found.asks = questions(asked);
        let line = text.get(..*start).unwrap_or_default().matches('\n').count() + 1;
        findings.pattern(u32::try_from(line).unwrap_or(u32::MAX), What::Template(found));
    }
}

/// Adds a Hygen generator that asks: `_templates/<generator>/<action>/prompt.js`.
pub(crate) fn read_hygen(file: &File<'_>, findings: &mut Findings) {
    let segments: Vec<&str> = file.path.split('/').collect();
    let [.., "_templates", generator, action, _] = segments.as_slice() else {
        return;
    };
    let text = without_comments(file.text);
    if !text.contains("prompt") && !text.contains("module.exports") {
        return;
    }
    let mut found = template("hygen");
    found.name = Some(format!("{generator} {action}"));
    found.asks = questions(&text);
    found.skeletons = vec![file.folder().to_owned()];
    findings.pattern(1, What::Template(found));
}

fn questions(text: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let Some(pattern) = QUESTION.as_ref() else {
        return Vec::new();
    };
    pattern
        .captures_iter(text)
        .filter_map(|found| Some(found.get(1)?.as_str().to_owned()))
        .filter(|name| seen.insert(name.clone()))
        .collect()
}

/// A program without the lines that are comments; every line keeps its number.
pub(crate) fn without_comments(text: &str) -> String {
    let mut within = false;
    text.split_inclusive('\n')
        .map(|line| {
            let content = line.trim();
            within |= content.starts_with("/*");
            let comment = within || content.starts_with("//") || content.starts_with('#');
            within &= !content.ends_with("*/");
            if comment { "\n" } else { line }
        })
        .collect()
}
