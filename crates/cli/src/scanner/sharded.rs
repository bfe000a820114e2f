//! An organisation in parts: what one shard reads, and what shards make together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::bail;
use milepost_core::Snapshot;
use milepost_git::Found;
use milepost_scan::{HistoryPlan, Read};
use milepost_score::Settings;

use super::{Depth, Scanner};
use crate::shard::Shard;
use crate::shards::{self, ShardRead};
use crate::targets;

/// Where each repository is, by its id; nowhere, where it was looked for and not found.
type Places = BTreeMap<String, Option<Found>>;

impl Scanner<'_> {
    /// What the repositories of a shard say, each by itself.
    pub(crate) fn read_shard(&self, shard: Shard) -> anyhow::Result<ShardRead> {
        let at = self.asked_instant()?;
        let (mut read, lacking) = self.watched(|done| {
            self.until_whole((at, Depth::Whole), done, |plan, done| {
                milepost_scan::read(plan, &self.found, done)
            })
        })?;
        for one in &mut read {
            targets::describe(&mut one.repository, &self.reached, at);
            targets::note_lacking(&mut one.repository, &self.found, &lacking);
        }
        Ok(ShardRead::new((shard, self.rules_of_reading()), at, self.rolls(), read))
    }

    /// The organisation that shards make together. What one asks of another's repository is read
    /// now, and copied first where it is not here.
    pub(crate) fn merge(&mut self, shards: Vec<ShardRead>) -> anyhow::Result<Snapshot> {
        let key = self.rules_of_reading();
        let at = shards.first().and_then(|shard| shard.at);
        if shards.iter().any(|shard| shard.key != key) {
            bail!("the shards were read by another version or configuration than this one");
        }
        let rolls = shards::rolls(&shards);
        let read: Vec<Read> = shards.into_iter().flat_map(|shard| shard.read).collect();
        let mut places: Places =
            self.places().into_iter().map(|(id, place)| (id, Some(place.found))).collect();
        let joined = loop {
            let missed: Mutex<BTreeSet<String>> = Mutex::default();
            let locate = |id: &str| {
                let known = places.get(id).cloned();
                if known.is_none() {
                    lock(&missed).insert(id.to_owned());
                }
                known.flatten()
            };
            let (joined, lacking) = self.until_whole((at, Depth::Whole), &|_| (), |plan, _| {
                milepost_scan::join(plan, read.clone(), &locate)
            })?;
            let missed = std::mem::take(&mut *lock(&missed));
            if missed.is_empty() {
                let found: Vec<Found> = places.values().flatten().cloned().collect();
                break targets::with_lacking(joined, &found, &lacking);
            }
            self.fetch_into(&mut places, missed)?;
        };
        let repositories = targets::with_missing(joined, &places, &self.reached);
        let settings = Settings { at, ..self.settings() };
        Ok(self.pool.install(|| self.judge((repositories, rolls), &settings)))
    }

    /// Copies what was missed. What is nowhere is not looked for again.
    fn fetch_into(&mut self, places: &mut Places, missed: BTreeSet<String>) -> anyhow::Result<()> {
        for reached in &mut self.reached {
            let fetched = reached.fetch(&missed)?.into_iter();
            places.extend(fetched.map(|(id, found)| (id, Some(found))));
        }
        for id in missed {
            places.entry(id).or_insert(None);
        }
        Ok(())
    }

    /// Everything that what is read depends on besides the repositories, whichever machine reads.
    fn rules_of_reading(&self) -> String {
        let history = self.history.as_ref().map(HistoryPlan::key);
        let parts = (env!("CARGO_PKG_VERSION"), &self.detectors, &self.verbs, history);
        let excluded = &self.config.settings.excluded;
        let text = serde_json::to_string(&(parts, excluded)).unwrap_or_default();
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
