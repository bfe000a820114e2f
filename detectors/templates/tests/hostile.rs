//! Whatever a file holds, the detector ends, does not panic, and points at lines that exist.

use detect_templates::DETECTOR;
use milepost_testkit::survive;
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
    for piece in ["{", "a@", "/", "This was made from ", "setGenerator('a')\n", "import { a } "] {
        let text = piece.repeat(100_000 / piece.len());
        check(&text);
    }
}
