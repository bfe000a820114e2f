//! What a unit, a script or a task is called for.

use milepost_core::name::words;
use milepost_core::{DeployModel, Verb, VerbTable};

/// What the words of a name say. Two neighbouring words are asked for together first, so that
/// `docker-build` is more than a build and `deploy-docs` is no deployment.
pub fn verbs(name: &str, table: &VerbTable) -> Vec<Verb> {
    let words = words(name);
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
