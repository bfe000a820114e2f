//! Scanners: what each looks for, the files it is configured by, and the commands it is run by.

/// A file a scanner reads, told by its name.
pub(crate) struct Known {
    /// How its path ends: a name, or a name with the folder it must stand in.
    pub(crate) ends: &'static [&'static str],
    /// The scanner.
    pub(crate) tool: &'static str,
    /// What it looks for, as far as the file alone says.
    pub(crate) looks_for: &'static [&'static str],
    /// What the file holds.
    pub(crate) holds: Holds,
}

/// What a file of a scanner holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Settings.
    Settings,
    /// What is to be passed over, a line each.
    Ignores,
    /// YAML, TOML or JSON that only lists what is to be passed over unless it has other keys than
    /// these at its root.
    Keys(&'static [&'static str]),
}

use Holds::{Ignores, Keys, Settings};

const SAST: &[&str] = &["sast"];
const SCA: &[&str] = &["sca"];
const SECRETS: &[&str] = &["secrets"];
const IAC: &[&str] = &["iac"];
const QUALITY: &[&str] = &["quality"];
const DAST: &[&str] = &["dast"];
const IMAGE: &[&str] = &["image"];

macro_rules! known {
    ($($tool:literal $looks_for:expr, $holds:expr => $($end:literal)+;)+) => {
        &[$(Known { ends: &[$($end),+], tool: $tool, looks_for: $looks_for, holds: $holds }),+]
    };
}

