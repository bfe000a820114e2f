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
    let mut at = start.ok().map(|commit| (blobs(&commit, &open), commit));
    for _ in 0..limits::COMMITS {
        let Some((here, commit)) = at.filter(|_| !open.is_empty()) else {
            break;
        };
        let parent = commit.parent(0).ok().map(|parent| (blobs(&parent, &open), parent));
        for (path, blob) in here {
            let before = parent.as_ref().and_then(|(blobs, _)| blobs.get(&path).copied().flatten());
            if blob != before && open.remove(&path) {
                found.insert(path, commit.time().seconds());
            }
        }
        at = parent;
    }
    found
}

/// The content of each path at a commit, as far as there is one.
fn blobs(commit: &Commit<'_>, paths: &BTreeSet<String>) -> BTreeMap<String, Option<Oid>> {
    let tree = commit.tree().ok();
    let blob = |path: &str| Some(tree.as_ref()?.get_path(Path::new(path)).ok()?.id());
    paths.iter().map(|path| (path.clone(), blob(path))).collect()
}
