//! What a job takes from others of the same file: `extends` and `!reference`.

use std::collections::BTreeMap;

use milepost_syntax::yaml::Node;

use crate::parts::texts;

/// How deep GitLab follows `extends`.
const DEPTH: usize = 11;

/// Jobs looked at for one key; only hostile files come near.
const JOBS_ASKED: usize = 100;

/// The entries of a file by name.
pub(super) struct Jobs<'n, 'y> {
    by_name: BTreeMap<&'n str, &'n Node<'y>>,
    pub(super) root: &'n Node<'y>,
}

impl<'n, 'y> Jobs<'n, 'y> {
    pub(super) fn new(root: &'n Node<'y>) -> Self {
        let by_name =
            root.entries().iter().filter_map(|(key, value)| Some((key.text()?, value))).collect();
        Self { by_name, root }
    }

    /// The value of `key` in a job, or in what it extends; the last one extended wins.
    pub(super) fn value(&self, job: &'n Node<'y>, key: &str) -> Option<&'n Node<'y>> {
        let mut asked = Vec::new();
        self.inherited(job, key, 0, &mut asked)
    }

    fn inherited(
        &self,
        job: &'n Node<'y>,
        key: &str,
        depth: usize,
        asked: &mut Vec<String>,
    ) -> Option<&'n Node<'y>> {
        if let Some(own) = job.get(key) {
            return Some(own);
        }
        for name in texts(job.get("extends")).into_iter().rev() {
            if depth >= DEPTH || asked.len() >= JOBS_ASKED || asked.contains(&name) {
                continue;
            }
            let parent = self.by_name.get(name.as_str());
            asked.push(name);
            let found = parent.and_then(|parent| self.inherited(parent, key, depth + 1, asked));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// What a job extends, itself or through others, that this file does not hold.
    pub(super) fn elsewhere(&self, job: &'n Node<'y>) -> Vec<String> {
        let (mut missing, mut asked, mut open) = (Vec::new(), Vec::new(), vec![job]);
        while let Some(next) = open.pop() {
            for name in texts(next.get("extends")) {
                if asked.contains(&name) || asked.len() >= JOBS_ASKED {
                    continue;
                }
                match self.by_name.get(name.as_str()) {
                    Some(parent) => open.push(parent),
                    None => missing.push(name.clone()),
                }
                asked.push(name);
            }
        }
        missing
    }

    /// What `!reference [job, key, …]` stands for, when this file holds it.
    pub(super) fn referred(&self, node: &Node<'_>) -> Option<&'n Node<'y>> {
        let path = texts(Some(node));
        let (first, rest) = path.split_first()?;
        let start = *self.by_name.get(first.as_str())?;
        rest.iter().try_fold(start, |node, key| node.get(key))
    }
}

/// Whether a node is a `!reference`.
pub(super) fn is_reference(node: &Node<'_>) -> bool {
    node.tag.as_deref() == Some("reference")
}
