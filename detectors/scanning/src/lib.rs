#![doc = include_str!("../README.md")]

mod hooks;
mod special;
mod text;
mod tools;

use milepost_detector::{Card, Detector, File, Findings};

use tools::{Holds, Known};

static CARD: Card = Card {
    id: "scanning",
    version: 2,
    summary: "what scanners are set up to look for, and what they are told to pass over",
    claims: &[
        "**/*.yaml",
        "**/*.yml",
        "**/*.toml",
        "**/*suppress*.xml",
        "**/{audit-ci,.audit-ci,audit-resolve}.{json,json5,jsonc}",
        "**/{.gosec,gosec,gosec-config,horusec-config,kics-config}.json",
        "**/.tfsec/config.json",
        "**/{cx,kics,whitesource}.config",
        "**/zap-*-scan.conf",
        "**/zap-baseline.conf",
        "**/{sonar-project,sonar-scanner,.sonarcloud}.properties",
        "**/brakeman.ignore",
        "**/{.checkov,.secrets}.baseline",
        "**/trufflehog-*.txt",
        "**/{.zap,zap}/rules.tsv",
        "**/{.bandit,.dockleignore,.gitallowed,.gitleaksignore,.iyarc,.mobsf,.nancy-ignore,.nsprc}",
        "**/{.semgrepignore,.snyk,.talismanrc,.trivyignore,.trufflehogignore,.whitesource}",
    ],
    claims_by_name: &[],
    emits: &["scan"],
    page: include_str!("../README.md"),
};

/// Parts of paths of what runs scanners.
const PIPELINES: &[&str] = &[".github/workflows/", ".github/actions/", ".circleci/", "gitlab-ci"];

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Scanning;

struct Scanning;

impl Detector for Scanning {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        // A pipeline may be called after the scanner it runs.
        if PIPELINES.iter().any(|part| file.path.contains(part)) {
            return;
        }
        let is_codeql = file.path.contains(".github/codeql/");
        let is_yaml = file.name().ends_with(".yml") || file.name().ends_with(".yaml");
        match file.name() {
            ".pre-commit-config.yaml" | ".pre-commit-config.yml" => {
                hooks::read_pre_commit(file, findings);
            }
            "lefthook.yml" | "lefthook.yaml" | ".lefthook.yml" | ".lefthook.yaml" => {
                hooks::read_lefthook(file, findings);
            }
            "trivy.yaml" | "trivy.yml" => special::read_trivy(file, findings),
            ".snyk" => special::read_snyk(file, findings),
            "sonar-project.properties" | "sonar-scanner.properties" => {
                special::read_sonar(file, findings);
            }
            "brakeman.ignore" => special::read_brakeman(file, findings),
            ".golangci.yml" | ".golangci.yaml" => special::read_golangci(file, findings),
            "pyproject.toml" => special::read_python_project(file, findings),
            "rules.tsv" => special::read_zap_rules(file, findings),
            name if name.ends_with(".xml") => special::read_suppressions(file, findings),
            _ if is_codeql && is_yaml => special::read_codeql(file, findings),
            _ if is_yaml && is_in(file.path, &[".semgrep"]) => {
                special::read_semgrep(file, findings);
            }
            _ if is_yaml && is_in(file.path, &[".zap", "zap"]) => {
                special::read_zap_plan(file, findings);
            }
            _ => by_name(file, findings),
        }
    }
}

fn is_in(path: &str, folders: &[&str]) -> bool {
    path.rsplit('/').skip(1).any(|part| folders.contains(&part))
}

/// Notes a file that is known by its name, when it says anything.
fn by_name(file: &File<'_>, findings: &mut Findings) {
    let Some(known) = tools::FILES.iter().find(|known| is_named(file.path, known)) else {
        return;
    };
    if special::belongs_to_another(file) {
        return;
    }
    let Some(line) = text::first_line(file.text).filter(|_| !text::is_hollow(file.text)) else {
        return;
    };
    let what = match known.holds {
        Holds::Settings => Some(hooks::scan(known.tool, known.looks_for)),
        Holds::Ignores => Some(hooks::ignores(known.tool, known.looks_for)),
        Holds::Keys(keys) => special::by_keys(file, keys, known.tool, known.looks_for),
    };
    if let Some(what) = what {
        findings.named(line, what);
    }
}

fn is_named(path: &str, known: &Known) -> bool {
    known.ends.iter().any(|end| {
        path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    })
}
