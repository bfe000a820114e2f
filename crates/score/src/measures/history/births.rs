//! Measures of what is new: how soon it ran, and whether it came on the path (rubric 0.5, Dn and Do).

use milepost_core::{Bounds, Measure, Member, Unknown, Verdict};

use super::series::Rung;
use super::tale::Age;
use super::{Tale, as_f64, hours, median_measure, open};
use crate::assemble::Component;
use crate::measures::Context;
use crate::measures::census::{Answer, of_answers};
use crate::steps::{State, taking};

/// The median hours from the birth of what is new to its first deploy to production. A change of the
/// default branch does not prove that it was deployed for the first time, nor that it was not by
/// another way before: on that rung it is any time up to now.
pub(in crate::measures) fn new_service(context: &Context<'_>, id: &str) -> Measure {
    let (mut known, mut unseen) = (Vec::new(), Vec::new());
    for (component, tale) in context.tales() {
        let born = match tale.age {
            Age::New(born) => born,
            Age::Unknown => {
                unseen.push(open(&component.id, Unknown::Shallow));
                continue;
            }
            Age::Old | Age::Imported => continue,
        };
        match &tale.series {
            Err(code) => unseen.push(open(&component.id, *code)),
            Ok(series) => {
                let Some(first) =
                    series.events.iter().map(|it| it.at).filter(|at| *at >= born).min()
                else {
                    unseen.push(open(&component.id, Unknown::NoApi));
                    continue;
                };
                let (value, way) = if series.rung == Rung::Merge {
                    let hi = hours(born, context.estate.at);
                    (Bounds { lo: 0.0, hi }, "its first deploy cannot be told".to_owned())
                } else {
                    let took = hours(born, first);
                    let way = format!("{took:.0} hours, by {}", series.rung.name());
                    (Bounds::exactly(took), way)
                };
                let member = Member { id: component.id.clone(), way, evidence: Vec::new() };
                known.push((member, value));
            }
        }
    }
    median_measure(id, known, unseen, context.least("new"))
}

/// New deployables that carry the mark of a template; what GitHub made from one carries none.
pub(in crate::measures) fn born_scaffolded(context: &Context<'_>, id: &str) -> Measure {
    of_born(context, id, is_new, |component, _| {
        match taking("gp.01", context.estate, component).map(|it| (it.state, it.ways)) {
            Some((State::Taken, ways)) => {
                Answer::Yes(ways.into_iter().flat_map(|way| way.evidence).collect())
            }
            _ => Answer::Open(Unknown::NoApi),
        }
    })
}

/// New deployables that are on the golden path.
pub(in crate::measures) fn born_on_path(context: &Context<'_>, id: &str) -> Measure {
    of_born(context, id, is_new, |_, verdict| on_path(verdict))
}

/// Older deployables that are on the golden path.
pub(in crate::measures) fn old_on_path(context: &Context<'_>, id: &str) -> Measure {
    let is_old = |age: Age| match age {
        Age::Old | Age::Imported => Some(true),
        Age::New(_) => Some(false),
        Age::Unknown => None,
    };
    of_born(context, id, is_old, |_, verdict| on_path(verdict))
}

fn is_new(age: Age) -> Option<bool> {
    match age {
        Age::New(_) => Some(true),
        Age::Old | Age::Imported => Some(false),
        Age::Unknown => None,
    }
}

fn on_path(verdict: Verdict) -> Answer {
    match verdict {
        Verdict::Holds => Answer::Yes(Vec::new()),
        Verdict::Fails => Answer::No(String::new(), Vec::new()),
        _ => Answer::Open(Unknown::Unmeasured),
    }
}

/// Asks the counted deployables of an age; of which nobody knows the age, may be of it.
fn of_born(
    context: &Context<'_>,
    id: &str,
    is_of: fn(Age) -> Option<bool>,
    ask: impl Fn(&Component<'_>, Verdict) -> Answer,
) -> Measure {
    let answers = context.counted_tales().map(|(component, deployable, tale)| {
        let answer = match is_of(tale.age) {
            Some(true) => ask(component, deployable.on_path),
            Some(false) => Answer::Outside,
            None => Answer::Open(Unknown::Shallow),
        };
        (component.id.clone(), answer)
    });
    of_answers(id, answers)
}

/// How many deployables are new, for measures that need some.
pub(super) fn newly_born<'c, 'a>(
    context: &'c Context<'a>,
) -> impl Iterator<Item = (&'a Component<'a>, &'c Tale<'a>, jiff::Timestamp)> {
    context.tales().filter_map(|(component, tale)| match tale.age {
        Age::New(born) => Some((component, tale, born)),
        _ => None,
    })
}

/// Whether so many are enough.
pub(super) fn suffice(number: usize, least: f64) -> bool {
    as_f64(super::count(number)) >= least
}
