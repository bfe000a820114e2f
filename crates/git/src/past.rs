//! What is remembered of one repository from one visit to the next: nothing in git ever changes
//! under the same id, so a visit at another instant reads only what the last one did not.

use std::collections::BTreeMap;
use std::sync::Arc;

use git2::{Oid, Repository};

use crate::line::Line;
use crate::tree::{Node, nodes};

/// What is remembered of one repository from one visit to the next.
#[derive(Default)]
pub struct Past {
    pub(crate) line: Line,
    folders: BTreeMap<Oid, Arc<[Node]>>,
}

impl Past {
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
}
