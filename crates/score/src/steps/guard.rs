//! Steps that keep a service safe: policy that is enforced, secrets by a mechanism made for them,
//! and an identity instead of keys.

use milepost_core::{
    Evidence, Object, PolicyMode, Secret, SecretMechanism, Unknown, Verb, What, Workload,
};

use super::pipeline::Wanted;
use super::seen::{Seen, add};
use super::{Taking, Way};
use crate::assemble::{Component, Doing, Estate, evidence, facts_of, writes_secrets};
use crate::rules::is_among;

/// gp.16: a policy is checked on the way, or enforced where it runs.
pub(super) fn policy(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let checked: Vec<&Doing> =
        component.doings_on_change().filter(|doing| doing.verb == Verb::PolicyCheck).collect();
    if !checked.is_empty() {
        let wanted = Wanted::of(is_check, "");
        return super::pipeline::of_doings(estate, component, &checked, wanted);
    }
    let own: Vec<_> = component
        .facts_of(What::as_policy)
        .filter(|(_, policy)| policy.mode == PolicyMode::Enforce)
        .map(|(fact, policy)| (evidence(component.repository, fact, ""), policy))
        .collect();
    if !own.is_empty() {
        let mut ways = Vec::new();
        for (at, policy) in own {
            add(&mut ways, &policy.engine, at);
        }
        return Taking::taken(ways);
    }
    let enforced = estate.repositories.iter().any(|repository| {
        facts_of(repository, What::as_policy).any(|(_, policy)| policy.mode == PolicyMode::Enforce)
    });
    if enforced {
        let why = "policies are enforced; whether where it runs is not seen";
        return Taking::unknown(Unknown::Unmapped, why);
    }
    if super::place::on_kubernetes(component) {
        let why = "no policy is checked in its pipeline; what its cluster enforces is not seen";
        return Taking::unknown(Unknown::External, why);
    }
    let otherwise = "no policy is checked in its pipeline or enforced where it runs";
    super::pipeline::of_doings(estate, component, &[], Wanted::of(is_check, otherwise))
}

fn is_check(verb: Verb) -> bool {
    verb == Verb::PolicyCheck
}

/// gp.17: every secret comes by one mechanism, and none lies readable.
pub(super) fn secrets(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let seen = Seen::of(estate, component, What::as_secret);
    if seen.all().next().is_none() {
        return match super::host::unseen(estate, component) {
            Some(runs) => unseen(&runs, "what secrets it is given"),
            None => Taking::not_applicable("uses no secret, as far as can be seen"),
        };
    }
    let readable = seen.own.iter().find(|(_, secret)| secret.mechanism.is_readable());
    let readable = readable.map(|(at, _)| format!("a secret lies readable at {at}"));
    let ends = chains(estate, &seen);
    if readable.is_none() && ends.iter().all(|(_, it)| is_made_elsewhere(*it)) {
        return Taking::unknown(Unknown::External, made_by(component));
    }
    let mut ways = Vec::new();
    // A reference is how a mechanism that is known hands them over, not one of its own (trap T62).
    for (at, mechanism) in ends.into_iter().filter(|(_, it)| !is_made_elsewhere(*it)) {
        add(&mut ways, mechanism.name(), at);
    }
    let mixed = (ways.len() > 1).then(|| format!("{} mechanisms beside each other", ways.len()));
    let mut taking = Taking::taken(ways);
    taking.deviation = readable.or(mixed);
    taking
}

/// Each line, and the mechanism it ends in. Layers of one chain are one mechanism: an object that
/// asks a store is that store's backend, and what refers to the `Secret` that comes of it is
/// nothing more (trap T62).
fn chains(estate: &Estate<'_>, seen: &Seen<'_, Secret>) -> Vec<(Evidence, SecretMechanism)> {
    let made = seen.all().any(writes_secrets);
    let own = seen.own.iter().map(|(at, secret)| (at, *secret));
    let brought = seen.brought.iter().flat_map(|(way, secrets)| {
        way.evidence.iter().flat_map(|at| secrets.iter().map(move |secret| (at, *secret)))
    });
    own.chain(brought)
        .filter(|(_, it)| !made || it.mechanism != SecretMechanism::KubernetesReference)
        .map(|(at, secret)| (at.clone(), estate.stores.end(secret)))
        .collect()
}

/// Whether only the reference is seen, and not who makes what it refers to.
fn is_made_elsewhere(mechanism: SecretMechanism) -> bool {
    matches!(mechanism, SecretMechanism::UnknownBackend | SecretMechanism::KubernetesReference)
}

/// What is known of who makes the secrets that a component refers to.
fn made_by(component: &Component<'_>) -> String {
    let mut objects = component.facts_of(What::as_object).filter(|(_, it)| it.kind == "Secret");
    if let Some((fact, _)) = objects.next() {
        let at = evidence(component.repository, fact, "");
        return format!("its secret is written at {at}; where the values come from is not seen");
    }
    "references to its secrets are seen, and not what makes them".to_owned()
}

