//! Measures that history alone can tell, or that need it (rubric 0.3, channel H).
//!
//! What cannot be seen is unknown: without a history, or with one that ends inside the window, the
//! code is `shallow` (trap T37). No measure names a person; members are deployables, repositories
//! and files.

mod births;
mod campaigns;
mod copies;
mod deploying;
mod deployments;
mod documents;
mod engineers;
mod failing;
mod figures;
mod fixes;
mod hands;
#[cfg(test)]
mod hosted;
#[cfg(test)]
mod made_up;
mod newcomers;
mod platform;
mod provisioning;
mod pulls;
mod quiet;
mod releases;
mod series;
mod shipping;
mod tale;
mod upkeep;
mod waiting;

use jiff::{Span, Timestamp};
use milepost_core::{Bounds, Measure, Member, Share, Unknown};

use super::Context;
use super::census::{Answer, number, of_answers, unknown};

pub(super) use births::{born_on_path, born_scaffolded, chosen, new_service, old_on_path};
pub(super) use campaigns::{campaigns, unrepaired};
pub(super) use copies::{copied, copied_by_platform};
pub(super) use deploying::{deployer, frequency, frequency_of_each, lead_time};
pub(super) use documents::{Substance, fresh, fresh_runbooks};
pub(super) use engineers::{engineers, growth};
pub(super) use failing::{failed, recovery};
pub(super) use figures::{derivable, gap, on_record, worsening};
pub(super) use fixes::{repairs, teams_helped};
pub(super) use hands::{bus, bus_of_platform, know_how, one_person, top};
pub(super) use newcomers::first_deploy;
pub(super) use platform::repositories as platform_repositories;
pub(super) use platform::{
    builds, changes, deployed_without, edges, hands, larger_changes, reactive, routine, touches,
    unaided, unaided_test,
};
pub(super) use provisioning::{environments, resources};
pub(super) use pulls::{
    age_of_upgrades, larger_reviews, open_upgrades, reviews, rise_of_upgrades, tenth_merge,
};
pub(super) use quiet::week_off;
pub(crate) use series::{added, merged, set_elsewhere, tagged};
pub(super) use shipping::{by_hand, unseen};
pub(crate) use tale::{Age, Tale, age, tales};
pub(super) use upkeep::updated;
pub(super) use waiting::for_resources;

/// The window of most rates, in days.
pub(super) const QUARTER: i64 = 90;

/// The window of what happens seldom, in days.
const HALF_YEAR: i64 = 180;

/// The window that tells new from old, in days.
pub(super) const YEAR: i64 = 365;

/// The instant so many days before another.
pub(crate) fn before(at: Timestamp, days: i64) -> Timestamp {
    at.checked_sub(Span::new().hours(days * 24)).unwrap_or(Timestamp::MIN)
}

/// What earlier instants alone tell: one instant knows nothing of it.
pub(super) fn in_hindsight(_: &Context<'_>, id: &str) -> Measure {
    unknown(id, Some(Unknown::Shallow))
}

/// Hours from one instant to a later one.
pub(super) fn hours(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64() / 3600.0
}

pub(super) fn as_f64(count: u32) -> f64 {
    f64::from(count)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The middle value, or the mean of the two in the middle.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(upper, *values.get(middle.checked_sub(1)?)?))
}

/// The median of what lies between bounds: between that of the least values and that of the
/// greatest.
fn median_of(values: &[Bounds]) -> Option<Bounds> {
    let lo = median(values.iter().map(|it| it.lo).collect())?;
    let hi = median(values.iter().map(|it| it.hi).collect())?;
    Some(Bounds { lo, hi })
}

