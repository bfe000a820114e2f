//! The four delivery figures together: of how many deployables they can be told, for how many
//! quarters in a row, and where the worst of them goes.

use jiff::Timestamp;
use milepost_core::{Bounds, Measure, Member, Share, Unknown, Verdict};

use super::deploying::{Deployed, deployed_between, middle_lead, unseen_most};
use super::failing::failures;
use super::{QUARTER, before, count, median};
use crate::measures::Context;
use crate::measures::census::{Answer, number, of_answers, unknown};

/// Quarters back that are looked at: as many as history is told of.
const QUARTERS: i64 = 5;

/// Deployables of which all four figures can be worked out: their deploys are told, and for half of
/// these when what they bring was first written. What failed is told by the same deploys.
pub(in crate::measures) fn derivable(context: &Context<'_>, id: &str) -> Measure {
    let (told, unseen) = deployed_between(context, last(context, 0));
    let answers = told.iter().map(|it| {
        let answer = match (it.events.is_empty(), middle_lead(it)) {
            (true, _) => Answer::Open(Unknown::TooFew),
            (_, None) => Answer::Open(Unknown::NoApi),
            (_, Some(_)) => Answer::Yes(Vec::new()),
        };
        (it.component.id.clone(), answer)
    });
    let unseen = unseen.iter().map(|member| {
        let code = <Unknown as super::Why>::of(std::slice::from_ref(member));
        (member.id.clone(), Answer::Open(code.unwrap_or(Unknown::NoApi)))
    });
    let mut answers: Vec<(String, Answer)> = answers.chain(unseen).collect();
    answers.sort_by(|a, b| a.0.cmp(&b.0));
    of_answers(id, answers.into_iter())
}

/// Quarters in a row, back from the instant, in which deploys, lead times and failures are told.
pub(in crate::measures) fn on_record(context: &Context<'_>, id: &str) -> Measure {
    match record(context) {
        Err(code) => unknown(id, Some(code)),
        Ok(record) => {
            let points = f64::from(count(record.points.len()));
            let hi = if record.is_open { 5.0 } else { points };
            let yes = record.points.iter().map(Point::member).collect();
            Measure { yes, ..number(id, Some(Bounds { lo: points, hi: hi.max(points) })) }
        }
    }
}

/// How much the worst figure declined over the quarters on record, by the straight line that comes
/// nearest to them, as a share of where that begins; less than 0 where all of them improved.
pub(in crate::measures) fn worsening(context: &Context<'_>, id: &str) -> Measure {
    let least = context.estate.rules.profile.number("measure.dora.worsening", "points");
    let record = match record(context) {
        Err(code) => return unknown(id, Some(code)),
        Ok(record) => record,
    };
    if f64::from(count(record.points.len())) < least {
        let code = if record.is_open { Unknown::NoApi } else { Unknown::TooFew };
        return unknown(id, Some(code));
    }
    let mut points = record.points;
    points.reverse();
    let figure =
        |of: fn(&Point) -> Option<f64>| points.iter().map(of).collect::<Option<Vec<f64>>>();
    let declines = [
        ("deploys", figure(|it| Some(it.deploys)), -1.0),
        ("lead time", figure(|it| Some(it.lead)), 1.0),
        ("failures", figure(|it| Some(it.failed)), 1.0),
        ("recovery", figure(|it| it.recovery), 1.0),
    ];
    let mut yes = Vec::new();
    let mut worst = f64::NEG_INFINITY;
    for (name, values, sign) in declines {
        let Some(decline) = values.map(|values| change(&values, sign)) else { continue };
        worst = worst.max(decline);
        let way = format!("{:+.0} % worse", decline * 100.0);
        yes.push(Member { id: name.to_owned(), way, evidence: Vec::new() });
    }
    Measure { yes, ..number(id, Some(Bounds::exactly(worst))) }
}

/// The share of failed deploys on the golden path minus that off it. What failed without a trace is
/// among neither, so both shares are open upwards.
pub(in crate::measures) fn gap(context: &Context<'_>, id: &str) -> Measure {
    let least = context.estate.rules.profile.number("measure.cfr-gap", "deploys");
    let (told, unseen) = deployed_between(context, last(context, 0));
    let on_path = |it: &Deployed<'_, '_>| {
        let mut all = context.counted();
        all.find(|(component, _)| component.id == it.component.id).map(|(_, it)| it.on_path)
    };
    let (mut on, mut off) = (Share::default(), Share::default());
    for it in &told {
        let share = match on_path(it) {
            Some(Verdict::Holds) => &mut on,
            Some(Verdict::Fails) => &mut off,
            _ => continue,
        };
        let failed = failures(context, it).len();
        share.yes += count(failed);
        share.unknown += count(it.events.len() - failed);
    }
    if unseen.len() > told.len() {
        return unknown(id, <Unknown as super::Why>::of(&unseen));
    }
    let few = [on, off].iter().any(|share| f64::from(share.total()) < least);
    let (Some(on), Some(off)) = (on.bounds().filter(|_| !few), off.bounds()) else {
        return unknown(id, Some(Unknown::TooFew));
    };
    number(id, Some(Bounds { lo: on.lo - off.hi, hi: on.hi - off.lo }))
}

