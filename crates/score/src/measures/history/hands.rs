//! In how few hands things are: who changes infrastructure, and whose lines it is made of (rubric
//! 0.7, truck factor; traps T31, T33, T36).

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{
    Bounds, DocumentRole, History, HistoryPath, Measure, Member, PathRole, Unknown, Verdict, What,
};

use super::deploying::top_share;
use super::tale::{Tale, infrastructure};
use super::{HALF_YEAR, QUARTER, YEAR, before, count, median_measure, of_files, open};
use crate::assemble::{Component, evidence, facts_of};
use crate::measures::Context;
use crate::measures::census::{Answer, of_answers, unknown};

/// Deployables where one person made nearly all recent changes to infrastructure.
pub(in crate::measures) fn top(context: &Context<'_>, id: &str) -> Measure {
    let most = context.estate.rules.profile.number("measure.top1", "top-person");
    let answers = context.tales().map(|(component, tale)| {
        let answer = match most_by_one(context, component, tale) {
            Err(code) => Answer::Open(code),
            Ok(None) => Answer::Outside,
            Ok(Some((share, all))) => said(share, most, all),
        };
        (component.id.clone(), answer)
    });
    of_answers(id, answers)
}

fn said(share: f64, most: f64, all: usize) -> Answer {
    if share >= most {
        return Answer::Yes(Vec::new());
    }
    Answer::No(format!("at most {:.0} % of {all} changes by one person", share * 100.0), Vec::new())
}

/// The share of the changes to infrastructure that one person made, and how many there were: of the
/// last quarter, or of the last year where that has too few. Everybody who wrote a change made it.
fn most_by_one(
    context: &Context<'_>,
    component: &Component<'_>,
    tale: &Tale<'_>,
) -> Result<Option<(f64, usize)>, Unknown> {
    let least = context.estate.rules.profile.number("measure.top1", "changes");
    for days in [QUARTER, YEAR] {
        let history = tale.history.ok_or(Unknown::Shallow)?;
        let changes: Vec<&[u32]> = tale
            .since(component, before(context.estate.at, days))?
            .filter(|change| !change.by.is_empty() && !change.mass)
            .filter(|change| !infrastructure(history, change, component).is_empty())
            .map(|change| change.by.as_slice())
            .collect();
        if f64::from(count(changes.len())) >= least {
            let all = changes.len();
            return Ok(most(&changes).map(|share| (share, all)));
        }
    }
    Ok(None)
}

/// The share of changes that the one had a hand in who had it in most.
fn most(changes: &[&[u32]]) -> Option<f64> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for person in changes.iter().copied().flatten() {
        *counts.entry(*person).or_default() += 1;
    }
    let most = counts.into_values().max()?;
    Some(f64::from(most) / f64::from(count(changes.len())))
}

/// Deployables that one person alone deploys or changes the way of, and whose lines are of that one.
pub(in crate::measures) fn one_person(context: &Context<'_>, id: &str) -> Measure {
    let least = context.estate.rules.profile.number("measure.one-person", "top-person");
    let answers = context.tales().map(|(component, tale)| {
        let deployed = tale.series.as_ref().ok().and_then(|series| {
            let events = series.since(before(context.estate.at, QUARTER)).ok()?;
            let by = events.iter().filter_map(|event| event.change?.by.first().copied());
            let by: Vec<u32> = by.collect();
            let enough = by.len() >= context.estate.rules.profile.minimum.units as usize;
            enough.then(|| top_share(by.into_iter())).flatten()
        });
        let changed = most_by_one(context, component, tale);
        let answer = match (changed, deployed) {
            (Err(code), _) => Answer::Open(code),
            (Ok(None), None) => Answer::Outside,
            (Ok(changed), deployed) => {
                let changed = changed.map_or(0.0, |(share, _)| share);
                let top = changed.max(deployed.unwrap_or_default());
                alone(context, component, tale, top >= least)
            }
        };
        (component.id.clone(), answer)
    });
    of_answers(id, answers)
}