/// gp.36: a workload identity, or a pipeline that proves itself without long-lived keys.
pub(super) fn identity(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let lists = &estate.rules.lists;
    let accounts = Seen::of(estate, component, What::as_object)
        .only(|it| it.kind == "ServiceAccount" && it.target.is_some());
    let mut ways: Vec<Way> = accounts.ways(|_| "workload identity".to_owned());
    let bound = Seen::of(estate, component, What::as_object).only(binds_identity);
    for (at, _) in bound.own {
        add(&mut ways, "workload identity", at);
    }
    let workloads = Seen::of(estate, component, What::as_workload)
        .only(|it| it.identity.is_some() || asks_for_identity(it));
    for (at, _) in workloads.own {
        add(&mut ways, "workload identity", at);
    }
    for at in valued(estate, component) {
        add(&mut ways, "workload identity", at);
    }
    for running in &component.pipelines {
        let asks = running.pipeline.permissions.iter().any(|it| it == "id-token: write");
        // What a build logs in for, if it does, is a registry: only a job that deploys counts.
        let deploys = |job: Option<&String>| {
            running.doings.iter().any(|it| it.verb.is_deploy() && it.about.first() == job)
        };
        let logs_in =
            |doing: &&Doing| is_login(&lists.cloud_logins, doing) && deploys(doing.about.first());
        if let Some(doing) = running.doings.iter().find(logs_in).filter(|_| asks) {
            let at = doing.at.clone();
            add(&mut ways, "pipeline identity (OIDC)", at);
        }
    }
    let keys = static_keys(&lists.key_inputs, component);
    match (ways.is_empty(), keys) {
        (true, None) => {
            if let Some(doing) = component.doings().find(|it| is_login(&lists.cloud_logins, it)) {
                let why = format!("its pipeline logs in to a cloud at {}", doing.at);
                return unseen(&why, "under which identity it runs");
            }
            match super::host::unseen(estate, component) {
                Some(runs) => unseen(&runs, "under which identity"),
                None => Taking::not_applicable("uses no cloud identity, as far as can be seen"),
            }
        }
        (true, Some(way)) => Taking::taken(vec![way]),
        (false, keys) => {
            let mut taking = Taking::taken(ways);
            let at = keys.and_then(|way| way.evidence.into_iter().next());
            taking.deviation = at.map(|at| format!("long-lived keys are handed over at {at}"));
            taking
        }
    }
}

/// Whether an object gives pods an identity of the cloud.
fn binds_identity(object: &Object) -> bool {
    matches!(object.kind.as_str(), "AzureIdentity" | "AzureIdentityBinding")
}

/// Whether a workload is labelled to be given one.
fn asks_for_identity(workload: &Workload) -> bool {
    workload.labels.get("azure.workload.identity/use").is_some_and(|value| value == "true")
}

/// Whether it exchanges a pipeline's identity for access to a cloud. Capitals in the name of an action
/// make no difference.
fn is_login(actions: &[String], doing: &Doing) -> bool {
    let by = doing.by.to_ascii_lowercase();
    actions.iter().any(|it| by.starts_with(it.as_str()))
}

/// What cannot be told, because what runs the component cannot be looked into.
fn unseen(runs: &str, what: &str) -> Taking {
    Taking::unknown(Unknown::External, format!("{runs}; {what} is not seen"))
}

/// Values that name the identity a chart is to run the component under: a chart's own, or handed to
/// one it depends on.
fn valued(estate: &Estate<'_>, component: &Component<'_>) -> Vec<Evidence> {
    let dependencies: Vec<&str> = component.dependencies().collect();
    let names_it = |key: &str| {
        let handed = key.split_once('.').filter(|(chart, _)| dependencies.contains(chart));
        is_among(&estate.rules.lists.identity_values, handed.map_or(key, |(_, rest)| rest))
    };
    let mut found = Vec::new();
    for (fact, values) in &component.values {
        let off = |key: &String| values.off.binary_search(key).is_ok();
        if let Some(key) = values.keys.iter().find(|key| names_it(key) && !off(key)) {
            let line = values.line_of(key).unwrap_or(fact.line);
            found.push(Evidence { line, ..evidence(component.repository, fact, key.clone()) });
        }
    }
    found
}

fn static_keys(inputs: &[String], component: &Component<'_>) -> Option<Way> {
    component.pipelines.iter().find_map(|running| {
        let steps = running.pipeline.jobs.iter().flat_map(|job| &job.steps);
        let step =
            steps.into_iter().find(|step| step.inputs.keys().any(|key| is_among(inputs, key)))?;
        let at = Evidence {
            repository: component.repository.id.clone(),
            path: running.fact.path.clone(),
            line: step.line,
            shows: "long-lived keys".to_owned(),
        };
        Some(Way { evidence: vec![at], ..Way::own("long-lived keys") })
    })
}
