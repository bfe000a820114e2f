//! Measures of upkeep: how far behind shared units things are, updates, and who pays.

use milepost_core::{Measure, ToolFamily, UnitKind, Unknown, What};

use super::Context;
use super::census::{Answer, number, of_answers, share};
use crate::assemble::{evidence, facts_of};
use crate::steps::{Lag, Pace, labels, lags};

/// Deployables a major version or half a year behind a shared unit they use. One whose unit shows no
/// releases may be.
pub(super) fn unit_lag(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let lags = lags(context.estate, component);
        let is = |pace| move |lag: &&Lag<'_>| lag.pace == pace;
        let lines = |lags: Vec<&Lag<'_>>| lags.into_iter().map(|lag| lag.at.clone()).collect();
        let late: Vec<&Lag<'_>> = lags.iter().filter(is(Pace::Late)).collect();
        if !late.is_empty() {
            return Answer::Yes(lines(late));
        }
        match lags.iter().find(is(Pace::Untold)) {
            Some(_) => Answer::Open(Unknown::External),
            None if lags.is_empty() => Answer::Outside,
            None => Answer::No("follows its units".to_owned(), lines(lags.iter().collect())),
        }
    })
}

/// Deployables that carry at least so many of the five labels; the last segment of the id says how
/// many.
pub(super) fn cost(context: &Context<'_>, id: &str) -> Measure {
    let least: usize = id.rsplit('.').next().and_then(|text| text.parse().ok()).unwrap_or(1);
    share(context, id, |component| {
        let (found, ways) = labels(context.estate, component);
        let lines = ways.into_iter().flat_map(|way| way.evidence).collect();
        if found.len() >= least {
            Answer::Yes(lines)
        } else {
            let names: Vec<&str> = found.iter().map(|label| label.name()).collect();
            Answer::No(format!("carries {}", names.join(", ")), lines)
        }
    })
}

/// Deployables that something shrinks, stops or right-sizes.
pub(super) fn saving(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let lines: Vec<_> = component
            .facts_of(What::as_tool)
            .filter(|(_, tool)| tool.family == ToolFamily::CostSaving)
            .map(|(fact, tool)| evidence(component.repository, fact, tool.product.clone()))
            .collect();
        if lines.is_empty() {
            return Answer::No("nothing adjusts it to save".to_owned(), lines);
        }
        Answer::Yes(lines)
    })
}

/// Different products of one family in the organisation.
pub(super) fn products(context: &Context<'_>, id: &str, family: ToolFamily) -> Measure {
    let mut members = std::collections::BTreeMap::new();
    for repository in context.estate.repositories.iter().filter(|r| context.estate.is_active(r)) {
        for (fact, tool) in
            facts_of(repository, What::as_tool).filter(|(_, it)| it.family == family)
        {
            let lines: &mut Vec<_> = members.entry(tool.product.clone()).or_default();
            lines.push(evidence(repository, fact, tool.signs.join(", ")));
        }
    }
    let count = crate::standard::as_f64(members.len());
    let yes = members.into_iter().map(|(id, evidence)| milepost_core::Member {
        id,
        way: String::new(),
        evidence,
    });
    Measure { yes: yes.collect(), ..number(id, Some(milepost_core::Bounds::exactly(count))) }
}

pub(super) fn cost_tools(context: &Context<'_>, id: &str) -> Measure {
    products(context, id, ToolFamily::Cost)
}

pub(super) fn scorecards(context: &Context<'_>, id: &str) -> Measure {
    products(context, id, ToolFamily::Scorecard)
}

/// The sign of a portal as its generator leaves it behind.
const SAMPLE: &str = "create-app sample";

/// Portals that are more than the sample their generator leaves behind (trap T44).
pub(super) fn portals(context: &Context<'_>, id: &str) -> Measure {
    let all = products(context, id, ToolFamily::Portal);
    let is_sample = |at: &milepost_core::Evidence| at.shows.split(", ").any(|sign| sign == SAMPLE);
    let yes: Vec<_> =
        all.yes.into_iter().filter(|member| !member.evidence.iter().all(is_sample)).collect();
    let count = crate::standard::as_f64(yes.len());
    Measure { yes, ..number(id, Some(milepost_core::Bounds::exactly(count))) }
}

/// Whether a product collects the four delivery figures; that one does elsewhere cannot be ruled
/// out.
pub(super) fn tracked(context: &Context<'_>, id: &str) -> Measure {
    let found = products(context, id, ToolFamily::DeliveryFigures);
    let lo = if found.yes.is_empty() { 0.0 } else { 1.0 };
    Measure { yes: found.yes, ..number(id, Some(milepost_core::Bounds { lo, hi: 1.0 })) }
}

/// Shared units of the organisation that are released under a version.
pub(super) fn versioned(context: &Context<'_>, id: &str) -> Measure {
    let owned = context.units.iter().filter(|unit| unit.owned);
    let answers = owned.map(|unit| {
        let lines: Vec<_> = unit.defined.iter().cloned().collect();
        let numbered = unit.versions.keys().any(|version| {
            version
                .trim_start_matches(['v', '^', '~', '=', ' '])
                .starts_with(|c: char| c.is_ascii_digit())
        });
        let answer = match (unit.kind, numbered, unit.versions.keys().all(|v| v == "none")) {
            (_, true, _) => Answer::Yes(lines),
            // The pipeline's own library or preset may be set to a version elsewhere.
            (UnitKind::Library, false, true) => Answer::Open(Unknown::External),
            _ => Answer::No("asked for without a version".to_owned(), lines),
        };
        (unit.source.clone(), answer)
    });
    of_answers(id, answers.collect::<Vec<_>>().into_iter())
}
