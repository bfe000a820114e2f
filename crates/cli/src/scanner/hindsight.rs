//! What an organisation was before: every scan that reads history looks back at the ends of the
//! quarters of its last year.

use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};

use jiff::Timestamp;
use milepost_core::Snapshot;
use milepost_score::{Hindsight, Point};

use super::{Depth, Scanner};

impl Scanner<'_> {
    /// The instants that a snapshot of this one looks back at, the oldest first.
    pub(crate) fn looks(&self, at: Timestamp) -> Vec<Timestamp> {
        milepost_score::looks(at, self.config.calendar)
    }

    /// Adds to a snapshot what the year before it tells. Without history there is none.
    pub(super) fn look_back(&self, snapshot: &mut Snapshot) -> anyhow::Result<()> {
        if self.history.is_none() || snapshot.repositories.is_empty() {
            return Ok(());
        }
        let earlier = self.points(&self.looks(snapshot.at))?;
        let said = (&self.settings(), &self.rules);
        self.pool.install(|| milepost_score::look_back(snapshot, &earlier, said));
        Ok(())
    }

    /// What each of these points tells beside those before it, in their order: the oldest first.
    pub(crate) fn look_back_from(&self, points: &[Point]) -> anyhow::Result<Vec<Hindsight>> {
        for point in points {
            self.know(point.clone());
        }
        let told = points.iter().map(|point| {
            let earlier = self.points(&self.looks(point.at()))?;
            Ok(point.looking_back(&earlier, &self.rules))
        });
        told.collect()
    }

    /// What is kept of these instants, each of which is looked at once.
    fn points(&self, looks: &[Timestamp]) -> anyhow::Result<Vec<Point>> {
        let lack = |at: &&Timestamp| !self.known().contains_key(at);
        let new: Vec<Option<Timestamp>> = looks.iter().filter(lack).copied().map(Some).collect();
        if !new.is_empty() {
            let settings = self.settings();
            let keep = |_, snapshot: Snapshot| Point::of(&snapshot, &settings);
            let told = self.scan_each(&new, (&settings, Depth::Whole), keep)?;
            self.known().extend(new.into_iter().flatten().zip(told));
        }
        let known = self.known();
        Ok(looks.iter().filter_map(|at| known.get(at)).cloned().collect())
    }

    /// Keeps what was looked at elsewhere.
    pub(super) fn know(&self, point: Point) {
        self.known().insert(point.at(), point);
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<Timestamp, Point>> {
        self.points.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
