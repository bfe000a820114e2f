//! Files of scanners whose content says what they look for, or whether they look at all.

use milepost_core::What;
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::hooks::{ignores, scan};
use crate::text;

/// What Trivy is asked to look for, in the words of its file, and in ours.
const TRIVY: &[(&str, &str)] =
    &[("vuln", "sca"), ("secret", "secrets"), ("misconfig", "iac"), ("config", "iac")];

/// Keys at the root of Trivy's configuration; one of them has to be there.
const OF_TRIVY: &[&str] = &[
    "db",
    "exit-code",
    "ignore-policy",
    "ignorefile",
    "license",
    "misconfiguration",
    "pkg",
    "scan",
    "secret",
    "severity",
    "vulnerability",
];

/// Keys at the root of files of other tools, which may be called after a scanner they run.
const OF_OTHERS: &[&str] = &["apiVersion", "jobs", "kind", "on", "services", "stages", "steps"];

/// The order in which what is looked for is named.
const ORDER: &[&str] = &["sast", "sca", "secrets", "image", "iac", "quality", "dast"];

/// Notes Trivy's own configuration.
pub(crate) fn read_trivy(file: &File<'_>, findings: &mut Findings) {
    let is_ours = |root: &&Node<'_>| {
        root.entries().iter().any(|(key, _)| key.text().is_some_and(|key| OF_TRIVY.contains(&key)))
    };
    let Some(root) = file.yaml().roots.first().filter(is_ours) else {
        return;
    };
    if belongs_to_another(file) {
        return;
    }
    let scanners = root.at(&["scan", "scanners"]).or_else(|| root.at(&["scan", "security-checks"]));
    let asked: Vec<&str> =
        scanners.map(Node::one_or_many).unwrap_or_default().iter().filter_map(Node::text).collect();
    let mut looks_for: Vec<&str> = TRIVY
        .iter()
        .filter(|(theirs, _)| asked.iter().any(|one| one.split(',').any(|it| it.trim() == *theirs)))
        .map(|(_, ours)| *ours)
        .collect();
    looks_for.sort_by_key(|one| ORDER.iter().position(|known| known == one));
    looks_for.dedup();
    findings.parsed(root.line, scan("trivy", &looks_for));
}

/// Notes Snyk's policy file: an empty one is made by the tool and says nothing.
pub(crate) fn read_snyk(file: &File<'_>, findings: &mut Findings) {
    let Some(root) = file.yaml().roots.first() else {
        return;
    };
    let holds = |key: &&(Node<'_>, Node<'_>)| {
        let value = &key.1;
        !value.entries().is_empty()
            || !value.items().is_empty()
            || value.text().is_some() && !value.is_null()
    };
    let said: Vec<(u32, &str)> = root
        .entries()
        .iter()
        .filter(holds)
        .filter_map(|(key, _)| Some((key.line, key.text()?)))
        .filter(|(_, key)| *key != "version")
        .collect();
    let is_ignore = |key: &str| matches!(key, "exclude" | "ignore" | "patch");
    if let Some((line, _)) = said.iter().find(|(_, key)| !is_ignore(key)) {
        findings.parsed(*line, scan("snyk", &[]));
    } else if let Some((line, _)) = said.first() {
        findings.parsed(*line, ignores("snyk", &[]));
    }
}

/// Notes the configuration of `CodeQL`.
pub(crate) fn read_codeql(file: &File<'_>, findings: &mut Findings) {
    const KEYS: &[&str] = &[
        "disable-default-queries",
        "packs",
        "paths",
        "paths-ignore",
        "queries",
        "query-filters",
        "threat-models",
    ];
    let root = file.yaml().roots.first();
    let known = root
        .map(Node::entries)
        .unwrap_or_default()
        .iter()
        .any(|(key, _)| key.text().is_some_and(|key| KEYS.contains(&key)));
    if let Some(root) = root.filter(|_| known) {
        findings.parsed(root.line, scan("codeql", &["sast"]));
    }
}

/// Notes rules of one's own for Semgrep, told by their shape.
pub(crate) fn read_semgrep(file: &File<'_>, findings: &mut Findings) {
    let root = file.yaml().roots.first();
    let rules = root.map(Node::entries).unwrap_or_default().iter();
    let rules =
        rules.filter(|(key, _)| key.text() == Some("rules")).map(|(key, rules)| (key.line, rules));
    let is_rule = |rule: &Node<'_>| rule.get("id").is_some() && rule.get("languages").is_some();
    if let Some((line, _)) = rules.into_iter().find(|(_, rules)| rules.items().iter().any(is_rule))
    {
        findings.parsed(line, scan("semgrep", &["sast"]));
    }
}

