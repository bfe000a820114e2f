//! What the shards of an organisation leave for each other: a file for each, put together by
//! `milepost merge`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use jiff::{SignedDuration, Timestamp};
use milepost_core::Roll;
use milepost_scan::Read;
use serde::{Deserialize, Serialize};

use crate::shard::Shard;

/// The version of the file.
const FORMAT: u32 = 2;

/// The longest time between the first and the last shard of one run.
const ONE_RUN: SignedDuration = SignedDuration::from_hours(12);

/// How hard it is compressed: it is read once.
const LEVEL: i32 = 3;

/// What was read of one shard.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShardRead {
    pub(crate) format: u32,
    pub(crate) shard: Shard,
    /// Everything that what was read depends on besides the repositories.
    pub(crate) key: String,
    /// The instant that was asked for.
    pub(crate) at: Option<Timestamp>,
    pub(crate) rolls: Vec<Roll>,
    pub(crate) read: Vec<Read>,
    /// What its repositories were at earlier instants.
    pub(crate) past: BTreeMap<Timestamp, Vec<Read>>,
}

impl ShardRead {
    /// A shard of which nothing was read yet.
    pub(crate) fn new(shard: Shard, key: String, rolls: Vec<Roll>) -> Self {
        let (read, past) = (Vec::new(), BTreeMap::new());
        Self { format: FORMAT, shard, key, at: None, rolls, read, past }
    }

    /// Removes what an earlier run left of a shard: should this one fail, it is missing, not old.
    pub(crate) fn remove(shard: Shard, folder: &Path) -> anyhow::Result<()> {
        let path = path(shard, folder);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| path.display().to_string())
            }
            _ => Ok(()),
        }
    }

    /// Writes it into a folder, whole or not at all, and says where.
    pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<PathBuf> {
        let path = path(self.shard, folder);
        let written = || -> anyhow::Result<()> {
            fs::create_dir_all(folder)?;
            let file = tempfile::NamedTempFile::new_in(folder)?;
            let mut out = zstd::Encoder::new(BufWriter::new(&file), LEVEL)?;
            serde_json::to_writer(&mut out, self)?;
            out.finish()?.flush()?;
            file.persist(&path)?;
            Ok(())
        };
        written().with_context(|| path.display().to_string())?;
        Ok(path)
    }

    fn of_file(path: &Path) -> anyhow::Result<Self> {
        let read = || -> anyhow::Result<Self> {
            let text = zstd::Decoder::new(BufReader::new(File::open(path)?))?;
            Ok(serde_json::from_reader(text)?)
        };
        let expected = "not a shard that `milepost scan --shard` of this version wrote";
        read().with_context(|| format!("{}: {expected}", path.display()))
    }
}

fn path(Shard { number, of }: Shard, folder: &Path) -> PathBuf {
    folder.join(format!("shard-{number}-of-{of}.json.zst"))
}

/// Every shard of an organisation, in their order, from the files of a folder.
///
/// # Errors
/// When one is missing, is there twice, or was read by other rules or at another instant.
pub(crate) fn all(folder: &Path) -> anyhow::Result<Vec<ShardRead>> {
    let shown = folder.display();
    let entries = fs::read_dir(folder).with_context(|| shown.to_string())?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| shown.to_string())?.path();
        if path.to_string_lossy().ends_with(".json.zst") {
            paths.push(path);
        }
    }
    paths.sort();
    let shards: anyhow::Result<Vec<ShardRead>> =
        paths.iter().map(|path| ShardRead::of_file(path)).collect();
    let mut shards = shards?;
    shards.sort_by_key(|shard| shard.shard);
    let Some(first) = shards.first() else {
        bail!("{shown}: no shard in it; `milepost scan --shard 1/5 --into {shown}` writes one");
    };
    let of = first.shard.of;
    for number in 1..=of {
        let there = shards.iter().filter(|it| it.shard == Shard { number, of }).count();
        ensure!(there == 1, "{shown}: shard {number}/{of} is there {there} times; expected once");
    }
    let alike = |it: &ShardRead| it.shard.of == of && it.key == first.key && it.at == first.at;
    if let Some(other) = shards.iter().find(|it| !alike(it)) {
        let (number, of) = (other.shard.number, other.shard.of);
        bail!(
            "{shown}: shard {number}/{of} was read by other rules, at another instant, or of so many others than the first"
        );
    }
    let at = shards.iter().flat_map(|shard| &shard.rolls).map(|roll| roll.at);
    if let (Some(first), Some(last)) = (at.clone().min(), at.max()) {
        let apart = last.duration_since(first);
        ensure!(
            apart <= ONE_RUN,
            "{shown}: shards that were read {} hours apart; remove those of an earlier run",
            apart.as_hours()
        );
    }
    Ok(shards)
}

/// What was read of all repositories at an earlier instant, which is taken out; nothing where one of
/// the shards did not look at it.
pub(crate) fn past(shards: &mut [ShardRead], at: Timestamp) -> Option<Vec<Read>> {
    if shards.iter().any(|shard| !shard.past.contains_key(&at)) {
        return None;
    }
    Some(shards.iter_mut().filter_map(|shard| shard.past.remove(&at)).flatten().collect())
}

/// What hosts listed, once for each account: every shard has listed all of it.
pub(crate) fn rolls(shards: &[ShardRead]) -> Vec<Roll> {
    let mut all: Vec<Roll> = Vec::new();
    for roll in shards.iter().flat_map(|shard| &shard.rolls) {
        let same = |it: &&mut Roll| it.host == roll.host && it.account == roll.account;
        match all.iter_mut().find(same) {
            Some(known) => add(known, roll),
            None => all.push(roll.clone()),
        }
    }
    all
}

/// A list that is not complete stays so, whatever another shard was told.
fn add(known: &mut Roll, other: &Roll) {
    known.at = known.at.min(other.at);
    if other.is_short() && !known.is_short() {
        (known.listed, known.filtered) = (other.listed, other.filtered.clone());
    }
    known.said = known.said.max(other.said);
    known.doubt = known.doubt.take().or_else(|| other.doubt.clone());
    known.sees_private &= other.sees_private;
    known.teams = known.teams.take().or_else(|| other.teams.clone());
    if let Some(unseen) = &other.unseen {
        let all = known.unseen.get_or_insert_default();
        for (sort, of) in unseen {
            *all.entry(sort.clone()).or_default() += of;
        }
    }
}
