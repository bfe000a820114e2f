//! What walks along one line remember for walks that start elsewhere on it: two instants a quarter
//! apart have most of their changes in common, and what a commit changed and merged is the same
//! whichever newer commit a walk starts from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use git2::Oid;

use crate::compare::Comparing;
use crate::walk::Step;

/// What walks along one line remember.
#[derive(Default)]
pub(crate) struct Walked {
    pub(crate) comparing: Comparing,
    /// The `.mailmap` by which people are named in `steps`.
    mailmap: Option<Oid>,
    /// `None` where nobody will walk again.
    steps: Option<BTreeMap<Oid, Known>>,
    /// What commits say that are asked for by the folders they change something in.
    said: BTreeMap<Oid, Step>,
}

/// A step, and every commit that was looked at for what it merges.
struct Known {
    step: Arc<Step>,
    brought: Vec<Oid>,
}

impl Walked {
    /// Keeps steps for walks to come.
    pub(crate) fn keep(&mut self) {
        self.steps.get_or_insert_default();
        self.comparing.keep();
    }

    /// Begins a walk in which this `.mailmap` names people: another one may name others.
    pub(crate) fn begin(&mut self, mailmap: Option<Oid>) {
        self.comparing.forget();
        if self.mailmap != mailmap {
            self.mailmap = mailmap;
            self.steps.iter_mut().for_each(BTreeMap::clear);
            self.said.clear();
        }
    }

    /// The step of a commit, when it is known. What newer commits of this walk have `merged` is
    /// theirs, so a step that counts some of it among its own is another one in this walk.
    pub(crate) fn step(&self, commit: Oid, merged: &mut BTreeSet<Oid>) -> Option<Arc<Step>> {
        let known = self.steps.as_ref()?.get(&commit)?;
        if known.brought.iter().any(|id| merged.contains(id)) {
            return None;
        }
        merged.extend(&known.brought);
        Some(known.step.clone())
    }

    /// Remembers the step of a commit.
    pub(crate) fn put(&mut self, commit: Oid, step: &Arc<Step>, brought: Vec<Oid>) {
        if let Some(steps) = &mut self.steps {
            steps.insert(commit, Known { step: step.clone(), brought });
        }
    }

    /// What a commit says, without what it changes, when it is known.
    pub(crate) fn said(&self, commit: Oid) -> Option<Step> {
        self.said.get(&commit).cloned()
    }

    /// Remembers what a commit says.
    pub(crate) fn put_said(&mut self, commit: Oid, said: &Step) {
        if self.steps.is_some() {
            self.said.insert(commit, said.clone());
        }
    }
}
