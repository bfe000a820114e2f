//! How often things are deployed, how long a change takes to get there, and who starts it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_core::{Bounds, Change, ChangeWay, Measure, Member, Unknown};

use super::series::{Event, Rung, Series, Starter};
use super::{QUARTER, before, count, hours, median_measure, open};
use crate::assemble::Component;
use crate::measures::Context;
use crate::measures::census::{Answer, number, of_answers, unknown};
use crate::steps::owner_of;

/// Deploys of one deployable in the window.
pub(super) struct Deployed<'c, 'a> {
    pub(super) component: &'a Component<'a>,
    pub(super) series: &'c Series<'a>,
    pub(super) events: Vec<&'c Event<'a>>,
}

/// The deploys of every deployable in the last quarter, and those of which none can be told.
pub(super) fn deployed<'c, 'a>(context: &'c Context<'a>) -> (Vec<Deployed<'c, 'a>>, Vec<Member>) {
    deployed_between(context, (before(context.estate.at, QUARTER), context.estate.at))
}

/// The same of the time after one instant and up to another.
pub(super) fn deployed_between<'c, 'a>(
    context: &'c Context<'a>,
    (from, to): (Timestamp, Timestamp),
) -> (Vec<Deployed<'c, 'a>>, Vec<Member>) {
    let (mut told, mut unseen) = (Vec::new(), Vec::new());
    for (component, tale) in context.tales() {
        let series = tale.series.as_ref().map_err(|code| *code);
        match series.and_then(|series| Ok((series, series.since(from)?))) {
            Ok((series, mut events)) => {
                events.retain(|event| event.at <= to);
                told.push(Deployed { component, series, events });
            }
            Err(code) => unseen.push(open(&component.id, code)),
        }
    }
    (told, unseen)
}

/// What was counted of one deployable, with the rung that tells.
fn member(deployed: &Deployed<'_, '_>) -> Member {
    let way = format!("{} by {}", deployed.events.len(), deployed.series.rung.name());
    Member { id: deployed.component.id.clone(), way, evidence: Vec::new() }
}

/// Deploys to production per deployable and day. One that cannot be seen deploys between never and as
/// often as the busiest that can.
pub(in crate::measures) fn frequency_of_each(context: &Context<'_>, id: &str) -> Measure {
    let (told, unseen) = deployed(context);
    let per_day = |events: usize| f64::from(count(events)) / 90.0;
    let total: usize = told.iter().map(|it| it.events.len()).sum();
    let busiest = told.iter().map(|it| it.events.len()).max().unwrap_or_default();
    let all = f64::from(count(told.len() + unseen.len()));
    let value = (!told.is_empty()).then(|| Bounds {
        lo: per_day(total) / all,
        hi: per_day(total + busiest * unseen.len()) / all,
    });
    let code = unseen_most(context, total, &told, &unseen);
    let yes = told.iter().map(member).collect();
    Measure { value, unknown: code, yes, open: unseen, ..number(id, None) }
}

/// Deploys to production per team and day, with the same bounds.
pub(in crate::measures) fn frequency(context: &Context<'_>, id: &str) -> Measure {
    let (told, unseen) = deployed(context);
    let mut teams: BTreeMap<&str, usize> = BTreeMap::new();
    for it in &told {
        if let Some(owner) = owner_of(it.component) {
            *teams.entry(owner).or_default() += it.events.len();
        }
    }
    let owned = told.iter().filter(|it| owner_of(it.component).is_some()).count();
    if owned * 2 < told.len() || teams.is_empty() {
        let code = if told.is_empty() { unseen_most(context, 0, &told, &unseen) } else { None };
        return unknown(id, code.or(Some(Unknown::NoTeam)));
    }
    let total: usize = teams.values().sum();
    let busiest = told.iter().map(|it| it.events.len()).max().unwrap_or_default();
    let per_day = |events: usize| f64::from(count(events)) / 90.0 / f64::from(count(teams.len()));
    let value = Bounds { lo: per_day(total), hi: per_day(total + busiest * unseen.len()) };
    let code = unseen_most(context, total, &told, &unseen);
    let yes = teams.iter().map(|(team, events)| Member {
        id: (*team).to_owned(),
        way: format!("{events} in 90 days"),
        evidence: Vec::new(),
    });
    let yes = yes.collect();
    Measure { value: Some(value), unknown: code, yes, open: unseen, ..number(id, None) }
}

/// Why a rate is not judged, if it is not.
pub(super) fn unseen_most(
    context: &Context<'_>,
    events: usize,
    told: &[Deployed<'_, '_>],
    unseen: &[Member],
) -> Option<Unknown> {
    if unseen.len() > told.len() {
        return <Unknown as super::Why>::of(unseen);
    }
    let few = count(events) < context.estate.rules.profile.minimum.events;
    (few && !told.is_empty()).then_some(Unknown::TooFew)
}

