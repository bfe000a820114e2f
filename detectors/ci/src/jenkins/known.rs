//! Steps of Jenkins itself and of common plugins, which are no calls of a shared library.

use milepost_core::VerbTable;

/// Steps, wrappers, directives and Groovy's own functions in mixed case; those in lower case alone
/// are never taken for a library's.
const STEPS: &[&str] = &[
    "acceptGitLabMR",
    "addBadge",
    "addEmbeddableBadgeConfiguration",
    "addGitLabMRComment",
    "addShortText",
    "allOf",
    "allowEmptyResults",
    "ansiColor",
    "ansiblePlaybook",
    "ansibleTower",
    "ansibleVault",
    "anyOf",
    "archiveArtifacts",
    "azureCLI",
    "azureKeyVault",
    "azureUpload",
    "beforeAgent",
    "beforeInput",
    "beforeOptions",
    "booleanParam",
    "browserstack",
    "buildDiscarder",
    "buildingTag",
    "catchError",
    "cfnUpdate",
    "changeRequest",
    "checkStyle",
    "checkpoint",
    "cleanWs",
    "configFile",
    "configFileProvider",
    "containerLog",
    "containerTemplate",
    "copyArtifactPermission",
    "copyArtifacts",
    "createSummary",
    "currentBuild",
    "cucumber",
    "customWorkspace",
    "deleteDir",
    "dependencyCheck",
    "dependencyCheckPublisher",
    "dependencyTrackPublisher",
    "disableConcurrentBuilds",
    "discoverGitReferenceBuild",
    "discoverReferenceBuild",
    "disableResume",
    "dockerFingerprintFrom",
    "dockerfile",
    "durabilityHint",
    "ecrLogin",
    "emailext",
    "emailextrecipients",
    "emptyDirVolume",
    "envVar",
    "excludeFile",
    "failFast",
    "fileExists",
    "findBuildScans",
    "findFiles",
    "fortifyUpload",
    "getContext",
    "gerritReview",
    "gitLabConnection",
    "gitParameter",
    "githubNotify",
    "githubPush",
    "gitlabBuilds",
    "gitlabCommitStatus",
    "googleStorageUpload",
    "hangoutsNotify",
    "hostPathVolume",
    "hipchatSend",
    "httpRequest",
    "isUnix",
    "issueCommentTrigger",
    "jiraComment",
    "jiraSendBuildInfo",
    "jiraSendDeploymentInfo",
    "kubeconfig",
    "kubernetesDeploy",
    "lastChanges",
    "libraryResource",
    "liquibaseUpdate",
    "logRotator",
    "logParser",
    "mattermostSend",
    "mavenConsole",
    "modernSCM",
    "newContainerPerStage",
    "nexusArtifactUploader",
    "nexusPolicyEvaluation",
    "nexusPublisher",
    "nodejs",
    "notifyBitbucket",
    "office365ConnectorSend",
    "office365ConnectorWebhooks",
    "openshiftBuild",
    "openshiftDeploy",
    "openshiftTag",
    "openshiftVerifyBuild",
    "openshiftVerifyDeployment",
    "parallelsAlwaysFailFast",
    "perfReport",
    "persistentVolumeClaim",
    "pipelineTriggers",
    "podTemplate",
    "pollSCM",
    "preserveStashes",
    "publishCoverage",
    "publishChecks",
    "publishCucumber",
    "publishETLogs",
    "publishHTML",
    "publishIssues",
    "quietPeriod",
    "rateLimitBuilds",
    "readCSV",
    "readFile",
    "readJSON",
    "readManifest",
    "readMavenPom",
    "readProperties",
    "readTrusted",
    "readYaml",
    "recordCoverage",
    "recordIssues",
    "rtBuildInfo",
    "rtDownload",
    "rtGradleDeployer",
    "rtGradleResolver",
    "rtGradleRun",
    "rtMavenDeployer",
    "rtMavenResolver",
    "rtMavenRun",
    "rtPromote",
    "rtPublishBuildInfo",
    "rtServer",
    "rtUpload",
    "s3Copy",
    "s3Delete",
    "s3Download",
    "s3FindFiles",
    "s3Upload",
    "samDeploy",
    "saucePublisher",
    "taskScanner",
    "scanForIssues",
    "secretEnvVar",
    "secretVolume",
    "sendSplunkConsoleLog",
    "setGitHubPullRequestStatus",
    "sha1",
    "sha256",
    "skipDefaultCheckout",
    "skipStagesAfterUnstable",
    "slackSend",
    "slackUploadFile",
    "snykSecurity",
    "sonarToGitLab",
    "spotBugs",
    "sshCommand",
    "sshGet",
    "sshPublisher",
    "sshPut",
    "sshRemove",
    "sshScript",
    "sshTransfer",
    "sshUserPrivateKey",
    "sshagent",
    "throttleJobProperty",
    "timeoutInMinutes",
    "toJson",
    "triggeredBy",
    "tryLock",
    "twistlockPublish",
    "twistlockScan",
    "updateGitlabCommitStatus",
    "uploadBuild",
    "uploadFile",
    "usernameColonPassword",
    "usernamePassword",
    "validateDeclarativePipeline",
    "veracode",
    "waitForBuild",
    "waitForQualityGate",
    "waitUntil",
    "warnError",
    "withAnt",
    "withAWS",
    "withAWSParameterStore",
    "withChecks",
    "withCheckout",
    "withContext",
    "withCredentials",
    "withDockerContainer",
    "withDockerRegistry",
    "withDockerServer",
    "withEnv",
    "withFolderProperties",
    "withGradle",
    "withKubeConfig",
    "withKubeCredentials",
    "withMaven",
    "withPythonEnv",
    "withSonarQubeEnv",
    "withVault",
    "wrappedRun",
    "writeCSV",
    "writeFile",
    "writeJSON",
    "writeMavenPom",
    "writeYaml",
    "xUnit",
    "xunit",
    "xvfb",
    "zulipSend",
];