/// The files known by name.
pub(crate) const FILES: &[Known] = known! {
    "audit-ci" SCA, Settings => "audit-ci.json" "audit-ci.jsonc" ".audit-ci.json" "audit-ci.json5";
    "bandit" SAST, Settings => ".bandit" "bandit.yaml" "bandit.yml" ".bandit.yaml" ".bandit.yml";
    "bearer" SAST, Settings => "bearer.yml" "bearer.yaml";
    "better-npm-audit" SCA, Ignores => ".nsprc";
    "brakeman" SAST, Settings => "config/brakeman.yml";
    "bundler-audit" SCA, Keys(&["ignore"]) => ".bundler-audit.yml";
    "cargo-audit" SCA, Settings => ".cargo/audit.toml";
    "cargo-deny" SCA, Settings => "deny.toml";
    "checkmarx" SAST, Settings => ".checkmarx/config.yml" ".checkmarx/config.yaml" "cx.config";
    "checkov" IAC, Settings => ".checkov.yaml" ".checkov.yml";
    "checkov" IAC, Ignores => ".checkov.baseline";
    "codacy" QUALITY, Settings => ".codacy.yml" ".codacy.yaml";
    "codeclimate" QUALITY, Settings => ".codeclimate.yml" ".codeclimate.yaml";
    "deepsource" QUALITY, Settings => ".deepsource.toml";
    "dependency-review" SCA, Settings => ".github/dependency-review-config.yml" ".github/dependency-review-config.yaml";
    "detect-secrets" SECRETS, Settings => ".secrets.baseline";
    "dockle" IMAGE, Ignores => ".dockleignore";
    "fossa" SCA, Settings => ".fossa.yml" ".fossa.yaml";
    "git-secrets" SECRETS, Ignores => ".gitallowed";
    "gitguardian" SECRETS, Settings => ".gitguardian.yaml" ".gitguardian.yml";
    "gitleaks" SECRETS, Settings => ".gitleaks.toml" "gitleaks.toml" ".gitleaks/config.toml";
    "gitleaks" SECRETS, Ignores => ".gitleaksignore";
    "gosec" SAST, Settings => ".gosec.json" "gosec.json" "gosec-config.json";
    "grype" SCA, Keys(&["ignore"]) => ".grype.yaml" ".grype.yml";
    "grype" SCA, Settings => "grype.yaml" "grype.yml" ".grype/config.yaml";
    "hadolint" QUALITY, Keys(&["ignored"]) => ".hadolint.yaml" ".hadolint.yml" "hadolint.yaml" "hadolint.yml";
    "horusec" SAST, Settings => "horusec-config.json";
    "improved-yarn-audit" SCA, Ignores => ".iyarc";
    "kics" IAC, Settings => "kics.config" "kics.yaml" "kics.yml" ".kics.yml" ".kics.yaml" "kics-config.json";
    "mend" SCA, Settings => ".whitesource" "whitesource.config";
    "mobsf" SAST, Settings => ".mobsf";
    "nancy" SCA, Ignores => ".nancy-ignore";
    "npm-audit-resolver" SCA, Ignores => "audit-resolve.json";
    "osv-scanner" SCA, Keys(&["IgnoredVulns", "PackageOverrides"]) => "osv-scanner.toml";
    "qodana" QUALITY, Settings => "qodana.yaml" "qodana.yml";
    "safety" SCA, Settings => ".safety-policy.yml" ".safety-policy.yaml";
    "semgrep" SAST, Settings => ".semgrep.yml" ".semgrep.yaml" "semgrep.yml" "semgrep.yaml";
    "semgrep" SAST, Ignores => ".semgrepignore";
    "sonarcloud" QUALITY, Settings => ".sonarcloud.properties";
    "stackhawk" DAST, Settings => "stackhawk.yml" "stackhawk.yaml";
    "talisman" SECRETS, Keys(&["allowed_patterns", "fileignoreconfig", "scopeconfig", "version"]) => ".talismanrc";
    "terrascan" IAC, Settings => "terrascan.toml" ".terrascan.toml";
    "tfsec" IAC, Settings => ".tfsec/config.yml" ".tfsec/config.yaml" ".tfsec/config.json" "tfsec.yml" "tfsec.yaml";
    "trivy" &[], Ignores => ".trivyignore";
    "trivy" &[], Keys(&["licenses", "misconfigurations", "secrets", "vulnerabilities"]) => ".trivyignore.yaml" ".trivyignore.yml";
    "trufflehog" SECRETS, Ignores => ".trufflehogignore" "trufflehog-exclude.txt" "trufflehog-ignore.txt";
    "trufflehog" SECRETS, Settings => "trufflehog.yaml" "trufflehog.yml" ".trufflehog.yaml" ".trufflehog.yml";
    "veracode" SCA, Settings => "srcclr.yml" "srcclr.yaml";

    "zap" DAST, Settings => "zap-baseline.conf" "zap-full-scan.conf" "zap-api-scan.conf";
};

/// Scanners by the command that runs them, or by the hook that does, and what they look for.
pub(crate) const COMMANDS: &[(&str, &str, &[&str])] = &[
    ("audit-ci", "audit-ci", SCA),
    ("bandit", "bandit", SAST),
    ("bearer", "bearer", SAST),
    ("brakeman", "brakeman", SAST),
    ("bundle-audit", "bundler-audit", SCA),
    ("bundler-audit", "bundler-audit", SCA),
    ("cargo-audit", "cargo-audit", SCA),
    ("cargo-deny", "cargo-deny", SCA),
    ("checkov", "checkov", IAC),
    ("detect-aws-credentials", "pre-commit-hooks", SECRETS),
    ("detect-private-key", "pre-commit-hooks", SECRETS),
    ("detect-secrets", "detect-secrets", SECRETS),
    ("detect-secrets-hook", "detect-secrets", SECRETS),
    ("ggshield", "gitguardian", SECRETS),
    ("git-secrets", "git-secrets", SECRETS),
    ("gitleaks", "gitleaks", SECRETS),
    ("gosec", "gosec", SAST),
    ("govulncheck", "govulncheck", SCA),
    ("grype", "grype", SCA),
    ("hadolint", "hadolint", QUALITY),
    ("kics", "kics", IAC),
    ("njsscan", "njsscan", SAST),
    ("osv-scanner", "osv-scanner", SCA),
    ("pip-audit", "pip-audit", SCA),
    ("python-safety-dependencies-check", "safety", SCA),
    ("ripsecrets", "ripsecrets", SECRETS),
    ("safety", "safety", SCA),
    ("semgrep", "semgrep", SAST),
    ("snyk", "snyk", &[]),
    ("talisman", "talisman", SECRETS),
    ("terrascan", "terrascan", IAC),
    ("tfsec", "tfsec", IAC),
    ("trivy", "trivy", &[]),
    ("trufflehog", "trufflehog", SECRETS),
];

