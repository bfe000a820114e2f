//! Whether what is new came on the path: as it stood a month after its first deploy (rubric
//! M.gp-new, vol.2).

use jiff::{Span, Timestamp};
use milepost_core::{Measure, Member, Unknown, Verdict};

use super::of_year;
use super::point::{Point, Stood};
use crate::measures::{Age, Answer, of_answers, unknown};

/// How long what is new has to come on the path, in hours.
const SETTLING: i64 = 30 * 24;

/// New deployables that were on the path a month after their first deploy: at the first instant from
/// then on that was looked at, or as they stand where none was yet.
pub(super) fn on_path(now: &Point, earlier: &[Point], id: &str) -> Measure {
    let Some(told) = now.measure(id) else { return unknown(id, Some(Unknown::Shallow)) };
    if of_year(now.at, earlier).is_none() {
        return told.clone();
    }
    let all = told.yes.iter().chain(&told.no).chain(&told.open);
    let answers = all.map(|member| (member.id.clone(), settled((now, earlier), member)));
    Measure { unknown: told.unknown, ..of_answers(id, answers) }
}

fn settled((now, earlier): (&Point, &[Point]), member: &Member) -> Answer {
    let Some(stood) = now.stood.get(&member.id) else { return Answer::Open(Unknown::Unmeasured) };
    let Age::New(born) = stood.age else { return Answer::Open(Unknown::Shallow) };
    let since = |instant: Timestamp| {
        let due = instant.checked_add(Span::new().hours(SETTLING)).unwrap_or(Timestamp::MAX);
        let then = earlier.iter().filter(move |point| point.at >= due);
        let then = then.filter_map(|point| Some((point.at, point.stood.get(&member.id)?)));
        then.chain([(now.at, stood)])
    };
    let Some(first) = stood.first_deploy else {
        // Whenever it was deployed first, it stood so.
        let mut all = since(born).map(|(_, stood)| stood.on_path);
        let last = stood.on_path;
        return if all.all(|it| it == last) {
            answer(now.at, stood)
        } else {
            Answer::Open(Unknown::NoApi)
        };
    };
    let (at, then) = since(first).next().unwrap_or((now.at, stood));
    answer(at, then)
}

fn answer(at: Timestamp, stood: &Stood) -> Answer {
    match stood.on_path {
        Verdict::Holds => Answer::Yes(Vec::new()),
        Verdict::Fails => Answer::No(format!("off it at {at}"), Vec::new()),
        _ => Answer::Open(Unknown::Unmeasured),
    }
}
