//! The shape of pipelines (rubric 0.7): the same, similar, and copies of one another.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Bounds, Evidence, Measure, Unknown};
use rayon::prelude::*;

use super::Context;
use super::census::{Answer, Ways, share};
use super::rare::Rare;
use crate::assemble::{Component, Doing, Estate, Running};
use crate::steps::families;

/// Tokens in a row that are compared (rubric 0.7, F3).
const SHINGLE: usize = 3;

/// The normal form of the CI of each component that has any, by id.
pub(crate) fn forms<'c>(
    estate: &Estate<'_>,
    components: &'c [Component<'_>],
) -> BTreeMap<&'c str, String> {
    components
        .par_iter()
        .filter_map(|component| {
            Some((component.id.as_str(), normal_form(estate, component, |_| true)?))
        })
        .collect()
}

/// What CI does for a component, as one line: triggers, then what its jobs do, without names,
/// versions and order of no consequence (rubric 0.7). Of its pipelines, those that `pick` picks.
fn normal_form(
    estate: &Estate<'_>,
    component: &Component<'_>,
    pick: impl Fn(&Running<'_>) -> bool,
) -> Option<String> {
    let ci = component.pipelines.iter().filter(|running| running.is_ci() && pick(running));
    let mut parts: Vec<Vec<String>> = ci.map(|running| of_pipeline(estate, running)).collect();
    parts.sort();
    parts.dedup();
    let tokens: Vec<String> = parts.into_iter().flatten().collect();
    (!tokens.is_empty()).then(|| tokens.join(" | "))
}

fn of_pipeline(estate: &Estate<'_>, running: &Running<'_>) -> Vec<String> {
    let events: BTreeSet<&str> =
        running.pipeline.triggers.iter().map(|trigger| trigger.event.as_str()).collect();
    let mut tokens = vec![format!("on {}", events.into_iter().collect::<Vec<_>>().join(" "))];
    let mut jobs: Vec<String> = running
        .jobs()
        .into_iter()
        .enumerate()
        .map(|(index, job)| {
            let doings = running.doings.iter().filter(|doing| doing.job == index);
            job_token(estate, doings, job.gated)
        })
        .filter(|token| !token.is_empty())
        .collect();
    jobs.sort();
    tokens.extend(jobs);
    tokens
}

fn job_token<'d>(
    estate: &Estate<'_>,
    doings: impl Iterator<Item = &'d Doing>,
    gated: bool,
) -> String {
    let mut words: BTreeSet<String> = BTreeSet::new();
    for doing in doings {
        let units = families(estate, doing);
        match units.first() {
            Some((family, _)) => words.insert(format!("{} by {family}", doing.verb)),
            None => words.insert(doing.verb.to_string()),
        };
    }
    if gated {
        words.insert("gate".to_owned());
    }
    words.into_iter().collect::<Vec<_>>().join(", ")
}

/// The shape of each deployable's CI, as one line of text.
fn shapes(context: &Context<'_>) -> Ways {
    Ways::ask(context, |component| {
        let form = context.forms.get(component.id.as_str())?;
        if component.pipelines.iter().any(|running| running.pipeline.dynamic.is_some()) {
            return Some(Err(Unknown::Dynamic));
        }
        Some(Ok((form.clone(), first_lines(component))))
    })
}

fn first_lines(component: &Component<'_>) -> Vec<Evidence> {
    component
        .pipelines
        .iter()
        .filter(|running| running.is_ci())
        .filter_map(|running| running.doings.first())
        .map(|doing| doing.at.clone())
        .collect()
}

pub(super) fn distinct(context: &Context<'_>, id: &str) -> Measure {
    shapes(context).distinct(id)
}

pub(super) fn per_hundred(context: &Context<'_>, id: &str) -> Measure {
    let known = shapes(context).counts().values().sum();
    of_hundred(shapes(context).distinct(id), known)
}

pub(super) fn ways_per_hundred(context: &Context<'_>, id: &str) -> Measure {
    let known = shapes(context).counts().values().sum();
    of_hundred(shapes(context).effective(id), known)
}

fn of_hundred(mut measure: Measure, known: u32) -> Measure {
    let per = |number: f64| number * 100.0 / f64::from(known.max(1));
    measure.value = measure.value.map(|v| Bounds { lo: per(v.lo), hi: per(v.hi) });
    measure
}

pub(super) fn ways(context: &Context<'_>, id: &str) -> Measure {
    shapes(context).effective(id)
}

pub(super) fn top_share(context: &Context<'_>, id: &str) -> Measure {
    shapes(context).top_share(id)
}

/// The shape most share; the first by name among equals.
fn mode(context: &Context<'_>) -> Option<String> {
    let shapes = shapes(context);
    let best = shapes.counts().iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    best.filter(|(_, count)| **count > 1).map(|(shape, _)| shape.clone())
}

