//! Weeks in which the platform team was away: whether others deploy as often as ever.

use jiff::{Span, Timestamp};
use milepost_core::{Bounds, Measure, Member, Unknown};

use super::platform::repositories;
use super::{YEAR, as_f64, before, count, median};
use crate::measures::Context;
use crate::measures::census::{number, unknown};

/// Weeks of the year that ends with the instant.
const WEEKS: usize = 52;

/// What happened in one week.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Week {
    /// Changes that people of the platform team wrote or merged.
    platform: u32,
    /// Changes that others wrote in repositories of their own.
    product: u32,
    /// Deploys to production of what is theirs.
    deploys: u32,
}

/// What tells a quiet week from others.
struct Quiet {
    /// At most this much of the platform team's middle week.
    platform: f64,
    /// At least this much of everybody else's: holidays are no independence (trap T64).
    product: f64,
}

/// How often products deploy in weeks in which the platform team is quiet, against other weeks.
pub(in crate::measures) fn week_off(context: &Context<'_>, id: &str) -> Measure {
    let Some(platform) = repositories(context) else {
        return unknown(id, Some(Unknown::NoTeam));
    };
    let profile = &context.estate.rules.profile;
    let number_of = |name| profile.number("measure.week-off", name);
    let quiet = Quiet { platform: number_of("platform"), product: number_of("product") };
    let start = before(context.estate.at, YEAR);
    let mut weeks = [Week::default(); WEEKS];
    for repository in context.estate.repositories.iter().filter(|it| it.commit.is_some()) {
        let Some(history) = repository.history.as_ref().filter(|it| it.reaches(start)) else {
            return unknown(id, Some(Unknown::Shallow));
        };
        let own = platform.contains(repository.id.as_str());
        for change in history.changes.iter().filter(|it| !it.by.is_empty() && !it.bot) {
            let Some(week) = week(&mut weeks, context.estate.at, change.at) else { continue };
            week.platform += u32::from(change.platform);
            week.product += u32::from(!change.platform && !own);
        }
    }
    let (mut told, mut unseen) = (0, None);
    for (component, tale) in context.tales() {
        if platform.contains(component.repository.id.as_str()) {
            continue;
        }
        match tale.series.as_ref().map_err(|code| *code).and_then(|it| it.since(start)) {
            Err(code) => {
                told -= 1;
                unseen = unseen.or(Some(code));
            }
            Ok(events) => {
                told += 1;
                for event in events {
                    if let Some(week) = week(&mut weeks, context.estate.at, event.at) {
                        week.deploys += 1;
                    }
                }
            }
        }
    }
    if let Some(code) = unseen.filter(|_| told < 0) {
        return unknown(id, Some(code));
    }
    compared(context, id, &weeks, &quiet)
}

/// The week something happened in, the newest first.
fn week(weeks: &mut [Week; WEEKS], now: Timestamp, at: Timestamp) -> Option<&mut Week> {
    let seconds = now.duration_since(at).as_secs();
    weeks.get_mut(usize::try_from(seconds / (7 * 24 * 3600)).ok()?)
}

/// A week, with how many came after it.
type Numbered<'w> = (usize, &'w Week);

fn compared(context: &Context<'_>, id: &str, weeks: &[Week], quiet: &Quiet) -> Measure {
    let least = context.estate.rules.profile.number("measure.week-off", "weeks");
    let of = |pick: fn(&Week) -> u32| weeks.iter().map(pick).map(as_f64).collect::<Vec<f64>>();
    let platform = median(of(|week| week.platform)).unwrap_or_default();
    let product = median(of(|week| week.product)).unwrap_or_default();
    let is_quiet = |week: &Week| {
        as_f64(week.platform) <= quiet.platform * platform
            && as_f64(week.product) >= quiet.product * product
    };
    let numbered: Vec<Numbered<'_>> = weeks.iter().enumerate().collect();
    let (off, on): (Vec<_>, Vec<_>) = numbered.into_iter().partition(|(_, week)| is_quiet(week));
    let rate = |weeks: &[Numbered<'_>]| {
        let deploys: u32 = weeks.iter().map(|(_, week)| week.deploys).sum();
        as_f64(deploys) / as_f64(count(weeks.len()))
    };
    // A team whose middle week is empty is never away.
    let too_few = platform <= 0.0 || as_f64(count(off.len())) < least || on.is_empty();
    if too_few || rate(&on) <= 0.0 {
        return unknown(id, Some(Unknown::TooFew));
    }
    let yes = off.iter().map(|(place, week)| Member {
        id: format!("week to {}", end(context.estate.at, *place)),
        way: format!("{} deploys, {:.1} in other weeks", week.deploys, rate(&on)),
        evidence: Vec::new(),
    });
    Measure { yes: yes.collect(), ..number(id, Some(Bounds::exactly(rate(&off) / rate(&on)))) }
}

fn end(now: Timestamp, place: usize) -> String {
    let hours = i64::try_from(place).unwrap_or_default() * 7 * 24;
    let end = now.checked_sub(Span::new().hours(hours)).unwrap_or(now);
    end.strftime("%Y-%m-%d").to_string()
}
