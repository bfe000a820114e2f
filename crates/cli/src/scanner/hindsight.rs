//! What an organisation was before: every scan that reads history looks back at the ends of the
//! quarters of its last year.

use std::collections::BTreeMap;
use std::sync::MutexGuard;

use jiff::Timestamp;
use milepost_core::Snapshot;
use milepost_git::{Past, Reader};
use milepost_scan::HistoryPlan;
use milepost_score::{Hindsight, Point};
use rayon::prelude::*;

use super::{Depth, Scanner, lock};
use crate::targets;

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
            self.remember_point(point);
            self.know(point.clone());
        }
        let told = points.iter().map(|point| {
            let earlier = self.points(&self.looks(point.at()))?;
            Ok(point.looking_back(&earlier, &self.rules))
        });
        told.collect()
    }

    /// What is kept of these instants, each of which is looked at once.
    pub(super) fn points(&self, looks: &[Timestamp]) -> anyhow::Result<Vec<Point>> {
        let new: Vec<Option<Timestamp>> = self.recall(looks).into_iter().map(Some).collect();
        if !new.is_empty() {
            let settings = self.settings();
            let keep = |_, snapshot: Snapshot| Point::of(&snapshot, &settings);
            for point in self.scan_each(&new, (&settings, Depth::Whole), keep)? {
                self.remember_point(&point);
                self.know(point);
            }
        }
        let known = self.known();
        Ok(looks.iter().filter_map(|at| known.get(at)).cloned().collect())
    }

    /// Those of these instants that have to be looked at: of the others it is known, or remembered
    /// from an earlier run, what they were.
    pub(super) fn recall(&self, looks: &[Timestamp]) -> Vec<Timestamp> {
        let is_new = |at: &Timestamp| {
            if self.known().contains_key(at) {
                return false;
            }
            let recall = || self.memory.recall(&self.found, (at.as_second(), &self.key_of(*at)));
            let point = self.pool.install(recall).and_then(|text| serde_json::from_str(&text).ok());
            match point {
                Some(point) => self.know(point),
                None => return true,
            }
            false
        };
        looks.iter().copied().filter(is_new).collect()
    }

    /// Remembers what was kept of an instant, for runs to come.
    fn remember_point(&self, point: &Point) {
        let trace = lock(&self.traces).remove(&point.at());
        if let (Some(trace), Ok(text)) = (trace, serde_json::to_string(point)) {
            self.memory.remember(&self.found, (&self.key_of(point.at()), trace), text);
        }
    }

    /// Everything that a point depends on besides repositories: rules, and what hosts say.
    fn key_of(&self, at: Timestamp) -> String {
        let history = self.history.as_ref().map(HistoryPlan::key);
        let said = targets::said(&self.reached, at);
        let parts = (at, self.digest(), &self.config.settings, history, said);
        let text = serde_json::to_string(&parts).unwrap_or_default();
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }

    /// When the newest commit was made of all that can honestly have been.
    pub(super) fn newest(&self) -> Timestamp {
        let committed = self.found.par_iter().filter_map(|found| {
            let (_, head) = Reader::open(found, self.source(None), Past::default());
            Timestamp::from_second(head.commit?.time).ok()
        });
        let honest = committed.filter(|committed| *committed <= self.present);
        self.pool.install(|| honest.max()).unwrap_or(self.present)
    }

    /// Keeps what was looked at elsewhere.
    pub(super) fn know(&self, point: Point) {
        self.known().insert(point.at(), point);
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<Timestamp, Point>> {
        lock(&self.points)
    }
}
