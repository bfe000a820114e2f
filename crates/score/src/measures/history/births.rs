//! Measures of what is new: how soon it ran, and whether it came on the path (rubric 0.5, Dn and Do).

use milepost_core::{Bounds, Deployable, Measure, Member, Unknown};

use super::series::Rung;
use super::tale::Age;
use super::{Tale, as_f64, hours, median_measure, open};
use crate::assemble::Component;
use crate::measures::Context;
use crate::measures::census::{Answer, of_answers};
use crate::measures::golden::on_path;
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
                let Some(first) = series.first(born) else {
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
    of_born(context, id, is_new, |_, it| on_path(context, it))
}

/// New deployables that no rule sends through the standard pipeline, and that are on the golden path.
pub(in crate::measures) fn chosen(context: &Context<'_>, id: &str) -> Measure {
    let measure = of_born(context, id, is_new, |component, it| {
        if is_sent(context, component) { Answer::Outside } else { on_path(context, it) }
    });
    let least = context.estate.rules.profile.number("measure.gp-vol.new", "services");
    let few = !suffice(measure.yes.len() + measure.no.len() + measure.open.len(), least);
    Measure { unknown: few.then_some(Unknown::TooFew), ..measure }
}

/// Whether a rule of the host runs the standard pipeline on every change of a repository, whoever
/// chose it (rubric vol.1); other workflows that must pass are guardrails (vol.5).
fn is_sent(context: &Context<'_>, component: &Component<'_>) -> bool {
    let facts = component.repository.hosted.as_ref().and_then(|hosted| hosted.facts.as_ref());
    let Some(guard) = facts.and_then(|facts| facts.guard.as_ref()) else { return false };
    let standard = context.standards.iter().find(|standard| standard.step == PIPELINE);
    guard.workflows.iter().any(|required| {
        let mut homes = context.estate.repositories.iter();
        let home =
            homes.find(|it| it.hosted.as_ref().is_some_and(|at| at.id == required.repository));
        let unit = home.map(|home| format!("{}/{}", home.id, required.path));
        standard.is_some_and(|it| it.units.iter().any(|known| Some(known) == unit.as_ref()))
    })
}

/// The step whose standard a rule can make everybody take.
const PIPELINE: &str = "gp.05";

/// Older deployables that are on the golden path.
pub(in crate::measures) fn old_on_path(context: &Context<'_>, id: &str) -> Measure {
    let is_old = |age: Age| match age {
        Age::Old | Age::Imported => Some(true),
        Age::New(_) => Some(false),
        Age::Unknown => None,
    };
    of_born(context, id, is_old, |_, it| on_path(context, it))
}

fn is_new(age: Age) -> Option<bool> {
    match age {
        Age::New(_) => Some(true),
        Age::Old | Age::Imported => Some(false),
        Age::Unknown => None,
    }
}

/// Asks the counted deployables of an age; of which nobody knows the age, may be of it.
fn of_born(
    context: &Context<'_>,
    id: &str,
    is_of: fn(Age) -> Option<bool>,
    ask: impl Fn(&Component<'_>, &Deployable) -> Answer,
) -> Measure {
    let answers = context.counted_tales().map(|(component, deployable, tale)| {
        let answer = match is_of(tale.age) {
            Some(true) => ask(component, deployable),
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
