//! Measures of pipelines: how many have one, whose, and what it checks.

use std::collections::BTreeSet;

use milepost_core::{Bounds, Evidence, Measure, Member, ToolFamily, Unknown, Verb, What};

use super::Context;
use super::census::{Answer, Ways, share};
use super::history::median_measure;
use crate::assemble::{Component, Doing, Estate, evidence};
use crate::steps::{State, Taking, families, taking};

/// What a step's taking answers to "is it taken?".
pub(super) fn answer(taking: Option<Taking>) -> Answer {
    let Some(taking) = taking else {
        return Answer::Open(Unknown::Unmeasured);
    };
    match taking.state {
        State::Taken => Answer::Yes(taking.ways.into_iter().flat_map(|way| way.evidence).collect()),
        State::Absent(why) => Answer::No(why, Vec::new()),
        State::Unknown(code, _) => Answer::Open(code),
        State::NotApplicable(_) => Answer::Outside,
    }
}

pub(super) fn ci(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| answer(taking("gp.05", context.estate, component)))
}

pub(super) fn scan(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let answer = answer(taking("gp.07", context.estate, component));
        match component.repository.api_facts() {
            // Dependencies are scanned where their alerts are enabled, and no file says so.
            Some(facts) if facts.alerts.is_some() && !matches!(answer, Answer::Yes(_)) => {
                Answer::Yes(vec![component.whole("alerts on dependencies are enabled")])
            }
            _ => answer,
        }
    })
}

pub(super) fn integration_tests(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| does(context, component, |verb| verb == Verb::IntegrationTest))
}

pub(super) fn coverage(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| does(context, component, |verb| verb == Verb::Coverage))
}

/// The median of the coverage that tests of deployables must reach, in per cent, where a pipeline runs
/// them; of several limits the least, which is asked of all. What only a report tells is open.
pub(super) fn median_coverage(context: &Context<'_>, id: &str) -> Measure {
    let (mut known, mut unseen) = (Vec::new(), Vec::new());
    for (component, _) in context.counted() {
        let asked = component.facts_of(What::as_tool).filter_map(|(fact, tool)| {
            let is_it = tool.family == ToolFamily::TestCoverage;
            let least: f64 = tool.asks.as_deref().filter(|_| is_it)?.parse().ok()?;
            // A limit of nothing asks for nothing.
            let at =
                evidence(component.repository, fact, format!("{} asks {least} %", tool.product));
            (least > 0.0).then_some((least, at))
        });
        let least = asked.min_by(|a, b| a.0.total_cmp(&b.0));
        let tests = |verb| matches!(verb, Verb::Coverage | Verb::UnitTest | Verb::IntegrationTest);
        let wanted = |verb| if least.is_some() { tests(verb) } else { verb == Verb::Coverage };
        let code = match (does(context, component, wanted), &least) {
            (Answer::Yes(_), Some((least, at))) => {
                let way = format!("{least} %");
                let member = Member { id: component.id.clone(), way, evidence: vec![at.clone()] };
                known.push((member, Bounds::exactly(*least)));
                continue;
            }
            (Answer::Yes(_), None) => Unknown::External,
            (Answer::Open(code), Some(_)) => code,
            _ => continue,
        };
        let (id, way) = (component.id.clone(), code.code().to_owned());
        unseen.push(Member { id, way, evidence: Vec::new() });
    }
    median_measure(id, known, unseen, context.estate.rules.profile.minimum.units)
}

/// Whether a pipeline does something; a unit that cannot be seen may do it.
fn does(context: &Context<'_>, component: &Component<'_>, wanted: impl Fn(Verb) -> bool) -> Answer {
    let found: Vec<Evidence> = component
        .doings_on_change()
        .filter(|doing| wanted(doing.verb) && !doing.after_deploy)
        .map(|doing| doing.at.clone())
        .collect();
    if !found.is_empty() {
        return Answer::Yes(found);
    }
    if calls_unseen(context, component) {
        return Answer::Open(Unknown::External);
    }
    Answer::No("no pipeline does".to_owned(), Vec::new())
}

/// Deployables whose build or deployment goes through a unit of the organisation. A unit whose
/// definition is not in the scan counts: the call is there (trap T14).
pub(super) fn shared_ci(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let shared: Vec<Evidence> = component
            .doings_on_change()
            .filter(|doing| doing.verb.is_build_or_test() || doing.verb.is_deploy())
            .filter(|doing| !families(context.estate, doing).is_empty())
            .map(|doing| doing.at.clone())
            .collect();
        if !shared.is_empty() {
            return Answer::Yes(shared);
        }
        if calls_unseen(context, component) {
            return Answer::Open(Unknown::External);
        }
        Answer::No("builds and deploys by itself".to_owned(), Vec::new())
    })
}

/// Whether a change starts a pipeline that calls a unit of the organisation which is not in the
/// scan.
fn calls_unseen(context: &Context<'_>, component: &Component<'_>) -> bool {
    let mut unseen = component.pipelines.iter().flat_map(|running| running.unseen(true));
    unseen.any(|unit| context.estate.ownership.owns_call(unit))
}

/// How many CI systems there are, whatever deployables combine.
pub(super) fn systems_count(context: &Context<'_>, id: &str) -> Measure {
    let names: BTreeSet<&str> = context
        .counted()
        .flat_map(|(component, _)| &component.pipelines)
        .filter(|running| running.is_ci())
        .map(|running| running.pipeline.system.name())
        .collect();
    let count = crate::standard::as_f64(names.len());
    let value = (count > 0.0).then(|| Bounds::exactly(count));
    Measure { value, ..systems(context).distinct(id) }
}

pub(super) fn systems_ways(context: &Context<'_>, id: &str) -> Measure {
    systems(context).effective(id)
}

pub(super) fn systems_top(context: &Context<'_>, id: &str) -> Measure {
    systems(context).top_share(id)
}

/// The CI system of each deployable that has CI; one with several counts as its own way.
fn systems(context: &Context<'_>) -> Ways {
    Ways::ask(context, |component| {
        let running: Vec<_> = component.pipelines.iter().filter(|r| r.is_ci()).collect();
        let names: BTreeSet<&str> = running.iter().map(|r| r.pipeline.system.name()).collect();
        let way = names.into_iter().collect::<Vec<_>>().join(" + ");
        let evidence = running
            .iter()
            .filter_map(|running| running.doings.iter().find(|d| d.verb.is_build_or_test()))
            .map(|doing| doing.at.clone())
            .collect();
        (!way.is_empty()).then_some(Ok((way, evidence)))
    })
}

/// Whether any step in a pipeline, an image, a chart or a deployment stands on a shared unit.
pub(super) fn is_shared(estate: &Estate<'_>, doing: &Doing) -> bool {
    !families(estate, doing).is_empty()
}

#[cfg(test)]
mod tests;
