//! The platform team's part in what others do, as far as history shows it: who wrote and who merged.
//! Reviews, approvals and help in chat are invisible here. The team is who the configuration names
//! (traps T46 and T47); without a name all of this is unknown.

use std::collections::BTreeSet;

use milepost_core::{
    Bounds, Change, Class, History, Measure, Member, PathRole, Repository, Touched, Unknown,
    Verdict,
};

use super::births::{newly_born, suffice};
use super::series::Rung;
use super::tale::{self, infrastructure};
use super::{QUARTER, Tale, Tally, as_f64, before, count, median_measure, open};
use crate::assemble::Component;
use crate::measures::census::{Answer, of_answers, unknown};
use crate::measures::{Context, gate, team};

/// Repositories of the platform team. `None` when nobody says who is in it, without which nothing tells
/// its changes.
pub(in crate::measures) fn repositories<'a>(context: &Context<'a>) -> Option<BTreeSet<&'a str>> {
    let is_known = !context.estate.settings.platform_people.is_empty();
    is_known.then(|| team::repositories(context)).flatten()
}

/// Changes to infrastructure in product repositories that the platform team wrote or merged.
pub(in crate::measures) fn changes(context: &Context<'_>, id: &str) -> Measure {
    of_product(context, id, |_, _| true)
}

/// The same of changes of more than a few lines, or with a new file.
pub(in crate::measures) fn larger_changes(context: &Context<'_>, id: &str) -> Measure {
    of_product(context, id, |history, change| is_larger(context, history, change))
}

/// Whether a change does more to infrastructure than a few lines, or adds a file.
pub(super) fn is_larger(context: &Context<'_>, history: &History, change: &Change) -> bool {
    let lines = context.estate.rules.profile.number("measure.plat-share.non-trivial", "lines");
    let own = change.touches.iter().filter(|it| is_infrastructure(history, it.path));
    let (mut size, mut new) = (0_u32, false);
    for touch in own {
        size = size.saturating_add(touch.size);
        new |= touch.how == Touched::Added;
    }
    new || as_f64(size) > lines
}

fn is_infrastructure(history: &History, place: u32) -> bool {
    history.path(place).is_some_and(|path| path.role == PathRole::Infrastructure)
}

pub(super) fn touches_infrastructure(history: &History, change: &Change) -> bool {
    change.touches.iter().any(|touch| is_infrastructure(history, touch.path))
}

/// The share of the platform team in changes to infrastructure of product repositories; machines and
/// mass edits are left out.
fn of_product(
    context: &Context<'_>,
    id: &str,
    is_asked: impl Fn(&History, &Change) -> bool,
) -> Measure {
    let Some(platform) = repositories(context) else {
        return unknown(id, Some(Unknown::NoTeam));
    };
    let product = |repository: &&Repository| !platform.contains(repository.id.as_str());
    of_changes(context, id, product, |history, change| {
        let asked = !change.by.is_empty()
            && !change.mass
            && touches_infrastructure(history, change)
            && is_asked(history, change);
        asked.then_some(change.platform)
    })
}

/// Counts changes of the last quarter in some repositories: `ask` says whether one counts, and for
/// which side.
fn of_changes(
    context: &Context<'_>,
    id: &str,
    pick: impl Fn(&&Repository) -> bool,
    ask: impl Fn(&History, &Change) -> Option<bool>,
) -> Measure {
    let start = before(context.estate.at, QUARTER);
    let mut tally = Tally::new();
    for repository in
        context.estate.repositories.iter().filter(|it| it.commit.is_some()).filter(pick)
    {
        let Some(history) = repository.history.as_ref().filter(|it| it.reaches(start)) else {
            tally.open(&repository.id, Unknown::Shallow);
            continue;
        };
        let (mut yes, mut all) = (0, 0);
        for change in history.changes.iter().filter(|change| change.at >= start) {
            if let Some(does) = ask(history, change) {
                all += 1;
                yes += u32::from(does);
            }
        }
        tally.add(&repository.id, (yes, all), "changes");
    }
    tally.finish(id, context.estate.rules.profile.minimum.events)
}

/// Routine changes in repositories of infrastructure and GitOps that machines or others than the
/// platform team made: a version set anew, a dependency, a few lines of what is there.
pub(in crate::measures) fn routine(context: &Context<'_>, id: &str) -> Measure {
    if context.estate.settings.platform_people.is_empty() {
        return unknown(id, Some(Unknown::NoTeam));
    }
    let lines = context.estate.rules.profile.number("measure.auto-ops", "lines");
    let pick = |repository: &&Repository| {
        matches!(context.class(&repository.id), Class::Gitops | Class::Infrastructure)
    };
    of_changes(context, id, pick, |history, change| {
        let touches = &change.touches;
        let known = touches.iter().filter_map(|it| Some((it, history.path(it.path)?.role)));
        let plain = known.clone().all(|(it, role)| {
            let small = as_f64(it.size) <= lines || !it.bumps.is_empty();
            it.how == Touched::Changed && (role == PathRole::Dependencies || small)
        });
        let any = known.clone().any(|(_, role)| role != PathRole::Document);
        let whole = usize::try_from(change.files).is_ok_and(|files| files == touches.len());
        (any && plain && whole && !change.mass).then_some(change.bot || !change.platform)
    })
}

