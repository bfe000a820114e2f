//! Pipelines that broke, and who repaired them: a change of a pipeline soon after a run of the default
//! branch failed. The host tells of runs; git tells of changes.

use std::collections::BTreeSet;

use jiff::Timestamp;
use milepost_core::{
    Bounds, Change, FailedRuns, History, Measure, Member, PathRole, Repository, Unknown, What,
};

use super::platform::repositories;
use super::{QUARTER, Tally, before, hours};
use crate::assemble::facts_of;
use crate::measures::Context;
use crate::measures::census::{number, unknown};
use crate::steps::team_of;

/// Days of a month, of which a quarter has three.
const MONTH: i64 = 30;
const MONTHS: i64 = 3;

/// Where workflows and the actions they are made of stand.
const WORKFLOWS: &[&str] = &[".github/workflows/", ".github/actions/"];

/// A repair of a pipeline.
struct Repair<'a> {
    change: &'a Change,
    /// Whether the platform team made it in files that it had not written.
    of_others: bool,
}

/// Repairs of pipelines in product repositories that the platform team made in files of others.
pub(in crate::measures) fn repairs(context: &Context<'_>, id: &str) -> Measure {
    let told = match told(context) {
        Ok(told) => told,
        Err(code) => return unknown(id, Some(code)),
    };
    let mut tally = Tally::new();
    for (repository, repairs) in told {
        match repairs {
            Err(code) => tally.open(&repository.id, code),
            Ok(repairs) => {
                let theirs = repairs.iter().filter(|repair| repair.of_others).count();
                let counts = (super::count(theirs), super::count(repairs.len()));
                tally.add(&repository.id, counts, "repairs");
            }
        }
    }
    tally.finish(id, context.estate.rules.profile.minimum.events)
}

/// How many teams had a pipeline repaired by the platform team, in a month of the last three. A
/// repository nobody is known to own may be of one more team.
pub(in crate::measures) fn teams_helped(context: &Context<'_>, id: &str) -> Measure {
    let told = match told(context) {
        Ok(told) => told,
        Err(code) => return unknown(id, Some(code)),
    };
    let (mut helped, mut nobodys) = (BTreeSet::new(), BTreeSet::new());
    let (mut yes, mut unseen, mut seen) = (Vec::new(), Vec::new(), 0_u32);
    for (repository, repairs) in told {
        let repairs = match repairs {
            Err(code) => {
                unseen.push(super::open(&repository.id, code));
                continue;
            }
            Ok(repairs) => repairs,
        };
        seen += 1;
        let theirs: Vec<&Repair<'_>> = repairs.iter().filter(|it| it.of_others).collect();
        let teams = owners(context, repository);
        for repair in &theirs {
            let month = month(context, repair.change.at);
            if teams.is_empty() {
                nobodys.insert((month, repository.id.as_str()));
            }
            helped.extend(teams.iter().map(|team| (month, team.clone())));
        }
        if !theirs.is_empty() {
            let way = format!("{} repairs", theirs.len());
            yes.push(Member { id: repository.id.clone(), way, evidence: Vec::new() });
        }
    }
    if super::count(unseen.len()) > seen {
        let code = <Unknown as super::Why>::of(&unseen);
        return Measure { open: unseen, ..unknown(id, code) };
    }
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let a_month = |many: usize| f64::from(super::count(many)) / MONTHS as f64;
    let value = Bounds { lo: a_month(helped.len()), hi: a_month(helped.len() + nobodys.len()) };
    Measure { yes, open: unseen, ..number(id, Some(value)) }
}

/// Which month back from the instant.
fn month(context: &Context<'_>, at: Timestamp) -> i64 {
    (1..MONTHS).find(|month| at >= before(context.estate.at, MONTH * month)).unwrap_or(MONTHS)
}

/// The teams that own what a repository holds.
fn owners(context: &Context<'_>, repository: &Repository) -> BTreeSet<String> {
    let own = context.components.iter().filter(|it| it.repository.id == repository.id);
    own.filter_map(team_of).collect()
}

/// Repairs in a repository, or why they cannot be told.
type OfOne<'a> = (&'a Repository, Result<Vec<Repair<'a>>, Unknown>);

/// The repairs of the last quarter in each product repository.
fn told<'a>(context: &Context<'a>) -> Result<Vec<OfOne<'a>>, Unknown> {
    let platform = repositories(context).ok_or(Unknown::NoTeam)?;
    let all = context.estate.repositories.iter().filter(|it| it.commit.is_some());
    let product = all.filter(|it| !platform.contains(it.id.as_str()));
    Ok(product.map(|it| (it, of_repository(context, it))).collect())
}

fn of_repository<'a>(
    context: &Context<'a>,
    repository: &'a Repository,
) -> Result<Vec<Repair<'a>>, Unknown> {
    let profile = &context.estate.rules.profile;
    let most = profile.number("measure.plat-fix", "hours");
    let known = profile.number("measure.plat-fix", "days") * 24.0;
    let start = before(context.estate.at, QUARTER);
    let runs = repository.hosted.as_ref().and_then(|it| it.facts.as_ref()?.runs.as_ref());
    let runs = runs.ok_or(Unknown::NoApi)?;
    if hours(runs.since, start) < most {
        return Err(Unknown::Retention);
    }
    let history = repository.history.as_ref().filter(|it| it.reaches(start));
    let history = history.ok_or(Unknown::Shallow)?;
    let pipelines = Pipelines::of(repository, history);
    let mut repairs = Vec::new();
    let recent = history.changes.iter().filter(|it| it.at >= start && !it.by.is_empty());
    for change in recent.filter(|it| !it.mass && follows(runs, it.at, most)) {
        let touched: BTreeSet<u32> = pipelines.touched(change).collect();
        if touched.is_empty() {
            continue;
        }
        let wrote = |it: &&Change| {
            let before = it.at < change.at && hours(it.at, change.at) <= known;
            before && it.platform && pipelines.touched(it).any(|path| touched.contains(&path))
        };
        let of_others = change.platform && !history.changes.iter().any(|it| wrote(&it));
        // Who wrote a file before what is told is not known.
        if of_others && !history.reaches(before(change.at, whole_days(known))) {
            return Err(Unknown::Shallow);
        }
        repairs.push(Repair { change, of_others });
    }
    Ok(repairs)
}

#[expect(clippy::cast_possible_truncation, reason = "a small number from the profile")]
fn whole_days(hours: f64) -> i64 {
    (hours / 24.0) as i64
}

/// Whether a run failed so shortly before an instant.
fn follows(runs: &FailedRuns, at: Timestamp, most: f64) -> bool {
    runs.ended.iter().any(|ended| *ended <= at && hours(*ended, at) <= most)
}

/// The paths of pipelines in a history, by their places.
struct Pipelines(BTreeSet<u32>);

impl Pipelines {
    fn of(repository: &Repository, history: &History) -> Self {
        let files: BTreeSet<&str> =
            facts_of(repository, What::as_pipeline).map(|(fact, _)| fact.path.as_str()).collect();
        let is_pipeline = |path: &str| {
            files.contains(path) || WORKFLOWS.iter().any(|folder| path.starts_with(folder))
        };
        let paths = (0_u32..).zip(&history.paths);
        let own = paths
            .filter(|(_, path)| path.role == PathRole::Infrastructure && is_pipeline(&path.path));
        Self(own.map(|(place, _)| place).collect())
    }

    /// Those that a change touches.
    fn touched<'p>(&'p self, change: &'p Change) -> impl Iterator<Item = u32> + 'p {
        change.touches.iter().map(|touch| touch.path).filter(|path| self.0.contains(path))
    }
}