pub(super) fn same(context: &Context<'_>, id: &str) -> Measure {
    let mode = mode(context);
    share(context, id, |component| match context.forms.get(component.id.as_str()) {
        None => Answer::No("no CI".to_owned(), Vec::new()),
        Some(form) if Some(form) == mode.as_ref() => Answer::Yes(first_lines(component)),
        Some(_) => Answer::No("another shape".to_owned(), first_lines(component)),
    })
}

/// Deployables that look like the most usual pipeline and are not the same.
pub(super) fn similar(context: &Context<'_>, id: &str) -> Measure {
    let mode = mode(context);
    let least = context.estate.rules.profile.number("similar", "jaccard");
    share(context, id, |component| {
        let form = context.forms.get(component.id.as_str());
        let (Some(form), Some(mode)) = (form, mode.as_deref()) else {
            return Answer::No("nothing to compare".to_owned(), Vec::new());
        };
        if form != mode && jaccard(&shingles(form), &shingles(mode)) >= least {
            return Answer::Yes(first_lines(component));
        }
        Answer::No(String::new(), Vec::new())
    })
}

/// Deployables in clusters of near-copies that share no unit. Pipelines that something generates or
/// keeps in step are no copies that somebody made (trap T12).
pub(super) fn duplicates(context: &Context<'_>, id: &str) -> Measure {
    let least = context.estate.rules.profile.number("similar", "jaccard");
    let members = context.estate.rules.profile.number("duplicate", "members");
    let own: BTreeMap<&str, BTreeSet<String>> = context
        .counted()
        .filter(|(component, _)| {
            component.doings().all(|doing| families(context.estate, doing).is_empty())
        })
        .filter_map(|(component, _)| {
            let form = normal_form(context.estate, component, |running| !running.generated)?;
            Some((component.id.as_str(), shingles(&form)))
        })
        .collect();
    let alike = alike(&own, least);
    share(context, id, |component| match alike.get(component.id.as_str()) {
        None => Answer::No("shares a unit, is generated, or has no CI".to_owned(), Vec::new()),
        Some(count) if crate::standard::as_f64(*count) >= members => {
            Answer::Yes(first_lines(component))
        }
        Some(_) => Answer::No(String::new(), Vec::new()),
    })
}

/// How many are at least so much alike, each counting itself. Only those that share one of their
/// rarest rows are compared: nothing else can be alike enough, and the rest is most of them.
fn alike<'o>(own: &BTreeMap<&'o str, BTreeSet<String>>, least: f64) -> BTreeMap<&'o str, usize> {
    let rare = Rare::of(own.values(), least);
    let mut holders: BTreeMap<&String, Vec<&'o str>> = BTreeMap::new();
    for (id, rows) in own {
        for row in rare.rarest(rows) {
            holders.entry(row).or_default().push(id);
        }
    }
    own.iter()
        .map(|(id, rows)| {
            let near: BTreeSet<&str> = rare
                .rarest(rows)
                .iter()
                .filter_map(|row| holders.get(row))
                .flatten()
                .copied()
                .collect();
            let count = near
                .iter()
                .filter(|other| own.get(*other).is_some_and(|other| jaccard(rows, other) >= least));
            (*id, count.count())
        })
        .collect()
}

fn shingles(form: &str) -> BTreeSet<String> {
    let tokens: Vec<&str> = form.split([' ', ',', '|']).filter(|token| !token.is_empty()).collect();
    if tokens.len() < SHINGLE {
        return BTreeSet::from([tokens.join(" ")]);
    }
    tokens.windows(SHINGLE).map(|window| window.join(" ")).collect()
}

/// The share of what either has that both have.
fn jaccard(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let both = a.intersection(b).count();
    let either = a.len() + b.len() - both;
    if either == 0 { 1.0 } else { crate::standard::as_f64(both) / crate::standard::as_f64(either) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_copies_are_found_among_strangers() {
        let form =
            |last: &str| shingles(&format!("on push lint unit-test build image-build {last}"));
        let own = BTreeMap::from([
            ("a", form("push")),
            ("b", form("push")),
            ("c", shingles("on tag release publish notify docs deploy")),
        ]);
        assert_eq!(alike(&own, 0.85), BTreeMap::from([("a", 2), ("b", 2), ("c", 1)]));
    }

    #[test]
    fn likeness_is_the_share_of_rows_of_three_tokens_in_common() {
        let (a, b) = (shingles("a b c d e"), shingles("a b c d f"));
        assert!((jaccard(&a, &b) - 0.5).abs() < 1e-9);
        assert!((jaccard(&a, &a) - 1.0).abs() < 1e-9);
    }
}
