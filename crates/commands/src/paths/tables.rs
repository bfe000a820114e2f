//! What is known of programs, flags and names of files.

/// Flags whose value is a file or a folder, by the program they belong to.
pub(super) const FLAGS: &[(&[&str], &[&str])] = &[
    (
        &["docker", "docker-compose", "podman"],
        &["-f", "--file", "--project-directory", "--env-file"],
    ),
    (&["buildah"], &["-f", "--file"]),
    (&["executor"], &["--context", "--dockerfile"]),
    (&["kubectl", "oc"], &["-f", "--filename", "-k", "--kustomize"]),
    (&["helm"], &["-f", "--values"]),
    (&["helmfile", "skaffold"], &["-f", "--file", "--filename"]),
    (&["terraform", "tofu"], &["-chdir", "-var-file"]),
    (&["terragrunt"], &["--terragrunt-working-dir", "--working-dir", "-chdir"]),
    (&["npm"], &["--prefix", "-C", "--workspace", "-w"]),
    (&["yarn", "bun"], &["--cwd"]),
    (&["pnpm"], &["-C", "--dir", "--filter", "-F"]),
    (&["make", "gmake"], &["-C", "--directory", "-f", "--file"]),
    (&["just"], &["-f", "--justfile", "-d", "--working-directory"]),
    (&["task", "go-task"], &["-d", "--dir", "-t", "--taskfile"]),
    (&["gradle", "gradlew"], &["-p", "--project-dir", "-b", "--build-file"]),
    (&["mvn", "mvnw"], &["-f", "--file", "-pl", "--projects"]),
    (&["cargo"], &["--manifest-path"]),
    (&["composer"], &["-d", "--working-dir"]),
    (&["go"], &["-C"]),
    (&["poetry"], &["-C", "--directory", "-P", "--project"]),
    (&["uv"], &["--directory", "--project"]),
    (&["dotnet"], &["--project"]),
    (&["serverless", "sls"], &["-c", "--config"]),
    (&["sam"], &["-t", "--template", "--template-file"]),
    (&["ansible-playbook"], &["-i", "--inventory"]),
    (&["aws"], &["--template-file"]),
    (&["gcloud"], &["--source", "--config"]),
    (&["fly", "flyctl", "wrangler"], &["-c", "--config"]),
];

/// Programs whose words are not paths of this repository: they speak of other machines, of what
/// runs in a container, of references.
pub(super) const ELSEWHERE: &[&str] =
    &["ssh", "curl", "wget", "git", "gh", "glab", "skopeo", "crane", "cosign"];

/// Programs that build an image out of the folder they are given last.
pub(super) const BUILDERS: &[&str] = &["docker", "podman", "buildah", "kustomize"];

/// First folders of a path to a chart, told from a chart of a repository by that name.
pub(super) const CHARTS: &[&str] = &[
    "chart",
    "charts",
    "helm",
    "helm_deploy",
    "deploy",
    "deployment",
    "k8s",
    "kubernetes",
    "infra",
];

/// Folders that hold what was made, not what it is made of.
pub(super) const MADE: &[&str] = &[
    "dist",
    "build",
    "target",
    "out",
    "coverage",
    "node_modules",
    "vendor",
    "tmp",
    "reports",
    "test-results",
    "test_results",
    "artifacts",
    ".git",
    "_site",
];

/// Flags whose value is written, not read.
pub(super) const WRITTEN: &[&str] = &[
    "-o",
    "--output",
    "--out",
    "--output-file",
    "--out-dir",
    "--outdir",
    "-out",
    "--outputs-file",
    "--outfile",
];

/// Endings of files a command may be given as it stands.
pub(super) const ENDINGS: &[&str] = &[
    "sh",
    "bash",
    "py",
    "js",
    "mjs",
    "ts",
    "rb",
    "pl",
    "php",
    "groovy",
    "ps1",
    "yml",
    "yaml",
    "json",
    "toml",
    "tf",
    "tfvars",
    "hcl",
    "gradle",
    "kts",
    "csproj",
    "sln",
    "slnx",
    "props",
    "go",
    "rego",
    "cue",
    "j2",
    "tpl",
    "env",
    "cfg",
    "conf",
    "ini",
    "dockerfile",
    "Dockerfile",
    "mk",
];