/// A median over units, each with its value, in the order of their names; fewer than the minimum are
/// shown and not judged.
pub(super) fn median_measure(
    id: &str,
    mut known: Vec<(Member, Bounds)>,
    mut open: Vec<Member>,
    least: u32,
) -> Measure {
    known.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    open.sort_by(|a, b| a.id.cmp(&b.id));
    let values: Vec<Bounds> = known.iter().map(|(_, value)| *value).collect();
    let few = count(values.len()) < least;
    let value = median_of(&values);
    let code = match (values.is_empty(), open.is_empty()) {
        (true, true) => None,
        // What cannot be told of most cannot be told of the middle one.
        _ if open.len() > values.len() => Unknown::of(&open),
        _ => few.then_some(Unknown::TooFew),
    };
    let yes = known.into_iter().map(|(member, _)| member).collect();
    Measure { value, unknown: code, yes, open, ..number(id, None) }
}

/// Counts of events of many units, as one share.
struct Tally {
    share: Share,
    yes: Vec<Member>,
    no: Vec<Member>,
    open: Vec<Member>,
}

impl Tally {
    fn new() -> Self {
        Self { share: Share::default(), yes: Vec::new(), no: Vec::new(), open: Vec::new() }
    }

    /// Adds a unit with so many events, of which so many do.
    fn add(&mut self, id: &str, (yes, all): (u32, u32), what: &str) {
        if all == 0 {
            return;
        }
        self.share.yes += yes;
        self.share.no += all - yes;
        let way = format!("{yes} of {all} {what}");
        let member = Member { id: id.to_owned(), way, evidence: Vec::new() };
        if yes > 0 { &mut self.yes } else { &mut self.no }.push(member);
    }

    /// Adds events of a unit of which nobody can tell whether they do.
    fn add_unclear(&mut self, events: u32) {
        self.share.unknown += events;
    }

    /// Adds a unit whose events cannot be told.
    fn open(&mut self, id: &str, code: Unknown) {
        self.open.push(open(id, code));
    }

    /// The share of events; too few of them are shown and not judged, and so is what most units
    /// keep to themselves.
    fn finish(mut self, id: &str, least: u32) -> Measure {
        for members in [&mut self.yes, &mut self.no, &mut self.open] {
            members.sort_by(|a, b| a.id.cmp(&b.id));
        }
        let seen = self.yes.len() + self.no.len();
        let code = match self.share.total() {
            0 => Unknown::of(&self.open),
            _ if self.open.len() > seen => Unknown::of(&self.open),
            events if events < least => Some(Unknown::TooFew),
            _ => None,
        };
        let value = self.share.bounds();
        let share = Some(self.share);
        Measure { value, share, yes: self.yes, no: self.no, open: self.open, ..unknown(id, code) }
    }
}

fn open(id: &str, code: Unknown) -> Member {
    Member { id: id.to_owned(), way: code.code().to_owned(), evidence: Vec::new() }
}

/// The share of files that answer yes, in the order of their names.
fn of_files(id: &str, mut answers: Vec<(String, Answer)>) -> Measure {
    answers.sort_by(|a, b| a.0.cmp(&b.0));
    of_answers(id, answers.into_iter())
}

/// Why units are open.
trait Why: Sized {
    /// The code of the first that is open.
    fn of(open: &[Member]) -> Option<Self>;
}

impl Why for Unknown {
    fn of(open: &[Member]) -> Option<Self> {
        let first = open.first()?;
        Self::ALL.iter().copied().find(|code| code.code() == first.way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0]), Some(2.5));
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn what_most_keep_to_themselves_is_not_judged() {
        let mut tally = Tally::new();
        tally.add("a", (9, 12), "changes");
        tally.open("b", Unknown::Shallow);
        let measure = tally.finish("x", 10);
        assert_eq!((measure.unknown, measure.share.unwrap().yes), (None, 9));
        let mut tally = Tally::new();
        tally.add("a", (9, 12), "changes");
        tally.open("b", Unknown::Shallow);
        tally.open("c", Unknown::Shallow);
        assert_eq!(tally.finish("x", 10).unknown, Some(Unknown::Shallow));
        let mut tally = Tally::new();
        tally.add("a", (1, 2), "changes");
        assert_eq!(tally.finish("x", 10).unknown, Some(Unknown::TooFew));
    }
}
