//! What one instant alone cannot tell: measures that compare an organisation with what it was, and
//! the stages that follow (rubric M.gp-defect, M.gp-vol, M.k8s-dep, M.k8s-lag, portal-first).
//!
//! A scan of one instant knows none of them. Where several instants are looked at, each leaves a
//! [`Point`], and a point looks back at those before it.

mod path;
mod point;
mod rise;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use milepost_core::{Assessment, Measure};

use crate::assess;
use crate::measures::before;
use crate::rules::Rules;

pub use point::Point;

/// Takes one measure of a point and those before it, the oldest first.
type Take = fn(&Point, &[Point], &str) -> Measure;

/// The measures that earlier instants tell, by their ids in the library.
const TAKES: &[(&str, Take)] = &[
    ("gp-defect", path::left),
    ("gp-vol.moves", path::moves),
    ("gp-vol.moved", path::moved),
    ("gp-on.before-portal", path::before_portal),
    ("k8s-dep.rise", rise::removed_apis),
    ("k8s-lag.rise", rise::lag),
];

/// The ids of the measures that earlier instants tell.
#[cfg(test)]
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    TAKES.iter().map(|(id, _)| *id)
}

/// What a point tells when it is seen after others.
#[derive(Debug, Clone, PartialEq)]
pub struct Hindsight {
    /// The measures that only the others made it possible to take.
    pub measures: Vec<Measure>,
    /// Every model, applied to all measures with these among them.
    pub assessments: Vec<Assessment>,
}

impl Point {
    /// What this point tells when those before it are known, the oldest first.
    #[must_use]
    pub fn looking_back(&self, earlier: &[Self], rules: &Rules) -> Hindsight {
        let taken: Vec<Measure> = TAKES.iter().map(|(id, take)| take(self, earlier, id)).collect();
        let all: Vec<Measure> = self
            .measures
            .iter()
            .map(|measure| taken.iter().find(|it| it.id == measure.id).unwrap_or(measure).clone())
            .collect();
        let assessments =
            rules.models.iter().map(|model| assess::assess(model, rules, &all)).collect();
        Hindsight { measures: taken, assessments }
    }
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