/// What hooks add before and behind the name of what they run.
const BEFORE: &[&str] = &["go-", "terraform_", "terraform-", "terragrunt_"];
const BEHIND: &[&str] = &[
    "-ci",
    "-commit",
    "-container",
    "-diff",
    "-docker",
    "-push",
    "-system",
    "-src",
    "_container",
    "_diff",
];

/// The scanner a command or a hook is.
pub(crate) fn of_command(name: &str) -> Option<(&'static str, &'static [&'static str])> {
    let bare = BEFORE.iter().find_map(|start| name.strip_prefix(start)).unwrap_or(name);
    let bare = BEHIND.iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
    COMMANDS
        .iter()
        .find(|(known, ..)| *known == bare)
        .map(|(_, tool, looks_for)| (*tool, *looks_for))
}

#[cfg(test)]
mod tests {
    use milepost_core::{Verb, VerbTable};

    use super::*;

    #[test]
    fn hooks_are_named_after_what_they_run() {
        assert_eq!(of_command("gitleaks-docker").map(|it| it.0), Some("gitleaks"));
        assert_eq!(of_command("terraform_tfsec").map(|it| it.0), Some("tfsec"));
        assert_eq!(of_command("checkov_diff").map(|it| it.0), Some("checkov"));
        assert_eq!(of_command("detect-secrets").map(|it| it.0), Some("detect-secrets"));
        assert_eq!(of_command("black"), None);
        assert_eq!(of_command("terraform_fmt"), None);
    }

    #[test]
    fn looking_is_named_in_one_vocabulary() {
        let known = ["sast", "sca", "secrets", "image", "iac", "quality", "dast"];
        let all = FILES.iter().map(|file| file.looks_for).chain(COMMANDS.iter().map(|it| it.2));
        assert!(all.flatten().all(|looks_for| known.contains(looks_for)));
    }

    /// Scanners that are no command, but an action or a collection of hooks.
    const NO_COMMAND: &[&str] = &["dependency-review", "pre-commit-hooks"];

    #[test]
    fn what_is_known_by_its_files_is_known_in_pipelines() {
        let table = VerbTable::shipped();
        let scans = |verbs: &[Verb]| {
            let other = [Verb::SecretScan, Verb::IacScan];
            verbs.iter().any(|verb| verb.is_scan() || other.contains(verb))
        };
        let of_files = FILES.iter().map(|file| (file.tool, file.tool, file.looks_for));
        for (command, tool, looks_for) in of_files.chain(COMMANDS.iter().copied()) {
            if looks_for == QUALITY || NO_COMMAND.contains(&tool) {
                continue;
            }
            let others = COMMANDS.iter().filter(|it| it.1 == tool).map(|it| it.0);
            let mut commands = [command].into_iter().chain(others);
            let runs = |command: &str, part: &str| {
                scans(table.of_command(&[command, part]).unwrap_or_default())
            };
            let run = |command| ["scan", "test", "fs"].iter().any(|part| runs(command, part));
            assert!(commands.any(run), "no command of {tool}");
            let named = ["", "-scan", "-check"].iter().any(|behind| {
                scans(&milepost_commands::name_verbs(&format!("{tool}{behind}"), &table))
            });
            assert!(named, "no name of {tool}");
        }
    }
}
