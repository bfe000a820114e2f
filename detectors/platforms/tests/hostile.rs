//! Whatever the text, the detector comes back: no panic, no endless work, and true lines.

use detect_platforms::DETECTOR;
use milepost_testkit::survive;
use proptest::prelude::*;

const PATHS: &[&str] = &[
    "compose.yaml",
    "serverless.yml",
    "serverless.ts",
    "a.json",
    "Procfile",
    "fly.toml",
    "wrangler.jsonc",
    "firebase.json",
    "app.yaml",
    "manifest.yml",
    "a.nomad",
    "template.yaml",
    "azure.yaml",
    "render.yaml",
    "heroku.yml",
    "Dockerrun.aws.json",
    "function.json",
];

/// Pieces of real files, which reach deeper than random characters.
const PIECES: &[&str] = &[
    "services:\n",
    "  a:\n",
    "    image: b\n",
    "    healthcheck: {test: [NONE]}\n",
    "service: a\n",
    "provider: {name: aws}\n",
    "functions:\n",
    "Resources:\n",
    "    Type: AWS::ECS::TaskDefinition\n",
    "    Properties: {ContainerDefinitions: [{Image: é}]}\n",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\"containerDefinitions\": [",
    "//",
    "/*",
    "*/",
    "é",
    "app = \"a\"\n",
    "[a]\n",
    "[[b]]\n",
    "job \"a\" {\n",
    "group \"b\" {\n",
    "web: a\n",
    "runtime: a\n",
    "applications: [{name: a}]\n",
    "\r\n",
    "\\",
    "'",
    "---\n",
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
    fn any_pieces_are_survived(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        check(&pieces.concat());
    }
}

#[test]
fn deep_nesting_is_survived() {
    for open in ["{", "[", "{\"a\":", "a = {b = ", "a = [", "job \"a\" {\n", "- ", "a: {"] {
        check(&format!("services: {}", open.repeat(20_000)));
    }
}
