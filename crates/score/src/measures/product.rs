//! The platform as a product, as far as the repositories of its team show it (rubric 0.8, M.roadmap,
//! M.plat-slo, M.survey, M.deprec). What is kept on a board, in a wiki or by hand shows nowhere here:
//! all but owners and what became of notices can be proved and never disproved.

mod news;
mod notices;
mod past;
mod retired;

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Bounds, Evidence, Measure, Member, Repository, Signal, Unknown, What};

use super::census::{Answer, number, of_answers, unknown};
use super::{Context, team};
use crate::assemble::{evidence, facts_of, owners};
use crate::standard::as_f64;
use crate::steps::{State, is_owned, taking};

pub(super) use news::age;
pub(super) use notices::{deprecations, roadmaps, surveys};
pub(super) use retired::on_time;

/// Repositories of the platform team with an owner: in a catalogue entry, or in the code owners file.
pub(super) fn owned(context: &Context<'_>, id: &str) -> Measure {
    let theirs = match team::active(context) {
        Ok(theirs) => theirs,
        Err(code) => return unknown(id, Some(code)),
    };
    let answers = theirs.into_iter().map(|repository| {
        let entries = context.estate.entries.about(repository);
        let entered = entries.iter().find(|entry| is_owned(entry.entity));
        let entered = entered.map(|entry| entry.evidence(&entry.entity.reference));
        let named = || {
            let (fact, owners) = owners::of_everything(repository)?;
            Some(evidence(repository, fact, owners.join(" ")))
        };
        let answer = match entered.or_else(named) {
            Some(at) => Answer::Yes(vec![at]),
            None => super::catalogue::without_entry(context, "nobody is named as its owner"),
        };
        (repository.id.clone(), answer)
    });
    of_answers(id, answers.collect::<Vec<_>>().into_iter())
}

/// Components of the platform with a service level objective: what the team runs, and what objectives
/// in its repositories are about that nobody else runs.
pub(super) fn objectives(context: &Context<'_>, id: &str) -> Measure {
    let theirs = match team::active(context) {
        Ok(theirs) => theirs,
        Err(code) => return unknown(id, Some(code)),
    };
    let own: BTreeSet<&str> = theirs.iter().map(|it| it.id.as_str()).collect();
    let (mut yes, mut open, mut others) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut seen: BTreeSet<Evidence> = BTreeSet::new();
    for (component, _) in context.population() {
        if !own.contains(component.repository.id.as_str()) {
            others.extend(component.names());
            continue;
        }
        let taking = taking("gp.23", context.estate, component);
        let taken = taking.filter(|it| it.state == State::Taken);
        let lines = taken.into_iter().flat_map(|it| it.ways).flat_map(|way| way.evidence);
        let lines: Vec<Evidence> = lines.collect();
        seen.extend(lines.iter().map(place));
        if lines.is_empty() {
            open.push((component.id.clone(), Unknown::External));
        } else {
            yes.push((component.id.clone(), lines));
        }
    }
    for repository in theirs {
        for (about, at) in watched(repository) {
            if !seen.contains(&place(&at)) && !others.contains(&about.to_lowercase()) {
                yes.push((format!("{}: {about}", repository.id), vec![at]));
            }
        }
    }
    proved(id, yes, open)
}

/// A line without what it shows.
fn place(at: &Evidence) -> Evidence {
    Evidence { shows: String::new(), ..at.clone() }
}

/// What the objectives of a repository are about, by the name that is watched, else by their own.
fn watched(repository: &Repository) -> Vec<(&str, Evidence)> {
    let all = facts_of(repository, What::as_telemetry).filter(|(_, it)| it.signal == Signal::Slo);
    let named = all.filter_map(|(fact, it)| {
        let shows = it.name.as_deref().unwrap_or(&it.stack);
        let about = it.watches.as_deref().or(it.name.as_deref())?;
        Some((about, evidence(repository, fact, shows)))
    });
    named.collect()
}

/// Units that do, with the lines that prove it.
type Proved = Vec<(String, Vec<Evidence>)>;

/// Units of which nothing is seen, and why they may all the same.
type Unseen = Vec<(String, Unknown)>;

/// How many do, which is proved by lines; those of which none is seen may do elsewhere. Where there
/// is nothing to ask, nothing is known.
fn proved(id: &str, yes: Proved, open: Unseen) -> Measure {
    let mut grouped: BTreeMap<String, Vec<Evidence>> = BTreeMap::new();
    for (unit, lines) in yes {
        grouped.entry(unit).or_default().extend(lines);
    }
    let yes = grouped.into_iter().map(|(id, evidence)| Member { id, way: String::new(), evidence });
    let yes: Vec<Member> = yes.collect();
    let open = open.into_iter().map(|(id, code)| {
        let way = code.code().to_owned();
        Member { id, way, evidence: Vec::new() }
    });
    let open: Vec<Member> = open.collect();
    if yes.is_empty() && open.is_empty() {
        return unknown(id, Some(Unknown::External));
    }
    let lo = as_f64(yes.len());
    let hi = lo + as_f64(open.len());
    Measure { yes, open, ..number(id, Some(Bounds { lo, hi })) }
}

#[cfg(test)]
mod tests;
