//! Pull requests: who approves what changes infrastructure, which upgrades wait, and how soon somebody
//! new has merged ten. The host tells when and by which team; git tells what they changed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use milepost_core::{
    Bounds, Change, History, Measure, Member, PathRole, PullRequest, PullRequests, Repository,
    Unknown, What,
};

use super::newcomers::newcomers;
use super::platform::{self, is_larger, touches_infrastructure};
use super::{HALF_YEAR, QUARTER, Tally, YEAR, before, count, hours, median, median_of};
use crate::assemble::facts_of;
use crate::measures::Context;
use crate::measures::census::{not_applicable, number, unknown};

/// Merged pull requests from which on somebody is no newcomer.
const TENTH: usize = 10;

/// The pull requests of a repository, where the host told of all since an instant.
pub(super) fn pulls(repository: &Repository, since: Timestamp) -> Option<&PullRequests> {
    let pulls = repository.hosted.as_ref()?.facts.as_ref()?.pulls.as_ref()?;
    Some(pulls).filter(|pulls| pulls.since <= since)
}

/// The change a pull request was merged as. Of one that was rebased it is the last commit alone.
fn change_of<'h>(history: &'h History, pull: &PullRequest) -> Option<&'h Change> {
    let commit = pull.commit.as_ref()?;
    history.changes.iter().find(|change| change.commit == *commit)
}

/// Merged pull requests on infrastructure of product repositories that the platform team approved.
pub(in crate::measures) fn reviews(context: &Context<'_>, id: &str) -> Measure {
    approved(context, id, |_, _| true)
}

/// The same of those of more than a few lines, or with a new file.
pub(in crate::measures) fn larger_reviews(context: &Context<'_>, id: &str) -> Measure {
    approved(context, id, |history, change| is_larger(context, history, change))
}

fn approved(
    context: &Context<'_>,
    id: &str,
    is_asked: impl Fn(&History, &Change) -> bool,
) -> Measure {
    let is_known = context.estate.settings.knows_platform_logins();
    let Some(platform) = platform::repositories(context).filter(|_| is_known) else {
        return unknown(id, Some(Unknown::NoTeam));
    };
    let (start, end) = (before(context.estate.at, QUARTER), context.estate.at);
    let mut tally = Tally::new();
    let all = context.estate.repositories.iter().filter(|it| it.commit.is_some());
    for repository in all.filter(|it| !platform.contains(it.id.as_str())) {
        let history = repository.history.as_ref().filter(|it| it.reaches(start));
        let Some(history) = history else {
            tally.open(&repository.id, Unknown::Shallow);
            continue;
        };
        let Some(pulls) = pulls(repository, start) else {
            tally.open(&repository.id, Unknown::NoApi);
            continue;
        };
        let recent = |it: &&PullRequest| it.ended.is_some_and(|at| at >= start && at <= end);
        let (mut yes, mut all) = (0, 0);
        for pull in pulls.all.iter().filter(recent) {
            let change = change_of(history, pull).filter(|change| {
                let counts = !change.mass && touches_infrastructure(history, change);
                counts && is_asked(history, change)
            });
            all += u32::from(change.is_some());
            yes += u32::from(change.is_some() && pull.platform);
        }
        tally.add(&repository.id, (yes, all), "merged pull requests");
    }
    tally.finish(id, context.estate.rules.profile.minimum.events)
}

/// Upgrades of infrastructure that wait in one repository.
struct Backlog<'a> {
    repository: &'a Repository,
    /// Since when each that is open now was opened.
    now: Vec<Timestamp>,
    /// The same of those that were open two quarters ago; absent where that is not told.
    then: Option<Vec<Timestamp>>,
    /// How many more may be open.
    more: u32,
}

/// What waits in the repositories that somebody upgrades; the answer of the measure instead where
/// there is none, or the host does not tell of one.
fn backlogs<'a>(context: &Context<'a>, id: &str) -> Result<Vec<Backlog<'a>>, Box<Measure>> {
    let then = before(context.estate.at, HALF_YEAR);
    let active = context.estate.repositories.iter().filter(|it| context.estate.is_active(it));
    let (mut backlogs, mut unseen) = (Vec::new(), Vec::new());
    for repository in active.filter(|it| is_upgraded(it)) {
        let told = pulls(repository, context.estate.at);
        let Some((history, told)) = repository.history.as_ref().zip(told) else {
            let code = if told.is_none() { Unknown::NoApi } else { Unknown::Shallow };
            unseen.push(super::open(&repository.id, code));
            continue;
        };
        let open = |at: Timestamp| -> Vec<Timestamp> {
            let open = told.all.iter().filter(|it| it.upgrade && it.is_open(at));
            open.filter(|it| is_of_infrastructure(history, it)).map(|it| it.opened).collect()
        };
        backlogs.push(Backlog {
            repository,
            now: open(context.estate.at),
            then: (told.since <= then).then(|| open(then)),
            more: told.more,
        });
    }
    if !unseen.is_empty() {
        let code = <Unknown as super::Why>::of(&unseen);
        return Err(Box::new(Measure { open: unseen, ..unknown(id, code) }));
    }
    if backlogs.is_empty() {
        return Err(Box::new(not_applicable(id, "nothing proposes upgrades")));
    }
    Ok(backlogs)
}

/// Whether something proposes upgrades in a repository: by a file in it, or by what it proposed.
fn is_upgraded(repository: &Repository) -> bool {
    let configured = facts_of(repository, What::as_updates).any(|(_, it)| it.enabled && !it.preset);
    let told = pulls(repository, Timestamp::MAX);
    configured || told.is_some_and(|told| told.all.iter().any(|it| it.upgrade))
}

