//! When files last changed.

use std::collections::{BTreeMap, BTreeSet};

use git2::Odb;

use crate::compare::{Comparing, Scope};
use crate::line::Point;

/// When each of `paths` last changed along a line, the newest commit first.
pub(crate) fn last_changes(
    odb: &Odb<'_>,
    comparing: &mut Comparing,
    line: impl Iterator<Item = Point>,
    paths: &BTreeSet<String>,
) -> BTreeMap<String, i64> {
    comparing.forget();
    let above = |path: &String| path.match_indices('/').map(|(at, _)| at).collect::<Vec<usize>>();
    let folder = |path: &String, at| path.get(..at).map(str::to_owned);
    let folders: BTreeSet<String> = paths
        .iter()
        .flat_map(|path| above(path).into_iter().filter_map(|at| folder(path, at)))
        .collect();
    let mut found = BTreeMap::new();
    let mut line = line.peekable();
    while found.len() < paths.len()
        && let Some(point) = line.next()
    {
        let before = line.peek().map(|parent| parent.tree);
        let scope = Scope::Folders(&folders);
        for changed in comparing.compare(odb, (before, Some(point.tree)), scope).changed {
            if paths.contains(&changed.path) && changed.after.is_some() {
                found.entry(changed.path).or_insert(point.time);
            }
        }
    }
    found
}