/// The median hours from the first commit of a change to production. Of what was squashed nobody
/// knows when the first was written (trap T31), and a version set in git does not say which changes
/// it brings.
pub(in crate::measures) fn lead_time(context: &Context<'_>, id: &str) -> Measure {
    let (told, mut unseen) = deployed(context);
    let mut known = Vec::new();
    for it in &told {
        if it.events.is_empty() {
            continue;
        }
        let Some(middle) = middle_lead(it) else {
            unseen.push(open(&it.component.id, Unknown::NoApi));
            continue;
        };
        let way = format!("{middle:.1} hours, by {}", it.series.rung.name());
        let member = Member { id: it.component.id.clone(), way, evidence: Vec::new() };
        known.push((member, Bounds::exactly(middle)));
    }
    median_measure(id, known, unseen, context.estate.rules.profile.minimum.units)
}

/// The median hours from first written to production, where at least half of the deploys tell:
/// else the one in the middle is not known.
pub(super) fn middle_lead(it: &Deployed<'_, '_>) -> Option<f64> {
    let events = it.events.iter().copied();
    let leads: Vec<f64> = match it.series.rung {
        Rung::Bump => Vec::new(),
        Rung::Merge => events.filter_map(|event| lead(event.change?)).collect(),
        Rung::Deployment | Rung::Release | Rung::Tag => tagged(it),
    };
    if leads.len() * 2 < it.events.len() { None } else { super::median(leads) }
}

/// Hours from when a change was first written to when it came; `None` when that is not known.
fn lead(change: &Change) -> Option<f64> {
    if change.way == ChangeWay::Squash || change.mass {
        return None;
    }
    Some(change.authored.map_or(0.0, |authored| hours(authored, change.at)))
}

/// For each tag the median lead of the changes since the one before.
fn tagged(deployed: &Deployed<'_, '_>) -> Vec<f64> {
    let Some(history) = &deployed.component.repository.history else { return Vec::new() };
    let changes: Vec<&Change> = super::tale::changes(history, deployed.component).collect();
    let all = &deployed.series.events;
    let mut leads = Vec::new();
    for event in &deployed.events {
        let place = all.iter().position(|it| std::ptr::eq(it, *event));
        let start = place.and_then(|place| all.get(place + 1)).map(|it| it.at);
        let own = changes.iter().filter(|it| it.at <= event.at && start.is_none_or(|s| it.at > s));
        let own: Option<Vec<f64>> =
            own.map(|it| Some(lead(it)? + hours(it.at, event.at))).collect();
        leads.extend(own.and_then(super::median));
    }
    leads
}

/// Deployables with enough deploys of which one person started nearly all. Who starts what a merge
/// deploys is whoever merges, which a squash hides (trap T32).
pub(in crate::measures) fn deployer(context: &Context<'_>, id: &str) -> Measure {
    let profile = &context.estate.rules.profile;
    let least = profile.number("measure.deployer", "deploys");
    let top = profile.number("measure.deployer", "top-person");
    let (told, unseen) = deployed(context);
    let answers = told.iter().map(|it| {
        let id = it.component.id.clone();
        if f64::from(count(it.events.len())) < least {
            return (id, Answer::Outside);
        }
        let started: Option<Vec<Starter>> = it.events.iter().map(|event| event.by).collect();
        let Some(started) = started else { return (id, Answer::Open(Unknown::NoApi)) };
        let people = started.iter().filter_map(|it| match it {
            Starter::Person(person) => Some(*person),
            Starter::Machine => None,
        });
        let by_people = f64::from(count(people.clone().count())) / f64::from(count(started.len()));
        // What machines alone deploy is nobody's.
        let answer = match top_share(people).map(|share| share * by_people) {
            None => Answer::Outside,
            Some(share) if share >= top => Answer::Yes(Vec::new()),
            Some(share) => Answer::No(format!("at most {:.0} % by one", share * 100.0), Vec::new()),
        };
        (id, answer)
    });
    let unseen = unseen.iter().map(|member| {
        let code = <Unknown as super::Why>::of(std::slice::from_ref(member));
        (member.id.clone(), Answer::Open(code.unwrap_or(Unknown::NoApi)))
    });
    of_answers(id, answers.chain(unseen).collect::<Vec<_>>().into_iter())
}

/// The share of the one who did most.
pub(super) fn top_share(people: impl Iterator<Item = u32>) -> Option<f64> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    let mut all = 0_u32;
    for person in people {
        *counts.entry(person).or_default() += 1;
        all += 1;
    }
    let most = counts.into_values().max()?;
    Some(f64::from(most) / f64::from(all))
}
