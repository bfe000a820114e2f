//! What a unit, a script or a task is called for.

use milepost_core::name::words;
use milepost_core::{DeployModel, Verb, VerbTable, environment};

/// What the words of a name say. Two neighbouring words are asked for together first, so that
/// `docker-build` is more than a build and `deploy-docs` is no deployment.
pub fn verbs(name: &str, table: &VerbTable) -> Vec<Verb> {
    let words = without_environment(words(name));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let pair = words
            .get(at + 1)
            .map(|next| table.of_name(&format!("{word}{next}")))
            .filter(|verbs| !verbs.is_empty());
        at += if pair.is_some() { 2 } else { 1 };
        crate::add(&mut found, pair.unwrap_or_else(|| table.of_name(word)));
    }
    settled(found, &words)
}

/// Words that open the name of something that brings a thing to an environment.
const BRINGS: &[&str] = &["update", "deploy", "redeploy", "promote", "tag", "rollback"];

/// Words that join two things of which each is done by itself.
const JOINS: &[&str] = &["and", "then"];

/// The words of a name without the environment at its end, where something is brought to it: `deploy
/// test` tests nothing.
fn without_environment(mut words: Vec<String>) -> Vec<String> {
    let [before @ .., last] = words.as_slice() else { return words };
    let is = |word: Option<&String>, known: &[&str]| {
        word.is_some_and(|word| known.contains(&word.as_str()))
    };
    let joined = before.iter().any(|word| JOINS.contains(&word.as_str()));
    let brings = is(before.first(), BRINGS) || is(before.last(), &["to"]);
    if brings && !joined && environment::is_word(last) {
        words.pop();
    }
    words
}

/// Words that open the name of something that tells, makes or takes away the record of a deployment,
/// or is there to find out about one.
const TELLS: &[&str] = &[
    "cancel",
    "check",
    "comment",
    "compute",
    "create",
    "debug",
    "define",
    "delete",
    "describe",
    "detect",
    "determine",
    "disable",
    "download",
    "explain",
    "export",
    "extract",
    "fetch",
    "finalize",
    "find",
    "finish",
    "generate",
    "get",
    "github",
    "has",
    "is",
    "list",
    "load",
    "log",
    "mark",
    "parse",
    "post",
    "pre",
    "print",
    "read",
    "record",
    "remove",
    "report",
    "resolve",
    "review",
    "set",
    "should",
    "show",
    "skip",
    "stop",
    "summarize",
    "summary",
    "tell",
    "update",
    "upload",
    "validate",
    "verify",
    "wait",
    "warn",
];

/// Words of names of something that tests.
const TESTS: &[&str] = &["test", "tests", "testing", "e2e", "smoke"];

/// Whether a name opens with a word that tells of something and does not do it.
pub fn only_tells(name: &str) -> bool {
    words(name).first().is_some_and(|word| TELLS.contains(&word.as_str()))
}

/// Whether a unit or a job is called a deployment or what makes one: `pipelineDeployment`. As a word
/// of anything smaller that is a thing, and not what is done.
pub fn is_deployer(name: &str) -> bool {
    let bare = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml")).unwrap_or(name);
    let words = words(bare);
    let tested = words.iter().any(|word| TESTS.contains(&word.as_str()));
    let last = words.last().is_some_and(|word| matches!(word.as_str(), "deployment" | "deployer"));
    last && !tested && !only_tells(bare)
}

/// Whether a word takes away what was deployed: `tear_down`, `--destroy`.
pub(crate) fn takes_away(word: &str) -> bool {
    let plain: String = word.chars().filter(|c| !matches!(c, '-' | '_')).collect();
    matches!(plain.to_ascii_lowercase().as_str(), "teardown" | "destroy" | "undeploy" | "uninstall")
}

