//! Who came to the golden path and who left it, and whether it was there before a portal.

use milepost_core::{Bounds, Measure, Member, Unknown, Verdict};

use super::of_year;
use super::point::{Point, Stood};
use crate::measures::{Age, Answer, number, of_answers, unknown};

/// Deployables that were on the path in the last year and left it. Whom a standard left that became
/// another one did not leave.
pub(super) fn left(now: &Point, earlier: &[Point], id: &str) -> Measure {
    let Some(year) = of_year(now.at, earlier) else {
        return unknown(id, Some(Unknown::Shallow));
    };
    of_answers(
        id,
        now.stood.iter().map(|(name, stood)| (name.clone(), has_left(now, (name, stood), year))),
    )
}

fn has_left(now: &Point, (name, stood): (&str, &Stood), year: &[Point]) -> Answer {
    let was = |point: &&Point| point.stood.get(name).map(|it| it.on_path);
    let last_on = year.iter().rev().find(|point| was(point) == Some(Verdict::Holds));
    let may_have_been = || year.iter().any(|point| was(&point) == Some(Verdict::Unknown));
    match (stood.on_path, last_on) {
        (Verdict::Holds, _) => Answer::No("on it".to_owned(), Vec::new()),
        (Verdict::Fails, Some(then)) => departed(now, stood, then),
        (Verdict::Fails, None) if may_have_been() => Answer::Open(Unknown::Unmeasured),
        (Verdict::Unknown | Verdict::Partial, Some(_)) => Answer::Open(Unknown::Unmeasured),
        // A history that was cut shows nothing of what was before.
        (_, None) if stood.changes.is_err() => Answer::Open(Unknown::Shallow),
        _ => Answer::Outside,
    }
}

/// Whether what was on the path then is off it by a step whose standard is the same.
fn departed(now: &Point, stood: &Stood, then: &Point) -> Answer {
    if stood.apart {
        return Answer::Open(Unknown::NoStd);
    }
    let same = |step: &&String| now.standards.get(*step) == then.standards.get(*step);
    match stood.off.iter().find(same) {
        Some(_) => Answer::Yes(Vec::new()),
        None => Answer::No("the standard way is another now".to_owned(), Vec::new()),
    }
}

/// A deployable that is on the path and was not at one of these points, and the instants between
/// which it came.
struct Move<'p> {
    name: &'p str,
    stood: &'p Stood,
    between: (jiff::Timestamp, jiff::Timestamp),
}

/// Older deployables that came to the path in the last year, and those that may have.
fn all<'p>(now: &'p Point, year: &'p [Point]) -> (Vec<Move<'p>>, Vec<Member>) {
    let (mut moves, mut open) = (Vec::new(), Vec::new());
    let older = now.stood.iter().filter(|(_, it)| !matches!(it.age, Age::New(_)));
    for (name, stood) in older.filter(|(_, it)| it.on_path == Verdict::Holds) {
        let was = |point: &Point| point.stood.get(name).map(|it| it.on_path);
        if stood.age == Age::Unknown {
            open.push(unclear(name, Unknown::Shallow));
        } else if let Some(place) = year.iter().rposition(|it| was(it) == Some(Verdict::Fails)) {
            let from = year.get(place).map_or(now.at, |point| point.at);
            let to = year.get(place + 1).map_or(now.at, |point| point.at);
            moves.push(Move { name, stood, between: (from, to) });
        } else if year.iter().any(|it| was(it) == Some(Verdict::Unknown)) {
            open.push(unclear(name, Unknown::Unmeasured));
        }
    }
    (moves, open)
}

fn unclear(name: &str, code: Unknown) -> Member {
    Member { id: name.to_owned(), way: code.code().to_owned(), evidence: Vec::new() }
}

/// How many older deployables came to the path in the last year.
pub(super) fn moves(now: &Point, earlier: &[Point], id: &str) -> Measure {
    let Some(year) = of_year(now.at, earlier) else {
        return unknown(id, Some(Unknown::Shallow));
    };
    let (moves, open) = all(now, year);
    let lo = crate::standard::as_f64(moves.len());
    let hi = lo + crate::standard::as_f64(open.len());
    let yes = moves.iter().map(|it| Member {
        id: it.name.to_owned(),
        way: format!("between {} and {}", it.between.0, it.between.1),
        evidence: Vec::new(),
    });
    Measure { yes: yes.collect(), open, ..number(id, Some(Bounds { lo, hi })) }
}

/// Of these, the ones that their own people moved: nobody of the platform team changed their
/// infrastructure meanwhile.
pub(super) fn moved(now: &Point, earlier: &[Point], id: &str) -> Measure {
    let Some(year) = of_year(now.at, earlier) else {
        return unknown(id, Some(Unknown::Shallow));
    };
    if !now.team {
        return unknown(id, Some(Unknown::NoTeam));
    }
    let (moves, _) = all(now, year);
    of_answers(id, moves.iter().map(|it| (it.name.to_owned(), by_whom(it))))
}

fn by_whom(it: &Move<'_>) -> Answer {
    let changes = match &it.stood.changes {
        Ok(changes) => changes,
        Err(code) => return Answer::Open(*code),
    };
    let meanwhile = changes.iter().filter(|(at, _)| *at > it.between.0 && *at <= it.between.1);
    let (mut own, mut platform) = (false, false);
    for (_, is_platform) in meanwhile {
        (own, platform) = (own || !is_platform, platform || *is_platform);
    }
    match (own, platform) {
        (true, false) => Answer::Yes(Vec::new()),
        (true, true) => Answer::Open(Unknown::Conflict),
        (false, true) => Answer::No("the platform team moved it".to_owned(), Vec::new()),
        (false, false) => {
            Answer::No("no person changed anything of its own".to_owned(), Vec::new())
        }
    }
}

/// The highest share on the path at any of the points before the first portal. Unless the points go
/// back to when nothing was deployed, it may have been higher at some time before them.
pub(super) fn before_portal(now: &Point, earlier: &[Point], id: &str) -> Measure {
    let came = match now.portal {
        None => return number(id, None),
        Some(Err(code)) => return unknown(id, Some(code)),
        Some(Ok(came)) => came,
    };
    let values: Vec<Bounds> = earlier
        .iter()
        .filter(|point| point.at < came)
        .filter_map(|point| point.measure("gp-on")?.value)
        .collect();
    let whole = earlier.first().is_some_and(|point| point.at < came && point.stood.is_empty());
    if values.is_empty() && !whole {
        return unknown(id, Some(Unknown::Shallow));
    }
    let highest = |of: fn(&Bounds) -> f64| values.iter().map(of).fold(0.0, f64::max);
    let hi = if whole { highest(|it| it.hi) } else { 1.0 };
    number(id, Some(Bounds { lo: highest(|it| it.lo), hi }))
}
