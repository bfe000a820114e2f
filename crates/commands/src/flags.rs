//! Flags: which take a value, and which change what a command does.

use milepost_core::{DeployModel, Verb};

/// Flags of a tool that take a value as a word of their own and may stand before its subcommand.
const VALUED: &[(&str, &[&str])] = &[
    (
        "docker",
        &[
            "-H",
            "--host",
            "-c",
            "--context",
            "-l",
            "--log-level",
            "--config",
            "-f",
            "--file",
            "-p",
            "--project-name",
            "--profile",
            "--env-file",
            "--project-directory",
        ],
    ),
    ("docker-compose", &["-f", "--file", "-p", "--project-name", "--profile", "--env-file", "-H"]),
    ("kubectl", KUBE),
    ("oc", KUBE),
    ("helm", HELM),
    ("helmfile", &["-e", "--environment", "-f", "--file", "-l", "-n"]),
    ("npm", NODE),
    ("yarn", NODE),
    ("pnpm", NODE),
    ("bun", NODE),
    ("make", &["-C", "-f", "-I", "-o", "-W", "--directory", "--file"]),
    ("just", &["-f", "-d", "--justfile", "--working-directory"]),
    ("task", &["-d", "-t", "--dir", "--taskfile"]),
    (
        "gradle",
        &[
            "-p",
            "--project-dir",
            "-b",
            "-c",
            "-I",
            "--init-script",
            "-x",
            "--exclude-task",
            "--tests",
            "-g",
        ],
    ),
    ("mvn", &["-f", "--file", "-s", "--settings", "-pl", "--projects", "-P", "-T", "-rf"]),
    ("aws", &["--profile", "--region", "--output", "--endpoint-url"]),
    ("gcloud", &["--project", "--account", "--configuration"]),
    ("argocd", &["--server", "--auth-token"]),
    ("wrangler", &["-c", "--config", "-e", "--env", "--cwd"]),
    ("netlify", &["--auth", "--filter"]),
    ("vercel", &["-t", "--token", "-S", "--scope", "--cwd", "-A", "--local-config"]),
    ("firebase", &["-P", "--project", "--account", "--token", "-c", "--config"]),
    ("flyctl", FLY),
    ("fly", FLY),
    ("composer", &["-d", "--working-dir"]),
    ("cargo", &["-C", "--config"]),
    ("git", &["-C", "-c"]),
    ("rake", &["-f", "-C"]),
    ("ant", &["-f", "-buildfile"]),
    ("mix", &[]),
    ("trivy", &["--cache-dir", "-c", "--config"]),
    ("cap", &["-R", "-r", "--roles"]),
    ("fab", &["-H", "--hosts", "-i", "--identity", "-f", "--fabfile", "-c", "--collection"]),
];

const KUBE: &[&str] = &[
    "-n",
    "--namespace",
    "--context",
    "--kubeconfig",
    "-s",
    "--server",
    "--token",
    "--cluster",
    "--user",
    "--as",
    "--certificate-authority",
];

const HELM: &[&str] = &[
    "-n",
    "--namespace",
    "--kube-context",
    "--kubeconfig",
    "--kube-apiserver",
    "--kube-token",
    "--kube-ca-file",
    "--registry-config",
    "--repository-config",
];

const FLY: &[&str] = &["-a", "--app", "-c", "--config", "-t", "--access-token"];

const NODE: &[&str] =
    &["--prefix", "-w", "--workspace", "-C", "--dir", "--filter", "-F", "--cwd", "--loglevel"];

/// The words behind the program's name that are neither flags nor their values.
pub(crate) fn without_flags<'w>(program: &str, words: &'w [String]) -> Vec<&'w str> {
    let valued =
        VALUED.iter().find(|(name, _)| *name == program).map_or(&[][..], |(_, flags)| flags);
    let mut plain = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        if valued.contains(&word.as_str()) {
            rest.next();
        } else if !word.starts_with('-') && !word.starts_with('+') {
            plain.push(word.as_str());
        }
    }
    plain
}

/// What the flags of a command line change about what it does.
pub(crate) fn applied(mut verbs: Vec<Verb>, words: &[String]) -> Vec<Verb> {
    let has = |flags: &[&str]| words.iter().any(|word| flags.contains(&word.as_str()));
    if verbs.contains(&Verb::ImageBuild) && has(&["--push", "--push=true"]) {
        crate::add(&mut verbs, [Verb::ImagePush]);
    }
    if verbs.contains(&Verb::Deploy(DeployModel::CiKubectl)) && has(&["-k", "--kustomize"]) {
        verbs = vec![Verb::Deploy(DeployModel::CiKustomize)];
    }
    if words.iter().any(|word| skips_tests(word)) || excludes_test(words) {
        verbs.retain(|verb| *verb != Verb::UnitTest);
    }
    if verbs.contains(&Verb::Deploy(DeployModel::Ansible)) {
        verbs = played(words);
    }
    if verbs.contains(&Verb::Lint) && lints_for_weaknesses(words) {
        crate::add(&mut verbs, [Verb::Sast]);
    }
    if words.iter().any(|word| only_tries(word)) && !words.iter().any(|word| word == "none") {
        verbs = tried(&verbs);
    }
    verbs
}

