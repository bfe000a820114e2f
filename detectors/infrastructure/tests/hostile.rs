//! Whatever the text, the detector comes back: no panic, no endless work, and true lines.

use detect_infrastructure::DETECTOR;
use milepost_testkit::survive;
use proptest::prelude::*;

const PATHS: &[&str] = &[
    "a.yaml",
    "a.json",
    "a.template",
    "main.bicep",
    "envs/dev.bicepparam",
    "a.pkr.hcl",
    "ansible.cfg",
    "cdk.json",
    "cdktf.json",
    "Pulumi.yaml",
    "Pulumi.dev.yaml",
    "serverless.yml",
    "requirements.yml",
    "chart/templates/a.yaml",
    "roles/a/tasks/main.yml",
];

/// Pieces of real files, which reach deeper than random characters.
const PIECES: &[&str] = &[
    "AWSTemplateFormatVersion: x\n",
    "Resources:\n",
    "  A:\n",
    "    Type: AWS::EKS::Cluster\n",
    "    Properties:\n",
    "      Tags: [{Key: team, Value: !Ref A}]\n",
    "      B: '{{resolve:ssm-secure:é}}'\n",
    "- hosts: a\n",
    "  tasks: []\n",
    "resource a 'B.C/d@1' = {\n",
    "tags: { team: 'x' }\n",
    "}\n",
    "{",
    "'",
    "'''",
    "${",
    "module m 'br:a/b:1' = ",
    "param p string\n",
    "[",
    "]",
    "apiVersion: pkg.crossplane.io/v1\n",
    "kind: Provider\n",
    "spec: {package: é}\n",
    "{{ if a }}\n",
    "\"",
    "source \"a\" \"b\" {\n",
    "config:\n",
    "  a: {secure: b}\n",
    "---\n",
    "\r\n",
    "//",
    "/*",
    "[defaults]\n",
    "\"builders\": [{\"type\": \"a\"}]",
    "deploymentTemplate.json",
    "if (a) ",
    "[for x in y: ",
    "using 'a'\n",
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
    for open in ["{", "[", "a: {", "resource a 'b/c' = {\n", "(", "- ", "'${"] {
        check(&format!("Resources AWS::S3 {}", open.repeat(20_000)));
    }
}
