//! The files of a folder as they lie, for `--worktree`: what git ignores is left out.

use std::path::Path;

use ignore::WalkBuilder;
use milepost_core::{Trouble, TroubleCode};

use crate::limits;
use crate::tree::Entry;

/// Lists the files below `root` in the order of paths, and what could not be listed.
///
/// Only git's own ignore rules count: hidden files and files named in a `.ignore` are evidence.
pub(crate) fn list(root: &Path) -> (Vec<Entry>, Vec<Trouble>) {
    let (mut entries, mut troubles) = (Vec::new(), Vec::new());
    let walk = WalkBuilder::new(root)
        .standard_filters(false)
        .git_ignore(true)
        .git_exclude(true)
        .require_git(false)
        .parents(false)
        .follow_links(false)
        .max_depth(Some(limits::DEPTH))
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {}
            Ok(entry) => {
                let link = entry.path_is_symlink();
                let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
                let path = path.to_string_lossy().replace('\\', "/");
                entries.push(Entry { path, blob: None, link });
            }
            Err(error) => troubles.push(trouble(&error)),
        }
    }
    entries.truncate(limits::ENTRIES);
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    (entries, troubles)
}

fn trouble(error: &ignore::Error) -> Trouble {
    let detail = error.to_string();
    Trouble { path: None, line: None, code: TroubleCode::Unreadable, detail }
}
