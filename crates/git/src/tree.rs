//! Every file a tree lists, within limits.

use std::sync::Arc;

use git2::{ObjectType, Oid, Repository, Tree};
use milepost_core::{Trouble, TroubleCode};

use crate::{Blob, Past, limits};

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

impl Entry {
    /// The id of the blob that is its content; `None` of a link, whose content is elsewhere, and of
    /// a file of a plain folder.
    pub fn blob_id(&self) -> Option<String> {
        self.blob.filter(|_| !self.link).map(|blob| blob.to_string())
    }

    /// The blob that is its content; `None` where [`Entry::blob_id`] is.
    pub fn content(&self) -> Option<Blob> {
        self.blob.filter(|_| !self.link).map(Blob)
    }
}

/// One name in one folder.
pub(crate) struct Node {
    name: String,
    id: Oid,
    kind: Kind,
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    File,
    Link,
    Submodule,
    Other,
}

/// What a tree lists, in its order.
pub(crate) fn nodes(tree: &Tree<'_>) -> Arc<[Node]> {
    let node = |entry: git2::TreeEntry<'_>| Node {
        name: String::from_utf8_lossy(entry.name_bytes()).into_owned(),
        id: entry.id(),
        kind: match entry.kind() {
            Some(ObjectType::Tree) => Kind::Folder,
            Some(ObjectType::Blob) if entry.filemode() == LINK => Kind::Link,
            Some(ObjectType::Blob) => Kind::File,
            Some(ObjectType::Commit) => Kind::Submodule,
            _ => Kind::Other,
        },
    };
    tree.iter().map(node).collect()
}

/// Lists every file below the tree `root` in the order of paths, and what could not be listed.
pub(crate) fn list(
    repository: &Repository,
    root: Oid,
    past: &mut Past,
) -> (Vec<Entry>, Vec<Trouble>) {
    let mut walk = Walk { repository, past, entries: Vec::new(), troubles: Vec::new() };
    walk.enter(root, "", 0);
    walk.entries.sort_by(|a, b| a.path.cmp(&b.path));
    (walk.entries, walk.troubles)
}

struct Walk<'r> {
    repository: &'r Repository,
    past: &'r mut Past,
    entries: Vec<Entry>,
    troubles: Vec<Trouble>,
}

impl Walk<'_> {
    fn enter(&mut self, tree: Oid, folder: &str, depth: usize) {
        let nodes = match self.past.folder(self.repository, tree) {
            Ok(nodes) => nodes,
            Err(error) => return self.trouble(folder, TroubleCode::Unreadable, error.message()),
        };
        for node in nodes.iter() {
            if self.entries.len() >= limits::ENTRIES {
                let detail = format!("more than {} files; the rest was not read", limits::ENTRIES);
                return self.trouble(folder, TroubleCode::Limit, &detail);
            }
            self.take(node, folder, depth);
        }
    }

    fn take(&mut self, node: &Node, folder: &str, depth: usize) {
        let name = node.name.as_str();
        if matches!(name, "" | "." | ".." | ".git") || name.contains(['/', '\0']) {
            return self.trouble(
                folder,
                TroubleCode::Unreadable,
                &format!("an entry named {name:?}"),
            );
        }
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        if path.len() > limits::PATH_BYTES || depth >= limits::DEPTH {
            let detail =
                format!("deeper than {} folders or {} bytes", limits::DEPTH, limits::PATH_BYTES);
            return self.trouble(folder, TroubleCode::Limit, &detail);
        }
        match node.kind {
            Kind::Folder => self.enter(node.id, &path, depth + 1),
            Kind::File | Kind::Link => {
                let link = node.kind == Kind::Link;
                self.entries.push(Entry { path, blob: Some(node.id), link });
            }
            Kind::Submodule => {
                self.trouble(&path, TroubleCode::Submodule, "another repository, not followed");
            }
            Kind::Other => {
                self.trouble(&path, TroubleCode::Unreadable, "neither a file nor a folder");
            }
        }
    }

    fn trouble(&mut self, path: &str, code: TroubleCode, detail: &str) {
        let path = (!path.is_empty()).then(|| path.to_owned());
        self.troubles.push(Trouble { path, line: None, code, detail: detail.to_owned() });
    }
}