/// Changes of the platform team that are in its own repositories.
pub(in crate::measures) fn builds(context: &Context<'_>, id: &str) -> Measure {
    own_changes(context, id, true)
}

/// Changes of the platform team that are in the repositories of others.
pub(in crate::measures) fn reactive(context: &Context<'_>, id: &str) -> Measure {
    own_changes(context, id, false)
}

fn own_changes(context: &Context<'_>, id: &str, own: bool) -> Measure {
    let Some(platform) = repositories(context) else {
        return unknown(id, Some(Unknown::NoTeam));
    };
    let start = before(context.estate.at, QUARTER);
    let mut tally = Tally::new();
    for repository in context.estate.repositories.iter().filter(|it| it.commit.is_some()) {
        let Some(history) = repository.history.as_ref().filter(|it| it.reaches(start)) else {
            tally.open(&repository.id, Unknown::Shallow);
            continue;
        };
        let recent = history.changes.iter().filter(|it| it.at >= start);
        let theirs = count(recent.filter(|it| it.platform && !it.by.is_empty()).count());
        let is_own = platform.contains(repository.id.as_str());
        tally.add(&repository.id, (if is_own == own { theirs } else { 0 }, theirs), "changes");
    }
    tally.finish(id, context.estate.rules.profile.minimum.events)
}

/// Changes of the platform team in product repositories that concern a deployable off the path.
/// Whether another one brings a kind of resource that is new here stands in no history: where it
/// changes infrastructure, it may.
pub(in crate::measures) fn edges(context: &Context<'_>, id: &str) -> Measure {
    let Some(platform) = repositories(context) else {
        return unknown(id, Some(Unknown::NoTeam));
    };
    let start = before(context.estate.at, QUARTER);
    let mut tally = Tally::new();
    let product = |it: &&Repository| it.commit.is_some() && !platform.contains(it.id.as_str());
    for repository in context.estate.repositories.iter().filter(product) {
        let Some(history) = repository.history.as_ref().filter(|it| it.reaches(start)) else {
            tally.open(&repository.id, Unknown::Shallow);
            continue;
        };
        let off = off_path(context, repository, history);
        let (mut yes, mut all) = (0, 0);
        let theirs = |it: &&Change| it.at >= start && it.platform && !it.by.is_empty() && !it.mass;
        for change in history.changes.iter().filter(theirs) {
            let is_off = off.contains(change.commit.as_str());
            if !is_off && touches_infrastructure(history, change) {
                tally.add_unclear(1);
            } else {
                all += 1;
                yes += u32::from(is_off);
            }
        }
        tally.add(&repository.id, (yes, all), "changes");
    }
    tally.finish(id, context.estate.rules.profile.minimum.events)
}

/// Changes of a repository that concern a deployable off the path.
fn off_path<'a>(
    context: &Context<'_>,
    repository: &Repository,
    history: &'a History,
) -> BTreeSet<&'a str> {
    let own = context.counted().filter(|(component, deployable)| {
        component.repository.id == repository.id && deployable.on_path == Verdict::Fails
    });
    let concerned = own.flat_map(|(component, _)| tale::changes(history, component));
    concerned.map(|change| change.commit.as_str()).collect()
}

/// How often the platform team wrote or merged a change to the infrastructure of something new
/// before its first deploy to production, here and where it is run from; `None` while it was not
/// deployed, or that cannot be told.
fn touched(
    context: &Context<'_>,
    (component, tale): (&Component<'_>, &Tale<'_>),
    born: jiff::Timestamp,
) -> Result<u32, Unknown> {
    let series = tale.series.as_ref().map_err(|code| *code)?;
    let first = series.events.iter().map(|event| event.at).filter(|at| *at >= born).min();
    // Which merge was the first that was deployed cannot be told; without any hand until now there
    // was none before.
    let unclear = series.rung == Rung::Merge;
    let first = if unclear { context.estate.at } else { first.ok_or(Unknown::NoApi)? };
    let until = |change: &&Change| change.platform && change.at <= first;
    let history = tale.history.ok_or(Unknown::Shallow)?;
    let here = tale.since(component, born)?.filter(|change| until(change));
    let here = here.filter(|change| !infrastructure(history, change, component).is_empty()).count();
    let elsewhere: usize = elsewhere(context, component, (born, first)).sum();
    let times = count(here + elsewhere);
    if unclear && times > 0 { Err(Unknown::NoApi) } else { Ok(times) }
}

