//! Rego: the language of the Open Policy Agent, and of the tools that stand on it.

use milepost_core::{PolicyMode, What};
use milepost_detector::{File, Findings};

use crate::notes::policy;

/// Names of rules that find fault; a longer name may follow: `deny_latest`.
const FAULT: &[&str] = &["deny", "violation", "warn"];

/// Notes a file of Rego whose rules find fault with something.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if file.name().ends_with("_test.rego") {
        return;
    }
    let first = (1u32..).zip(file.text.lines()).find(|(_, line)| finds_fault(line));
    if let Some((line, _)) = first {
        let package = file.text.lines().find_map(|line| line.strip_prefix("package "));
        let package = package.map(|name| name.split('#').next().unwrap_or(name).trim());
        let says = policy(engine(file, package), package, PolicyMode::Unsaid);
        findings.pattern(line, What::Policy(says));
    }
}

/// Whether a line begins a rule that finds fault.
fn finds_fault(line: &str) -> bool {
    let name_end = line.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(line.len());
    let (name, rest) = line.split_at(name_end);
    let is_name = FAULT.iter().any(|known| {
        name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    });
    let rest = rest.trim_start();
    is_name
        && (rest.starts_with(['[', '{', '='])
            || [":=", "contains ", "if "].iter().any(|start| rest.starts_with(start)))
}

fn engine(file: &File<'_>, package: Option<&str>) -> &'static str {
    let package = package.unwrap_or_default();
    let is_under = |name: &str| {
        package.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if is_under("spacelift") {
        "spacelift"
    } else if is_under("user") || is_under("builtin") {
        "trivy"
    } else if is_under("rules") && file.text.contains("resource_type") {
        "regula"
    } else if is_under("main") || file.path.split('/').any(|part| part == "policy") {
        "conftest"
    } else {
        "opa"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_find_fault_are_told_by_name() {
        for line in [
            "deny[msg] {",
            "deny contains msg if {",
            "deny_latest[msg] {",
            "violation[{\"msg\": msg}] {",
            "warn := []",
            "deny if {",
        ] {
            assert!(finds_fault(line), "{line}");
        }
        for line in
            ["# deny[msg] {", "  deny[msg]", "denied[x] {", "allow if {", "deny", "package deny"]
        {
            assert!(!finds_fault(line), "{line}");
        }
    }
}
