//! Shares of a census with gaps (rubric 0.2, rule 2).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Verdict;

/// A census of units: those that do, those that do not, and those nobody can tell of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Units that do.
    pub yes: u32,
    /// Units that do not.
    pub no: u32,
    /// Units nobody can tell of; they stay in the denominator.
    pub unknown: u32,
}

impl Share {
    /// All units counted.
    pub fn total(self) -> u32 {
        self.yes + self.no + self.unknown
    }

    /// The share if no unknown unit does, and if every one of them does; `None` of nothing.
    pub fn bounds(self) -> Option<Bounds> {
        let total = f64::from(self.total());
        (self.total() > 0).then(|| Bounds {
            lo: f64::from(self.yes) / total,
            hi: f64::from(self.yes + self.unknown) / total,
        })
    }
}

/// The least and the greatest value something unknown in part can have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// The least value.
    pub lo: f64,
    /// The greatest value.
    pub hi: f64,
}

/// Room for the error of decimal fractions, so that 7 of 10 is at least 0.7.
const TOLERANCE: f64 = 1e-9;

impl Bounds {
    /// A value that is known.
    pub fn exactly(value: f64) -> Self {
        Self { lo: value, hi: value }
    }

    /// Whether the value is at least `threshold`.
    pub fn at_least(self, threshold: f64) -> Verdict {
        if self.lo >= threshold - TOLERANCE {
            Verdict::Holds
        } else if self.hi < threshold - TOLERANCE {
            Verdict::Fails
        } else {
            Verdict::Unknown
        }
    }

    /// Whether the value is at most `threshold`.
    pub fn at_most(self, threshold: f64) -> Verdict {
        if self.hi <= threshold + TOLERANCE {
            Verdict::Holds
        } else if self.lo > threshold + TOLERANCE {
            Verdict::Fails
        } else {
            Verdict::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_has_no_share() {
        assert_eq!(Share::default().bounds(), None);
    }

    #[test]
    fn seven_of_ten_is_at_least_seven_tenths() {
        let share = Share { yes: 7, no: 3, unknown: 0 };
        assert_eq!(share.bounds().map(|bounds| bounds.at_least(0.7)), Some(Verdict::Holds));
    }

    proptest! {
        #[test]
        fn bounds_hold_every_completion_of_the_unknowns(
            yes in 0u32..50, no in 0u32..50, unknown in 0u32..50, turned in 0u32..50
        ) {
            let share = Share { yes, no, unknown };
            prop_assume!(share.total() > 0);
            let turned = turned.min(unknown);
            let complete = Share { yes: yes + turned, no: no + unknown - turned, unknown: 0 };
            let (outer, inner) = (share.bounds().unwrap(), complete.bounds().unwrap());
            prop_assert!(outer.lo <= inner.lo && inner.hi <= outer.hi);
            prop_assert!((inner.lo - inner.hi).abs() < f64::EPSILON);
        }

        #[test]
        fn a_verdict_stands_for_every_completion(
            yes in 0u32..50, no in 0u32..50, unknown in 0u32..50, turned in 0u32..50, t in 0.0f64..1.0
        ) {
            let share = Share { yes, no, unknown };
            prop_assume!(share.total() > 0);
            let turned = turned.min(unknown);
            let complete = Share { yes: yes + turned, no: no + unknown - turned, unknown: 0 };
            let verdict = share.bounds().unwrap().at_least(t);
            if verdict != Verdict::Unknown {
                prop_assert_eq!(complete.bounds().unwrap().at_least(t), verdict);
            }
        }
    }
}
