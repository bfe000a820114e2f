//! Where a file stands, and whether what it says is evidence of anything that is run
//! (rubric 0.5 and traps T10, T11).

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a file is set aside: it is no evidence of anything that is run.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Aside {
    /// Belongs to tests: their sources, fixtures, mocks and snapshots, a chart or image only tests use.
    Test,
    /// An example or a sample.
    Example,
    /// Copied from elsewhere.
    Vendored,
    /// The environment developers work in.
    Devcontainer,
    /// The skeleton of a template.
    Skeleton,
    /// A whole repository nested in this one, with CI files that no system runs there.
    NestedRepository,
    /// An archive, or explicitly no longer used.
    Unused,
    /// The CI definition of a system that no longer runs it.
    Dead,
    /// Written by a build, beside what it was written from.
    Generated,
    /// Excluded by the configuration.
    Excluded,
}

impl Aside {
    /// The name as reports and snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Example => "example",
            Self::Vendored => "vendored",
            Self::Devcontainer => "devcontainer",
            Self::Skeleton => "skeleton",
            Self::NestedRepository => "nested repository",
            Self::Unused => "unused",
            Self::Dead => "dead",
            Self::Generated => "generated",
            Self::Excluded => "excluded",
        }
    }
}

impl fmt::Display for Aside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Folder names that set aside everything below them, wherever they stand.
const FOLDERS: &[(&str, Aside)] = &[
    ("test", Aside::Test),
    ("tests", Aside::Test),
    ("__tests__", Aside::Test),
    ("testdata", Aside::Test),
    ("test-data", Aside::Test),
    ("test_data", Aside::Test),
    ("test-fixtures", Aside::Test),
    ("test-image", Aside::Test),
    ("test-images", Aside::Test),
    ("test-resources", Aside::Test),
    ("fixture", Aside::Test),
    ("fixtures", Aside::Test),
    ("__fixtures__", Aside::Test),
    ("mocks", Aside::Test),
    ("__mocks__", Aside::Test),
    ("wiremock", Aside::Test),
    ("unit-test", Aside::Test),
    ("unit-tests", Aside::Test),
    ("integration-test", Aside::Test),
    ("integration-tests", Aside::Test),
    ("integration_tests", Aside::Test),
    ("e2e", Aside::Test),
    ("e2e-tests", Aside::Test),
    ("cypress", Aside::Test),
    ("snapshot_tests", Aside::Test),
    ("__snapshots__", Aside::Test),
    ("example", Aside::Example),
    ("examples", Aside::Example),
    ("contrib", Aside::Example),
    ("sample", Aside::Example),
    ("samples", Aside::Example),
    ("vendor", Aside::Vendored),
    ("third_party", Aside::Vendored),
    ("third-party", Aside::Vendored),
    ("node_modules", Aside::Vendored),
    ("bower_components", Aside::Vendored),
    (".terraform", Aside::Vendored),
    ("cdk.out", Aside::Generated),
    ("dist", Aside::Generated),
    (".next", Aside::Generated),
    (".devcontainer", Aside::Devcontainer),
    ("skeleton", Aside::Skeleton),
    ("skeletons", Aside::Skeleton),
];

/// Folders whose folders are environments.
const ENVIRONMENT_FOLDERS: &[&str] =
    &["environments", "environment", "envs", "env", "overlays", "live"];

/// Marks of a template's placeholder in a path.
const PLACEHOLDERS: &[&str] =
    &["${{", "{{cookiecutter", "{{ cookiecutter", "{{cookie", "{{ copier"];

/// A folder of files that a system reads at the root of a repository only.
const ROOT_ONLY_FOLDER: &str = "/.github/workflows/";

/// Files that a system reads at the root of a repository only: below it, they tell of a whole
/// repository nested in another.
const ROOT_ONLY: &[&str] = &[
    ".circleci/config.yml",
    ".circleci/config.yaml",
    ".gitlab-ci.yml",
    ".travis.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
];

/// Whether the path alone sets a file aside.
pub fn of_path(path: &str) -> Option<Aside> {
    if PLACEHOLDERS.iter().any(|mark| path.contains(mark)) {
        return Some(Aside::Skeleton);
    }
    let (folders, _) = path.rsplit_once('/')?;
    let mut above = String::new();
    let by_name = folders.split('/').find_map(|segment| {
        let lower = segment.to_ascii_lowercase();
        // Among environments, `test` is one of them.
        let parent = std::mem::replace(&mut above, lower.clone());
        if ENVIRONMENT_FOLDERS.contains(&parent.as_str()) {
            return None;
        }
        if lower.starts_with("not used") || lower.starts_with("not-used") {
            return Some(Aside::Unused);
        }
        if lower.starts_with("example-") || lower.starts_with("example_") {
            return Some(Aside::Example);
        }
        if parent == "src" && is_source_set_of_tests(segment) {
            return Some(Aside::Test);
        }
        FOLDERS.iter().find(|(name, _)| *name == lower).map(|(_, aside)| *aside)
    });
    by_name.or_else(|| is_test_of_chart(folders).then_some(Aside::Test))
}

/// Folders that hold charts, or are one.
const CHARTS: &[&str] = &["charts", "chart", "helm"];

