//! What something was made from, as its tool wrote it down.

use milepost_core::{Pin, What};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::asked::only_root;
use crate::made_from;
use crate::source::{of_address, pin_of_commit};

/// The annotation by which a catalogue entry names the scaffolder's template it came from.
const ANNOTATION: &str = "backstage.io/source-template";

/// The action that keeps a repository in step with its template, without its owner.
const SYNC: &str = "actions-template-sync";

/// Adds what Cruft keeps in step: a Cookiecutter template at a commit.
pub(crate) fn read_cruft(file: &File<'_>, findings: &mut Findings) {
    let Some(root) = only_root(file, findings) else {
        return;
    };
    let reading = file.yaml();
    let Some(template) = root.get("template") else {
        return;
    };
    let Some(mut source) = reading.literal(template).and_then(of_address) else {
        return;
    };
    if let Some(folder) = reading.at(root, &["directory"]) {
        source = format!("{source}/{}", folder.trim_matches('/'));
    }
    add(findings, template.line, source, reading.owned(root, &["commit"]));
}

/// Adds what Copier keeps in step.
pub(crate) fn read_copier(file: &File<'_>, findings: &mut Findings) {
    let Some(root) = only_root(file, findings) else {
        return;
    };
    let reading = file.yaml();
    let Some(path) = root.get("_src_path") else {
        return;
    };
    if let Some(source) = reading.literal(path).and_then(of_address) {
        add(findings, path.line, source, reading.owned(root, &["_commit"]));
    }
}

fn add(findings: &mut Findings, line: u32, source: String, commit: Option<String>) {
    let pin = commit.as_deref().map_or(Pin::None, pin_of_commit);
    findings.parsed(line, What::Use(made_from(source, commit, pin)));
}

/// Adds the generators Yeoman wrote down, each under its own key.
pub(crate) fn read_yeoman(file: &File<'_>, findings: &mut Findings) {
    let Some(root) = only_root(file, findings) else {
        return;
    };
    for (key, _) in root.entries() {
        let Some(name) = key.text() else { continue };
        if name.rsplit('/').next().is_some_and(|bare| bare.starts_with("generator-")) {
            let used = made_from(name.to_owned(), None, Pin::None);
            findings.parsed(key.line, What::Use(used));
        }
    }
}

/// Adds the template that catalogue entries name as the one they came from.
pub(crate) fn read_annotation(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains(ANNOTATION) {
        return;
    }
    let reading = file.yaml();
    for root in &reading.roots {
        let Some(value) = root.at(&["metadata", "annotations", ANNOTATION]) else {
            continue;
        };
        if let Some(source) = reading.literal(value).and_then(reference) {
            let used = made_from(source, None, Pin::None);
            findings.read(reading, value.line, What::Use(used));
        }
    }
}

/// The full reference of a template: `template:default/service` for `service`.
fn reference(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let (kind, rest) = lower.split_once(':').unwrap_or(("template", &lower));
    let (namespace, name) = rest.split_once('/').unwrap_or(("default", rest));
    let whole = kind == "template" && !name.is_empty() && !name.contains(['/', ' ']);
    whole.then(|| format!("{kind}:{namespace}/{name}"))
}

/// Adds the repository that a workflow copies changes of its template from.
pub(crate) fn read_sync(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains(SYNC) {
        return;
    }
    let reading = file.yaml();
    let jobs = reading.roots.iter().filter_map(|root| root.get("jobs")).flat_map(Node::entries);
    let steps = jobs.filter_map(|(_, job)| job.get("steps")).flat_map(Node::items);
    for step in steps {
        let action = reading.at(step, &["uses"]).unwrap_or_default();
        let action = action.split('@').next().unwrap_or(action);
        let Some(path) = step.at(&["with", "source_repo_path"]) else {
            continue;
        };
        let Some(source) = reading.literal(path).filter(|_| action.ends_with(SYNC)) else {
            continue;
        };
        let host = reading.at(step, &["with", "hostname"]).unwrap_or("github.com");
        if let Some(source) = of_address(&format!("https://{host}/{source}")) {
            let used = made_from(source, None, Pin::None);
            findings.parsed(path.line, What::Use(used));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_full_or_made_full() {
        let full = Some("template:default/service".to_owned());
        assert_eq!(reference("template:default/Service"), full);
        assert_eq!(reference("service"), full);
        assert_eq!(reference("component:default/service"), None);
    }
}
