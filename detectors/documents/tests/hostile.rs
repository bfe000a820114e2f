//! Whatever a file holds, the detector ends, does not panic, and points at lines that exist.

use milepost_core::VerbTable;
use milepost_detector::{File, Findings, Text};
use proptest::prelude::*;

/// Files of every format the detector reads.
const PATHS: &[&str] = &[
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG",
    "docs/a.md",
    "docs/a.rst",
    "docs/adr/0001-a.md",
    "docs/incidents/2026-01-01.md",
    ".github/pull_request_template.md",
    ".github/ISSUE_TEMPLATE/a.yml",
    "mkdocs.yml",
    "docs/conf.py",
    "docusaurus.config.js",
    "book.toml",
    "openapi.json",
    "a.yaml",
    "a.proto",
    "schema.graphqls",
];

/// Pieces that they are made of.
const PIECES: &[&str] = &[
    "# ",
    "## Getting started\n",
    "## 1.2.3\n",
    "---\n",
    "name: ",
    "openapi: 3.0.0\n",
    "\"openapi\": \"3\"",
    "info:\n  title: a\n",
    "paths:\n  /a: {}\n",
    "site_name: ",
    "nav:\n- a: b\n",
    "body:\n- attributes:\n    label: x\n",
    "service A {",
    "rpc B",
    "package google.",
    "type Query {",
    "a: Int",
    "}",
    "{",
    "/*",
    "*/",
    "//",
    "\"\"\"",
    "#",
    "[book]\n",
    "title = '",
    "project = 'x'\nextensions = []\n",
    "title: 'x',\n",
    "'",
    "\r\n",
    "\n",
    "é…İß",
    "\u{feff}",
    "```\n",
];

fn check(path: &str, text: &str) {
    let verbs = VerbTable::default();
    let mut findings = Findings::default();
    let source = Text::new(text);
    let file = File::new(path, &source, &verbs);
    detect_documents::DETECTOR.detect(&file, &mut findings);
    let lines = u32::try_from(text.lines().count().max(1)).expect("tests write short texts");
    for found in &findings.found {
        assert!((1..=lines).contains(&found.line), "{path}: {found:?}");
    }
}

proptest! {
    #[test]
    fn pieces_of_documents_in_any_order_are_survived(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
    ) {
        for path in PATHS {
            check(path, &pieces.concat());
        }
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}(\n\\PC{0,80}){0,6}") {
        for path in PATHS {
            check(path, &text);
        }
    }
}

#[test]
fn long_and_repetitive_texts_end_soon() {
    for piece in ["{", "/*", "\"\"\"", "service a ", "# 1.0\n", "title: 'a'\n", "type Query {\n"] {
        let text = piece.repeat(100_000 / piece.len());
        for path in PATHS {
            check(path, &text);
        }
    }
}
