//! How many ways a thing is done (rubric 0.7): Hill number of order 1, and the share of the mode.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a population splits into ways.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Diversity {
    /// How many units take each way.
    pub ways: BTreeMap<String, u32>,
    /// Units whose way is not known.
    pub unknown: u32,
}

impl Diversity {
    /// Units whose way is known.
    pub fn known(&self) -> u32 {
        self.ways.values().sum()
    }

    /// The effective number of ways among known units: `exp(-Σ p ln p)`. 0 of nothing.
    pub fn effective(&self) -> f64 {
        let total = f64::from(self.known());
        if total == 0.0 {
            return 0.0;
        }
        let entropy: f64 = self
            .ways
            .values()
            .filter(|count| **count > 0)
            .map(|count| f64::from(*count) / total)
            .map(|share| -share * share.ln())
            .sum();
        entropy.exp()
    }

    /// The way most known units take, and how many do; the first by name among equals.
    pub fn mode(&self) -> Option<(&str, u32)> {
        self.ways
            .iter()
            .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))
            .map(|(way, count)| (way.as_str(), *count))
    }

    /// Counts one more unit that takes `way`.
    pub fn add(&mut self, way: impl Into<String>) {
        *self.ways.entry(way.into()).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(counts: &[u32]) -> Diversity {
        let ways = counts.iter().enumerate().map(|(i, n)| (format!("way {i}"), *n)).collect();
        Diversity { ways, unknown: 0 }
    }

    #[test]
    fn equal_ways_count_fully_and_rubric_examples_hold() {
        assert!((of(&[4, 4, 4]).effective() - 3.0).abs() < 1e-9);
        assert!((of(&[3, 2, 1]).effective() - 2.75).abs() < 0.005);
        assert!((of(&[9]).effective() - 1.0).abs() < 1e-9);
        assert!(of(&[]).effective().abs() < 1e-9);
    }

    #[test]
    fn the_first_name_wins_among_equals() {
        assert_eq!(of(&[2, 2]).mode(), Some(("way 0", 2)));
    }

    proptest! {
        #[test]
        fn there_are_never_more_effective_ways_than_ways(counts in prop::collection::vec(1u32..30, 1..8)) {
            let ways = f64::from(u32::try_from(counts.len()).unwrap());
            let effective = of(&counts).effective();
            prop_assert!(effective >= 1.0 - 1e-9);
            prop_assert!(effective <= ways + 1e-9);
        }
    }
}
