#![doc = include_str!("../README.md")]

mod appveyor;
mod azure_pipelines;
mod bitbucket;
mod buildkite;
mod circleci;
mod cloud_build;
mod codebuild;
mod concourse;
mod delivery;
mod drone;
mod generated;
mod github_actions;
mod gitlab_ci;
mod images;
mod inputs;
mod jenkins;
mod parts;
mod semaphore;
mod steps;
mod teamcity;
mod tekton;
mod travis;
mod unread;

use milepost_core::{Job, VerbTable, What};
use milepost_detector::{Card, Detector, File, Findings};

/// The readers, one for each system; each looks at the path and returns at once when the file is
/// not its own.
const READERS: &[fn(&File<'_>, &mut Findings)] = &[
    appveyor::read,
    azure_pipelines::read,
    bitbucket::read,
    buildkite::read,
    circleci::read,
    cloud_build::read,
    codebuild::read,
    concourse::read,
    drone::read,
    github_actions::read,
    gitlab_ci::read,
    jenkins::read,
    semaphore::read,
    teamcity::read,
    tekton::read,
    travis::read,
];

static CARD: Card = Card {
    id: "ci",
    version: 11,
    summary: "CI definitions and what their jobs do",
    claims: &[
        ".github/workflows/*.yml",
        ".github/workflows/*.yaml",
        "**/action.yml",
        "**/action.yaml",
        ".circleci/*.yml",
        ".circleci/*.yaml",
        "**/*orb*.yml",
        "**/*orb*.yaml",
        "**/src/commands/*.yml",
        "**/src/jobs/*.yml",
        "**/*gitlab-ci*.yml",
        "**/*gitlab-ci*.yaml",
        ".gitlab/**/*.yml",
        ".gitlab/**/*.yaml",
        "*.yml",
        "*.yaml",
        "**/ci/**/*.yml",
        "**/ci/**/*.yaml",
        "**/.ci/**/*.yml",
        "**/gitlab/**/*.yml",
        "**/jobs/**/*.yml",
        "**/templates/**/*.yml",
        "**/templates/**/*.yaml",
        "**/Jenkinsfile*",
        "**/*.jenkinsfile",
        "**/*.Jenkinsfile",
        "vars/*.groovy",
        "**/azure-pipeline*.yml",
        "**/azure-pipeline*.yaml",
        "**/azure-pipelines/**/*.yml",
        "**/.azure-pipelines/**/*.yml",
        "**/.azuredevops/**/*.yml",
        "**/pipelines/**/*.yml",
        ".buildkite/**/*.yml",
        ".buildkite/**/*.yaml",
        ".travis.yml",
        "bitbucket-pipelines.yml",
        ".drone.yml",
        ".drone.yaml",
        ".woodpecker.yml",
        ".woodpecker.yaml",
        ".woodpecker/*.yml",
        ".woodpecker/*.yaml",
        ".tekton/**/*.yaml",
        ".tekton/**/*.yml",
        "**/tekton/**/*.yaml",
        "**/tekton/**/*.yml",
        "**/cloudbuild*.yaml",
        "**/cloudbuild*.yml",
        "**/buildspec*.yml",
        "**/buildspec*.yaml",
        "**/concourse/**/*.yml",
        "**/concourse/**/*.yaml",
        "**/.concourse/**/*.yml",
        "**/.concourse/**/*.yaml",
        "**/tasks/**/*.yml",
        "**/tasks/**/*.yaml",
        ".semaphore/*.yml",
        ".semaphore/*.yaml",
        "**/.teamcity/**/*.kts",
        "**/.teamcity/**/*.kt",
    ],
    claims_by_name: &[],
    emits: &["pipeline", "use", "delivery"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Ci;

struct Ci;

impl Detector for Ci {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        for read in READERS {
            read(file, findings);
        }
        let mut removed = Vec::new();
        for finding in &mut findings.found {
            if let What::Pipeline(pipeline) = &mut finding.what {
                for job in &mut pipeline.jobs {
                    removed.append(&mut unread::remove(job));
                    settle(job, file.verbs);
                }
            }
        }
        findings.found.retain(|finding| {
            let delivers = matches!(finding.what, What::Delivery(_));
            !(delivers && removed.contains(&finding.line))
        });
        generated::mark(file, findings);
    }
}

/// Notes of a job what takes all of its steps to know.
fn settle(job: &mut Job, verbs: &VerbTable) {
    unread::settle(job, verbs);
    job.steps.iter_mut().for_each(|step| inputs::commands(step, verbs));
}

/// Adds what stands beside a pipeline, in the order of the file.
fn append(findings: &mut Findings, mut beside: Findings) {
    beside.found.sort_by_key(|finding| finding.line);
    findings.found.append(&mut beside.found);
    findings.unread.append(&mut beside.unread);
}

#[cfg(test)]
mod tests {
    use milepost_core::definition;

    use super::*;

    /// Claims of files that hold a definition only when their content says so.
    const BY_CONTENT: &[&str] = &[
        "*.y",
        "**/*orb*",
        "**/src/",
        "**/ci/",
        "**/.ci/",
        "**/gitlab/",
        "**/jobs/",
        "**/templates/",
        "**/azure-pipelines/",
        "**/pipelines/",
        "**/tekton/",
        "**/concourse/",
        "**/.concourse/",
        "**/tasks/",
    ];

    #[test]
    fn what_goes_by_its_name_is_known_for_a_definition_when_it_cannot_be_read() {
        let named = CARD
            .claims
            .iter()
            .filter(|claim| !BY_CONTENT.iter().any(|generic| claim.starts_with(generic)));
        for claim in named {
            // A pattern in front of a name stands for what the name may have before it.
            let path = claim.replace("**/*gitlab", ".gitlab").replace("**/", "").replace('*', "a");
            let path = path.replace("Jenkinsfilea", "Jenkinsfile");
            assert!(definition::is_pipeline(&path), "{claim}: {path}");
        }
    }
}
