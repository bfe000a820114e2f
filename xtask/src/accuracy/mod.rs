//! `cargo xtask accuracy`: what a scan says beside what people found by reading. What is true comes
//! from labels, files written by hand for repositories at a commit.

mod claim;
mod compare;
mod labels;
mod project;
mod running;
mod scans;
mod spelling;
mod table;
mod tally;

use std::io::Write;

use anyhow::ensure;
use milepost_core::Snapshot;

use crate::args::Accuracy;
use labels::Labels;
use tally::{Difference, Tally};

/// What was found for all labelled repositories together.
#[derive(Default)]
struct Outcome {
    facts: Tally,
    run: Tally,
    differences: Vec<Difference>,
    /// Repositories that were compared.
    compared: usize,
    /// Repositories that were not, and why, one line each.
    skipped: Vec<String>,
}

/// Compares and prints; fails only when a figure is below the one that is asked for.
pub(crate) fn run(options: &Accuracy, out: &mut dyn Write) -> anyhow::Result<()> {
    let labels = labels::read(&options.labels)?;
    let snapshots = scans::of_owners(&options.folder, &labels)?;
    let mut outcome = Outcome::default();
    for labels in &labels {
        outcome.add(labels, snapshots.get(labels.owner()));
    }
    outcome.differences.sort();
    table::write(&outcome, out)?;
    let Some(least) = options.at_least else {
        return Ok(());
    };
    for (what, total) in [("facts", outcome.facts.total()), ("what is run", outcome.run.total())] {
        for (figure, share) in [("precision", total.precision()), ("recall", total.recall())] {
            ensure!(
                share.is_none_or(|share| share >= least),
                "the {figure} of {what} is below {least}"
            );
        }
    }
    Ok(())
}

impl Outcome {
    /// Compares one repository, when its clone is there and at the commit that was read.
    fn add(&mut self, labels: &Labels, snapshot: Option<&Snapshot>) {
        let id = &labels.repository;
        let Some((snapshot, repository)) =
            snapshot.and_then(|snapshot| Some((snapshot, snapshot.repository(id)?)))
        else {
            self.skipped.push(format!("{id}: no clone of it in the folder"));
            return;
        };
        if repository.commit.as_ref() != Some(&labels.commit) {
            let commit = repository.commit.as_deref().unwrap_or("no commit");
            self.skipped.push(format!("{id}: labelled at {}, is at {commit}", labels.commit));
            return;
        }
        self.compared += 1;
        labels.kinds.iter().for_each(|kind| self.facts.show(kind));
        let found = compare::facts(labels, &repository.facts);
        found.add_to(&mut self.facts);
        self.differences.extend(found.differences(id));
        let deployables: Vec<_> =
            snapshot.deployables.iter().filter(|one| one.repository == *id).collect();
        let run = running::compare(labels, &deployables, repository.class, &mut self.run);
        self.differences.extend(run);
    }
}
