//! How a change is let into production, and how it is taken back.

use milepost_core::{DeployModel, Tool, ToolFamily, Unknown, Verb, What};

use super::deploy::deploys;
use super::reached::{self, Reached};
use super::seen::{Seen, add};
use super::{Taking, Way};
use crate::assemble::{Component, Doing, Estate, evidence};
use crate::settings::EnvironmentClass;

/// gp.14: what runs in production is what a merged change says. A gate in a pipeline is another
/// way; whether an environment has reviewers stands in GitHub's API.
pub(super) fn promotion(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let mut ways: Vec<Way> = Vec::new();
    for (at, _) in routes(component) {
        add(&mut ways, "a change to what the GitOps controller reads", at);
    }
    if !ways.is_empty() {
        return Taking::taken(ways);
    }
    let production = production(estate, component);
    if production.is_empty() {
        let open = reached::open(&reached::reached(estate, component));
        return match open {
            Some(why) => Taking::unknown(Unknown::Dynamic, why),
            None => Taking::unknown(Unknown::External, "nothing visible deploys it to production"),
        };
    }
    for doing in production.iter().filter(|doing| doing.gated) {
        let mut way = Way::own("a gate in the pipeline");
        way.evidence.push(doing.at.clone());
        ways.push(way);
    }
    if !ways.is_empty() {
        return Taking::taken(ways);
    }
    let told = component.repository.api_facts();
    let Some(environments) = told.and_then(|facts| facts.environments.as_ref()) else {
        let why = "whether its environments have reviewers is for GitHub's API to say";
        return Taking::unknown(Unknown::NoApi, why);
    };
    let reviewed: Vec<&str> =
        environments.iter().filter(|it| it.reviewed).map(|it| it.name.as_str()).collect();
    for doing in production.iter().filter(|it| is_reviewed(estate, component, (it, &reviewed))) {
        add(&mut ways, "reviewers of the environment", doing.at.clone());
    }
    let unseen = production.iter().find(|doing| {
        doing.environment.is_none() && doing.verb == Verb::Deploy(DeployModel::Unseen)
    });
    if let Some(doing) = unseen.filter(|_| ways.is_empty()) {
        let why = format!("{} deploys it; whether that waits for anybody is not seen", doing.by);
        return Taking::unknown(Unknown::External, why);
    }
    if ways.is_empty() {
        for doing in &production {
            add(&mut ways, "a deploy that nobody has to approve", doing.at.clone());
        }
    }
    Taking::taken(ways)
}

/// Whether somebody has to approve what a deploy brings to production: what a job is only called is no
/// environment that anybody guards.
fn is_reviewed(
    estate: &Estate<'_>,
    component: &Component<'_>,
    (doing, reviewed): (&Doing, &[&str]),
) -> bool {
    let to = doing.environment.as_ref().map(|_| reached::of(estate, component, doing));
    let names = to.iter().flat_map(|to| to.of_class(estate, EnvironmentClass::Production));
    let mut names = names.into_iter();
    names.any(|name| reviewed.iter().any(|it| it.eq_ignore_ascii_case(name)))
}

/// gp.15: a roll-out that is judged by how it fares.
pub(super) fn burn_gate(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let gates = |it: &Tool| {
        it.family == ToolFamily::ProgressiveDelivery
            && it.signs.iter().any(|sign| sign.contains("analysis"))
    };
    let seen = Seen::of(estate, component, What::as_tool).only(gates);
    Taking::of(seen.ways(|it| it.product.clone()), "no roll-out of it is judged by how it fares")
}

/// What commands that go back to an earlier version have in their names.
const ROLLS_BACK: &[&str] = &["rollback", "rollout undo", "rollouts undo", "job revert"];

/// Flags of a deploy that goes back by itself.
const ON_FAILURE: &[&str] = &["--atomic", "--rollback-on-failure"];

/// gp.39: the version before can be had back without anybody's craft.
pub(super) fn rollback(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let mut ways: Vec<Way> = Vec::new();
    for (at, _) in routes(component) {
        add(&mut ways, "reverting a change the GitOps controller reads", at);
    }
    for doing in component.doings() {
        let named = |signs: &[&str]| signs.iter().any(|sign| doing.by.contains(sign));
        if named(ON_FAILURE) {
            add(&mut ways, "a rollback when a deploy fails", doing.at.clone());
        } else if named(ROLLS_BACK) {
            add(&mut ways, "a rollback in the pipeline", doing.at.clone());
        }
    }
    if !ways.is_empty() {
        return Taking::taken(ways);
    }
    if deploys(estate, component).is_empty() {
        return Taking::unknown(Unknown::External, "nothing visible deploys it");
    }
    let by_hand = |running: &&crate::assemble::Running<'_>| {
        let deploys = running.doings.iter().any(|doing| doing.verb.is_deploy());
        deploys && running.pipeline.triggers.iter().any(|it| it.event == "workflow_dispatch")
    };
    if component.pipelines.iter().copied().any(|running| by_hand(&running)) {
        let why = "a deploy can be started by hand; whether of an older version is not seen";
        return Taking::unknown(Unknown::Dynamic, why);
    }
    Taking::absent("no way back that is written down or automated")
}

/// GitOps routes of a component, its own and those that read it from elsewhere.
fn routes<'a>(
    component: &Component<'a>,
) -> Vec<(milepost_core::Evidence, &'a milepost_core::Delivery)> {
    let own = component
        .facts_of(What::as_delivery)
        .map(|(fact, it)| (evidence(component.repository, fact, it.model.to_string()), it));
    let links = component.links.iter();
    let linked = links.filter_map(|link| Some((link.evidence("reads it"), link.delivery()?)));
    own.chain(linked).filter(|(_, delivery)| delivery.model.is_gitops()).collect()
}

/// Deploys that reach production.
fn production<'a>(estate: &Estate<'_>, component: &Component<'a>) -> Vec<&'a Doing> {
    let is_production =
        |to: &Reached| !to.of_class(estate, EnvironmentClass::Production).is_empty();
    reached::reached(estate, component)
        .into_iter()
        .filter(|(doing, to)| is_production(to) && matches!(doing.verb, Verb::Deploy(_)))
        .map(|(doing, _)| doing)
        .collect()
}
