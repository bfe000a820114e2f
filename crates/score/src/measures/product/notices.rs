//! What the platform team wrote down with dates: what it plans, what it asked, and that something goes.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use milepost_core::{
    Calendar, Dated, Document, DocumentRole, Evidence, Fact, Measure, Quarter, Repository, Unknown,
    What,
};

use super::proved;
use crate::assemble::facts_of;
use crate::measures::census::unknown;
use crate::measures::history::{QUARTER, Substance, YEAR, before};
use crate::measures::{Context, team};

/// Repositories of the platform team with a roadmap whose items have dates and that people changed in
/// substance in the last 90 days. Where the history that is told ends before, it may have been.
pub(in crate::measures) fn roadmaps(context: &Context<'_>, id: &str) -> Measure {
    let substance = Substance::of(context);
    let start = before(context.estate.at, QUARTER);
    of_repositories(context, id, |repository| {
        let (mut yes, mut code) = (Vec::new(), Unknown::External);
        for (fact, document) in dated(repository, DocumentRole::Roadmap) {
            match substance.last(repository, &fact.path, false) {
                Some((Some(from), _)) if from >= start => {
                    yes.extend(lines(repository, fact, document));
                }
                Some((_, until)) if until < start => {}
                _ => code = Unknown::Shallow,
            }
        }
        if yes.is_empty() { Err(code) } else { Ok(yes) }
    })
}

/// Repositories of the platform team with a notice that says on which day, or in which month or
/// quarter, something goes.
pub(in crate::measures) fn deprecations(context: &Context<'_>, id: &str) -> Measure {
    of_repositories(context, id, |repository| {
        let notices = dated(repository, DocumentRole::Deprecation);
        let lines: Vec<Evidence> =
            notices.flat_map(|(fact, document)| lines(repository, fact, document)).collect();
        if lines.is_empty() { Err(Unknown::External) } else { Ok(lines) }
    })
}

/// Quarters of the last year in which the platform team asked its users, as surveys with a date show:
/// those that the year reaches into, and so four, or five where none ends with it.
pub(in crate::measures) fn surveys(context: &Context<'_>, id: &str) -> Measure {
    let theirs = match team::active(context) {
        Ok(theirs) => theirs,
        Err(code) => return unknown(id, Some(code)),
    };
    let day = |instant: jiff::Timestamp| instant.to_zoned(TimeZone::UTC).date();
    let (start, end) = (day(before(context.estate.at, YEAR)), day(context.estate.at));
    let mut asked: Vec<(String, Vec<Evidence>)> = Vec::new();
    for repository in theirs {
        for (fact, document) in dated(repository, DocumentRole::Survey) {
            for it in document.dates.iter().filter(|it| it.from <= end && it.to > start) {
                // A quarter that has not ended was asked in it all the same.
                if let Some(name) = quarter(it.to.min(end)) {
                    asked.push((name.to_string(), vec![line(repository, fact, it)]));
                }
            }
        }
    }
    let quarters = quarters(start, end);
    asked.retain(|(name, _)| quarters.contains(name));
    let is_asked = |name: &String| asked.iter().any(|(other, _)| other == name);
    let open = quarters.iter().filter(|name| !is_asked(name));
    let open = open.map(|name| (name.clone(), Unknown::External)).collect();
    proved(id, asked, open)
}

/// The calendar quarters of a year that ends with a day; one that only its first day is in is not
/// among them.
fn quarters(start: Date, end: Date) -> Vec<String> {
    let first = start.tomorrow().ok().and_then(quarter);
    let (Some(first), Some(last)) = (first, quarter(end)) else { return Vec::new() };
    let next = |it: &Quarter| match it.number {
        4 => Quarter { year: it.year + 1, number: 1 },
        number => Quarter { year: it.year, number: number + 1 },
    };
    let all = std::iter::successors(Some(first), |it| Some(next(it)));
    all.take_while(|it| *it <= last).map(|it| it.to_string()).collect()
}

fn quarter(day: Date) -> Option<Quarter> {
    let instant = day.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(Calendar::default().quarter(instant))
}

/// Asks every repository of the platform team; an error says why nothing is seen there.
fn of_repositories(
    context: &Context<'_>,
    id: &str,
    ask: impl Fn(&Repository) -> Result<Vec<Evidence>, Unknown>,
) -> Measure {
    let theirs = match team::active(context) {
        Ok(theirs) => theirs,
        Err(code) => return unknown(id, Some(code)),
    };
    let (mut yes, mut open) = (Vec::new(), Vec::new());
    for repository in theirs {
        match ask(repository) {
            Ok(lines) => yes.push((repository.id.clone(), lines)),
            Err(code) => open.push((repository.id.clone(), code)),
        }
    }
    proved(id, yes, open)
}

/// Documents of a repository that name a date.
pub(super) fn dated(
    repository: &Repository,
    role: DocumentRole,
) -> impl Iterator<Item = (&Fact, &Document)> {
    let all = facts_of(repository, What::as_document);
    all.filter(move |(_, it)| it.role == role && !it.dates.is_empty())
}

fn lines(repository: &Repository, fact: &Fact, document: &Document) -> Vec<Evidence> {
    document.dates.iter().map(|dated| line(repository, fact, dated)).collect()
}

/// The line of a date, and what it is.
pub(super) fn line(repository: &Repository, fact: &Fact, dated: &Dated) -> Evidence {
    let shows = if dated.from == dated.to {
        dated.from.to_string()
    } else {
        format!("{} to {}", dated.from, dated.to)
    };
    let (repository, path) = (repository.id.clone(), fact.path.clone());
    Evidence { repository, path, line: dated.line, shows }
}
