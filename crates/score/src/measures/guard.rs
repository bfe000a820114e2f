//! Measures of secrets and of policy.

use std::collections::BTreeMap;

use milepost_core::{Bounds, Evidence, Measure, PolicyMode, Secret, Unknown, What};

use super::Context;
use super::census::{Answer, Ways, of_answers, share};
use super::pipelines::answer;
use crate::assemble::{Component, evidence, facts_of};
use crate::settings::EnvironmentClass;
use crate::steps::{State, taking};

/// How many mechanisms there are, whatever deployables combine.
pub(super) fn count(context: &Context<'_>, id: &str) -> Measure {
    let ways = mechanisms(context);
    let all: std::collections::BTreeSet<&str> =
        ways.counts().keys().flat_map(|way| way.split(" + ")).collect();
    let number = crate::standard::as_f64(all.len());
    let value =
        (number > 0.0).then(|| Bounds { lo: number, hi: number + f64::from(ways.unknown()) });
    Measure { value, ..ways.distinct(id) }
}

pub(super) fn ways(context: &Context<'_>, id: &str) -> Measure {
    mechanisms(context).effective(id)
}

pub(super) fn top_share(context: &Context<'_>, id: &str) -> Measure {
    mechanisms(context).top_share(id)
}

/// The mechanism of each deployable that uses secrets; several together are a way of their own.
fn mechanisms(context: &Context<'_>) -> Ways {
    Ways::ask(context, |component| {
        let taking = taking("gp.17", context.estate, component)?;
        match taking.state {
            State::Taken => {
                let mut names: Vec<&str> = taking.ways.iter().map(|w| w.unit.as_str()).collect();
                names.sort_unstable();
                let lines = taking.ways.iter().flat_map(|way| way.evidence.clone()).collect();
                Some(Ok((names.join(" + "), lines)))
            }
            State::Unknown(code, _) => Some(Err(code)),
            State::Absent(_) | State::NotApplicable(_) => None,
        }
    })
}

/// Deployables with a secret that can be read in git.
pub(super) fn readable(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| found(component, |_| true))
}

/// Deployables in production with a secret of production that can be read in git.
pub(super) fn readable_in_production(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        found(component, |secret| {
            let class =
                secret.environment.as_deref().map(|e| context.estate.settings.environment(e));
            matches!(class, None | Some(EnvironmentClass::Production))
        })
    })
}

fn found(component: &Component<'_>, counts: impl Fn(&Secret) -> bool) -> Answer {
    let lines: Vec<Evidence> = component
        .facts_of(What::as_secret)
        .filter(|(_, secret)| secret.mechanism.is_readable() && counts(secret))
        .map(|(fact, it)| evidence(component.repository, fact, it.mechanism.name()))
        .collect();
    if lines.is_empty() { Answer::No("none".to_owned(), lines) } else { Answer::Yes(lines) }
}

/// Clusters and roots where policy is enforced: clusters whose repository enforces one, and roots
/// whose pipeline checks one.
pub(super) fn enforced(context: &Context<'_>, id: &str) -> Measure {
    let mut answers: BTreeMap<String, Answer> = BTreeMap::new();
    let active = context.estate.repositories.iter().filter(|it| context.estate.is_active(it));
    for repository in active {
        let enforcing = facts_of(repository, What::as_policy)
            .find(|(_, policy)| policy.mode == PolicyMode::Enforce)
            .map(|(fact, policy)| evidence(repository, fact, policy.engine.clone()));
        for (fact, cluster) in facts_of(repository, What::as_cluster) {
            let name = cluster.name.clone().unwrap_or_else(|| fact.path.clone());
            let answer = match &enforcing {
                Some(at) => Answer::Yes(vec![at.clone()]),
                // What is enforced in a cluster may stand in another repository.
                None => Answer::Open(Unknown::Unmapped),
            };
            answers.insert(format!("{}//{name}", repository.id), answer);
        }
        let running = context.estate.running.get(repository.id.as_str());
        let checks = running
            .into_iter()
            .flatten()
            .flat_map(|it| &it.doings)
            .find(|doing| doing.verb == milepost_core::Verb::PolicyCheck);
        for (folder, at) in super::infrastructure::roots(repository) {
            let answer = match checks {
                Some(doing) => Answer::Yes(vec![doing.at.clone()]),
                None => Answer::No("no policy is checked".to_owned(), vec![at]),
            };
            answers.insert(format!("{}//{folder}", repository.id), answer);
        }
    }
    of_answers(id, answers.into_iter())
}

/// Deployables that an enforced policy covers.
pub(super) fn covered(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| answer(taking("gp.16", context.estate, component)))
}
