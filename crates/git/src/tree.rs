//! Every file a tree lists, within limits.

use git2::{ObjectType, Oid, Repository};
use milepost_core::{Trouble, TroubleCode};

use crate::limits;

/// The mode of a symbolic link in a tree.
const LINK: i32 = 0o120_000;

/// One file of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The path, with `/` between segments; bytes that are not UTF-8 are replaced.
    pub path: String,
    /// The blob that holds the content; `None` for a file of a plain folder.
    pub(crate) blob: Option<Oid>,
    /// Whether it is a symbolic link.
    pub(crate) link: bool,
}

/// What a content is known by: equal contents have equal ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContentId(Oid);

impl Entry {
    /// What the content is known by; `None` of a link, whose content is that of another file, and
    /// of a file of a plain folder.
    pub fn content_id(&self) -> Option<ContentId> {
        self.blob.filter(|_| !self.link).map(ContentId)
    }
}

/// Lists every file below the tree `root` in the order of paths, and what could not be listed.
pub(crate) fn list(repository: &Repository, root: Oid) -> (Vec<Entry>, Vec<Trouble>) {
    let mut walk = Walk { repository, entries: Vec::new(), troubles: Vec::new() };
    walk.enter(root, "", 0);
    walk.entries.sort_by(|a, b| a.path.cmp(&b.path));
    (walk.entries, walk.troubles)
}

struct Walk<'r> {
    repository: &'r Repository,
    entries: Vec<Entry>,
    troubles: Vec<Trouble>,
}

impl Walk<'_> {
    fn enter(&mut self, tree: Oid, folder: &str, depth: usize) {
        let tree = match self.repository.find_tree(tree) {
            Ok(tree) => tree,
            Err(error) => return self.trouble(folder, TroubleCode::Unreadable, error.message()),
        };
        for entry in &tree {
            if self.entries.len() >= limits::ENTRIES {
                let detail = format!("more than {} files; the rest was not read", limits::ENTRIES);
                return self.trouble(folder, TroubleCode::Limit, &detail);
            }
            self.take(&entry, folder, depth);
        }
    }

    fn take(&mut self, entry: &git2::TreeEntry<'_>, folder: &str, depth: usize) {
        let name = String::from_utf8_lossy(entry.name_bytes());
        if matches!(name.as_ref(), "" | "." | ".." | ".git") || name.contains(['/', '\0']) {
            return self.trouble(
                folder,
                TroubleCode::Unreadable,
                &format!("an entry named {name:?}"),
            );
        }
        let path =
            if folder.is_empty() { name.into_owned() } else { [folder, "/", &name].concat() };
        if path.len() > limits::PATH_BYTES || depth >= limits::DEPTH {
            let detail =
                format!("deeper than {} folders or {} bytes", limits::DEPTH, limits::PATH_BYTES);
            return self.trouble(folder, TroubleCode::Limit, &detail);
        }
        match entry.kind() {
            Some(ObjectType::Tree) => self.enter(entry.id(), &path, depth + 1),
            Some(ObjectType::Blob) => {
                let link = entry.filemode() == LINK;
                self.entries.push(Entry { path, blob: Some(entry.id()), link });
            }
            Some(ObjectType::Commit) => {
                self.trouble(&path, TroubleCode::Submodule, "another repository, not followed");
            }
            _ => self.trouble(&path, TroubleCode::Unreadable, "neither a file nor a folder"),
        }
    }

    fn trouble(&mut self, path: &str, code: TroubleCode, detail: &str) {
        let path = (!path.is_empty()).then(|| path.to_owned());
        self.troubles.push(Trouble { path, line: None, code, detail: detail.to_owned() });
    }
}