/// Whether a pull request changes infrastructure: by the paths it names, or by what it was merged as.
fn is_of_infrastructure(history: &History, pull: &PullRequest) -> bool {
    let mut own = history.paths.iter().filter(|it| it.role == PathRole::Infrastructure);
    let named = own.any(|it| pull.paths.contains(&it.path));
    named || change_of(history, pull).is_some_and(|it| touches_infrastructure(history, it))
}

fn members(backlogs: &[Backlog<'_>]) -> Vec<Member> {
    let some = backlogs.iter().filter(|it| !it.now.is_empty());
    some.map(|it| {
        let way = format!("{} upgrades are open", it.now.len());
        Member { id: it.repository.id.clone(), way, evidence: Vec::new() }
    })
    .collect()
}

/// How many upgrades of infrastructure are open.
pub(in crate::measures) fn open_upgrades(context: &Context<'_>, id: &str) -> Measure {
    let backlogs = match backlogs(context, id) {
        Ok(backlogs) => backlogs,
        Err(measure) => return *measure,
    };
    let known: usize = backlogs.iter().map(|it| it.now.len()).sum();
    let more: u32 = backlogs.iter().map(|it| it.more).sum();
    let lo = f64::from(count(known));
    let value = Bounds { lo, hi: lo + f64::from(more) };
    Measure { yes: members(&backlogs), ..number(id, Some(value)) }
}

/// How many days the middle one of them has been open.
pub(in crate::measures) fn age_of_upgrades(context: &Context<'_>, id: &str) -> Measure {
    let backlogs = match backlogs(context, id) {
        Ok(backlogs) => backlogs,
        Err(measure) => return *measure,
    };
    let age = age(backlogs.iter().flat_map(|it| &it.now), context.estate.at);
    let Some(age) = age else { return not_applicable(id, "no upgrade is open") };
    Measure { yes: members(&backlogs), ..number(id, Some(Bounds::exactly(age))) }
}

/// How many days older the middle one is than the middle one of two quarters ago; where none was
/// open, it had no age.
pub(in crate::measures) fn rise_of_upgrades(context: &Context<'_>, id: &str) -> Measure {
    let backlogs = match backlogs(context, id) {
        Ok(backlogs) => backlogs,
        Err(measure) => return *measure,
    };
    if backlogs.iter().any(|it| it.then.is_none()) {
        return unknown(id, Some(Unknown::NoApi));
    }
    let then = before(context.estate.at, HALF_YEAR);
    let earlier = age(backlogs.iter().flat_map(|it| it.then.iter().flatten()), then);
    let now = age(backlogs.iter().flat_map(|it| &it.now), context.estate.at);
    let rise = now.unwrap_or_default() - earlier.unwrap_or_default();
    Measure { yes: members(&backlogs), ..number(id, Some(Bounds::exactly(rise))) }
}

/// The median age in days at an instant.
fn age<'t>(opened: impl Iterator<Item = &'t Timestamp>, at: Timestamp) -> Option<f64> {
    median(opened.map(|opened| hours(*opened, at) / 24.0).collect())
}

/// The median days from when a newcomer first wrote something to their tenth merged pull request.
/// When they joined stands elsewhere, so it took at least that long; who has not merged ten yet has
/// taken as long as until now.
pub(in crate::measures) fn tenth_merge(context: &Context<'_>, id: &str) -> Measure {
    let newcomers = match newcomers(context) {
        Ok(newcomers) => newcomers,
        Err(code) => return unknown(id, Some(code)),
    };
    let start = before(context.estate.at, HALF_YEAR);
    let mut of_new: BTreeMap<u32, Vec<(Timestamp, &str)>> = BTreeMap::new();
    let mut unseen = Vec::new();
    let all: Vec<&Repository> =
        context.estate.repositories.iter().filter(|it| it.commit.is_some()).collect();
    for repository in &all {
        let told = repository.history.as_ref().zip(pulls(repository, start));
        let Some((history, pulls)) = told else {
            unseen.push(super::open(&repository.id, Unknown::NoApi));
            continue;
        };
        for pull in &pulls.all {
            let by = change_of(history, pull).map_or(&[][..], |change| &change.by);
            let ended = pull.ended.filter(|at| *at <= context.estate.at);
            for person in by.iter().filter(|person| newcomers.contains_key(person)) {
                let merges = of_new.entry(*person).or_default();
                merges.extend(ended.map(|at| (at, repository.id.as_str())));
            }
        }
    }
    if unseen.len() * 2 > all.len() {
        return Measure { open: unseen, ..unknown(id, Some(Unknown::NoApi)) };
    }
    let (mut took, mut members) = (Vec::new(), BTreeSet::new());
    for (person, merges) in &mut of_new {
        let Some(first) = newcomers.get(person) else { continue };
        merges.sort_unstable();
        let tenth = merges.get(TENTH - 1).map_or(context.estate.at, |(at, _)| *at);
        took.push(at_least(hours(*first, tenth) / 24.0));
        members.extend(merges.iter().map(|(_, id)| *id));
    }
    // Of few people nothing is shown that is one person's (trap T75).
    if count(took.len()) < context.least("new") {
        return unknown(id, Some(Unknown::TooFew));
    }
    let member = |id: &str| Member {
        id: id.to_owned(),
        way: "a newcomer's pull requests".to_owned(),
        evidence: Vec::new(),
    };
    let yes = members.into_iter().map(member).collect();
    Measure { yes, open: unseen, ..number(id, median_of(&took)) }
}

/// So many days, or more: nothing bounds it but the year that is looked at.
fn at_least(days: f64) -> Bounds {
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let most = YEAR as f64;
    Bounds { lo: days, hi: days.max(most) }
}
