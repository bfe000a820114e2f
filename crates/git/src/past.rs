//! What is remembered of one repository from one visit to the next: nothing in git ever changes
//! under the same id, so a visit at another instant reads only what the last one did not.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use git2::{Oid, Repository};

use crate::line::Line;
use crate::revision::{self, Tag};
use crate::tree::{Node, nodes};
use crate::walked::Walked;

/// What is remembered of one repository from one visit to the next.
#[derive(Default)]
pub struct Past {
    pub(crate) line: Line,
    pub(crate) walked: Walked,
    folders: BTreeMap<Oid, Arc<[Node]>>,
    tags: OnceCell<Vec<Tag>>,
    releases: OnceCell<Vec<(String, i64)>>,
}

impl Past {
    /// Remembers what walks read, for walks from other commits of the same line, until
    /// [`Past::forget_walks`].
    pub fn keep_walks(&mut self) {
        self.walked.keep();
    }

    /// Forgets what walks and lists read: nobody will walk again, and few will list.
    pub fn forget_walks(&mut self) {
        self.walked = Walked::default();
        self.folders.clear();
    }

    /// What the folder `tree` lists; a tree is read once.
    pub(crate) fn folder(
        &mut self,
        repository: &Repository,
        tree: Oid,
    ) -> Result<Arc<[Node]>, git2::Error> {
        if let Some(known) = self.folders.get(&tree) {
            return Ok(known.clone());
        }
        let read = nodes(&repository.find_tree(tree)?);
        self.folders.insert(tree, read.clone());
        Ok(read)
    }

    /// All tags, as they are now.
    pub(crate) fn tags(&self, repository: &Repository) -> &[Tag] {
        self.tags.get_or_init(|| revision::tags(repository))
    }

    /// Takes over what [`Past::releases`] told on an earlier visit at which the tags were the same.
    pub(crate) fn know_releases(&mut self, releases: Vec<(String, i64)>) {
        self.releases = OnceCell::from(releases);
    }

    /// Whether releases were told or taken over.
    pub(crate) fn knows_releases(&self) -> bool {
        self.releases.get().is_some()
    }

    /// Tags that end in a full version, and when the commits they name were made, the oldest first.
    pub(crate) fn releases(&self, repository: &Repository) -> &[(String, i64)] {
        self.releases.get_or_init(|| revision::releases(repository, self.tags(repository)))
    }
}
