//! What one instant alone cannot tell: measures that compare an organisation with what it was, and
//! the stages that follow (rubric M.gp-defect, M.gp-vol, M.k8s-dep, M.k8s-lag, portal-first).
//!
//! [`looks`] says which earlier instants a snapshot is compared with, each of them leaves a
//! [`Point`], and [`look_back`] adds to the snapshot what they tell.

mod new;
mod path;
mod point;
mod rise;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use milepost_core::{Assessment, Calendar, Every, Measure, Snapshot};

use crate::assess;
use crate::measures::before;
use crate::rules::Rules;
use crate::settings::Settings;

pub use point::Point;

/// Takes one measure of a point and those before it, the oldest first.
type Take = fn(&Point, &[Point], &str) -> Measure;

/// The measures that earlier instants tell, by their ids in the library.
const TAKES: &[(&str, Take)] = &[
    ("gp-new", new::on_path),
    ("gp-vol.new", new::on_path),
    ("gp-defect", path::left),
    ("gp-vol.moves", path::moves),
    ("gp-vol.moved", path::moved),
    ("gp-on.before-portal", path::before_portal),
    ("k8s-dep.rise", rise::removed_apis),
    ("k8s-lag.rise", rise::lag),
];

/// Measures of new deployables: each is told anew of the ones that one instant tells it of.
const OF_NEW: &[&str] = &["gp-new", "gp-vol.new"];

/// The ids of the measures that earlier instants tell.
#[cfg(test)]
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    TAKES.iter().map(|(id, _)| *id)
}

/// The instants a snapshot is compared with, the oldest first: the ends of the quarters of the year
/// before it.
#[must_use]
pub fn looks(at: Timestamp, calendar: Calendar) -> Vec<Timestamp> {
    let ends = calendar.ends(Every::Quarter, before(at, YEAR), at).into_iter();
    ends.map(|(_, end)| end).filter(|end| *end < at).collect()
}

/// Adds to a snapshot what earlier instants tell, the oldest of them first.
pub fn look_back(
    snapshot: &mut Snapshot,
    earlier: &[Point],
    (settings, rules): (&Settings, &Rules),
) {
    let now = Point::of(snapshot, settings);
    snapshot.assessments = tell((&now, earlier), &mut snapshot.measures, rules);
}

/// What a point tells when it is seen after others.
#[derive(Debug, Clone, PartialEq)]
pub struct Hindsight {
    /// Every measure, without the units behind those that one instant tells.
    pub measures: Vec<Measure>,
    /// Every model, applied to them.
    pub assessments: Vec<Assessment>,
}

impl Point {
    /// What this point tells when those before it are known, the oldest first.
    #[must_use]
    pub fn looking_back(&self, earlier: &[Self], rules: &Rules) -> Hindsight {
        let mut measures = self.measures.clone();
        let assessments = tell((self, earlier), &mut measures, rules);
        Hindsight { measures, assessments }
    }
}

/// Takes the measures that earlier instants tell, in place of those that say that one instant does
/// not, and applies every model to them all.
fn tell(
    (now, earlier): (&Point, &[Point]),
    measures: &mut [Measure],
    rules: &Rules,
) -> Vec<Assessment> {
    for measure in &mut *measures {
        if let Some((id, take)) = TAKES.iter().find(|(id, _)| *id == measure.id) {
            *measure = take(now, earlier, id);
        }
    }
    rules.models.iter().map(|model| assess::assess(model, rules, measures)).collect()
}

/// The points of the year before an instant, when they reach back to its first quarter.
fn of_year(at: Timestamp, earlier: &[Point]) -> Option<&[Point]> {
    let first = before(at, YEAR - QUARTER);
    earlier.first().filter(|point| point.at <= first)?;
    let start = before(at, YEAR);
    let from = earlier.iter().position(|point| point.at >= start).unwrap_or(earlier.len());
    earlier.get(from..)
}

/// Days of a year.
const YEAR: i64 = 365;

/// Days of a quarter, at most.
const QUARTER: i64 = 92;