/// Whether somebody does nearly everything and nobody else has written enough of it to know it.
fn alone(context: &Context<'_>, component: &Component<'_>, tale: &Tale<'_>, one: bool) -> Answer {
    if !one {
        return Answer::No("several change and deploy it".to_owned(), Vec::new());
    }
    match truck_factor(context, component, tale).map(|(factor, _)| factor.at_most(1.0)) {
        Some(Verdict::Holds) => Answer::Yes(Vec::new()),
        Some(Verdict::Fails) => Answer::No("others wrote much of it".to_owned(), Vec::new()),
        _ => Answer::Open(Unknown::Shallow),
    }
}

/// The median truck factor of the deployables.
pub(in crate::measures) fn bus(context: &Context<'_>, id: &str) -> Measure {
    let (mut known, mut unseen) = (Vec::new(), Vec::new());
    for (component, tale) in context.tales() {
        match truck_factor(context, component, tale) {
            Some((factor, way)) => {
                let member = Member { id: component.id.clone(), way, evidence: Vec::new() };
                known.push((member, factor));
            }
            None => unseen.push(open(&component.id, Unknown::Shallow)),
        }
    }
    median_measure(id, known, unseen, context.estate.rules.profile.minimum.units)
}

/// The least truck factor of a repository of the platform team.
pub(in crate::measures) fn bus_of_platform(context: &Context<'_>, id: &str) -> Measure {
    let Some(platform) = super::platform::repositories(context) else {
        return unknown(id, Some(Unknown::NoTeam));
    };
    let least = context.estate.rules.profile.number("measure.bus", "orphaned");
    let mut members = Vec::new();
    let mut value: Option<Bounds> = None;
    for repository in
        context.estate.repositories.iter().filter(|it| platform.contains(it.id.as_str()))
    {
        let Some(history) = &repository.history else { continue };
        let paths = history.paths.iter().filter(|path| path.role == PathRole::Infrastructure);
        let Some(factor) = factor(paths, least) else { continue };
        let way = shown(factor);
        members.push(Member { id: repository.id.clone(), way, evidence: Vec::new() });
        value =
            Some(value.map_or(factor, |it| Bounds {
                lo: it.lo.min(factor.lo),
                hi: it.hi.min(factor.hi),
            }));
    }
    members.sort_by(|a, b| a.id.cmp(&b.id));
    let code = value.is_none().then_some(Unknown::TooFew);
    Measure { value, yes: members, ..unknown(id, code) }
}

fn truck_factor(
    context: &Context<'_>,
    component: &Component<'_>,
    tale: &Tale<'_>,
) -> Option<(Bounds, String)> {
    let least = context.estate.rules.profile.number("measure.bus", "orphaned");
    let own = owned(tale.history?, component);
    let factor = factor(own.into_iter(), least)?;
    Some((factor, shown(factor)))
}

fn shown(factor: Bounds) -> String {
    if factor.lo < factor.hi {
        format!("{} to {} people", factor.lo, factor.hi)
    } else {
        format!("{} people", factor.lo)
    }
}

/// The infrastructure files of a component.
fn owned<'h>(history: &'h History, component: &Component<'_>) -> Vec<&'h HistoryPath> {
    let own = history.paths.iter().filter(|path| path.role == PathRole::Infrastructure);
    own.filter(|path| component.owns_path(&path.path)).collect()
}

/// The smallest number of people without whom more than the share `orphaned` of the lines has no
/// author. Lines whose author is not known are nobody's at the least; at the most they are of people
/// who stay.
fn factor<'h>(paths: impl Iterator<Item = &'h HistoryPath>, orphaned: f64) -> Option<Bounds> {
    let mut lines: BTreeMap<u32, u32> = BTreeMap::new();
    let mut orphans = 0;
    for path in paths {
        orphans += path.orphans;
        for author in &path.authors {
            *lines.entry(author.by).or_default() += author.lines;
        }
    }
    let known: u32 = lines.values().sum();
    let all = f64::from(known + orphans);
    let mut most: Vec<u32> = lines.into_values().collect();
    most.sort_unstable_by(|a, b| b.cmp(a));
    if most.is_empty() {
        return None;
    }
    let needed = |start: u32| {
        let mut gone = start;
        let people = most.iter().take_while(|lines| {
            let more = f64::from(gone) <= orphaned * all;
            gone += **lines;
            more
        });
        let people = count(people.count());
        (people, f64::from(gone) > orphaned * all)
    };
    let (lo, _) = needed(orphans);
    let (hi, reached) = needed(0);
    Some(Bounds { lo: f64::from(lo.max(1)), hi: f64::from(hi + u32::from(!reached)) })
}

