//! Products that are known by a word on a line: a command, a call, an image. Comments never count.

use milepost_core::ToolFamily::{self, DeliveryFigures, Drift};
use milepost_detector::{File, Findings};

use crate::found::tool;

/// Words in a pipeline that tell somebody of a deployment, or look for drift.
const IN_PIPELINES: &[(&str, ToolFamily, &str)] = &[
    ("plandek", DeliveryFigures, "plandek"),
    ("app.sleuth.io", DeliveryFigures, "sleuth"),
    ("sleuth-io/sleuth", DeliveryFigures, "sleuth"),
    ("linearb", DeliveryFigures, "linearb"),
    ("swarmia", DeliveryFigures, "swarmia"),
    ("usehaystack.io", DeliveryFigures, "haystack"),
    ("faros-ai/", DeliveryFigures, "faros"),
    ("faros_event", DeliveryFigures, "faros"),
    ("api.getdx.com", DeliveryFigures, "dx"),
    ("jellyfish.co/", DeliveryFigures, "jellyfish"),
    ("datadog-ci dora", DeliveryFigures, "datadog-dora"),
    ("developermetrics/", DeliveryFigures, "developer-metrics"),
    ("fourkeys", DeliveryFigures, "fourkeys"),
    ("/api/rest/plugins/webhook", DeliveryFigures, "devlake"),
    ("driftctl scan", Drift, "driftctl"),
    ("snyk/driftctl", Drift, "driftctl"),
    ("snyk iac describe", Drift, "driftctl"),
    ("--sync-drift-status", Drift, "terramate"),
];

/// Words of images that gather delivery figures.
const IN_IMAGES: &[(&str, ToolFamily, &str)] = &[
    ("apache/devlake", DeliveryFigures, "devlake"),
    ("fourkeys", DeliveryFigures, "fourkeys"),
    ("pelorus", DeliveryFigures, "pelorus"),
    ("dora-exporter", DeliveryFigures, "dora-exporter"),
];

/// Whether a file is a pipeline or a part of one, by its path.
pub(crate) fn is_pipeline(file: &File<'_>) -> bool {
    let folders = [".github/workflows", ".github/actions", ".circleci", ".gitlab", ".buildkite"];
    let names = [".gitlab-ci.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "action.yml"];
    folders
        .iter()
        .any(|folder| file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
        || names.contains(&file.name())
        || file.name().starts_with("Jenkinsfile")
}

/// Notes each product a pipeline names, once.
pub(crate) fn note_pipeline(file: &File<'_>, findings: &mut Findings) {
    note(&file.text.to_ascii_lowercase(), IN_PIPELINES, |_| true, findings);
}

/// Notes each product an image stands for, once.
pub(crate) fn note_images(file: &File<'_>, findings: &mut Findings) {
    let is_image = |line: &str| {
        let line = line.trim_start_matches("- ");
        ["image:", "repository:"].iter().any(|key| line.starts_with(key))
    };
    note(file.text, IN_IMAGES, is_image, findings);
}

fn note(
    text: &str,
    words: &[(&str, ToolFamily, &str)],
    concerns: impl Fn(&str) -> bool,
    findings: &mut Findings,
) {
    let mut known: Vec<&str> = Vec::new();
    for (word, family, product) in words.iter().filter(|(word, _, _)| text.contains(word)) {
        let line = (1u32..).zip(text.lines()).find(|(_, line)| {
            let line = without_comment(line.trim());
            line.contains(word) && concerns(line)
        });
        if let Some((number, _)) = line
            && !known.contains(product)
        {
            known.push(product);
            findings.pattern(number, tool(*family, product, None, [*word]));
        }
    }
}

/// A line up to its comment, as YAML, shells and Groovy write one.
fn without_comment(line: &str) -> &str {
    if line.starts_with(['#', '*']) || line.starts_with("//") {
        return "";
    }
    line.split(" #").next().unwrap_or(line)
}
