//! Where definitions of CI lie that go by their name: what cannot be read there hides a pipeline, and
//! proves the absence of none (trap T69).

/// Folders at the root whose files of YAML are definitions.
const FOLDERS: &[&str] = &[
    ".github/workflows/",
    ".circleci/",
    ".gitlab/",
    ".buildkite/",
    ".woodpecker/",
    ".semaphore/",
    ".tekton/",
    ".azure-pipelines/",
    ".azuredevops/",
];

/// How names of definitions start at the root.
const AT_ROOT: &[&str] = &[
    ".travis.yml",
    "bitbucket-pipelines.yml",
    ".drone",
    ".woodpecker",
    "appveyor.y",
    ".appveyor.y",
];

/// How names of definitions start in any folder.
const ANYWHERE: &[&str] =
    &[".gitlab-ci", "azure-pipeline", "cloudbuild", "buildspec", "action.yml", "action.yaml"];

/// Whether a file is a definition of CI by its path alone.
pub fn is_pipeline(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let starts = |known: &[&str]| known.iter().any(|start| name.starts_with(start));
    let of_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    let in_yaml = FOLDERS.iter().any(|folder| path.starts_with(folder))
        || folder.is_empty() && starts(AT_ROOT)
        || starts(ANYWHERE);
    let of_jenkins = name.starts_with("Jenkinsfile")
        || name.to_ascii_lowercase().ends_with(".jenkinsfile")
        || folder == "vars" && name.ends_with(".groovy");
    let of_teamcity = folder.split('/').any(|part| part == ".teamcity")
        && (name.ends_with(".kts") || name.ends_with(".kt"));
    of_yaml && in_yaml || of_jenkins || of_teamcity
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_is_known_by_its_path() {
        for path in [
            ".github/workflows/ci.yml",
            ".drone-v1.yml",
            ".woodpecker/test.yaml",
            ".travis.yml",
            "bitbucket-pipelines.yml",
            ".tekton/push.yaml",
            "deploy/cloudbuild.yaml",
            "app/Jenkinsfile_CNP",
            "vars/build.groovy",
            ".teamcity/settings.kts",
            "appveyor.yml",
        ] {
            assert!(is_pipeline(path), "{path}");
        }
        for path in ["docker-compose.yml", ".github/CODEOWNERS", "app/.travis.yml", "src/a.groovy"]
        {
            assert!(!is_pipeline(path), "{path}");
        }
    }
}
