//! An organisation in parts: what one shard reads, and what shards make together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use anyhow::bail;
use jiff::Timestamp;
use milepost_core::{Repository, Snapshot};
use milepost_git::{Found, Source};
use milepost_scan::{HistoryPlan, Read};
use milepost_score::Point;

use super::looking::Done;
use super::{Depth, Scanner, lock};
use crate::shard::Shard;
use crate::shards::{self, ShardRead};
use crate::targets;

/// Where each repository is, by its id; nowhere, where it was looked for and not found.
type Places = BTreeMap<String, Option<Found>>;

impl Scanner<'_> {
    /// What the repositories of a shard say, each by itself, and what they said at the instants that
    /// the organisation will be compared with: as far as a shard can know them, which sees neither
    /// the newest commit of the others nor when they are put together.
    pub(crate) fn read_shard(&self, shard: Shard) -> anyhow::Result<ShardRead> {
        let at = self.asked_instant()?;
        let read = self.watched(|done| self.read_apart(at, done))?;
        let newest = milepost_score::instant(read.iter().map(|it| &it.repository), self.present);
        let looks = self.looks(at.unwrap_or(self.present)).into_iter().chain(self.looks(newest));
        let looks: BTreeSet<Timestamp> = looks.filter(|_| self.history.is_some()).collect();
        let sources: Vec<Source> = looks.iter().map(|at| self.source(Some(*at))).collect();
        self.visit(&sources, Depth::Whole)?;
        let past = looks.into_iter().map(|at| Ok((at, self.read_apart(Some(at), &|_| ())?)));
        let past = past.collect::<anyhow::Result<_>>()?;
        let key = self.rules_of_reading();
        Ok(ShardRead { at, read, past, ..ShardRead::new(shard, key, self.rolls()) })
    }

    /// Every repository at an instant by itself.
    fn read_apart(&self, at: Option<Timestamp>, done: &Done<'_>) -> anyhow::Result<Vec<Read>> {
        let (mut read, left) = self.until_whole((at, Depth::Whole), done, |plan, done| {
            milepost_scan::read(plan, &self.found, done)
        })?;
        for one in &mut read {
            targets::describe(&mut one.repository, &self.reached, at);
            targets::note_lacking(&mut one.repository, &self.found, &left.lacking);
        }
        Ok(read)
    }

    /// The organisation that shards make together. What one asks of another's repository is read
    /// now, and copied first where it is not here.
    pub(crate) fn merge(&mut self, mut shards: Vec<ShardRead>) -> anyhow::Result<Snapshot> {
        let key = self.rules_of_reading();
        let at = shards.first().and_then(|shard| shard.at);
        if shards.iter().any(|shard| shard.key != key) {
            bail!("the shards were read by another version or configuration than this one");
        }
        let rolls = shards::rolls(&shards);
        let read: Vec<Read> =
            shards.iter_mut().flat_map(|shard| std::mem::take(&mut shard.read)).collect();
        let mut places: Places =
            self.places().into_iter().map(|(id, place)| (id, Some(place.found))).collect();
        let repositories = self.put_together(&mut places, at, &read)?;
        let mut snapshot = self.judge_at(at, (repositories, rolls.clone()));
        if self.history.is_some() {
            for look in self.looks(snapshot.at) {
                let repositories = match shards::past(&mut shards, look) {
                    Some(read) => self.put_together(&mut places, Some(look), &read)?,
                    None => self.read_now(&mut places, look, &snapshot)?,
                };
                let then = self.judge_at(Some(look), (repositories, rolls.clone()));
                self.know(Point::of(&then, &self.settings()));
            }
        }
        self.look_back(&mut snapshot)?;
        Ok(snapshot)
    }

    /// What was read apart, joined: what one repository asks of another is read now.
    fn put_together(
        &mut self,
        places: &mut Places,
        at: Option<Timestamp>,
        read: &[Read],
    ) -> anyhow::Result<Vec<Repository>> {
        loop {
            let missed: Mutex<BTreeSet<String>> = Mutex::default();
            let locate = |id: &str| {
                let known = places.get(id).cloned();
                if known.is_none() {
                    lock(&missed).insert(id.to_owned());
                }
                known.flatten()
            };
            let (joined, left) = self.until_whole((at, Depth::Whole), &|_| (), |plan, _| {
                milepost_scan::join(plan, read.to_vec(), &locate)
            })?;
            let missed = std::mem::take(&mut *lock(&missed));
            if missed.is_empty() {
                let found: Vec<Found> = places.values().flatten().cloned().collect();
                let joined = targets::with_lacking(joined, &found, &left.lacking);
                return Ok(targets::with_missing(joined, places, &self.reached));
            }
            self.fetch_into(places, missed)?;
        }
    }

    /// The organisation at an instant that no shard looked at.
    fn read_now(
        &mut self,
        places: &mut Places,
        at: Timestamp,
        now: &Snapshot,
    ) -> anyhow::Result<Vec<Repository>> {
        let ids = now.repositories.iter().map(|repository| repository.id.clone());
        let missed = ids.filter(|id| !places.contains_key(id)).collect();
        self.fetch_into(places, missed)?;
        let found: Vec<Found> = places.values().flatten().cloned().collect();
        self.read(&found, (Some(at), Depth::Whole), &|_| ())
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
