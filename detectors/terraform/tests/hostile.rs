//! Whatever the text, the detector comes back: no panic, no endless work, and true lines.

use detect_terraform::DETECTOR;
use milepost_testkit::survive;
use proptest::prelude::*;

const PATHS: &[&str] = &[
    "main.tf",
    "a/main.tofu",
    "a/b.tf.json",
    "live/prod/terragrunt.hcl",
    "root.hcl",
    ".terraform.lock.hcl",
    "envs/dev.tfvars",
];

/// Pieces of real files, which reach deeper than random characters.
const PIECES: &[&str] = &[
    "module \"a\" {\n",
    "}\n",
    "{",
    "\"",
    "source = ",
    "\"./b\"",
    "\"git::https://é@h:x/y.git//a?ref=",
    "v1\"\n",
    "\"${local.a}\"\n",
    "${",
    "locals {\n",
    "a = ",
    "merge(",
    "map(\"a\", ",
    ")",
    "local.a",
    "<<EOF\n",
    "EOF\n",
    "terraform {\n",
    "backend \"s3\" {}\n",
    "generate \"p\" {\n",
    "contents = ",
    "resource \"a\" \"b\" {\n",
    "tags = ",
    "team = \"x\"\n",
    "/*",
    "*/",
    "# é\n",
    "\r\n",
    "%{ if a }",
    "[",
    "]",
    ",",
    "..\\",
    "?",
];

fn check(text: &str) {
    survive(DETECTOR, PATHS, text);
}

proptest! {
    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_source_is_survived(source in "[a-z0-9:/@?=&.%${}~_é-]{0,40}") {
        check(&format!("module \"a\" {{\n  source = \"{source}\"\n}}\n"));
        check(&format!("terraform {{\n  source = \"{source}\"\n}}\n"));
    }

    #[test]
    fn any_pieces_are_survived(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        check(&pieces.concat());
    }
}

#[test]
fn deep_nesting_is_survived() {
    for open in ["a {\n", "a = [", "a = {b = ", "a = \"${", "a = (", "a = f("] {
        check(&open.repeat(20_000));
    }
}
