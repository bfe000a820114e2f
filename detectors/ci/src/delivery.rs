//! What a step that deploys delivers, as far as its command line says it literally.

use milepost_commands::cluster;
use milepost_core::{Call, Delivery, DeployModel, Step, What};
use milepost_detector::Findings;

use crate::{inputs, steps};

/// The steps of one job alone, what they deliver noted. In a job that makes a cluster for itself,
/// to apply something to a cluster is no deployment, nor is what is only called one.
pub(crate) fn of_steps(
    steps: Vec<(Step, Vec<String>)>,
    environment: Option<&str>,
    findings: &mut Findings,
) -> Vec<Step> {
    let tried = steps.iter().any(|(step, _)| makes_cluster(step));
    let deploys = |step: &Step| step.verbs.iter().any(|verb| verb.is_deploy());
    let otherwise = steps.iter().any(|(step, _)| deploys(step) && !invalidates(step));
    let mut kept = Vec::new();
    for (mut step, words) in steps {
        if tried {
            step.verbs.retain(|verb| !cluster::stays_in_it(*verb));
        }
        if otherwise && invalidates(&step) {
            step.verbs.retain(|verb| !verb.is_deploy());
        }
        for delivery in deliveries(&step, &words, environment) {
            findings.parsed(step.line, What::Delivery(delivery));
        }
        kept.push(step);
    }
    kept
}

/// What a step delivers to each environment that it names itself, else to that of its job.
fn deliveries(step: &Step, words: &[String], environment: Option<&str>) -> Vec<Delivery> {
    let own = step.environments.iter().map(|name| Some(name.as_str()));
    let of_job = step.environments.is_empty().then_some(environment);
    own.chain(of_job).filter_map(|name| of_step(step, words, name)).collect()
}

/// Whether the words of a step's command line say what it delivers.
pub(crate) fn is_told_by_words((step, _): &(Step, Vec<String>)) -> bool {
    steps::deploy_model(step).is_some()
}

/// Puts the words of `fixed`, which hold whoever calls, in the place of those in which the defaults
/// of inputs stand: a default says what is done, not where to.
pub(crate) fn reword(found: &mut [(Step, Vec<String>)], fixed: &[(Step, Vec<String>)]) {
    let told = found.iter_mut().filter(|step| is_told_by_words(step));
    for (step, words) in told {
        let is_same = |other: &Step| {
            other.line == step.line && other.call == step.call && other.verbs == step.verbs
        };
        let same = fixed.iter().find(|(other, _)| is_same(other));
        *words = same.map(|(_, words)| words.clone()).unwrap_or_default();
    }
}

/// Whether a step empties a cache in front of what runs: the end of a copy to a bucket, and nothing of
/// its own where something else is deployed.
fn invalidates(step: &Step) -> bool {
    matches!(&step.call, Call::Command(head) if head.starts_with("aws cloudfront create-invalidation"))
}

fn makes_cluster(step: &Step) -> bool {
    let (Call::Unit(name) | Call::Command(name)) = &step.call;
    cluster::is_made_by(name)
}

/// What `step` delivers; nothing when it does not deploy or only its name says so. `words` is its
/// whole command line, empty for a unit.
pub(crate) fn of_step(
    step: &Step,
    words: &[String],
    environment: Option<&str>,
) -> Option<Delivery> {
    let model = steps::deploy_model(step)?;
    let mut delivery =
        Delivery { environment: environment.map(str::to_owned), ..Delivery::new(model) };
    match model {
        DeployModel::CiHelm => {
            helm(&mut delivery, words);
            delivery.chart = delivery.chart.map(|chart| from_root(chart, &step.paths));
        }
        DeployModel::CiKubectl | DeployModel::CiKustomize => {
            delivery.namespace = flag(words, &["-n", "--namespace"]);
        }
        DeployModel::GitopsArgocd => delivery.name = positional(words, "app", 2),
        _ => {}
    }
    Some(delivery)
}

/// Flags of `helm upgrade` and `helm install` that take a value as a word of their own.
const HELM: &[&str] = &[
    "-n",
    "--namespace",
    "-f",
    "--values",
    "--set",
    "--set-string",
    "--set-file",
    "--set-json",
    "--set-literal",
    "--timeout",
    "--version",
    "--kube-context",
    "--kubeconfig",
    "--kube-token",
    "--kube-apiserver",
    "--kube-ca-file",
    "--history-max",
    "--description",
    "--repo",
    "--post-renderer",
    "--username",
    "--password",
    "-o",
    "--output",
];

