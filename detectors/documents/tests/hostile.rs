//! Whatever a file holds, the detector ends, does not panic, and points at lines that exist.

use detect_documents::DETECTOR;
use milepost_testkit::survive;
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
    "`",
    "| ",
    "](",
    "- ",
    "## Deprecated\n",
    " will be removed on 2026-09-30. ",
    " instead of a/b.yml ",
];

fn check(text: &str) {
    survive(DETECTOR, PATHS, text);
}

proptest! {
    #[test]
    fn pieces_of_documents_in_any_order_are_survived(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
    ) {
        check(&pieces.concat());
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}(\n\\PC{0,80}){0,6}") {
        check(&text);
    }
}

#[test]
fn long_and_repetitive_texts_end_soon() {
    for piece in [
        "{",
        "/*",
        "\"\"\"",
        "service a ",
        "# 1.0\n",
        "title: 'a'\n",
        "type Query {\n",
        "- `a` will be removed on 2026-09-30.\n",
        "| `a` | will be removed on 2026-09-30 |\n",
        "`a` goes 2026-09-30, ",
    ] {
        let text = piece.repeat(100_000 / piece.len());
        check(&text);
    }
}
