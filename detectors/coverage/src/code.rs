//! Limits in files that are programs: Gradle, JavaScript, Ruby. They are told by the blocks they stand
//! in, and nothing is computed.

use std::sync::LazyLock;

use milepost_core::Confidence;
use milepost_detector::{File, Findings};
use regex::Regex;

use crate::limit::{Limit, line_at, note};

static COUNTER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\bcounter(?:\.set\(|\s*=)\s*["']([A-Z]+)["']"#).ok());
static COUNTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\bvalue(?:\.set\(|\s*=)\s*["']([A-Z]+)["']"#).ok());
static MINIMUM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"\bminimum(?:\.set\(|\s*=)[ \t]*(?:(?:new )?BigDecimal\()?["']?(\d+(?:\.\d+)?)"#)
        .ok()
});
static BOUND: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?:minBound\(|minValue(?:\.set\(|\s*=)\s*)(\d+)").ok());
static OFF: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\benabled(?:\.set\(|\s*=)\s*false").ok());
static SCRIPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"\b(lines|statements|branches|functions)["']?\s*:\s*(\d+(?:\.\d+)?)"#).ok()
});
static RUBY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\bminimum_coverage[ \t(]+(?:\{?[^\n}]*\bline(?::|[ \t]*=>)[ \t]*)?(\d+(?:\.\d+)?)")
        .ok()
});

/// Notes the limits of `JaCoCo` and Kover.
pub(crate) fn read_gradle(file: &File<'_>, findings: &mut Findings) {
    let text = without_comments(file.text, "//");
    let mut limits = Vec::new();
    for rules in blocks(&text, "violationRules") {
        if !matches(&OFF, rules.text) {
            let found = blocks(rules.text, "limit").into_iter();
            limits.extend(found.filter_map(|limit| jacoco(&text, rules.start, &limit)));
        }
    }
    note(limits, "jacoco", Confidence::Pattern, findings);
    let kover = blocks(&text, "kover").into_iter().chain(blocks(&text, "koverVerify"));
    let limits = kover.filter_map(|block| {
        let (at, number) = capture(&BOUND, block.text)?;
        Limit::percent(line_at(&text, block.start + at), "lines", number)
    });
    note(limits.collect(), "kover", Confidence::Pattern, findings);
}

/// A limit on a share of what is covered; one on a number of things is none.
fn jacoco(text: &str, start: usize, limit: &Block<'_>) -> Option<Limit> {
    let of = capture(&COUNTER, limit.text).map_or("INSTRUCTION", |(_, of)| of);
    let value = capture(&COUNTED, limit.text).map_or("COVEREDRATIO", |(_, value)| value);
    let (at, number) = capture(&MINIMUM, limit.text)?;
    let line = line_at(text, start + limit.start + at);
    (value == "COVEREDRATIO").then(|| Limit::share(line, of, number)).flatten()
}

/// Notes the limits on all files of Jest and Vitest.
pub(crate) fn read_script(file: &File<'_>, findings: &mut Findings) {
    let text = without_comments(file.text, "//");
    let is_jest = file.name().starts_with("jest");
    let (product, key) =
        if is_jest { ("jest", "coverageThreshold") } else { ("vitest", "thresholds") };
    let mut limits = Vec::new();
    for outer in blocks(&text, key) {
        let global = blocks(outer.text, "global").into_iter().next();
        let (start, within) = match global {
            Some(global) => (outer.start + global.start, global.text),
            // Limits of single folders have blocks of their own.
            None => (outer.start, outer.text.split_inclusive('{').next().unwrap_or_default()),
        };
        let found = SCRIPT.as_ref().into_iter().flat_map(|it| it.captures_iter(within));
        limits.extend(found.filter_map(|found| {
            let (of, number) = (found.get(1)?, found.get(2)?);
            Limit::percent(line_at(&text, start + of.start()), of.as_str(), number.as_str())
        }));
    }
    note(limits, product, Confidence::Pattern, findings);
}

/// Notes the limit of `SimpleCov`.
pub(crate) fn read_ruby(file: &File<'_>, findings: &mut Findings) {
    if file.name() != ".simplecov" && !file.text.contains("SimpleCov") {
        return;
    }
    let text = without_comments(file.text, "#");
    let limit = capture(&RUBY, &text)
        .and_then(|(at, number)| Limit::percent(line_at(&text, at), "lines", number));
    note(limit.into_iter().collect(), "simplecov", Confidence::Pattern, findings);
}

/// What stands between braces, and where it begins.
struct Block<'a> {
    start: usize,
    text: &'a str,
}

/// The outermost blocks that follow a word, with nothing but a few signs between.
fn blocks<'a>(text: &'a str, word: &str) -> Vec<Block<'a>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(word)) {
        let end = from + at + word.len();
        from = end;
        let rest = text.get(end..).unwrap_or_default();
        let open = rest.find('{').filter(|open| {
            let between = rest.get(..*open).unwrap_or_default();
            between.chars().all(|c| c.is_whitespace() || "'\":=()".contains(c))
        });
        let before = text.get(..end - word.len()).and_then(|it| it.chars().next_back());
        let whole = !before.is_some_and(|c| c.is_alphanumeric() || c == '_');
        if let Some(open) = open.filter(|_| whole) {
            let start = end + open + 1;
            let length = closed(text.get(start..).unwrap_or_default());
            found.push(Block { start, text: text.get(start..start + length).unwrap_or_default() });
            from = start + length;
        }
    }
    found
}

/// How far it is to the brace that closes what is open.
fn closed(text: &str) -> usize {
    let mut depth = 1_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The text with lines that are comments left blank, so that the others keep their numbers.
fn without_comments(text: &str, mark: &str) -> String {
    let lines = text.split('\n');
    let kept = lines.map(|line| if line.trim_start().starts_with(mark) { "" } else { line });
    kept.collect::<Vec<_>>().join("\n")
}

fn capture<'t>(pattern: &LazyLock<Option<Regex>>, text: &'t str) -> Option<(usize, &'t str)> {
    let found = pattern.as_ref()?.captures(text)?.get(1)?;
    Some((found.start(), found.as_str()))
}

fn matches(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|it| it.is_match(text))
}
