//! Measures of the golden path.

use milepost_core::{Bounds, Deployable, Measure, StandingName, Unknown, Verdict};

use super::Context;
use super::census::{Answer, number, of_answers, share, unknown};
use super::pipelines::is_shared;
use crate::assemble::Component;
use crate::path::is_pathless;
use crate::steps::taking;

/// Deployables that take every applicable core step the standard way.
pub(super) fn on(context: &Context<'_>, id: &str) -> Measure {
    of_answers(
        id,
        context.population().filter(|(_, it)| !is_pathless(it)).map(|(component, deployable)| {
            let answer = if component.counts() {
                on_path(context, deployable)
            } else {
                Answer::Open(Unknown::Unmapped)
            };
            (component.id.clone(), answer)
        }),
    )
}

/// Whether a deployable is on the path.
pub(super) fn on_path(context: &Context<'_>, deployable: &Deployable) -> Answer {
    match deployable.on_path {
        Verdict::Holds => Answer::Yes(Vec::new()),
        Verdict::Fails => Answer::No(String::new(), Vec::new()),
        _ => Answer::Open(why_open(context, deployable)),
    }
}

/// Why nobody can tell whether a deployable is on the path: as of the first core step that is open.
fn why_open(context: &Context<'_>, deployable: &Deployable) -> Unknown {
    let core = context.standards.iter().filter(|standard| standard.core);
    let mut codes = core.filter_map(|it| deployable.standing(&it.step)?.unknown);
    codes.next().unwrap_or(Unknown::NoStd)
}

/// Units of the organisation that at least two repositories use.
pub(super) fn shared_units(context: &Context<'_>, id: &str) -> Measure {
    let owned = context.units.iter().filter(|unit| unit.owned).count();
    number(id, Some(Bounds::exactly(crate::standard::as_f64(owned))))
}

/// Core steps that have a standard; one that nothing looks at yet may have one.
pub(super) fn core_standards(context: &Context<'_>, id: &str) -> Measure {
    let unseen = context.standards.iter().filter(|s| s.core && s.unknown.is_some()).count();
    let lo = f64::from(context.path.core_standards);
    number(id, Some(Bounds { lo, hi: lo + crate::standard::as_f64(unseen) }))
}

/// Golden paths: one, where there is one.
pub(super) fn paths(context: &Context<'_>, id: &str) -> Measure {
    number(id, Some(one_if(context.path.exists)))
}

fn one_if(verdict: Verdict) -> Bounds {
    match verdict {
        Verdict::Holds => Bounds::exactly(1.0),
        Verdict::Fails => Bounds::exactly(0.0),
        _ => Bounds { lo: 0.0, hi: 1.0 },
    }
}

/// Deployables on the path, where there is one.
pub(super) fn best_on(context: &Context<'_>, id: &str) -> Measure {
    if context.path.exists == Verdict::Fails {
        return number(id, Some(Bounds::exactly(0.0)));
    }
    on(context, id)
}

/// Deployables that take one step the standard way.
pub(super) fn standard(
    context: &Context<'_>,
    id: &str,
    step: &str,
    code: Option<Unknown>,
) -> Measure {
    let unseen = context.standards.iter().all(|s| s.step != step || s.unknown.is_some());
    if unseen {
        return unknown(id, code);
    }
    // What is of a segment of its own stands to standards of that.
    let judged = |it: &&milepost_core::Deployable| it.counted && it.segment.is_none();
    let counted = context.deployables.iter().filter(judged);
    of_answers(
        id,
        counted.filter_map(|deployable| {
            let standing = deployable.standing(step)?;
            let lines = standing.evidence.clone();
            let answer = match standing.standing {
                StandingName::Standard => Answer::Yes(lines),
                StandingName::OwnWay | StandingName::Absent | StandingName::Excepted => {
                    Answer::No(standing.standing.name().to_owned(), lines)
                }
                StandingName::Unknown => {
                    Answer::Open(standing.unknown.unwrap_or(Unknown::Unmeasured))
                }
                StandingName::NotApplicable => Answer::Outside,
            };
            Some((deployable.id.clone(), answer))
        }),
    )
}

/// The mean share of applicable steps taken the standard way.
pub(super) fn coverage(context: &Context<'_>, id: &str) -> Measure {
    number(id, context.path.coverage)
}

/// Deployables that stand on no shared unit in pipeline, image, chart or deployment.
pub(super) fn bespoke(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let shared: Vec<_> = ["gp.08", "gp.10"]
            .iter()
            .filter_map(|step| taking(step, context.estate, component))
            .flat_map(|taking| taking.ways)
            .filter(|way| way.family.is_some())
            .flat_map(|way| way.evidence)
            .chain(through_units(context, component))
            .collect();
        if shared.is_empty() {
            Answer::Yes(component.because.clone())
        } else {
            Answer::No(String::new(), shared)
        }
    })
}

/// The first line that builds, tests or deploys through a shared unit when something changes.
fn through_units(context: &Context<'_>, component: &Component<'_>) -> Vec<milepost_core::Evidence> {
    component
        .doings_on_change()
        .filter(|doing| doing.verb.is_build_or_test() || doing.verb.is_deploy())
        .filter(|doing| is_shared(context.estate, doing))
        .map(|doing| doing.at.clone())
        .take(1)
        .collect()
}
