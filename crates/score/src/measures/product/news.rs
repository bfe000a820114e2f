//! How long ago the platform last said what changed or what is planned.

use std::collections::BTreeSet;

use jiff::Timestamp;
use milepost_core::{
    Bounds, Document, DocumentRole, Fact, Measure, Member, Repository, Unknown, What,
};

use crate::assemble::{evidence, facts_of};
use crate::measures::census::unknown;
use crate::measures::history::{Substance, hours};
use crate::measures::{Context, team};

/// Between how many days ago and how many a page last changed; without the second where the history
/// that is told ends before.
#[derive(Debug, Clone, Copy)]
struct Ago {
    least: f64,
    most: Option<f64>,
}

/// Days since the latest change in substance of the platform's changelogs and roadmaps; a machine may
/// write the former. Where there is none of either, nothing was said since the first of its
/// repositories began.
pub(in crate::measures) fn age(context: &Context<'_>, id: &str) -> Measure {
    let theirs = match team::active(context) {
        Ok(theirs) => theirs,
        Err(code) => return unknown(id, Some(code)),
    };
    let substance = Substance::of(context);
    let days = |since: Timestamp| (hours(since, context.estate.at) / 24.0).floor().max(0.0);
    let mut measure = unknown(id, None);
    let (mut ages, mut begun) = (Vec::new(), Vec::new());
    for repository in theirs {
        let birth = repository.history.as_ref().and_then(|it| it.birth.as_ref());
        begun.extend(repository.born.or(birth.map(|it| it.at)).map(days));
        let news = news(repository);
        if news.is_empty() {
            let way = "neither a changelog nor a roadmap".to_owned();
            measure.no.push(Member { id: repository.id.clone(), way, evidence: Vec::new() });
        }
        for (fact, document) in news {
            let by_machine = document.role == DocumentRole::Changelog;
            let last = substance.last(repository, &fact.path, by_machine);
            let ago = last.map_or(Ago { least: 0.0, most: None }, |(from, until)| Ago {
                least: days(until),
                most: from.map(days),
            });
            let group = if ago.most.is_some() { &mut measure.yes } else { &mut measure.open };
            group.push(Member {
                id: format!("{}:{}", repository.id, fact.path),
                way: ago.way(),
                evidence: vec![evidence(repository, fact, document.role.name())],
            });
            ages.push(ago);
        }
    }
    measure.value = if ages.is_empty() {
        begun.into_iter().reduce(f64::max).map(Bounds::exactly)
    } else {
        latest(&ages)
    };
    measure.unknown = measure.value.is_none().then_some(Unknown::Shallow);
    measure
}

/// The changelogs and roadmaps of a repository, one fact for each page.
fn news(repository: &Repository) -> Vec<(&Fact, &Document)> {
    let mut seen = BTreeSet::new();
    let is_news = |role| matches!(role, DocumentRole::Changelog | DocumentRole::Roadmap);
    facts_of(repository, What::as_document)
        .filter(|(fact, it)| is_news(it.role) && seen.insert(fact.path.as_str()))
        .collect()
}

/// The age of the latest; `None` where none is bounded.
fn latest(ages: &[Ago]) -> Option<Bounds> {
    let hi = ages.iter().filter_map(|ago| ago.most).reduce(f64::min)?;
    let lo = ages.iter().map(|ago| ago.least).fold(hi, f64::min);
    Some(Bounds { lo, hi })
}

impl Ago {
    /// In words; the code of what is missing where there is no bound.
    fn way(self) -> String {
        match self.most {
            Some(most) if most > self.least => format!("{} to {most} days ago", self.least),
            Some(most) => format!("{most} days ago"),
            None => Unknown::Shallow.code().to_owned(),
        }
    }
}
