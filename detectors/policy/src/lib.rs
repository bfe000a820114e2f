#![doc = include_str!("../README.md")]

mod azure;
mod compliance;
mod configured;
mod hosting;
mod kyverno;
mod notes;
mod objects;
mod rego;
mod sentinel;

use milepost_core::PolicyMode;
use milepost_detector::{Card, Detector, File, Findings};
use milepost_kube::object::{may_hold_objects, objects as all_objects};

static CARD: Card = Card {
    id: "policy",
    version: 1,
    summary: "rules that a machine checks, and what happens to what breaks them",
    claims: &[
        "**/*.yaml",
        "**/*.yml",
        "**/*.json",
        "**/*.rego",
        "**/*.feature",
        "**/.manifest",
        "**/sentinel.hcl",
    ],
    claims_by_name: &[],
    emits: &["policy"],
    page: include_str!("../README.md"),
};

/// Parts of API groups whose objects are rules, and the labels of pod security.
const GROUPS: &[&str] = &[
    "kyverno.io/",
    "gatekeeper.sh/",
    "admissionregistration.k8s.io/",
    "policies.kubewarden.io/",
    "pod-security.kubernetes.io/",
];

/// Words without which no YAML of another tool holds a rule.
const SHAPES: &[&str] = &["policies:", "definition:", "checks:"];

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Policy;

struct Policy;

impl Detector for Policy {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        match file.name() {
            "sentinel.hcl" => sentinel::read(file.text, findings),
            ".manifest" => bundle(file, findings),
            name if name.ends_with(".rego") => rego::read(file, findings),
            name if name.ends_with(".feature") => compliance::read(file.text, findings),
            name if name.ends_with(".json") && file.text.contains("\"policyRule\"") => {
                let reading = file.yaml();
                reading.roots.iter().for_each(|root| azure::read(reading, root, findings));
            }
            _ => yaml(file, findings),
        }
    }
}

fn yaml(file: &File<'_>, findings: &mut Findings) {
    if hosting::is_ours(file.path) {
        hosting::read(file, file.yaml(), findings);
    } else if may_hold_objects(file.text) && names_rule(file.text) {
        manifests(file, findings);
    } else if is_configuration(file) {
        configured::read(file, file.yaml(), findings);
    }
}

fn names_rule(text: &str) -> bool {
    GROUPS.iter().any(|group| text.contains(group))
}

fn manifests(file: &File<'_>, findings: &mut Findings) {
    let in_chart = file.folder().split('/').any(|part| part == "templates");
    let reading = if in_chart { file.template() } else { file.yaml() };
    for object in all_objects(reading) {
        if let Some((line, what)) = objects::rule(&object) {
            findings.read(reading, line, what);
        }
    }
    for broken in &reading.broken {
        if is_rule(broken.text) {
            findings.unread(broken.line, broken.message.clone());
        }
    }
}

/// Whether a text has the API version of a rule in it, not only a label.
fn is_rule(text: &str) -> bool {
    text.lines().any(|line| {
        line.trim_start().starts_with("apiVersion")
            && GROUPS.iter().take(4).any(|group| line.contains(group))
    })
}

fn is_configuration(file: &File<'_>) -> bool {
    let name = file.name();
    if name.ends_with(".json") {
        return file.path.split('/').any(|part| part == ".tfsec") || name.contains("_tfchecks.");
    }
    [".checkov.", ".kube-linter.", "polaris.", "trivy."].iter().any(|start| name.starts_with(start))
        || file.path.contains(".tfsec/")
        || SHAPES.iter().any(|word| file.text.contains(word))
}

/// The manifest of a bundle for the Open Policy Agent.
fn bundle(file: &File<'_>, findings: &mut Findings) {
    let roots = file.yaml().roots.first().and_then(|root| root.get("roots"));
    if let Some(roots) = roots.filter(|roots| !roots.items().is_empty()) {
        let says = notes::policy("opa", None, PolicyMode::Unsaid);
        let about = notes::texts_under(file.yaml(), roots, &[]);
        findings.parsed(roots.line, notes::about(says, about));
    }
}
