#![doc = include_str!("../README.md")]

mod ansible;
mod arm;
mod bicep;
mod cdk;
mod cloudformation;
mod labels;
mod objects;
mod packer;
mod pulumi;
mod text;

use milepost_detector::{Card, Detector, File, Findings};
use milepost_syntax::Words;

static CARD: Card = Card {
    id: "infrastructure",
    version: 1,
    summary: "infrastructure as code other than Terraform's",
    claims: &[
        "**/*.yaml",
        "**/*.yml",
        "**/*.json",
        "**/*.template",
        "**/*.bicep",
        "**/*.bicepparam",
        "**/*.pkr.hcl",
        "**/ansible.cfg",
    ],
    claims_by_name: &[],
    emits: &["infrastructure", "use", "cluster", "cost-labels", "secret"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Infrastructure;

struct Infrastructure;

impl Detector for Infrastructure {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let name = file.name();
        match name.rsplit('.').next().unwrap_or_default() {
            "bicep" => bicep::detect(file, findings),
            "bicepparam" => bicep::detect_parameters(file, findings),
            "hcl" => packer::detect(file, findings),
            "cfg" => ansible::detect_settings(file, findings),
            "json" if cdk::is_named(name) => cdk::detect(file, findings),
            "json" => detect_json(file, findings),
            "yaml" | "yml" if pulumi::is_named(name) => pulumi::detect(file, findings),
            _ => detect_yaml(file, findings),
        }
    }
}

/// Words of which JSON that declares infrastructure holds one.
static IN_JSON: Words = Words::new(|| {
    [arm::WORDS, cloudformation::WORDS, packer::WORDS].into_iter().flatten().copied().collect()
});

fn detect_json(file: &File<'_>, findings: &mut Findings) {
    if !IN_JSON.are_in(file.text) {
        return;
    }
    if arm::may_be(file.text) {
        arm::detect(file, findings);
    } else if cloudformation::may_be(file.text) {
        cloudformation::detect(file, findings);
    } else if packer::may_be(file.text) {
        packer::detect_json(file, findings);
    }
}

fn detect_yaml(file: &File<'_>, findings: &mut Findings) {
    if objects::may_be(file.text) {
        objects::detect(file, findings);
    } else if cloudformation::may_be(file.text) || is_service(file) {
        cloudformation::detect(file, findings);
    } else if ansible::may_be(file) {
        ansible::detect(file, findings);
    }
}

/// Whether a file is a Serverless service that may tag what it makes.
fn is_service(file: &File<'_>) -> bool {
    file.name().starts_with("serverless") && file.text.contains("ags:")
}
