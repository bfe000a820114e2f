//! Requests to the platform team, in the places of support that the configuration declares.

use jiff::Timestamp;
use milepost_core::{Bounds, Measure, Member, Repository, Requests, Unknown};

use super::Context;
use super::census::{number, unknown};
use super::history::before;

/// Days of a quarter.
const QUARTER: i64 = 90;

/// Quarters before the latest one that it is held against.
const EARLIER: i64 = 4;

/// Requests of a week, in the last quarter.
pub(super) fn a_week(context: &Context<'_>, id: &str) -> Measure {
    match Told::of(context, QUARTER) {
        Err(told) => Measure { id: id.to_owned(), ..*told },
        Ok(told) => {
            let at = context.estate.at;
            let all = f64::from(told.between(before(at, QUARTER), at));
            #[expect(clippy::cast_precision_loss, reason = "a small number")]
            let weeks = QUARTER as f64 / 7.0;
            Measure { yes: told.members(at), ..number(id, Some(Bounds::exactly(all / weeks))) }
        }
    }
}

/// Requests of the latest quarter as a multiple of the mean of the four before.
pub(super) fn change(context: &Context<'_>, id: &str) -> Measure {
    match Told::of(context, QUARTER * (EARLIER + 1)) {
        Err(told) => Measure { id: id.to_owned(), ..*told },
        Ok(told) => {
            let at = context.estate.at;
            let start = before(at, QUARTER);
            let earlier = told.between(before(at, QUARTER * (EARLIER + 1)), start);
            if earlier < context.estate.rules.profile.minimum.events {
                return unknown(id, Some(Unknown::TooFew));
            }
            #[expect(clippy::cast_precision_loss, reason = "a small number")]
            let mean = f64::from(earlier) / EARLIER as f64;
            let ratio = f64::from(told.between(start, at)) / mean;
            Measure { yes: told.members(at), ..number(id, Some(Bounds::exactly(ratio))) }
        }
    }
}

/// Requests, by the repository they stand in.
struct Told<'a>(Vec<(&'a Repository, &'a Requests)>);

impl<'a> Told<'a> {
    /// All of so many days; the answer of a measure where no place is declared, or one cannot be
    /// seen.
    fn of(context: &Context<'a>, days: i64) -> Result<Self, Box<Measure>> {
        let settings = context.estate.settings;
        if settings.support.is_empty() && settings.support_labels.is_empty() {
            return Err(Box::new(unknown("", Some(Unknown::NoAttest))));
        }
        if !settings.knows_platform_logins() {
            return Err(Box::new(unknown("", Some(Unknown::NoTeam))));
        }
        let start = before(context.estate.at, days);
        let all = context.estate.repositories;
        let named = |it: &&Repository| settings.support.iter().any(|name| is_named(it, name));
        let missing =
            settings.support.iter().filter(|name| !all.iter().any(|it| is_named(it, name)));
        let mut unseen: Vec<Member> = missing.map(|name| open(name)).collect();
        let mut told = Vec::new();
        let labelled = !settings.support_labels.is_empty();
        for repository in all.iter().filter(|it| labelled || named(it)) {
            match requests(repository).filter(|it| it.since <= start) {
                Some(requests) => told.push((repository, requests)),
                None => unseen.push(open(&repository.id)),
            }
        }
        if unseen.is_empty() {
            return Ok(Self(told));
        }
        Err(Box::new(Measure { open: unseen, ..unknown("", Some(Unknown::NoApi)) }))
    }

    fn between(&self, from: Timestamp, to: Timestamp) -> u32 {
        let all = self.0.iter().flat_map(|(_, requests)| &requests.opened);
        let count = all.filter(|opened| **opened > from && **opened <= to).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The places, each with how many requests there were in the last quarter.
    fn members(&self, at: Timestamp) -> Vec<Member> {
        let start = before(at, QUARTER);
        let one = |(repository, requests): &(&Repository, &Requests)| {
            let recent = requests.opened.iter().filter(|it| **it > start && **it <= at).count();
            let way = format!("{recent} in 90 days");
            let member = Member { id: repository.id.clone(), way, evidence: Vec::new() };
            (recent > 0).then_some(member)
        };
        self.0.iter().filter_map(one).collect()
    }
}

fn is_named(repository: &Repository, name: &str) -> bool {
    repository.id.eq_ignore_ascii_case(name)
}

fn requests(repository: &Repository) -> Option<&Requests> {
    repository.hosted.as_ref()?.facts.as_ref()?.tickets.as_ref()
}

fn open(id: &str) -> Member {
    let way = Unknown::NoApi.code().to_owned();
    Member { id: id.to_owned(), way, evidence: Vec::new() }
}