/// What a playbook does: one that is only checked or listed changes nothing, and one that a machine
/// plays for itself sets that machine up.
fn played(words: &[String]) -> Vec<Verb> {
    let has = |flags: &[&str]| words.iter().any(|word| flags.contains(&word.as_str()));
    if has(&["--check", "-C", "--syntax-check", "--list-hosts", "--list-tasks", "--list-tags"]) {
        return vec![Verb::Lint];
    }
    let local = words.windows(2).any(|pair| {
        matches!(pair, [flag, value] if matches!(flag.as_str(), "-c" | "--connection") && value == "local"
            || matches!(flag.as_str(), "-i" | "--inventory") && value.starts_with("localhost"))
    });
    let own = words.iter().skip(1).any(|word| word.starts_with(['~', '/']) && word.contains(".y"));
    let aimed = has(&["-i", "--inventory", "-l", "--limit"])
        || words.iter().any(|word| word.starts_with("--inventory=") || word.starts_with("-i"));
    let itself = local || has(&["--connection=local"]) || own && !aimed;
    vec![if itself { Verb::Setup } else { Verb::Deploy(DeployModel::Ansible) }]
}

/// Whether a linter is told to look for weaknesses as well: `golangci-lint run --enable gosec`.
fn lints_for_weaknesses(words: &[String]) -> bool {
    let lints = words.first().is_some_and(|first| first.ends_with("golangci-lint"));
    let names = |listed: &str| listed.split(',').any(|name| name.trim() == "gosec");
    let spaced = words.windows(2).any(|pair| {
        matches!(pair, [flag, listed] if matches!(flag.as_str(), "-E" | "--enable" | "--enable-only") && names(listed))
    });
    let joined = |word: &String| {
        ["--enable=", "--enable-only=", "-E="]
            .iter()
            .any(|flag| word.strip_prefix(flag).is_some_and(names))
    };
    lints && (spaced || words.iter().any(joined))
}

fn skips_tests(word: &str) -> bool {
    matches!(
        word,
        "-DskipTests" | "-DskipTests=true" | "-Dmaven.test.skip" | "-Dmaven.test.skip=true"
    )
}

fn excludes_test(words: &[String]) -> bool {
    words.windows(2).any(|pair| {
        matches!(pair, [flag, task] if (flag == "-x" || flag == "--exclude-task") && task.ends_with("test"))
    })
}

/// Flags with which nothing is changed anywhere. A value that is only known when the pipeline runs
/// does not count.
pub(crate) fn only_tries(word: &str) -> bool {
    let (flag, value) = word.split_once('=').unwrap_or((word, ""));
    matches!(flag, "--dry-run" | "--dryrun" | "--snapshot" | "--syntax-check" | "--dry-run-client")
        && matches!(value, "" | "true" | "client" | "server")
}

/// What remains of verbs when nothing is changed.
pub(crate) fn tried(verbs: &[Verb]) -> Vec<Verb> {
    let mut remaining = Vec::new();
    for verb in verbs {
        match verb {
            Verb::Deploy(
                DeployModel::CiHelm | DeployModel::CiKubectl | DeployModel::CiKustomize,
            ) => crate::add(&mut remaining, [Verb::ChartLint]),
            Verb::Deploy(DeployModel::Ansible) => crate::add(&mut remaining, [Verb::Lint]),
            Verb::Deploy(_) | Verb::Publish | Verb::Release | Verb::ImagePush | Verb::IacApply => {}
            other => crate::add(&mut remaining, [*other]),
        }
    }
    remaining
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linter_that_enables_gosec_looks_for_weaknesses() {
        let said = |line: &str| {
            let words: Vec<String> = line.split(' ').map(ToOwned::to_owned).collect();
            applied(vec![Verb::Lint], &words)
        };
        assert_eq!(said("golangci-lint run --enable gosec,errcheck"), [Verb::Lint, Verb::Sast]);
        assert_eq!(said("bin/golangci-lint run -E=gosec"), [Verb::Lint, Verb::Sast]);
        assert_eq!(said("golangci-lint run --disable gosec"), [Verb::Lint]);
        assert_eq!(said("golangci-lint run"), [Verb::Lint]);
    }
}
