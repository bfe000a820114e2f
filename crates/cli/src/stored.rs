//! Where snapshots are kept: a folder, or an object store with a folder that holds what of it is
//! here.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use etcetera::BaseStrategy as _;
use milepost_bucket::Bucket;
use milepost_core::Snapshot;
use milepost_store::{Entry, Kept, Pruning, Retention, Store};

/// The folder when nobody says where.
const STORE: &str = ".milepost";

/// How the names begin of what the clouds' own programs read from the environment.
const CLOUDS: &[&str] = &["AWS_", "AZURE_", "GOOGLE_"];

/// Snapshots that are kept.
pub(crate) struct Stored {
    store: Store,
    bucket: Option<Bucket>,
}

impl Stored {
    /// Those of a place as it was typed: what an object store has is here then, and what never came
    /// there is there.
    pub(crate) fn open(place: Option<&Path>) -> anyhow::Result<Self> {
        let place = place.unwrap_or(Path::new(STORE));
        let Some(address) = place.to_str().filter(|place| Bucket::is_meant(place)) else {
            return Ok(Self { store: Store::at(place), bucket: None });
        };
        let store = Store::at(folder(address)?);
        let bucket = Bucket::open(address, options(), store.clone())?;
        bucket.settle()?;
        Ok(Self { store, bucket: Some(bucket) })
    }

    /// The folder in which they lie here.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Where they are kept, as it was typed.
    pub(crate) fn place(&self) -> String {
        let folder = || self.store.folder().display().to_string();
        self.bucket.as_ref().map_or_else(folder, |bucket| bucket.address().to_owned())
    }

    /// A snapshot as a file of the place.
    pub(crate) fn shown(&self, entry: &Entry) -> String {
        match (&self.bucket, entry.path.file_name()) {
            (Some(_), Some(name)) => {
                format!("{}/{}", self.place().trim_end_matches('/'), name.to_string_lossy())
            }
            _ => entry.path.display().to_string(),
        }
    }

    /// Whether there is such a place.
    pub(crate) fn exists(&self) -> bool {
        self.bucket.is_some() || self.store.folder().exists()
    }

    /// Keeps a snapshot. Where the object store refuses, it is kept here and goes there next time.
    pub(crate) fn keep(&self, snapshot: &Snapshot) -> anyhow::Result<Kept> {
        let kept = self.store.keep(snapshot)?;
        if let Some(bucket) = &self.bucket {
            let file = || format!("kept as {} alone", kept.entry.path.display());
            bucket.settle().with_context(file)?;
        }
        Ok(kept)
    }

    /// Removes what need not be kept.
    pub(crate) fn prune(&self, retention: Retention, dry_run: bool) -> anyhow::Result<Pruning> {
        let pruning = self.store.prune(retention, dry_run)?;
        if let Some(bucket) = self.bucket.as_ref().filter(|_| !dry_run) {
            bucket.remove(pruning.removed.iter().map(|pruned| &pruned.entry))?;
        }
        Ok(pruning)
    }

    /// The newest snapshot that was kept.
    pub(crate) fn last(&self) -> anyhow::Result<Option<Snapshot>> {
        let newest: Option<Entry> = if self.exists() { self.store.last(None)? } else { None };
        Ok(newest.map(|entry| self.store.read(&entry)).transpose()?)
    }
}

/// The folder that holds what of a bucket is here.
fn folder(address: &str) -> anyhow::Result<PathBuf> {
    let base = etcetera::choose_base_strategy().context("no folder for copies of snapshots")?;
    let hash = blake3::hash(address.as_bytes()).to_hex();
    let name = hash.as_str().get(..16).unwrap_or_default();
    Ok(base.cache_dir().join("milepost").join("stores").join(name))
}

/// What the environment says to the clouds' own programs.
fn options() -> Vec<(String, String)> {
    let is_of_a_cloud = |name: &str| CLOUDS.iter().any(|cloud| name.starts_with(cloud));
    let all = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    all.filter(|(name, _)| is_of_a_cloud(name))
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect()
}