/// Deploy scripts that few people wrote or changed lately and that nothing explains: no runbook in
/// the repository, and no page of substance beside them.
pub(in crate::measures) fn know_how(context: &Context<'_>, id: &str) -> Measure {
    let profile = &context.estate.rules.profile;
    let few = profile.number("measure.knowhow-scripts", "people");
    let start = before(context.estate.at, HALF_YEAR);
    let mut answers = Vec::new();
    for repository in context.estate.repositories.iter().filter(|it| context.estate.is_active(it)) {
        let mut seen = BTreeSet::new();
        for (fact, script) in facts_of(repository, What::as_script) {
            let deploys = script.verbs.iter().any(|verb| verb.is_deploy());
            if !deploys || !seen.insert(fact.path.as_str()) {
                continue;
            }
            let at = evidence(repository, fact, script.tool.clone());
            let folder = fact.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let explained = facts_of(repository, What::as_document).any(|(page, document)| {
                let beside = page.path.rsplit_once('/').map_or("", |(folder, _)| folder) == folder;
                let role = document.role;
                document.substance
                    && (role == DocumentRole::Runbook || beside && role == DocumentRole::Readme)
            });
            let name = format!("{}:{}", repository.id, fact.path);
            let answer = match repository.history.as_ref().filter(|it| it.reaches(start)) {
                None => Answer::Open(Unknown::Shallow),
                Some(_) if explained => Answer::No("explained".to_owned(), vec![at]),
                Some(history) => {
                    let people = known_to(history, &fact.path, start);
                    let way = format!("{people} people know it");
                    if f64::from(people) <= few {
                        Answer::Yes(vec![at])
                    } else {
                        Answer::No(way, vec![at])
                    }
                }
            };
            answers.push((name, answer));
        }
    }
    of_files(id, answers)
}

/// How many people changed a file since an instant; those who only run it cannot be seen.
fn known_to(history: &History, path: &str, start: jiff::Timestamp) -> u32 {
    let place = history.paths.iter().position(|it| it.path == path);
    let touches = |change: &&milepost_core::Change| {
        change.touches.iter().any(|touch| usize::try_from(touch.path).ok() == place)
    };
    let recent = history.changes.iter().filter(|change| change.at >= start);
    let people: BTreeSet<u32> = recent.filter(touches).flat_map(|it| it.by.clone()).collect();
    count(people.len())
}

#[cfg(test)]
mod tests {
    use milepost_core::Lines;

    use super::*;

    fn path(authors: &[(u32, u32)], orphans: u32) -> HistoryPath {
        let authors = authors.iter().map(|(by, lines)| Lines { by: *by, lines: *lines }).collect();
        let path = "a".to_owned();
        HistoryPath { path, role: PathRole::Infrastructure, authors, orphans }
    }

    fn of(authors: &[(u32, u32)], orphans: u32) -> Option<(f64, f64)> {
        factor([path(authors, orphans)].iter(), 0.5).map(|it| (it.lo, it.hi))
    }

    #[test]
    fn the_fewest_people_are_counted_who_hold_more_than_half() {
        assert_eq!(of(&[(1, 60), (2, 40)], 0), Some((1.0, 1.0)));
        assert_eq!(of(&[(1, 50), (2, 50)], 0), Some((2.0, 2.0)));
        assert_eq!(of(&[(1, 30), (2, 30), (3, 40)], 0), Some((2.0, 2.0)));
        assert_eq!(of(&[], 10), None);
    }

    #[test]
    fn lines_without_an_author_widen_the_bounds() {
        assert_eq!(of(&[(1, 30), (2, 30)], 40), Some((1.0, 2.0)));
        assert_eq!(of(&[(1, 10)], 90), Some((1.0, 2.0)));
    }

    #[test]
    fn who_has_a_hand_in_a_change_made_it() {
        assert_eq!(most(&[&[1, 2], &[1], &[1], &[2]]), Some(0.75));
        assert_eq!(most(&[]), None);
    }
}
