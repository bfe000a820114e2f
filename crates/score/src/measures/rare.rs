//! Which things can be alike at all: those that share one of their rarest rows.

use std::collections::BTreeMap;

/// How often each row is among all things.
pub(super) struct Rare<'r, T> {
    frequency: BTreeMap<&'r T, usize>,
    /// The share of the rows either has that both have, at least.
    least: f64,
}

impl<'r, T: Ord> Rare<'r, T> {
    pub(super) fn of<I: IntoIterator<Item = &'r T>>(
        all: impl Iterator<Item = I>,
        least: f64,
    ) -> Self {
        let mut frequency: BTreeMap<&T, usize> = BTreeMap::new();
        for row in all.flatten() {
            *frequency.entry(row).or_default() += 1;
        }
        Self { frequency, least }
    }

    /// So many of the rarest rows that nothing without any of them is alike enough.
    pub(super) fn rarest<'t>(&self, rows: impl IntoIterator<Item = &'t T>) -> Vec<&'t T>
    where
        'r: 't,
    {
        let mut rows: Vec<&T> = rows.into_iter().collect();
        rows.sort_by_key(|row| (self.frequency.get(row).copied().unwrap_or(0), *row));
        let as_f64 = crate::standard::as_f64;
        let all = rows.len();
        let kept = (0..all).take_while(|before| as_f64(all - before) >= self.least * as_f64(all));
        let kept = kept.count();
        rows.truncate(kept);
        rows
    }
}
