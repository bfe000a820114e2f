//! Whatever a file holds, the detector ends, does not panic, and points at lines that exist.

use detect_runbook::DETECTOR;
use milepost_testkit::{findings_of, survive};
use proptest::prelude::*;

/// Files of every format the detector reads.
const PATHS: &[&str] = &[
    "README.md",
    "runbooks/README.md",
    "docs/runbook.md",
    "docs/adr/0001-a.md",
    "docs/operations/a.mdx",
    "source/runbooks/a.html.md.erb",
    "runbooks/a.adoc",
    "README.rst",
    "README",
    "deploy/alerts.yaml",
    "main.tf",
];

/// Pieces that documents, templates and alerts are made of.
const PIECES: &[&str] = &[
    "# ",
    "## Runbook\n",
    "= ",
    "===\n",
    "---\n",
    "----\n",
    "....\n",
    "```\n",
    "<!--",
    "-->",
    "<h1>",
    "</h1>",
    "<insert ",
    ">",
    "[",
    "](",
    ")",
    "{{",
    "}}",
    "{%",
    "%}",
    "<%",
    "%>",
    "{/*",
    "*/}",
    "TODO",
    "...",
    "é…",
    "\u{feff}",
    "\r\n",
    "\n",
    "\n\n",
    "    ",
    "- alert: X\n",
    "runbook_url: ",
    "\"",
    "https://acme.example/runbook",
    "Runbook: ",
    "${",
    "}",
    ".. note::\n",
    "::\n",
    "`",
    "<",
    "link:",
    "title: ",
    "| a | b |\n",
    "|---|---|\n",
    "alert restart rollback kubectl ",
    "İ",
    "ß",
];

fn check(text: &str) {
    survive(DETECTOR, PATHS, text);
}

proptest! {
    #[test]
    fn pieces_of_documents_in_any_order_are_survived(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60),
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
    for piece in ["<", "[", "{{", "{%", "`", "# runbook\n", "runbook \"", "link:a[", ".. a::\n "] {
        let text = piece.repeat(100_000 / piece.len());
        check(&text);
    }
}

#[test]
fn the_rest_of_a_very_long_document_is_said_to_be_unread() {
    let text = format!("# Runbook\n\n{}", "restart it\n".repeat(60_000));
    let findings = findings_of(DETECTOR, "docs/runbook.md", &text);
    assert_eq!(findings.found.len(), 1);
    let (line, why) = &findings.unread[0];
    assert_eq!(*line, 47_664);
    assert_eq!(why, "longer than 512 KiB, the rest is not read");
}
