//! Whatever a file holds, the detector ends, does not panic, and points at lines that exist.

use milepost_core::VerbTable;
use milepost_detector::{File, Findings, Text};
use proptest::prelude::*;

/// Files of every format the detector reads.
const PATHS: &[&str] = &[
    "template.yaml",
    "cookiecutter.json",
    "copier.yml",
    ".cruft.json",
    ".copier-answers.yml",
    ".yo-rc.json",
    "package.json",
    ".projenrc.ts",
    ".projenrc.py",
    ".projenrc.json",
    "plopfile.js",
    "_templates/a/new/prompt.js",
    "README.md",
    "HELP.md",
    "catalog-info.yaml",
];

/// Pieces that they are made of.
const PIECES: &[&str] = &[
    "apiVersion: scaffolder.backstage.io/v1beta3\n",
    "kind: Template\n",
    "metadata:\n  name: a\n",
    "spec:\n  parameters:\n",
    "  - properties:\n      a: {}\n",
    "skeletonPath: ./a\n",
    "name: a\n",
    "\"name\": \"generator-a\", yeoman-generator",
    "\"template\": \"gh:a/b\"",
    "_src_path: https://",
    "git@a:",
    "@",
    "/",
    ".git",
    "_commit: v1\n",
    "generator-a: {}\n",
    "import { a } from 'projen';\n",
    "const p = new a.B(",
    "from projen import A\n",
    "p = A(\n",
    "\"type\": \"@a/b.C\"",
    "setGenerator('a', { prompts: [{ name: 'b' }] })\n",
    "module.exports = ",
    "This project is generated from template ",
    "https://github.com/acme/x",
    "backstage.io/source-template: template:a/b\n",
    "{",
    "}",
    "```\n",
    "/*",
    "*/",
    "\r\n",
    "\n",
    "é…İß",
    "\u{feff}",
];

fn check(path: &str, text: &str) {
    let verbs = VerbTable::default();
    let mut findings = Findings::default();
    let source = Text::new(text);
    let file = File::new(path, &source, &verbs);
    detect_templates::DETECTOR.detect(&file, &mut findings);
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
    for piece in ["{", "a@", "/", "This was made from ", "setGenerator('a')\n", "import { a } "] {
        let text = piece.repeat(100_000 / piece.len());
        for path in PATHS {
            check(path, &text);
        }
    }
}
