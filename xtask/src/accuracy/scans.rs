//! Scans of the accounts that have labelled repositories, each as one organisation.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::Path;
use std::thread::available_parallelism;

use milepost_core::Snapshot;
use milepost_git::{Found, Past, Reader, Source, find};
use milepost_scan::HistoryPlan;

use super::labels::Labels;
use crate::bench::scan;

/// A snapshot for each account with a labelled repository: of all its repositories in `folder`, so
/// that units of one that others use are resolved.
pub(super) fn of_owners(
    folder: &Path,
    labels: &[Labels],
) -> anyhow::Result<BTreeMap<String, Snapshot>> {
    let wanted: BTreeSet<&str> = labels.iter().map(Labels::owner).collect();
    let mut owners: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for found in find(folder, false)? {
        // Its remote knows better than its place who owns it.
        let (_, head) = Reader::open(&found, Source::DefaultBranch, Past::default());
        if wanted.contains(head.identity.owner.as_str()) {
            owners.entry(head.identity.owner).or_default().push(found);
        }
    }
    let threads = available_parallelism().map_or(1, NonZero::get);
    let scanned = owners.into_iter().map(|(owner, found)| {
        let history = HistoryPlan::new(&[])?;
        Ok((owner, scan::whole(&found, threads, Some(history))?.0))
    });
    scanned.collect()
}