/// The median number of other repositories that got a change of a path named for something new
/// before its first deploy to production; which merge was the first that was deployed cannot be told,
/// so on that rung it is any number up to those until now.
pub(in crate::measures) fn hands(context: &Context<'_>, id: &str) -> Measure {
    let (mut known, mut unseen) = (Vec::new(), Vec::new());
    for (component, tale, born) in newly_born(context) {
        let series = match &tale.series {
            Ok(series) => series,
            Err(code) => {
                unseen.push(open(&component.id, *code));
                continue;
            }
        };
        let first = series.events.iter().map(|event| event.at).filter(|at| *at >= born).min();
        let unclear = series.rung == Rung::Merge;
        let until = if unclear { Some(context.estate.at) } else { first };
        let Some(until) = until else {
            unseen.push(open(&component.id, Unknown::NoApi));
            continue;
        };
        let repositories = count(elsewhere(context, component, (born, until)).count());
        let hi = as_f64(repositories);
        let lo = if unclear { 0.0 } else { hi };
        let way = format!("{repositories} other repositories");
        let member = Member { id: component.id.clone(), way, evidence: Vec::new() };
        known.push((member, Bounds { lo, hi }));
    }
    median_measure(id, known, unseen, context.least("new"))
}

/// Other repositories with a change of a path named for a component between two instants, each with
/// how many of these the platform team wrote or merged.
fn elsewhere<'c>(
    context: &'c Context<'_>,
    component: &'c Component<'_>,
    (born, until): (jiff::Timestamp, jiff::Timestamp),
) -> impl Iterator<Item = usize> + 'c {
    let names = component.names();
    let others = context.estate.repositories.iter().filter(|it| it.id != component.repository.id);
    others.filter_map(move |repository| {
        let other = repository.history.as_ref()?;
        let about_it = |change: &&Change| {
            let paths = change.touches.iter().filter_map(|touch| other.path(touch.path));
            paths.into_iter().any(|path| {
                path.path.split(['/', '.']).any(|part| names.contains(&part.to_lowercase()))
            })
        };
        let during = other.changes.iter().filter(|it| it.at >= born && it.at <= until);
        let found: Vec<&Change> = during.filter(about_it).collect();
        let platform = found.iter().filter(|change| change.platform).count();
        (!found.is_empty()).then_some(platform)
    })
}

/// The median number of times the platform team had a hand in something new.
pub(in crate::measures) fn touches(context: &Context<'_>, id: &str) -> Measure {
    if context.estate.settings.platform_people.is_empty() {
        return unknown(id, Some(Unknown::NoTeam));
    }
    let (mut known, mut unseen) = (Vec::new(), Vec::new());
    for (component, tale, born) in newly_born(context) {
        match touched(context, (component, tale), born) {
            Ok(times) => {
                let way = format!("{times} times");
                let member = Member { id: component.id.clone(), way, evidence: Vec::new() };
                known.push((member, Bounds::exactly(as_f64(times))));
            }
            Err(code) => unseen.push(open(&component.id, code)),
        }
    }
    median_measure(id, known, unseen, context.least("new"))
}

/// New deployables that reached production without the platform team.
pub(in crate::measures) fn unaided(context: &Context<'_>, id: &str) -> Measure {
    if context.estate.settings.platform_people.is_empty() {
        return unknown(id, Some(Unknown::NoTeam));
    }
    let answers: Vec<(String, Answer)> = newly_born(context)
        .map(|(component, tale, born)| {
            let answer = match touched(context, (component, tale), born) {
                Ok(0) => Answer::Yes(Vec::new()),
                Ok(times) => Answer::No(
                    format!("the platform team had a hand in it {times} times"),
                    Vec::new(),
                ),
                Err(code) => Answer::Open(code),
            };
            (component.id.clone(), answer)
        })
        .collect();
    let few = !suffice(
        answers.len(),
        context.estate.rules.profile.number("measure.self-test", "services"),
    );
    let measure = of_answers(id, answers.into_iter());
    Measure { unknown: few.then_some(Unknown::TooFew), ..measure }
}

/// The unaided test: what is new decides, when there is enough of it. With too little, a structure
/// that lets nothing go live without the platform team decides (trap T50).
pub(in crate::measures) fn unaided_test(context: &Context<'_>, id: &str) -> Measure {
    let told = unaided(context, id);
    if told.unknown != Some(Unknown::TooFew) {
        return told;
    }
    let structure = gate::structure(context, "self-struct");
    let held = structure.value.is_some_and(|it| it.hi <= 0.0);
    if held {
        Measure { id: id.to_owned(), value: Some(Bounds::exactly(0.0)), ..structure }
    } else {
        told
    }
}

/// Deploys to production that a machine or somebody outside the platform team made.
pub(in crate::measures) fn deployed_without(context: &Context<'_>, id: &str) -> Measure {
    if context.estate.settings.platform_people.is_empty() {
        return unknown(id, Some(Unknown::NoTeam));
    }
    let (told, unseen) = super::deploying::deployed(context);
    let mut tally = Tally::new();
    for it in told {
        let made: Vec<&Change> = it.events.iter().filter_map(|event| event.change).collect();
        let without = made.iter().filter(|change| change.bot || !change.platform).count();
        tally.add(&it.component.id, (count(without), count(made.len())), "deploys");
    }
    tally.open.extend(unseen);
    tally.finish(id, context.estate.rules.profile.minimum.events)
}