/// Whether something is named for taking away what was deployed, and for nothing beside that.
pub fn is_removal(name: &str) -> bool {
    let words = words(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let pair = words.windows(2).any(|pair| takes_away(&pair.concat()));
    (pair || words.iter().any(|word| takes_away(word))) && !has(JOINS) && !has(&["deploy", "test"])
}

/// What the name of a script or a task of the repository says: here a deployment has a model.
pub(crate) fn script_verbs(name: &str, table: &VerbTable) -> Vec<Verb> {
    let mut found = verbs(name, table);
    for verb in &mut found {
        if *verb == Verb::Deploy(DeployModel::Unseen) {
            *verb = Verb::Deploy(DeployModel::ManualScript);
        }
    }
    found
}

/// Words that open the name of something that looks at a thing and does not make it.
const ASKS: &[&str] = &["check", "verify", "validate", "review", "cancel"];

/// Words that say that something is started on the machine it is called on.
const LOCAL: &[&str] = &["local", "locally", "localhost", "minikube", "kind", "k3d", "localstack"];

/// Words that open the name of something that carries what another step has made.
const CARRIES: &[&str] =
    &["archive", "upload", "download", "publish", "store", "save", "collect", "fetch", "copy"];

/// What tests leave behind.
const TRACES: &[&str] = &["artifact", "artifacts", "result", "results", "report", "reports"];

fn makes(verb: Verb) -> bool {
    use Verb::{Build, Deploy, Docs, ImageBuild, ImagePush, Publish, Release};
    matches!(verb, Build | Deploy(_) | Docs | ImageBuild | ImagePush | Publish | Release)
}

/// What a name means as a whole. To announce, cache, prepare or check something is not to do it; an
/// integration test is no unit test, nor is the test of a chart; the report of a test is published,
/// not the software; what is built around a container is an image.
fn settled(mut found: Vec<Verb>, words: &[String]) -> Vec<Verb> {
    let has = |word: &str| words.iter().any(|other| other == word);
    let several = has("and");
    let first_is =
        |opening: &[&str]| words.first().is_some_and(|word| opening.contains(&word.as_str()));
    for whole in [Verb::Notify, Verb::Cache, Verb::Setup] {
        if !several && found.contains(&whole) {
            return vec![whole];
        }
    }
    if !several && first_is(ASKS) {
        found.retain(|verb| !makes(*verb));
    }
    if LOCAL.iter().any(|word| has(word)) {
        found.retain(|verb| !verb.is_deploy());
    }
    let linted = |verb: &Verb| matches!(verb, Verb::Lint | Verb::ChartLint);
    let test_of = !several && words.first().is_some_and(|word| word == "test");
    if !has("unit") && found.contains(&Verb::IntegrationTest) || test_of && found.iter().any(linted)
    {
        found.retain(|verb| *verb != Verb::UnitTest);
    }
    let reports =
        |verb: &Verb| matches!(verb, Verb::UnitTest | Verb::IntegrationTest | Verb::Coverage);
    if (!several || has("pact") || has("pacts")) && found.iter().any(reports) {
        found.retain(|verb| *verb != Verb::Publish);
    }
    if !several && first_is(CARRIES) && TRACES.iter().any(|trace| has(trace)) {
        found.retain(|verb| !matches!(verb, Verb::UnitTest | Verb::IntegrationTest));
    }
    if ["docker", "container", "image", "images"].into_iter().any(has) {
        for verb in found.iter_mut().filter(|verb| **verb == Verb::Build) {
            *verb = Verb::ImageBuild;
        }
        found.dedup();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str) -> String {
        let found = verbs(name, &VerbTable::shipped());
        found.iter().map(ToString::to_string).collect::<Vec<_>>().join("+")
    }

    #[test]
    fn an_environment_something_is_brought_to_is_no_test() {
        assert_eq!(said("Update test"), "");
        assert_eq!(said("deploy_to_test"), "deploy:unseen");
        assert_eq!(said("Copy images to test"), "");
        assert_eq!(said("deploy and test"), "deploy:unseen+unit-test");
        assert_eq!(said("run-test"), "unit-test");
        assert_eq!(said("update-tests"), "unit-test");
    }

    #[test]
    fn a_deployment_is_made_by_what_is_called_one_and_not_by_what_tells_of_one() {
        for name in ["pipelineDeployment", "app-deployment.yml", "Deployer"] {
            assert!(is_deployer(name), "{name}");
        }
        for name in
            ["create-deployment", "test-deployment", "deployment-status", "smoke_deployment"]
        {
            assert!(!is_deployer(name), "{name}");
        }
    }

    #[test]
    fn what_is_named_for_taking_away_deploys_nothing() {
        for name in ["tear_down_branch", "cron_tear_down", "destroy-dev", "Uninstall", "teardown"] {
            assert!(is_removal(name), "{name}");
        }
        for name in ["deploy-and-destroy", "deploy_teardown", "test-teardown", "down"] {
            assert!(!is_removal(name), "{name}");
        }
    }
}