/// Notes the server or the service that Sonar's properties are for.
pub(crate) fn read_sonar(file: &File<'_>, findings: &mut Findings) {
    let mut properties = text::lines(file.text).filter(|(_, line)| line.starts_with("sonar."));
    let Some((line, first)) = properties.next() else {
        return;
    };
    let is_cloud = std::iter::once(first).chain(properties.map(|(_, line)| line)).any(|line| {
        let Some((key, value)) = line.split_once('=') else { return false };
        // Only the service has organisations.
        key.trim() == "sonar.organization"
            || key.trim() == "sonar.host.url" && value.contains("sonarcloud.io")
    });
    let tool = if is_cloud { "sonarcloud" } else { "sonarqube" };
    findings.parsed(line, scan(tool, &["quality"]));
}

/// Notes what Dependency-Check, of OWASP, is to pass over.
pub(crate) fn read_suppressions(file: &File<'_>, findings: &mut Findings) {
    let is_theirs = text::line_in_xml(file.text, "<suppressions").is_some()
        && file.text.contains("dependency-suppression");
    if let Some(line) = text::line_in_xml(file.text, "<suppress>")
        .or_else(|| text::line_in_xml(file.text, "<suppress "))
        .filter(|_| is_theirs)
    {
        findings.parsed(line, ignores("dependency-check", &["sca"]));
    }
}

/// Notes warnings of Brakeman that are passed over, if there are any.
pub(crate) fn read_brakeman(file: &File<'_>, findings: &mut Findings) {
    let ignored = file.yaml().roots.first().and_then(|root| root.get("ignored_warnings"));
    if let Some(first) = ignored.and_then(|ignored| ignored.items().first()) {
        findings.parsed(first.line, ignores("brakeman", &["sast"]));
    }
}

/// Notes a security linter among those golangci-lint is told to run.
pub(crate) fn read_golangci(file: &File<'_>, findings: &mut Findings) {
    let roots = &file.yaml().roots;
    let enabled = roots.iter().filter_map(|root| root.at(&["linters", "enable"]));
    let gosec = enabled.flat_map(Node::items).find(|linter| linter.text() == Some("gosec"));
    if let Some(linter) = gosec {
        findings.parsed(linter.line, scan("gosec", &["sast"]));
    }
}

/// Notes Bandit's table in a Python project.
pub(crate) fn read_python_project(file: &File<'_>, findings: &mut Findings) {
    let table = text::lines(file.text).find(|(_, line)| {
        line.strip_prefix("[tool.bandit").is_some_and(|rest| rest.starts_with([']', '.']))
    });
    if let Some((line, _)) = table {
        findings.pattern(line, scan("bandit", &["sast"]));
    }
}

/// Notes a plan of ZAP's automation: where to look, and what to do there.
pub(crate) fn read_zap_plan(file: &File<'_>, findings: &mut Findings) {
    let plan = file.yaml().roots.iter().find(|root| {
        root.at(&["env", "contexts"]).is_some()
            && root.get("jobs").is_some_and(|jobs| !jobs.items().is_empty())
    });
    if let Some(plan) = plan {
        findings.parsed(plan.line, scan("zap", &["dast"]));
    }
}

/// Notes how ZAP is told to take what it finds: rules by number, each with what to do.
pub(crate) fn read_zap_rules(file: &File<'_>, findings: &mut Findings) {
    let rules = text::lines(file.text).filter_map(|(line, rule)| {
        let mut columns = rule.split('\t');
        let is_number = columns.next()?.trim().bytes().all(|b| b.is_ascii_digit());
        Some((line, columns.next()?.trim())).filter(|_| is_number)
    });
    let rules: Vec<(u32, &str)> = rules.collect();
    if let Some((line, _)) = rules.first() {
        let only = rules.iter().all(|(_, does)| *does == "IGNORE");
        let says = if only { ignores("zap", &["dast"]) } else { scan("zap", &["dast"]) };
        findings.parsed(*line, says);
    }
}

/// The keys at the root of a file in YAML, JSON or TOML.
fn root_keys<'f>(file: &File<'f>) -> Vec<&'f str> {
    if file.name().ends_with(".toml") {
        return text::lines(file.text)
            .filter_map(|(_, line)| line.strip_prefix('['))
            .map(|rest| rest.trim_start_matches('['))
            .filter_map(|rest| rest.split(['.', ']']).next())
            .collect();
    }
    let entries = file.yaml().roots.first().map(Node::entries).unwrap_or_default();
    entries.iter().filter_map(|(key, _)| key.text()).collect()
}

/// What a file says that may hold nothing but what is to be passed over.
pub(crate) fn by_keys(
    file: &File<'_>,
    keys: &[&str],
    tool: &str,
    looks_for: &[&str],
) -> Option<What> {
    let found = root_keys(file);
    if found.is_empty() {
        return None;
    }
    let only = found.iter().all(|key| keys.contains(key));
    Some(if only { ignores(tool, looks_for) } else { scan(tool, looks_for) })
}

/// Whether a file in YAML is one of another tool, called after the scanner it installs or runs.
pub(crate) fn belongs_to_another(file: &File<'_>) -> bool {
    let is_yaml = file.name().ends_with(".yml") || file.name().ends_with(".yaml");
    is_yaml
        && !file.name().starts_with('.')
        && (file.path.split('/').any(|part| part == "templates")
            || root_keys(file).iter().any(|key| OF_OTHERS.contains(key)))
}
