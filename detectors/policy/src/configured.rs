//! Tools that check infrastructure as code or what a cloud holds, by their own files.

use milepost_core::{PolicyMode as Mode, What};
use milepost_detector::{File, Findings};
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

use crate::notes::{about, policy};

/// Notes the rules a file of such a tool holds, if it is one.
pub(crate) fn read(file: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) {
    let Some(root) = reading.roots.first().filter(|root| root.is_mapping()) else {
        return;
    };
    let mut note = |line: u32, what: What| findings.read(reading, line, what);
    match file.name() {
        ".checkov.yaml" | ".checkov.yml" => {
            let is_soft = root.get("soft-fail").and_then(Node::bool) == Some(true);
            let mode = if is_soft { Mode::Audit } else { Mode::Unsaid };
            note(root.line, What::Policy(policy("checkov", None, mode)));
        }
        ".kube-linter.yaml" | ".kube-linter.yml" => {
            if let Some(line) = key_line(root, "checks").or_else(|| key_line(root, "customChecks"))
            {
                note(line, What::Policy(policy("kube-linter", None, Mode::Unsaid)));
            }
        }
        "polaris.yaml" | "polaris.yml" | ".polaris.yaml" => {
            if let Some(line) = key_line(root, "checks") {
                note(line, What::Policy(policy("polaris", None, Mode::Unsaid)));
            }
        }
        "trivy.yaml" | "trivy.yml" => trivy(root, &mut note),
        name if is_tfsec(file.path, name) => tfsec(reading, root, &mut note),
        name if name.contains("datree") => datree(reading, root, &mut note),
        _ => by_shape(reading, root, &mut note),
    }
}

/// The line a key stands on; what it holds may begin below.
fn key_line(node: &Node<'_>, wanted: &str) -> Option<u32> {
    let found = node.entries().iter().find(|(key, _)| key.text() == Some(wanted));
    found.map(|(key, _)| key.line)
}

fn is_tfsec(path: &str, name: &str) -> bool {
    path.split('/').any(|part| part == ".tfsec") || name.contains("_tfchecks.")
}

/// Trivy checks configuration when it is told to, or when it is given checks of one's own.
fn trivy(root: &Node<'_>, note: &mut impl FnMut(u32, What)) {
    let scanners = root.at(&["scan", "scanners"]).or_else(|| root.at(&["scan", "security-checks"]));
    let asked = scanners.and_then(|scanners| {
        scanners.one_or_many().iter().find(|one| matches!(one.text(), Some("misconfig" | "config")))
    });
    let own = root.get("misconfiguration").or_else(|| root.get("rego"));
    if let Some(found) = asked.or(own) {
        note(found.line, What::Policy(policy("trivy", None, Mode::Unsaid)));
    }
}

/// Checks of one's own by their code; the configuration as a whole where there are none.
fn tfsec(reading: &Reading<'_>, root: &Node<'_>, note: &mut impl FnMut(u32, What)) {
    let checks = root.get("checks").map(Node::items).unwrap_or_default();
    for check in checks {
        let name = reading.at(check, &["code"]);
        note(check.line, What::Policy(policy("tfsec", name, Mode::Unsaid)));
    }
    if checks.is_empty() && !root.entries().is_empty() {
        note(root.line, What::Policy(policy("tfsec", None, Mode::Unsaid)));
    }
}

fn datree(reading: &Reading<'_>, root: &Node<'_>, note: &mut impl FnMut(u32, What)) {
    for one in root.get("policies").map(Node::items).unwrap_or_default() {
        if let Some(name) = reading.at(one, &["name"]).filter(|_| one.get("rules").is_some()) {
            note(one.line, What::Policy(policy("datree", Some(name), Mode::Unsaid)));
        }
    }
}

/// Rules told by their shape, whatever their file is called.
fn by_shape(reading: &Reading<'_>, root: &Node<'_>, note: &mut impl FnMut(u32, What)) {
    if root.get("definition").is_some()
        && let Some(id) = root.at(&["metadata", "id"])
        && root.at(&["metadata", "category"]).is_some()
    {
        note(id.line, What::Policy(policy("checkov", reading.literal(id), Mode::Unsaid)));
        return;
    }
    for one in root.get("policies").map(Node::items).unwrap_or_default() {
        if let (Some(name), Some(resource)) =
            (reading.at(one, &["name"]), reading.at(one, &["resource"]))
            && is_resource(resource)
            && (one.get("filters").is_some()
                || one.get("actions").is_some()
                || one.get("mode").is_some())
        {
            let says = policy("cloud-custodian", Some(name), custodian_mode(one));
            note(one.line, about(says, vec![resource.to_owned()]));
        }
    }
}

/// `aws.ec2`, `ebs`: names of a cloud's resources, in the words of Cloud Custodian.
fn is_resource(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b))
}

/// Cloud Custodian changes what it finds, unless all it does is tell somebody.
fn custodian_mode(one: &Node<'_>) -> Mode {
    let actions = one.get("actions").map(Node::one_or_many).unwrap_or_default();
    let tells = |action: &Node<'_>| {
        matches!(
            action.str("type").or_else(|| action.text()),
            Some("notify" | "post-finding" | "webhook")
        )
    };
    if actions.iter().any(|action| !tells(action)) { Mode::Mutate } else { Mode::Audit }
}