/// Whether a folder holds what a chart is tried out with: the `ci` in a chart, as chart-testing
/// lays it out. Among charts, environments, values and templates it is one of them.
fn is_test_of_chart(folders: &str) -> bool {
    let segments: Vec<&str> = folders.split('/').collect();
    segments.iter().enumerate().filter(|(_, segment)| **segment == "ci").any(|(at, _)| {
        let (before, _) = segments.split_at(at);
        let is_one_of_several = before.last().is_some_and(|parent| {
            *parent == "charts" || crate::environment::FOLDERS.contains(parent)
        });
        before.iter().any(|segment| CHARTS.contains(segment))
            && !is_one_of_several
            && !before.contains(&"templates")
    })
}

/// Whether a folder in `src` holds the sources of one kind of tests, as Gradle and Maven lay them
/// out: `integrationTest`, `smoke-tests`.
fn is_source_set_of_tests(folder: &str) -> bool {
    let stem = folder.strip_suffix('s').unwrap_or(folder);
    ["Test", "-test", "_test"].iter().any(|end| stem.len() > end.len() && stem.ends_with(end))
}

/// The folder below the root that is a whole repository by itself, if the path tells of one.
pub fn nested_repository(path: &str) -> Option<&str> {
    let of_file = |file: &&str| path.strip_suffix(file)?.strip_suffix('/');
    let of_folder = || path.split_once(ROOT_ONLY_FOLDER).map(|(above, _)| above);
    of_folder().or_else(|| ROOT_ONLY.iter().find_map(of_file)).filter(|above| !above.is_empty())
}

/// Whether `path` is `folder` or lies below it; the empty folder is the root.
pub fn is_under(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The path, from the root, that `relative` means in `folder`; `None` when it leaves the repository.
pub fn resolve(folder: &str, relative: &str) -> Option<String> {
    let mut segments: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_examples_and_copies_are_set_aside() {
        assert_eq!(of_path("src/test/resources/catalog-info.yaml"), Some(Aside::Test));
        assert_eq!(of_path("examples/main.tf"), Some(Aside::Example));
        assert_eq!(of_path("example-db/Dockerfile"), Some(Aside::Example));
        assert_eq!(of_path("web/node_modules/x/Dockerfile"), Some(Aside::Vendored));
        assert_eq!(of_path("Dockerfile"), None);
        assert_eq!(of_path("test-image/Dockerfile"), Some(Aside::Test));
        assert_eq!(of_path("services/test-results/Dockerfile"), None);
        assert_eq!(of_path("chart/snapshot_tests/values.yaml"), Some(Aside::Test));
        assert_eq!(of_path("environments/test/main.tf"), None);
    }

    #[test]
    fn sources_of_one_kind_of_tests_are_set_aside_where_sources_are() {
        for folder in ["integrationTest", "smoke-test", "smokeTests", "contract_test"] {
            assert_eq!(of_path(&format!("api/src/{folder}/pact.yaml")), Some(Aside::Test));
            assert_eq!(of_path(&format!("{folder}/deployment.yaml")), None, "{folder}");
        }
        assert_eq!(of_path("src/latest/deployment.yaml"), None);
    }

    #[test]
    fn what_a_chart_is_tried_out_with_is_set_aside() {
        for path in [
            "charts/shop/ci/required-values.yaml",
            "charts/shop/ci/test-application/Chart.tpl.yaml",
            "deploy/helm/ci/values.yaml",
            "chart/ci/rules/alerts.yaml",
        ] {
            assert_eq!(of_path(path), Some(Aside::Test), "{path}");
        }
        for path in [
            "ci/deploy.yaml",
            "charts/ci/Chart.yaml",
            "helm/environments/ci/values.yaml",
            "helm/values/ci/values.yaml",
            "charts/jenkins/templates/ci/deployment.yaml",
            "charts/shop/values-ci.yaml",
        ] {
            assert_eq!(of_path(path), None, "{path}");
        }
    }

    #[test]
    fn a_placeholder_in_the_path_is_a_skeleton() {
        assert_eq!(of_path("{{cookiecutter.name}}/Dockerfile"), Some(Aside::Skeleton));
        assert_eq!(of_path("templates/x/${{values.name}}.yaml"), Some(Aside::Skeleton));
    }

    #[test]
    fn ci_files_below_the_root_tell_of_a_nested_repository() {
        assert_eq!(nested_repository("test-app/.circleci/config.yml"), Some("test-app"));
        assert_eq!(nested_repository("a/b/.github/workflows/ci.yml"), Some("a/b"));
        assert_eq!(nested_repository(".github/workflows/ci.yml"), None);
        assert_eq!(nested_repository("docs/.travis.yml.example"), None);
    }

    #[test]
    fn a_relative_path_stays_inside_or_is_none() {
        assert_eq!(resolve("a/b", "../c").as_deref(), Some("a/c"));
        assert_eq!(resolve("", "./a//b/.").as_deref(), Some("a/b"));
        assert_eq!(resolve("a", "../../b"), None);
    }

    #[test]
    fn the_root_holds_everything() {
        assert!(is_under("a/b", ""));
        assert!(is_under("a/b", "a"));
        assert!(!is_under("ab", "a"));
    }
}
