//! Environments that jobs and steps name.

use std::collections::BTreeMap;

use milepost_core::{Step, environment};
use milepost_syntax::yaml::Node;

/// Keys of what a deploying step is handed whose value may be its environment.
const KEYS: &[&str] = &["cluster", "environment", "env", "stage", "tier"];

/// Words that such a key may have beside the one that says it.
const BESIDE: &[&str] = &["deploy", "deployment", "name", "target"];

/// The longest name of an environment.
const LENGTH: usize = 40;

/// What a matrix runs over, by its keys.
pub(super) type Over = BTreeMap<String, Vec<String>>;

/// The environment a job names, or hands to the workflow it calls.
pub(super) fn of_job(job: &Node<'_>) -> Option<String> {
    let named = job
        .get("environment")
        .and_then(|environment| environment.text().or_else(|| environment.str("name")));
    let handed = job
        .get("with")
        .filter(|_| job.get("uses").is_some())
        .and_then(|with| with.str("environment").or_else(|| with.str("env")));
    named.or(handed).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// The environments a deploying step is handed, each value of a matrix by itself: a cluster, or what
/// else is called for an environment.
pub(super) fn note(step: &mut Step, node: &Node<'_>, over: &Over) {
    if !step.verbs.iter().any(|verb| verb.is_deploy()) {
        return;
    }
    let handed =
        ["with", "env"].into_iter().filter_map(|key| node.get(key)).flat_map(Node::entries);
    let mut told = handed.filter_map(|(key, value)| {
        let names = expanded(value.text()?.trim(), over);
        let all = !names.is_empty() && names.iter().all(|name| is_name(name));
        (is_key(key.text()?) && all).then_some(names)
    });
    step.environments = told.next().unwrap_or_default();
}

fn is_key(key: &str) -> bool {
    let mut words = milepost_core::name::words(key);
    words.retain(|word| !BESIDE.contains(&word.as_str()));
    matches!(words.as_slice(), [only] if KEYS.contains(&only.as_str()))
}

fn is_name(value: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    value.len() <= LENGTH
        && value.chars().all(plain)
        && environment::of_qualifier(&value.to_ascii_lowercase()).is_some()
}

/// A text with each value of the one key of the matrix that it asks for; nothing where anything else
/// in it is only known when it runs.
fn expanded(text: &str, over: &Over) -> Vec<String> {
    let Some((before, rest)) = text.split_once("${{") else {
        return if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    };
    let found = rest.split_once("}}").and_then(|(inside, behind)| {
        let key = inside.trim().strip_prefix("matrix.")?;
        (!behind.contains("${{")).then_some((over.get(key)?, behind))
    });
    let (values, behind) = found.unzip();
    values
        .into_iter()
        .flatten()
        .map(|value| format!("{before}{value}{}", behind.unwrap_or_default()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_an_environment_when_nothing_else_stands_beside_the_word() {
        for key in ["CLUSTER", "environment", "deploy-env", "ENVIRONMENT_NAME", "stage"] {
            assert!(is_key(key), "{key}");
        }
        for key in ["NODE_ENV", "env-vars", "cluster-ca", "name", "VARS"] {
            assert!(!is_key(key), "{key}");
        }
    }

    #[test]
    fn a_value_is_expanded_by_the_matrix_alone() {
        let values = vec!["dev".to_owned(), "prod".to_owned()];
        let over = Over::from([("cluster".to_owned(), values)]);
        assert_eq!(expanded("${{ matrix.cluster }}-gcp", &over), ["dev-gcp", "prod-gcp"]);
        assert_eq!(expanded("prod", &over), ["prod"]);
        assert_eq!(expanded("${{ inputs.cluster }}", &over), [""; 0]);
        assert_eq!(expanded("${{ matrix.cluster }}-${{ inputs.a }}", &over), [""; 0]);
    }
}