/// The quarter of ninety days that ends so many of them before the instant.
fn last(context: &Context<'_>, back: i64) -> (Timestamp, Timestamp) {
    let end = before(context.estate.at, QUARTER * back);
    (before(context.estate.at, QUARTER * (back + 1)), end)
}

/// The figures of one quarter.
#[derive(Debug, Clone, PartialEq)]
struct Point {
    end: Timestamp,
    /// A day, all deployables together.
    deploys: f64,
    lead: f64,
    failed: f64,
    recovery: Option<f64>,
}

/// Quarters with figures, the newest first.
struct Record {
    points: Vec<Point>,
    /// Whether there may be more that cannot be seen.
    is_open: bool,
}

/// The quarters with figures; an error where not even the newest has some that can be told.
fn record(context: &Context<'_>) -> Result<Record, Unknown> {
    let mut points = Vec::new();
    for back in 0..QUARTERS {
        match point(context, last(context, back)) {
            Ok(point) => points.push(point),
            Err(Unknown::TooFew) => return Ok(Record { points, is_open: false }),
            Err(code) if points.is_empty() => return Err(code),
            Err(_) => return Ok(Record { points, is_open: true }),
        }
    }
    Ok(Record { points, is_open: true })
}

fn point(context: &Context<'_>, window: (Timestamp, Timestamp)) -> Result<Point, Unknown> {
    let (told, unseen) = deployed_between(context, window);
    let deploys: usize = told.iter().map(|it| it.events.len()).sum();
    if let Some(code) = unseen_most(context, deploys, &told, &unseen) {
        return Err(code);
    }
    if told.is_empty() {
        return Err(Unknown::TooFew);
    }
    let busy: Vec<&Deployed<'_, '_>> = told.iter().filter(|it| !it.events.is_empty()).collect();
    let known: Vec<f64> = busy.iter().filter_map(|it| middle_lead(it)).collect();
    if known.len() * 2 < busy.len() {
        return Err(Unknown::NoApi);
    }
    if count(known.len()) < context.estate.rules.profile.minimum.units {
        return Err(Unknown::TooFew);
    }
    let failed: Vec<f64> =
        told.iter().flat_map(|it| failures(context, it)).map(|(_, hours)| hours).collect();
    let least = context.estate.rules.profile.number("measure.mttr", "failures");
    let failures = f64::from(count(failed.len()));
    let deploys = f64::from(count(deploys));
    Ok(Point {
        end: window.1,
        deploys: deploys / 90.0,
        lead: median(known).unwrap_or_default(),
        failed: failures / deploys,
        recovery: median(failed).filter(|_| failures >= least),
    })
}

impl Point {
    fn member(&self) -> Member {
        let recovery = self.recovery.map(|hours| format!(", {hours:.1} h to recover"));
        let way = format!(
            "{:.2} deploys a day, {:.1} h lead time, {:.0} % failed{}",
            self.deploys,
            self.lead,
            self.failed * 100.0,
            recovery.unwrap_or_default()
        );
        let id = format!("90 days to {}", self.end.strftime("%Y-%m-%d"));
        Member { id, way, evidence: Vec::new() }
    }
}

/// How much worse the values become, by the straight line nearest to them; `sign` is -1 where more
/// is better.
fn change(values: &[f64], sign: f64) -> f64 {
    let all = f64::from(count(values.len()));
    let middle = (all - 1.0) / 2.0;
    let mean = values.iter().sum::<f64>() / all;
    let (mut across, mut along) = (0.0, 0.0);
    for (place, value) in (0_u32..).zip(values) {
        let away = f64::from(place) - middle;
        across += away * (value - mean);
        along += away * away;
    }
    let slope = if along > 0.0 { across / along } else { 0.0 };
    let (start, rise) = (mean - slope * middle, slope * (all - 1.0));
    if start > 0.0 {
        return sign * rise / start;
    }
    // From nothing, any rise is the whole of it.
    if rise > 0.0 { sign } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn what_falls_by_half_declined_by_half_where_more_is_better() {
        assert!(near(change(&[4.0, 3.0, 2.0], -1.0), 0.5));
        assert!(near(change(&[4.0, 3.0, 2.0], 1.0), -0.5));
        assert!(near(change(&[3.0, 3.0, 3.0], 1.0), 0.0));
    }

    #[test]
    fn one_odd_quarter_is_no_course() {
        assert!(near(change(&[2.0, 8.0, 2.0], 1.0), 0.0));
    }

    #[test]
    fn from_nothing_any_failure_is_a_decline() {
        assert!(near(change(&[0.0, 0.0, 0.0], 1.0), 0.0));
        assert!(near(change(&[0.0, 0.0, 0.3], 1.0), 1.0));
    }
}
