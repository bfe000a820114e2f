//! The repositories that are measured, and which of their files are interesting.

use std::path::PathBuf;

use anyhow::Context as _;
use git2::{ObjectType, Repository, Tree, TreeEntry, TreeWalkMode, TreeWalkResult};
use milepost_git::{Found, Past, Reader, Source, find, limits};
use milepost_registry::DETECTORS;
use milepost_scan::Claims;

/// Repositories, and for each entry of their trees whether a detector claims its content.
pub(super) struct Corpus {
    pub(super) found: Vec<Found>,
    /// By repository, in the order of a walk.
    pub(super) interesting: Vec<Vec<bool>>,
    pub(super) entries: usize,
    pub(super) blobs: usize,
    pub(super) bytes: usize,
}

/// The repositories in `folders`, each once.
pub(super) fn found(folders: &[PathBuf]) -> anyhow::Result<Vec<Found>> {
    let mut all = Vec::new();
    for folder in folders {
        all.extend(find(folder, false)?);
    }
    all.sort();
    all.dedup();
    Ok(all)
}

impl Corpus {
    /// Looks at every repository once, which warms the caches of the system too.
    pub(super) fn read(found: Vec<Found>) -> anyhow::Result<Self> {
        let claims = Claims::compile(DETECTORS, &[])?;
        let mut corpus = Self {
            interesting: Vec::with_capacity(found.len()),
            found: Vec::with_capacity(found.len()),
            entries: 0,
            blobs: 0,
            bytes: 0,
        };
        for found in found {
            // Opening it in milepost's way sets libgit2 up as a scan does: no hash verification.
            drop(Reader::open(&found, Source::DefaultBranch, Past::default()));
            corpus.add(&claims, found)?;
        }
        Ok(corpus)
    }

    fn add(&mut self, claims: &Claims, found: Found) -> anyhow::Result<()> {
        let repository = Repository::open(&found.path)?;
        let mut interesting = Vec::new();
        if let Some(tree) = head(&repository) {
            let odb = repository.odb()?;
            walk(&tree, |folder, entry| {
                let path = format!("{folder}{}", String::from_utf8_lossy(entry.name_bytes()));
                let claimed =
                    entry.kind() == Some(ObjectType::Blob) && claims.wanted(&path).content;
                let size = if claimed { odb.read_header(entry.id()).ok() } else { None };
                let read = size.is_some_and(|(size, _)| size <= limits::FILE_BYTES);
                self.bytes += size.map_or(0, |(size, _)| if read { size } else { 0 });
                self.blobs += usize::from(read);
                interesting.push(read);
            })?;
        }
        self.entries += interesting.len();
        self.interesting.push(interesting);
        self.found.push(found);
        Ok(())
    }
}

/// The tree of `HEAD`; an empty repository has none.
pub(super) fn head(repository: &Repository) -> Option<Tree<'_>> {
    repository.head().ok()?.peel_to_tree().ok()
}

/// Calls `each` with every entry of a tree that is not a tree itself, and the folder it is in.
pub(super) fn walk(
    tree: &Tree<'_>,
    mut each: impl FnMut(&str, &TreeEntry<'_>),
) -> anyhow::Result<()> {
    tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
        if entry.kind() != Some(ObjectType::Tree) {
            each(folder, entry);
        }
        TreeWalkResult::Ok
    })
    .context("a tree cannot be walked")
}