/// Steps that do something of their own, beside those the verb table names.
const DOING: &[&str] = &[
    "ansiblePlaybook",
    "cobertura",
    "dependencyCheck",
    "emailext",
    "jacoco",
    "kubernetesDeploy",
    "mail",
    "nexusArtifactUploader",
    "nexusPublisher",
    "openshiftDeploy",
    "recordCoverage",
    "rtUpload",
    "s3Upload",
    "samDeploy",
    "slackSend",
    "snykSecurity",
    "sshPublisher",
    "withSonarQubeEnv",
];

/// First words of names that tell of a setting, a question or a wrapper: what follows them is not
/// what the step does.
const PRELUDES: &[&str] = &[
    "add", "archive", "check", "create", "disable", "enable", "ensure", "fetch", "find", "get",
    "has", "is", "load", "mark", "on", "parse", "read", "set", "validate", "wait", "warn", "with",
    "write",
];

/// Whether the words of a library step's name may say what it does.
pub(super) fn name_tells(name: &str) -> bool {
    let first = name.split(|c: char| c.is_ascii_uppercase() || c == '_').next().unwrap_or(name);
    !PRELUDES.contains(&first)
}

/// The unit that stands for one of Jenkins' own steps, when it does something.
pub(super) fn unit(name: &str, verbs: &VerbTable) -> Option<String> {
    let name = if name == "git" { "checkout" } else { name };
    let unit = format!("jenkins/{name}");
    let does = name == "checkout" || DOING.contains(&name) || verbs.of_unit(&unit).is_some();
    does.then_some(unit)
}

/// Whether a name is one a shared library gives its steps: mixed case, and none of Jenkins' own.
pub(super) fn is_library_step(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.contains(|c: char| c.is_ascii_uppercase())
        && !STEPS.contains(&name)
}

/// Objects whose methods tell of the build, or compute something.
const OBJECTS: &[&str] = &[
    "Math",
    "System",
    "builds",
    "currentBuild",
    "docker",
    "env",
    "params",
    "scm",
    "steps",
    "this",
];

/// First words of methods of Groovy's own objects, which compute something.
const COMPUTING: &[&str] = &[
    "any",
    "append",
    "collect",
    "contains",
    "drop",
    "each",
    "ends",
    "equals",
    "every",
    "first",
    "flatten",
    "format",
    "index",
    "inject",
    "join",
    "keys",
    "last",
    "length",
    "match",
    "matches",
    "max",
    "min",
    "minus",
    "plus",
    "print",
    "println",
    "put",
    "remove",
    "replace",
    "size",
    "sort",
    "split",
    "starts",
    "strip",
    "sub",
    "substring",
    "sum",
    "take",
    "times",
    "to",
    "tokenize",
    "trim",
    "unique",
    "values",
];

/// Whether a call is one of a method that may do something: `build.runTests`. What reads, sets or
/// computes a value does not.
pub(super) fn is_method(name: &str) -> bool {
    let Some((object, method)) = name.split_once('.') else { return false };
    let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let first = method.split(|c: char| c.is_ascii_uppercase() || c == '_').next().unwrap_or(method);
    let does = !COMPUTING.contains(&first) && (!PRELUDES.contains(&first) || makes(method, first));
    !object.is_empty() && plain(object) && plain(method) && !OBJECTS.contains(&object) && does
}

/// `addAll` sets a value, `createResources` makes something, whatever that is.
fn makes(method: &str, first: &str) -> bool {
    matches!(first, "create" | "fetch" | "load" | "archive" | "validate" | "wait")
        && method.len() > first.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_mixed_case_that_jenkins_does_not_know_is_a_librarys() {
        assert!(is_library_step("buildPlugin"));
        assert!(!is_library_step("withCredentials"));
        assert!(!is_library_step("sh"));
        assert!(!is_library_step("Jenkins"));
        assert!(!is_library_step("docker.buildImage"));
        assert!(name_tells("buildPlugin"));
        assert!(!name_tells("withTestUsers"));
    }

    #[test]
    fn a_method_may_do_something_unless_it_reads_or_computes_a_value() {
        for name in ["build.runTests", "provision.createResources", "Deploy.run", "helm.lint"] {
            assert!(is_method(name), "{name}");
        }
        for name in
            ["config.containsKey", "env.run", "name.toLowerCase", ".push", "a.b.c", "list.each"]
        {
            assert!(!is_method(name), "{name}");
        }
    }
}