fn helm(delivery: &mut Delivery, words: &[String]) {
    delivery.namespace = flag(words, &["-n", "--namespace"]);
    let Some(at) = words.iter().position(|word| word == "upgrade" || word == "install") else {
        return;
    };
    delivery.version = flag(words, &["--version"]);
    let sets = milepost_commands::helm::sets(words);
    delivery.off = sets.iter().filter(|(_, off)| **off).map(|(path, _)| path.clone()).collect();
    delivery.sets = sets.into_keys().collect();
    let computed = milepost_commands::helm::computed(words).into_iter();
    delivery.inputs = computed
        .filter_map(|(path, value)| Some((path, inputs::parameter(&value)?.to_owned())))
        .collect();
    delivery.values = steps::values(words);
    delivery.values.retain(|file| inputs::asks(file));
    let mut rest = words.iter().skip(at + 1);
    let mut named = Vec::new();
    while let Some(word) = rest.next() {
        if HELM.contains(&word.as_str()) {
            rest.next();
        } else if !word.starts_with('-') {
            named.push(word.as_str());
        }
    }
    // A word that is a variable may stand for none or several words, so what follows is not sure.
    let unsure = |word: &&str| word.starts_with(['$', '<', '{', '`']);
    if let [name, chart] = named.as_slice() {
        delivery.name = literal(name);
        delivery.chart = literal(chart).and_then(|chart| path_or_name(&chart));
    } else if let Some(name) = named.first().filter(|word| !unsure(word)) {
        delivery.name = literal(name);
    }
}

/// A path to a chart from the root, when the paths of the step tell the folder it is meant in.
fn from_root(chart: String, paths: &[String]) -> String {
    let Some(path) = chart.strip_prefix("./") else {
        return chart;
    };
    let meant = paths.iter().find(|known| {
        known.strip_suffix(path).is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
    });
    meant.map_or_else(|| chart.clone(), |meant| format!("./{meant}"))
}

/// A chart given by path starts with `./`; a name in a repository, or an address, stays. A path
/// that leaves the checkout says nothing about the repository.
fn path_or_name(chart: &str) -> Option<String> {
    let chart = chart.strip_prefix(milepost_commands::ROOT).unwrap_or(chart);
    if chart.starts_with(['~', '/']) || chart.starts_with("..") {
        return None;
    }
    let path = chart.trim_end_matches("/.").trim_end_matches('/');
    let name = path.split('/').count() == 2 && path == chart && !chart.starts_with('.');
    if name || chart.contains("://") {
        return Some(chart.to_owned());
    }
    Some(format!("./{}", path.strip_prefix("./").unwrap_or(path)))
}

/// The value of a flag, when it is literal.
fn flag(words: &[String], flags: &[&str]) -> Option<String> {
    words.iter().enumerate().find_map(|(at, word)| {
        if flags.contains(&word.as_str()) {
            return words.get(at + 1).and_then(|value| literal(value));
        }
        let (name, value) = word.split_once('=')?;
        flags.contains(&name).then(|| literal(value))?
    })
}

/// The word so many places behind another one.
fn positional(words: &[String], behind: &str, places: usize) -> Option<String> {
    let at = words.iter().position(|word| word == behind)?;
    let word = words.get(at + places)?;
    literal(word).filter(|word| !word.starts_with('-'))
}

/// A word that nothing is filled into when the pipeline runs.
fn literal(word: &str) -> Option<String> {
    let computed = word.contains(['$', '`', '{']) || word.contains("<<");
    (!computed && !word.is_empty()).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use milepost_commands::Folder;
    use milepost_core::VerbTable;

    use super::*;

    fn said(script: &str) -> Vec<String> {
        steps::with_words(script, 1, &mut Folder::default(), &VerbTable::shipped())
            .iter()
            .filter_map(|(step, words)| of_step(step, words, Some("prod")))
            .map(|delivery| delivery.to_string())
            .collect()
    }

    #[test]
    fn helm_says_release_chart_version_and_namespace() {
        assert_eq!(
            said(
                "helm -n shop upgrade --install --set a=b,c=false cart acme/service --version 1.2.3\nhelm upgrade cart charts/a/b/ -n $NS\nhelm upgrade $NAME ./chart"
            ),
            [
                "ci-helm name=cart chart=acme/service version=1.2.3 sets=a,c off=c environment=prod namespace=shop",
                "ci-helm name=cart chart=./charts/a/b environment=prod",
                "ci-helm chart=./chart environment=prod"
            ]
        );
    }

    #[test]
    fn values_that_inputs_decide_say_which() {
        assert_eq!(
            said(
                "helm upgrade cart ./chart --set a.b=${{ inputs.b }},c=${{ inputs.c }}-1 --set-string d=${{ inputs.d }}"
            ),
            ["ci-helm name=cart chart=./chart sets=a.b,c,d inputs=a.b:b environment=prod"]
        );
    }

    #[test]
    fn a_step_that_does_not_deploy_delivers_nothing() {
        assert_eq!(said("helm lint x\nmake test"), Vec::<String>::new());
    }

    #[test]
    fn argo_cd_says_the_application() {
        assert_eq!(
            said("argocd app sync cart --prune"),
            ["gitops-argocd name=cart environment=prod"]
        );
    }
}
