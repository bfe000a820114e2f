//! What the history of the default branch tells.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git2::{Commit, Oid, Repository};

use crate::limits;

/// When each of `paths` last changed, walking back from `start` by first parents.
pub(crate) fn last_changes(
    repository: &Repository,
    start: &str,
    paths: &BTreeSet<String>,
) -> BTreeMap<String, i64> {
    let mut open = paths.clone();
    let mut found = BTreeMap::new();
    let start = Oid::from_str(start).and_then(|id| repository.find_commit(id));
    let mut at = start.ok();
    for _ in 0..limits::COMMITS {
        let Some(commit) = at.filter(|_| !open.is_empty()) else {
            break;
        };
        let parent = commit.parent(0).ok();
        let changed: Vec<String> = open
            .iter()
            .filter(|path| blob(&commit, path) != parent.as_ref().and_then(|it| blob(it, path)))
            .cloned()
            .collect();
        for path in changed {
            open.remove(&path);
            found.insert(path, commit.time().seconds());
        }
        at = parent;
    }
    found
}

fn blob(commit: &Commit<'_>, path: &str) -> Option<Oid> {
    commit.tree().ok()?.get_path(Path::new(path)).ok().map(|entry| entry.id())
}
