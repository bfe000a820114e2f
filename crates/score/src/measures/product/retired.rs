//! Whether what was to go went: by its last day, and not sooner than its users were told.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use milepost_core::{Dated, Document, DocumentRole, Evidence, Fact, Measure, Repository, Unknown};

use super::notices::{dated, line};
use super::past::{Fate, Past};
use crate::measures::census::{Answer, not_applicable, of_answers, unknown};
use crate::measures::history::hours;
use crate::measures::{Context, team};

/// Deprecations of the platform team that were carried out by their date, of the notices past it: what
/// they name is gone, and was removed on that day at the latest and so long after the page with the
/// notice began as the rules ask for, where history tells that. Where no notice is past its date,
/// there is nothing to be on time with.
pub(in crate::measures) fn on_time(context: &Context<'_>, id: &str) -> Measure {
    let theirs = match team::active(context) {
        Ok(theirs) => theirs,
        Err(code) => return unknown(id, Some(code)),
    };
    let today = day(context.estate.at);
    let least = context.estate.rules.profile.number("measure.deprec.on-time", "days");
    let mut answers = Vec::new();
    for repository in theirs {
        let past = Past::of(repository);
        for (fact, document) in dated(repository, DocumentRole::Deprecation) {
            let began = past.began(&fact.path);
            for it in last_days(document).into_iter().filter(|it| it.to < today) {
                let unit = format!("{}:{}#{}", repository.id, fact.path, it.line);
                let notice = Notice { repository, fact, dated: it, began, least };
                answers.push((unit, notice.settle(&past)));
            }
        }
    }
    if answers.is_empty() {
        return not_applicable(id, "no deprecation notice is past its date");
    }
    of_answers(id, answers.into_iter())
}

/// The dates of a document, of several on one line about the same the last: what is announced, stops
/// in between and is removed in the end goes on the last of its days.
fn last_days(document: &Document) -> Vec<&Dated> {
    let mut last: Vec<&Dated> = Vec::new();
    for it in &document.dates {
        match last.iter_mut().find(|known| known.line == it.line && known.about == it.about) {
            Some(known) if known.to < it.to => *known = it,
            Some(_) => {}
            None => last.push(it),
        }
    }
    last
}

/// A notice past its date.
struct Notice<'a> {
    repository: &'a Repository,
    /// Its page.
    fact: &'a Fact,
    dated: &'a Dated,
    /// When the page began, where history tells.
    began: Option<Timestamp>,
    /// Days from then on before which nothing may go.
    least: f64,
}

impl Notice<'_> {
    /// Whether everything it names went in time. What it does not name is not told.
    fn settle(&self, past: &Past<'_>) -> Answer {
        let (mut yes, mut open) =
            (vec![], self.dated.about.is_empty().then_some(Unknown::Unmapped));
        for name in &self.dated.about {
            match past.fate(name, self.dated.to) {
                Fate::Stands(at) => {
                    return Answer::No("still there".to_owned(), vec![self.shows(None), at]);
                }
                Fate::Unseen(code) => open = open.or(Some(code)),
                Fate::Removed(at) => {
                    let shows = self.shows(Some(format!("{name} removed on {}", day(at))));
                    if let Some(way) = self.reproach(at) {
                        return Answer::No(way, vec![shows]);
                    }
                    yes.push(shows);
                }
            }
        }
        open.map_or(Answer::Yes(yes), Answer::Open)
    }

    /// What is wrong with a removal at this instant.
    fn reproach(&self, at: Timestamp) -> Option<String> {
        if day(at) > self.dated.to {
            return Some(format!("removed on {}, later than said", day(at)));
        }
        let days = (hours(self.began?, at) / 24.0).floor();
        let way = if days < 0.0 {
            "removed before the notice".to_owned()
        } else {
            format!("removed {days:.0} days after the notice")
        };
        (days < self.least).then_some(way)
    }

    /// Its line, with what shows there.
    fn shows(&self, shows: Option<String>) -> Evidence {
        let own = line(self.repository, self.fact, self.dated);
        match shows {
            Some(shows) => Evidence { shows, ..own },
            None => own,
        }
    }
}

fn day(instant: Timestamp) -> Date {
    instant.to_zoned(TimeZone::UTC).date()
}
